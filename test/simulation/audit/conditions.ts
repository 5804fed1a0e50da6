/** A step with a condition leaves only once somebody answered, or a person recorded what it asks for; one that waits for silence, once nobody did. */
import type { Finding, ShownMessage } from '../ledger.ts'
import { handMs, iso, type View } from './view.ts'

export const conditionsHeld = (view: View): Finding[] => [
  ...view.ledger.messages.flatMap((message) => leftBy(view, message)),
  ...view.ledger.enrollments.flatMap(({ id }) => branches(view, id)),
]

const leftBy = (view: View, message: ShownMessage): Finding[] => {
  const condition = view.stepOf(message)?.condition
  const request = view.requestsOf(message.id)[0]
  if (!condition) return []
  const [test] = condition.tests
  if (test.kind === 'engaged' && test.not) return inSilence(view, message)
  if (!request) return []
  const met =
    test.kind === 'engaged' ? answered(view, message.enrollmentId, request.at) : recorded(view, message.enrollmentId, test.step, request.at)
  return met ? [] : [{ rule: 'condition_ignored', detail: `message ${message.id} at ${iso(request.at)}` }]
}

/** A firing this little ahead (ms) counts as due. */
const aheadMs = 6_000

/** It leaves at the end of its time at the earliest, and not after a click that was taken in; it is given up only where somebody answered. */
const inSilence = (view: View, message: ShownMessage): Finding[] => {
  const { delayMinutes = 0, condition } = view.stepOf(message) ?? {}
  const enrolledAt = Date.parse(view.enrollment(message.enrollmentId)?.enrolledAt ?? '')
  const request = view.requestsOf(message.id)[0]
  const wrong = (rule: string, at: number): Finding[] => [{ rule, detail: `message ${message.id} at ${iso(at)}` }]
  if (!request)
    return message.status === 'skipped' && message.reason === 'condition_not_met' && !answered(view, message.enrollmentId, Infinity)
      ? wrong('silence_not_heard', view.ledger.readAt)
      : []
  if (request.at < enrolledAt + (delayMinutes + (condition?.withinMinutes ?? 0)) * 60_000 - aheadMs)
    return wrong('silence_not_waited_out', request.at)
  const own = new Set(view.messagesOf(message.enrollmentId).map(({ id }) => id))
  return view.known('event').some(({ known, what }) => what.event === 'clicked' && known + handMs < request.at && own.has(what.messageId))
    ? wrong('answer_ignored', request.at)
    : []
}

/** Who is led past steps hears none of them, and goes on where it leads. Only the first of an enrollment is judged: what it passes was never asked. */
const branches = (view: View, enrollmentId: string): Finding[] => {
  const messages = view.messagesOf(enrollmentId).toSorted((a, b) => a.stepOrder - b.stepOrder)
  const first = messages.find(({ reason }) => reason === 'branched_past')
  const otherwise = first && view.stepOf(first)?.condition?.otherwise
  if (!first || typeof otherwise !== 'object') return []
  const to = messages.find(({ stepId }) => stepId === otherwise.goTo)
  const between = messages.filter(({ stepOrder }) => stepOrder > first.stepOrder && stepOrder < (to?.stepOrder ?? 0))
  const heard = between.find(({ id }) => view.requestsOf(id).length > 0 && !view.words('resend').some(({ what }) => what.messageId === id))
  return [
    ...(heard ? [{ rule: 'branched_past_and_sent', detail: `message ${heard.id}, which ${first.id} leads past` }] : []),
    ...(to?.reason === 'branched_past' && !view.stepOf(to)?.condition
      ? [{ rule: 'branched_too_far', detail: `${first.id} leads to ${to.id}, which was left out` }]
      : []),
  ]
}

const answered = (view: View, enrollmentId: string, before: number): boolean => {
  const own = new Set(view.messagesOf(enrollmentId).map(({ id }) => id))
  const contact = view.contact(view.enrollment(enrollmentId)?.contactId ?? '')
  return (
    view
      .words('event')
      .some(({ said, what }) => said <= before && own.has(what.messageId) && what.event !== 'delivered' && what.event !== 'sent') ||
    view.words('reply').some(({ said, what }) => said <= before && (what.address === contact?.email || what.address === contact?.phone))
  )
}

const recorded = (view: View, enrollmentId: string, stepId: string, before: number): boolean => {
  const asked = view.messagesOf(enrollmentId).find((message) => message.stepId === stepId)?.id
  return view.words('outcome').some(({ said, what }) => said <= before && what.messageId === asked)
}
