/** A step with a condition leaves only once somebody answered, or a person recorded what it asks for. */
import type { Finding } from '../ledger.ts'
import { iso, type View } from './view.ts'

export const conditionsHeld = (view: View): Finding[] =>
  view.ledger.messages.flatMap((message) => {
    const condition = view.stepOf(message)?.condition
    const request = view.requestsOf(message.id)[0]
    if (!condition || !request) return []
    const [test] = condition.tests
    const met =
      test.kind === 'engaged'
        ? answered(view, message.enrollmentId, request.at)
        : recorded(view, message.enrollmentId, test.step, request.at)
    return met ? [] : [{ rule: 'condition_ignored', detail: `message ${message.id} at ${iso(request.at)}` }]
  })

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
