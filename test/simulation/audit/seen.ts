/** How often what a history may draw was seen to happen: what never happens proves nothing. */
import type { Ledger } from '../ledger.ts'
import { tenant } from '../tenant.ts'
import { localAt } from './clock.ts'
import { withoutErased } from './erasure.ts'
import { marksIn } from './texts.ts'
import { counts, handMs, viewOf, type View } from './view.ts'

export const seenKinds = [
  'texts by hand that left',
  'texts given back to their template that left',
  'texts by hand that were refused',
  'drafts written over',
  'drafts written over that left',
  'messages said to have arrived',
  'messages sent again beside that word',
  'branches taken',
  'messages that left after a silence',
  'silences that were broken',
  'messages that waited for their owner',
  'messages that waited for a holiday to end',
  'mails that waited for hours that an admin set',
] as const
export type Seen = Record<(typeof seenKinds)[number], number>

export const nothingSeen = (): Seen => Object.fromEntries(seenKinds.map((kind) => [kind, 0])) as Seen

export const seenIn = (ledger: Ledger): Seen => {
  const view = viewOf(withoutErased(ledger))
  const { requests, messages, enrollments } = view.ledger
  const rewritten = new Set(view.known('rewrite').map(({ what }) => what.messageId))
  const settled = view.known('settle')
  const set = view.known('set_rules')
  const silent = messages.filter((message) => view.stepOf(message)?.condition?.tests.some((test) => 'not' in test))
  return {
    'texts by hand that left': requests.filter(
      (request) => counts(request) && marksIn(request).length > 0 && !rewritten.has(request.messageId),
    ).length,
    'texts given back to their template that left': view
      .known('restore')
      .filter(({ known, what }) => requests.some(({ messageId, at }) => messageId === what.messageId && at > known + handMs)).length,
    'texts by hand that were refused': view.words('write').filter(({ what }) => what.status === 409).length,
    'drafts written over': view.known('rewrite').length,
    'drafts written over that left': requests.filter((request) => rewritten.has(request.messageId) && marksIn(request).length > 0).length,
    'messages said to have arrived': settled.length,
    'messages sent again beside that word': view
      .words('settle')
      .filter(({ said, what }) => requests.some(({ messageId, at }) => messageId === what.messageId && at > said)).length,
    'branches taken': new Set(messages.flatMap(({ reason, enrollmentId }) => (reason === 'branched_past' ? [enrollmentId] : []))).size,
    'messages that left after a silence': silent.filter(({ id }) => view.requestsOf(id).length > 0).length,
    'silences that were broken': silent.filter(({ reason }) => reason === 'condition_not_met').length,
    'messages that waited for their owner': enrollments.reduce((sum, { id }) => sum + heldOn(view, id, isAwayOn(view)), 0),
    'messages that waited for a holiday to end': enrollments.reduce((sum, { id, contactId }) => {
      const contact = view.contact(contactId)
      return contact ? sum + heldOn(view, id, (at) => tenant.holidays.includes(localAt(at, view.zoneOf(contact)).date)) : sum
    }, 0),
    'mails that waited for hours that an admin set': requests.filter(({ messageId, channel, enrollmentId, at }) => {
      const [enrollment, message] = [view.enrollment(enrollmentId), messages.find(({ id }) => id === messageId)]
      const contact = view.contact(enrollment?.contactId ?? '')
      if (channel !== 'email' || !enrollment || !message || !contact) return false
      const planned = Date.parse(enrollment.enrolledAt) + (view.stepOf(message)?.delayMinutes ?? 0) * 60_000
      return (
        planned < at &&
        set.some(({ known, what: { email } }) => known < planned && email && isClosedBy(email, planned, view.zoneOf(contact)))
      )
    }).length,
  }
}

/** In the file's hours of mails, and not in those that were set. */
const isClosedBy = (email: { from: string; to: string }, at: number, zone: string): boolean => {
  const { minute } = localAt(at, zone)
  const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  const { from, to } = tenant.windows.email
  return clock >= from && clock < to && (clock < email.from || clock >= email.to)
}

/** Messages of an enrollment that were planned for a closed day, and left on another. */
const heldOn = (view: View, enrollmentId: string, isClosed: (at: number) => boolean): number => {
  const enrolledAt = Date.parse(view.enrollment(enrollmentId)?.enrolledAt ?? '')
  return view.messagesOf(enrollmentId).filter((message) => {
    const planned = enrolledAt + (view.stepOf(message)?.delayMinutes ?? 0) * 60_000
    const request = view.requestsOf(message.id)[0]
    return request !== undefined && isClosed(planned) && !isClosed(request.at)
  }).length
}

const isAwayOn =
  (view: View) =>
  (at: number): boolean =>
    view.known('absence').some(({ known, what: { days } }) => {
      const { date } = localAt(at, tenant.timeZone)
      return days !== null && known < at && days.from <= date && date <= days.to
    })
