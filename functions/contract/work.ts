/** What travels in the queues between our own functions. No personal data: keys and ids only (but for inbound replies). */
import * as z from 'zod'
import { callOutcomes, lineHearings } from '../domain/call.ts'
import { suppressionReasons } from '../domain/contact.ts'
import { mailDoubts } from '../domain/mail/mail.ts'
import { bounceKinds, healFailures } from '../domain/signal.ts'

/** Which message and attempt of ours something is about; every provider echoes it (reference.ts). */
export const messageReference = z.object({
  contactKey: z.string(),
  enrollmentId: z.string(),
  messageId: z.string(),
  attemptId: z.string(),
  step: z.string(),
  sequenceId: z.string(),
})
export type MessageReference = z.infer<typeof messageReference>

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
/** Dispatch queue: a contact texted HELP. What they were last texted says by which enrollment, and so by which number, they are answered. */
export const helpReplyWork = z.object({
  kind: z.literal('help_reply'),
  contact: z.string(),
  enrollment: z.string(),
  sequence: z.string(),
  step: z.string(),
  message: z.string(),
  /** When they asked. */
  at: z.iso.datetime({ offset: true }),
})
export type HelpReplyWork = z.infer<typeof helpReplyWork>
export type SequenceWork = z.infer<typeof sequenceWork>
export type VersionMovedWork = z.infer<typeof versionMovedWork>
export type SendingResumedWork = z.infer<typeof sendingResumedWork>
/**
 * Dispatch queue: a call of a provider that is steered while it runs (Telnyx Call Control) has come this far. What reads the provider's
 * webhooks puts these here: `call.answered` → answered; `call.machine.detection.ended` and `call.machine.premium.detection.ended` → detected;
 * `call.machine.greeting.ended` and `call.machine.premium.greeting.ended` → greeting_ended; `call.speak.ended` → speak_ended. `of` and what is
 * known of the call so far stand in the client state (`readCallState` of call-state.ts). `call.hangup` is the end: a `message_event` with
 * `call_ended` on the engage queue, its outcome by `telnyxCallOutcome` of call-outcomes.ts.
 */
export const callProgressWork = z.object({
  kind: z.literal('call_progress'),
  provider: z.literal('telnyx'),
  of: messageReference,
  /** The provider's id of the call: commands name it. */
  callId: z.string(),
  /** The provider's id of the event: the same each time that it is delivered. */
  eventId: z.string(),
  at: z.iso.datetime({ offset: true }),
  /** Who was heard so far, as the client state says. */
  heard: z.enum(lineHearings).optional(),
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('answered') }),
    z.object({ type: z.literal('detected'), by: z.enum(lineHearings) }),
    z.object({ type: z.literal('greeting_ended') }),
    z.object({ type: z.literal('speak_ended') }),
  ]),
})
export type CallProgressWork = z.infer<typeof callProgressWork>
export const dispatchWork = z.discriminatedUnion('kind', [
  stepDueWork,
  draftDueWork,
  wakeWork,
  sequenceWork,
  versionMovedWork,
  sendingResumedWork,
  callProgressWork,
  helpReplyWork,
])
export type DispatchWork = z.infer<typeof dispatchWork>

