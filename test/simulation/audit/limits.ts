/** Within hours, on no holiday and within limits: the contact's own clock, and at most so many touches a local day over all sequences. */
import type { Finding } from '../ledger.ts'
import { tenant } from '../tenant.ts'
import { localAt } from './clock.ts'
import { hoursAt, limitAt } from './set-rules.ts'
import { counts, handMs, iso, type View } from './view.ts'

export const withinHours = (view: View): Finding[] =>
  view.ledger.requests.flatMap((request) => {
    const contact = view.contactOf(request)
    const hours = hoursAt(view, request.channel, request.at)
    if (!contact || hours.length === 0) return []
    const zone = view.zoneOf(contact)
    const isOpen = (moment: number): boolean => {
      const { date, minute } = localAt(moment, zone)
      return hours.some(({ from, to }) => minute >= from && minute < to) && !tenant.holidays.includes(date)
    }
    return isOpen(request.at) || isOpen(request.at - handMs)
      ? []
      : [{ rule: 'outside_window', detail: `${request.channel} at ${iso(request.at)} in ${zone}` }]
  })

export const withinLimit = (view: View): Finding[] => {
  const touches = new Map<string, { count: number; limit: number }>()
  const touch = (contactId: string, zone: string, at: number): void => {
    // A touch decided just before midnight may leave just after it.
    const [day, before] = [localAt(at, zone).date, localAt(at - handMs, zone).date]
    if (day !== before) return
    const name = `${contactId} on ${day}`
    const { count = 0, limit = 0 } = touches.get(name) ?? {}
    touches.set(name, { count: count + 1, limit: Math.max(limit, limitAt(view, at)) })
  }
  for (const request of view.ledger.requests) {
    const contact = view.contactOf(request)
    if (contact && counts(request)) touch(contact.id, view.zoneOf(contact), request.at)
  }
  // A person carries it out, and it counts all the same.
  for (const { channel, contactId, sentAt } of view.ledger.messages) {
    const contact = view.contact(contactId)
    if (contact && channel === 'linkedin' && sentAt) touch(contact.id, view.zoneOf(contact), Date.parse(sentAt))
  }
  return [...touches]
    .filter(([, { count, limit }]) => count > limit)
    .map(([name, { count }]) => ({ rule: 'over_limit', detail: `${count} touches of ${name}` }))
}
