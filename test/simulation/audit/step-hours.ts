/** Nothing leaves outside of its step's own hours at the contact's place, where they have anything in common with the channel's. */
import type { Finding } from '../ledger.ts'
import { localAt } from './clock.ts'
import { hoursAt } from './set-rules.ts'
import { handMs, iso, type View } from './view.ts'

export const withinStepHours = (view: View): Finding[] => {
  const messages = new Map(view.ledger.messages.map((message) => [message.id, message]))
  return view.ledger.requests.flatMap((request) => {
    const contact = view.contactOf(request)
    const message = messages.get(request.messageId)
    const own = message && view.stepOf(message)?.window
    if (!contact || !own) return []
    const hours = hoursAt(view, request.channel, request.at)
    const [from, to] = [minutes(own.from ?? '00:00'), minutes(own.to ?? '24:00')]
    // Healing took it to a channel that is closed then, or an admin set other hours: the channel's count alone. So for one without hours.
    if (hours.length === 0 || hours.some((channel) => Math.max(from, channel.from) >= Math.min(to, channel.to))) return []
    const zone = view.zoneOf(contact)
    const isOpen = (moment: number): boolean => {
      const { date, minute } = localAt(moment, zone)
      const day = new Date(`${date}T12:00:00Z`).getUTCDay() || 7
      return minute >= from && minute < to && (own.days?.includes(day) ?? true)
    }
    return isOpen(request.at) || isOpen(request.at - handMs)
      ? []
      : [
          {
            rule: 'outside_step_hours',
            detail: `${request.channel} at ${iso(request.at)} in ${zone}, of a step with ${JSON.stringify(own)}`,
          },
        ]
  })
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