/** Heal queue. */
export const healWork = z.object({
  kind: z.literal('heal'),
  contact: z.string(),
  enrollment: z.string(),
  step: z.string(),
  failure: z.enum(healFailures),
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
/** What a contact wrote or said, on any channel, as the receive function or a provider's webhook took it in. */
export const inboundWork = z.object({
  kind: z.literal('inbound'),
  channel: z.enum(['email', 'sms', 'call']),
  from: z.string(),
  to: z.string(),
  subject: z.string().optional(),
  /** Plain text, the whole of it: for a call its transcript. */
  text: z.string(),
  /** Names in lower case. */
  headers: z.record(z.string(), z.string()).optional(),
  /** Message-IDs that it answers, without brackets. */
  inReplyTo: z.array(z.string()).optional(),
  /** The message that a signed token of ours in it stands for: its reply address, or the opt-out link that it quotes. */
  token: z.object({ messageId: z.string() }).optional(),
  /** Of an email that was read (domain/mail): absent where a provider's webhook took it in. */
  read: z
    .object({
      /** What the person wrote, without quotes and signature. */
      own: z.string(),
      kind: z.enum(['reply', 'out_of_office', 'automatic', 'challenge']),
      /** What a machine's mail was known by. */
      why: z.string().optional(),
      /** Local date (YYYY-MM-DD) that an absence note states as its end. */
      back: z.iso.date().optional(),
    })
    .optional(),
  /** What speaks against believing a mail; absent where nothing does. */
  doubts: z.array(z.enum(mailDoubts)).optional(),
  /** Of a call: what it came to (`answered`, `voicemail`, `no_answer` …). */
  outcome: z.string().optional(),
  durationSeconds: z.number().optional(),
  summary: z.string().optional(),
  disposition: z.string().optional(),
  appointmentBooked: z.boolean().optional(),
  /** As what the provider itself took a text, by the tenant's own keywords there. */
  keyword: z.enum(['stop', 'start', 'help']).optional(),
  /** S3 key of the mail as it came in. */
  rawKey: z.string().optional(),
  providerId: z.string(),
  at: z.iso.datetime({ offset: true }),
})

/** What a provider says became of a message, in one vocabulary for all of them. */
export const messageHappening = z.discriminatedUnion('type', [
  /** Proof that it left; nothing more is known. */
  z.object({ type: z.literal('sent') }),
  z.object({ type: z.literal('delivered') }),
  z.object({ type: z.literal('delayed'), detail: z.string() }),
  /** An email came back from these recipients. `left`: the provider knows that they unsubscribed. */
  z.object({
    type: z.literal('bounced'),
    addresses: z.array(z.string()),
    bounce: z.enum([...bounceKinds, 'left']),
    detail: z.string(),
  }),
  z.object({ type: z.literal('complained'), addresses: z.array(z.string()), detail: z.string() }),
  /** Our own fault: a virus scan's verdict, a template that does not render. */
  z.object({ type: z.literal('rejected'), detail: z.string() }),
  /** `automatic`: the provider itself says that no person did it. */
  z.object({
    type: z.literal('opened'),
    userAgent: z.string().optional(),
    ip: z.string().optional(),
    automatic: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('clicked'),
    link: z.string(),
    userAgent: z.string().optional(),
    ip: z.string().optional(),
    automatic: z.boolean().optional(),
  }),
  /** The recipient left through the provider's own link or keyword; `undelivered`: so long ago that this message was not delivered for it. */
  z.object({ type: z.literal('unsubscribed'), detail: z.string(), undelivered: z.literal(true).optional() }),
  /** A text did not arrive. `code`: the provider's own. */
  z.object({
    type: z.literal('undelivered'),
    failure: z.enum(healFailures).exclude(['email_bounced_hard', 'email_bounced_soft', 'email_spam']),
    code: z.string().optional(),
    detail: z.string(),
  }),
  /** A call is over. */
  z.object({
    type: z.literal('call_ended'),
    outcome: z.enum(callOutcomes),
    durationSeconds: z.number().optional(),
    transcript: z.string().optional(),
    summary: z.string().optional(),
    disposition: z.string().optional(),
    appointmentBooked: z.boolean().optional(),
    detail: z.string().optional(),
  }),
])
export type MessageHappening = z.infer<typeof messageHappening>

/** Engage queue: a provider's event of one of our messages. */
export const messageEventWork = z.object({
  kind: z.literal('message_event'),
  provider: z.string(),
  channel: z.enum(['email', 'sms', 'call']),
  of: messageReference,
  /** The provider's id of the message. */
  providerId: z.string().optional(),
  /** The provider's id of the event: the same each time that it is delivered. */
  eventId: z.string(),
  at: z.iso.datetime({ offset: true }),
  /** When the provider took the message in, where it says so. */
  sentAt: z.iso.datetime({ offset: true }).optional(),
  event: messageHappening,
})
export type MessageEventWork = z.infer<typeof messageEventWork>

/** Engage queue: a bounce or a complaint that came as a mail. Whose message it is of has still to be found. */
export const returnedWork = z.object({
  kind: z.literal('returned'),
  what: z.enum(['bounced', 'complained']),
  /** What a bounce says of the address. */
  bounce: z.enum(bounceKinds).optional(),
  /** Bare addresses in lower case, as the report names them. */
  recipients: z.array(z.string()),
  /** Message-IDs of the mail that came back, without brackets. */
  originals: z.array(z.string()),
  /** The message that a signed token of ours stands for, in the mail that came back or in the address that the report was sent to. */
  token: z.object({ messageId: z.string() }).optional(),
  detail: z.string(),
  /** What speaks against believing the mail; absent where nothing does. */
  doubts: z.array(z.enum(mailDoubts)).optional(),
  rawKey: z.string().optional(),
  providerId: z.string(),
  at: z.iso.datetime({ offset: true }),
})
export type ReturnedWork = z.infer<typeof returnedWork>

/** Engage queue: an address was closed by somebody else than its owner: an admin, a provider's own list. Its record says so by then, or not. */
export const addressClosedWork = z.object({
  kind: z.literal('address_closed'),
  address: z.object({ key: z.string(), kind: z.enum(['email', 'phone']) }),
  channels: z.array(z.enum(['email', 'sms', 'call'])).min(1),
  reason: z.enum(suppressionReasons),
  /** Since when, and when we heard of it. */
  at: z.iso.datetime({ offset: true }),
  learntAt: z.iso.datetime({ offset: true }).optional(),
  source: z.string(),
  detail: z.string(),
})
export type AddressClosedWork = z.infer<typeof addressClosedWork>

/** Engage queue: a call of Amazon Connect is over. Whose it was has still to be asked: its event names the contact alone. */
export const connectEndedWork = z.object({
  kind: z.literal('connect_ended'),
  contactId: z.string(),
  eventId: z.string(),
  at: z.iso.datetime({ offset: true }),
  outcome: z.enum(callOutcomes),
  durationSeconds: z.number().optional(),
  detail: z.string(),
})
export type ConnectEndedWork = z.infer<typeof connectEndedWork>

export const engageWork = z.discriminatedUnion('kind', [
  addressClosedWork,
  optOutWork,
  inboundWork,
  messageEventWork,
  returnedWork,
  connectEndedWork,
])
export type EngageWork = z.infer<typeof engageWork>
