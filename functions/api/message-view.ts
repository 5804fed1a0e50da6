/** A message as the API shows it: what the plan says while it waits, what its row says once it left. */
import type { MessageView } from '../contract/api/views.ts'
import type { Draft, PlannedMessage } from '../domain/contact.ts'
import { templateText } from '../domain/composed.ts'
import { contentOf } from '../domain/content.ts'
import { engagementCounts } from '../domain/engagement.ts'
import { variantOf } from '../domain/gates.ts'
import { spokenOn } from '../domain/healing/adapt.ts'
import { stepOf } from '../domain/injected.ts'
import { messagesOf } from '../domain/messages-of.ts'
import type { MessageRow } from '../domain/message.ts'
import { reasonTextOf } from '../domain/message-reason-text.ts'
import { unknownText } from '../domain/reasons.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import { smsSize } from '../domain/sms.ts'
import { mergeVariables } from '../domain/template.ts'
import type { ChosenVariant } from '../domain/variants.ts'
import type { FoundEnrollment } from './ports.ts'

/** The messages of one enrollment in the order of its plan; one that has not left yet shows its text as it reads for this contact now. */
export const messageViewsOf = (
  found: FoundEnrollment,
  version: SequenceVersion,
  rows: readonly MessageRow[],
  company: string,
  drafts: readonly Draft[] = [],
): MessageView[] => {
  const enrollment = found.live ?? found.finished
  if (!enrollment) return []
  const contactId = found.head?.contactId ?? found.profile?.contactId ?? found.finished?.contactId ?? ''
  const owner = { key: found.contactKey, contactId, addresses: found.head?.addresses ?? {} }
  const byHand = new Set(enrollment.plan.filter(({ edited }) => edited).map(({ step }) => step))
  return messagesOf(owner, enrollment, rows).map((row) => {
    const draft = drafts.find(({ id }) => id === row.id)
    const shown = row.body === undefined ? { ...row, ...(draft ? wordsOf(draft) : textOf(row, found, version, company)) } : row
    const item = enrollment.plan.find(({ step }) => step === row.stepId)
    const variant = isToCome(row) ? item && variantToCome(row, item, version, draft) : row.variant
    return {
      ...messageViewOf({ ...shown, ...(variant ? { variant } : {}) }),
      ...(draft && byHand.has(row.stepId) ? editedBy(draft) : {}),
    }
  })
}

/** Of a message that has not left: in whose words it would. */
const variantToCome = (row: MessageRow, item: PlannedMessage, version: SequenceVersion, draft?: Draft): ChosenVariant | undefined => {
  const step = stepOf(version, row.stepId, row.enrollmentId)
  return step && variantOf({ item, step, draft })
}

/** It has not left. */
export const isToCome = ({ status }: MessageRow): boolean => status === 'scheduled' || status === 'held' || status === 'claimed'

/** Who wrote it, or wrote it over as its draft. */
const editedBy = ({ decidedBy, decidedAt, inPlace, revision }: Draft): Pick<MessageView, 'edited'> =>
  inPlace ? { edited: { by: decidedBy ?? inPlace.by, at: decidedAt ?? inPlace.at, revision } } : {}

export const messageViewOf = (row: MessageRow): MessageView => ({
  id: row.id,
  enrollmentId: row.enrollmentId,
  sequenceId: row.sequenceId,
  stepId: row.stepId,
  stepOrder: row.stepOrder,
  contactId: row.contactId,
  ...(row.variant ? { variant: row.variant } : {}),
  channel: row.channel,
  ...(row.plannedChannel ? { plannedChannel: row.plannedChannel } : {}),
  recipient: row.recipient,
  status: row.status,
  ...(row.reason ? { reason: row.reason, reasonText: reasonTextOf(row.reason, row) } : {}),
  ...(row.status === 'unknown' ? { reasonText: unknownText } : {}),
  approval: row.approval ?? 'none',
  dueAt: row.dueAt,
  ...(row.sentAt ? { sentAt: row.sentAt } : {}),
  ...(row.subject === undefined ? {} : { subject: row.subject }),
  ...(row.body === undefined ? {} : { body: row.body }),
  ...(row.channel === 'sms' && row.body !== undefined ? { sms: sizeOf(row.body) } : {}),
  simulated: row.simulated,
  ...(row.adapter ? { adapter: row.adapter } : {}),
  events: row.events,
  opens: engagementCounts(row.events, 'opened'),
  clicks: engagementCounts(row.events, 'clicked'),
  ...(row.task ? { task: row.task } : {}),
  attempts: row.attempts,
})

const sizeOf = (body: string): MessageView['sms'] => {
  const { segments, encoding } = smsSize(body)
  return { segments, encoding }
}

/** Where a person approves or wrote the text, it is the draft's that leaves. */
const wordsOf = ({ subject, body }: Draft): Pick<MessageRow, 'subject' | 'body'> => ({
  ...(subject === undefined ? {} : { subject }),
  body,
})

/** A text that does not render is shown as its template, so that one sees what is missing. */
const textOf = (
  row: MessageRow,
  { profile, head, live }: FoundEnrollment,
  version: SequenceVersion,
  company: string,
): Pick<MessageRow, 'subject' | 'body'> => {
  const step = stepOf(version, row.stepId, row.enrollmentId)
  if (!step) return {}
  const spoken = spokenOn(step, row.channel, { version, thread: live?.thread, enrollmentId: row.enrollmentId })
  const item = live?.plan.find((one) => one.step === row.stepId)
  const content = !profile
    ? null
    : head && live && item
      ? templateText({ head, enrollment: live, item, step, context: { rules: { company }, version, profile } })
      : contentOf(spoken, row.channel, mergeVariables(profile, { company }))
  const { subject, body } = content?.kind === 'content' ? content : spoken
  return { ...(subject === undefined ? {} : { subject }), ...(body === undefined ? {} : { body }) }
}
