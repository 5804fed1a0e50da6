/** Message rows: what is kept of a message once it has left, or once a gate has closed for it. */
import { addressKindOf } from './channel.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from './contact.ts'
import { messageIdOf } from './ids.ts'
import type { Attempt, MessageRow, MessageStatus } from './message.ts'
import { channelOf } from './plan.ts'

/** What a row adds to what the plan knows. */
export type RowFields = { status: MessageStatus; attempts: Attempt[] } & Partial<
  Pick<MessageRow, 'sentAt' | 'subject' | 'body' | 'simulated' | 'adapter' | 'providerId' | 'task' | 'recipient' | 'variant'>
>

/** Attempts that a row keeps: the newest. A message that is moved day after day must not outgrow its item. */
const mostAttempts = 20

/** Two answers of the same closed gate this close to each other (milliseconds) are one: of decisions that raced, one was lost. */
const sameAnswerMs = 60_000

/** Earlier attempts and newer ones, as many as a row keeps. Of a gate's answer that two racing decisions noted, the first. */
export const keptAttempts = (attempts: readonly Attempt[]): Attempt[] =>
  attempts
    .filter((attempt, i) => {
      const earlier = attempts[i - 1]
      return !earlier || !isSameAnswer(earlier, attempt)
    })
    .slice(-mostAttempts)

const isSameAnswer = (earlier: Attempt, later: Attempt): boolean =>
  earlier.outcome === 'gated' &&
  later.outcome === 'gated' &&
  earlier.revision === later.revision &&
  Math.abs(Date.parse(later.startedAt) - Date.parse(earlier.startedAt)) < sameAnswerMs &&
  JSON.stringify(earlier.verdicts) === JSON.stringify(later.verdicts)

/** The row of one planned message; `reason` is the plan's own. */
export const messageRow = (
  owner: Pick<ContactHead, 'key' | 'contactId' | 'addresses'>,
  enrollment: Pick<LiveEnrollment, 'id' | 'sequenceId' | 'version' | 'leadId' | 'plan'>,
  item: PlannedMessage,
  fields: RowFields,
): MessageRow => {
  const channel = channelOf(item)
  const kind = addressKindOf(channel)
  return {
    id: messageIdOf(enrollment.id, item.n),
    enrollmentId: enrollment.id,
    sequenceId: enrollment.sequenceId,
    version: enrollment.version,
    contactKey: owner.key,
    contactId: owner.contactId,
    leadId: enrollment.leadId,
    stepId: item.step,
    stepNumber: item.n,
    stepOrder: enrollment.plan.findIndex((other) => other.step === item.step) + 1,
    channel,
    ...(channel === item.channel ? {} : { plannedChannel: item.channel }),
    recipient: kind ? (owner.addresses[kind]?.value ?? null) : null,
    ...(item.reason ? { reason: item.reason } : {}),
    dueAt: new Date(item.due * 1000).toISOString(),
    simulated: false,
    revision: item.rev,
    events: {},
    ...(item.approval ? { approval: item.approval } : {}),
    ...fields,
    attempts: keptAttempts(fields.attempts),
  }
}
