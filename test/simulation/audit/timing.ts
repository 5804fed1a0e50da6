/** In its order and at its time: never before its step's delay, never before the step ahead of it, and on time where nothing went wrong. */
import type { Finding } from '../ledger.ts'
import type { Request } from '../people/provider.ts'
import { tenant } from '../tenant.ts'
import { handMs, iso, type View } from './view.ts'

export const atItsTime = (view: View): Finding[] => [...tooEarly(view), ...outOfOrder(view), ...late(view), ...tooLate(view)]

/** A firing this little ahead (ms) counts as due; delays are whole minutes from a time that is kept in seconds. */
const aheadMs = 6_000

const firstOf = (view: View, messageId: string): Request | undefined => view.requestsOf(messageId)[0]

/** Whatever moves a message, it never moves it ahead. */
const tooEarly = (view: View): Finding[] => {
  const { script, sequenceIds, messages } = view.ledger
  return messages.flatMap(({ id, enrollmentId, sequenceId, stepId }) => {
    const step = script.sequences[sequenceIds.indexOf(sequenceId)]?.steps[Number(stepId.slice(1)) - 1]
    const enrollment = view.enrollment(enrollmentId)
    const request = firstOf(view, id)
    if (!step || !enrollment || !request) return []
    const due = Date.parse(enrollment.enrolledAt) + step.delayMinutes * 60_000
    return request.at < due - aheadMs ? [{ rule: 'too_early', detail: `message ${id} at ${iso(request.at)}, due ${iso(due)}` }] : []
  })
}

const outOfOrder = (view: View): Finding[] => {
  const resent = new Set(view.words('resend').map(({ what }) => what.messageId))
  return view.ledger.enrollments.flatMap(({ id }) => {
    const sent = view
      .messagesOf(id)
      // A text that healing puts in stands beside the call that failed, before or after it.
      .filter((message) => !resent.has(message.id) && /^s\d+$/.test(message.stepId))
      .toSorted((a, b) => a.stepOrder - b.stepOrder)
      .flatMap((message) => firstOf(view, message.id) ?? [])
    return sent.flatMap((request, i) => {
      const before = sent[i - 1]
      return before && before.at > request.at
        ? [{ rule: 'out_of_order', detail: `message ${before.messageId} left after ${request.messageId}` }]
        : []
    })
  })
}

const lateMs = 5 * 60_000

/** Where no fault was drawn, the schedules and hand-overs alone bring each message on time; the sweep is for the rest. */
const late = (view: View): Finding[] => {
  const { faults, events } = view.ledger.script
  if (Object.values(faults).some((chance) => chance > 0) || events.some(({ kind }) => kind === 'outage')) return []
  return view.ledger.messages.flatMap(({ id, dueAt }) => {
    const request = firstOf(view, id)
    return request && request.at > Date.parse(dueAt) + lateMs
      ? [{ rule: 'late', detail: `message ${id} at ${iso(request.at)}, due ${dueAt}` }]
      : []
  })
}

/** What nobody expects any more is left out; its time is that of its last revision. */
const tooLate = (view: View): Finding[] =>
  view.ledger.messages.flatMap(({ id, dueAt }) => {
    const request = view.requestsOf(id).at(-1)
    return request && request.at > Date.parse(dueAt) + tenant.latenessHours * 3_600_000 + handMs
      ? [{ rule: 'too_late', detail: `message ${id} at ${iso(request.at)}, due ${dueAt}` }]
      : []
  })
