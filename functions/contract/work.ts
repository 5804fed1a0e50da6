/** What travels in the queues between our own functions. No personal data: keys and ids only (but for inbound replies). */
import * as z from 'zod'

/** Dispatch queue: from Scheduler (a step's entry) and from a hand-over. */
export const stepDueWork = z.object({
  kind: z.literal('step_due'),
  contact: z.string(),
  enrollment: z.string(),
  step: z.string(),
  revision: z.int(),
})
/** Dispatch queue: the time at which a step's draft is made has come. */
export const draftDueWork = stepDueWork.extend({ kind: z.literal('draft_due') })
/** Dispatch queue: from the sweep. */
export const wakeWork = z.object({ kind: z.literal('wake'), contact: z.string() })
/** Dispatch queue: a sequence goes on or is archived, and its running enrollments are told, one page of them for each message. */
export const sequenceWork = z.object({
  kind: z.enum(['sequence_resumed', 'sequence_archived']),
  sequence: z.string(),
  /** The enrollment that the last page ended with. */
  after: z.string().optional(),
})
/** Dispatch queue: running enrollments move to this version, one page of them for each message. */
export const versionMovedWork = sequenceWork.extend({ kind: z.literal('version_moved'), version: z.int() })
/** Dispatch queue: the kill switch was lifted; contacts are told page by page. */
export const sendingResumedWork = z.object({ kind: z.literal('sending_resumed'), after: z.string().optional() })
export type SequenceWork = z.infer<typeof sequenceWork>
export type VersionMovedWork = z.infer<typeof versionMovedWork>
export type SendingResumedWork = z.infer<typeof sendingResumedWork>
export const dispatchWork = z.discriminatedUnion('kind', [
  stepDueWork,
  draftDueWork,
  wakeWork,
  sequenceWork,
  versionMovedWork,
  sendingResumedWork,
])
export type DispatchWork = z.infer<typeof dispatchWork>

/** Heal queue. */
export const healWork = z.object({
  kind: z.literal('heal'),
  contact: z.string(),
  enrollment: z.string(),
  step: z.string(),
  failure: z.enum(['email_bounced_hard', 'email_bounced_soft']),
})
export type HealWork = z.infer<typeof healWork>

/** Enroll queue: the CRM's event as EventBridge delivers it, or the trigger sweep's second look at a lead. */
export const enrollRetryWork = z.object({ kind: z.literal('missed_lead'), leadId: z.string() })
/** Enroll queue: a finished enrollment's exit route. */
export const routeWork = z.object({ kind: z.literal('route'), contact: z.string(), from: z.string() })
export type RouteWork = z.infer<typeof routeWork>
/** Enroll queue: some rows of a bulk job. */
export const enrollRowsWork = z.object({ kind: z.literal('enroll_rows'), job: z.string(), chunk: z.int() })
export type EnrollRowsWork = z.infer<typeof enrollRowsWork>
/** Enroll queue: the leads that are in a sequence's stage become a job's rows, page by page. */
export const backfillWork = z.object({ kind: z.literal('backfill'), job: z.string(), after: z.string().optional(), chunk: z.int() })
export type BackfillWork = z.infer<typeof backfillWork>
/** What our own functions put on the enroll queue; beside it, the CRM's events arrive there. */
export const enrollWork = z.discriminatedUnion('kind', [enrollRetryWork, routeWork, enrollRowsWork, backfillWork])

/** Engage queue: SES events as EventBridge delivers them, and what the API took in. */
export const optOutWork = z.object({
  kind: z.literal('one_click'),
  addressKey: z.string(),
  channel: z.enum(['email', 'sms', 'call']),
  messageId: z.string().optional(),
  at: z.iso.datetime({ offset: true }),
})
export const inboundWork = z.object({
  kind: z.literal('inbound'),
  channel: z.enum(['email', 'sms', 'call']),
  from: z.string(),
  to: z.string(),
  subject: z.string().optional(),
  text: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  inReplyTo: z.array(z.string()).optional(),
  outcome: z.string().optional(),
  providerId: z.string(),
  at: z.iso.datetime({ offset: true }),
})
export const engageWork = z.discriminatedUnion('kind', [optOutWork, inboundWork])
export type EngageWork = z.infer<typeof engageWork>
