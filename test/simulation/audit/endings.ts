/** Everything comes to an end that a person can see: no message is lost, none waits without a reason, and the timeline explains each state. */
import type { Finding, ShownEnrollment, ShownMessage } from '../ledger.ts'
import { counts, type View } from './view.ts'

export const cameToAnEnd = (view: View): Finding[] => [
  ...view.ledger.enrollments.flatMap((one) => enrollmentEnded(view, one)),
  ...view.ledger.messages.flatMap((one) => messageEnded(view, one)),
]

/** Reasons for which a message may wait for a person for as long as it takes. */
const waits = new Set(['missing_merge_value', 'template_error', 'sequence_paused', 'approval_pending', 'waiting_for_outcome'])

const holds = (view: View, enrollmentId: string): ShownMessage | undefined =>
  view.messagesOf(enrollmentId).find(({ status, reason }) => status === 'held' && waits.has(reason ?? ''))

const enrollmentEnded = (view: View, enrollment: ShownEnrollment): Finding[] => {
  const { id, status, pauseReason, exitReason } = enrollment
  if (status === 'finished') return exitReason ? [] : [{ rule: 'finished_without_reason', detail: id }]
  if (status === 'paused' && enrollment.resumeAt && Date.parse(enrollment.resumeAt) < view.ledger.readAt - view.spreadMs)
    return [{ rule: 'not_resumed', detail: `${id}, which was to resume at ${enrollment.resumeAt}` }]
  if (status === 'paused') return pauseReason ? [] : [{ rule: 'paused_without_reason', detail: id }]
  return holds(view, id) ? [] : [{ rule: 'forgotten_enrollment', detail: `${id} is ${status}, and nothing that it waits for is shown` }]
}

const provided = new Set(['email', 'sms', 'call'])

const messageEnded = (view: View, message: ShownMessage): Finding[] => {
  const { id, status, reason, enrollmentId, channel } = message
  const enrollment = view.enrollment(enrollmentId)
  const requests = view.requestsOf(id)
  const wrong = (rule: string, detail = ''): Finding[] => [
    { rule, detail: `message ${id} (${channel}) is ${status}${reason ? `, ${reason}` : ''} ${detail}` },
  ]
  switch (status) {
    case 'scheduled':
      return enrollment?.status === 'paused' || holds(view, enrollmentId) ? [] : wrong('forgotten_message')
    case 'held':
      return enrollment?.status === 'paused' || waits.has(reason ?? '') ? [] : wrong('held_for_good')
    case 'sent':
    case 'delivered':
    case 'bounced':
      return provided.has(channel) && !requests.some(counts) && !isSettled(view, message)
        ? wrong('sent_without_request')
        : unexplained(view, message)
    case 'unknown':
      return requests.at(-1)?.fate === 'refused' && calm(view) ? wrong('unknown_though_refused') : toldSince(view, message)
    case 'failed':
      // A step that retries gives up where the contact has no other address by then.
      return reason === 'address_dead' || requests.some(({ fate }) => fate === 'refused') || hasFailed(view, message)
        ? []
        : wrong('failed_without_refusal')
    case 'skipped':
    case 'cancelled':
      return reason ? [] : wrong('no_reason')
    default:
      return wrong('never_ended')
  }
}

/** A person said of it that it arrived, whether it did or not. */
const isSettled = (view: View, { id }: ShownMessage): boolean => view.words('settle').some(({ what }) => what.messageId === id)

/** Its provider said later that it did not get through. */
const hasFailed = (view: View, { id }: ShownMessage): boolean => view.words('failed_delivery').some(({ what }) => what.messageId === id)

const shownAs = { sent: null, delivered: 'deliveredAt', opened: 'openedAt', clicked: 'clickedAt', bounced: 'bouncedAt' }

/** What a provider told of a message's last attempt, and the product took in. */
const toldOf = (view: View, { id, attempts }: ShownMessage) =>
  view.known('event').filter(({ what }) => what.messageId === id && what.attemptId === attempts?.at(-1)?.id)

/** It is shown on the message. */
const unexplained = (view: View, message: ShownMessage): Finding[] =>
  toldOf(view, message).flatMap(({ what: { event } }) => {
    const shown = shownAs[event]
    return shown !== null && message.events[shown] === undefined
      ? [{ rule: 'event_lost', detail: `message ${message.id} was ${event}, which the product took in and does not show` }]
      : []
  })

/** A provider's own event proves that a message left. */
const toldSince = (view: View, message: ShownMessage): Finding[] =>
  toldOf(view, message).some(({ what }) => what.event === 'delivered' || what.event === 'sent')
    ? [
        {
          rule: 'unknown_though_delivered',
          detail: `message ${message.id} was sent or delivered, and still nobody knows whether it was sent`,
        },
      ]
    : []

/** No call of this history could go wrong: every answer was heard. */
const calm = ({ ledger: { script } }: View): boolean =>
  (['crash_before', 'crash_after', 'lost_for_good', 'throttled'] as const).every((kind) => script.faults[kind] === 0)
