/** The gates that ask for the time: the contact's touches of the day, the hours at their place, and the pace of a channel. */
import { countsAsTouch } from './channel.ts'
import type { ContactHead, PlannedMessage } from './contact.ts'
import { departureOf, freeAt } from './departure.ts'
import type { Gate, GateInput } from './gates.ts'
import { channelOf } from './plan.ts'
import { shareOf } from './spread.ts'
import { narrowedHours, stepWindowText } from './step-window.ts'
import { localDate, sameTimeLater, zonesOf } from './windows.ts'

/** After a provider asked for a slower pace, what waited leaves over so many seconds. */
const slowedOver = 900

/**
 * Counted on the day on which the message could leave, which is another one where its channel is closed now. Over the limit it takes the
 * first day with room, once; the days that it waits count as lateness, those on which its channel is closed do not.
 */
export const touchLimit: Gate = (input) => {
  const { head, item, context, at } = input
  if (!countsAsTouch(channelOf(item))) return { saw: 'not counted' }
  const { dailyTouchLimit, latenessHours } = context.rules
  const taken = touchesTaken(head, item)
  const leaves = departureOf(input).at
  const day = localDate(leaves, head.timeZone)
  const saw = `${taken(day)} of ${dailyTouchLimit} on ${day}`
  if (taken(day) < dailyTouchLimit) return { saw }
  const latest = leaves + latenessHours * 3600 - Math.max(0, at - item.due)
  for (let days = 1; !item.deferred; days++) {
    const free = freeAt(input, sameTimeLater(leaves, days, head.timeZone)).at
    if (free > latest) break
    if (taken(localDate(free, head.timeZone)) < dailyTouchLimit)
      return { saw, closing: { becomes: 'later', reason: 'touch_limit', due: free } }
  }
  return { saw, closing: { becomes: 'skipped', reason: 'touch_limit' } }
}

export const window: Gate = (input) => {
  const { item, context, at } = input
  const late = at - item.due
  if (late > context.rules.latenessHours * 3600)
    return { saw: `${Math.floor(late / 3600)} h late`, closing: { becomes: 'skipped', reason: 'too_late' } }
  const leaves = departureOf(input)
  const saw = hoursSeen(input)
  return leaves.at === at ? { saw } : { saw, closing: { becomes: 'later', reason: leaves.reason, due: leaves.at } }
}

/** `America/Chicago (contact)`, and by which hours of its own the step goes there. */
const hoursSeen = ({ head, item, context }: GateInput): string => {
  const place = `${zonesOf(head).join(', ')} (${head.timeZoneSource})`
  const channel = channelOf(item)
  // What healing made a task of is carried out at any time.
  if (!item.window || channel === 'linkedin' || channel === 'task') return place
  const own = `the step's own hours ${stepWindowText(item.window)}`
  return narrowedHours(channel, context.rules, item.window)
    ? `${place}, ${own}`
    : `${place}; ${own} have nothing in common with the channel's, which count alone`
}

/** Epoch seconds at which a message of a channel that goes slower has its turn, or null where it goes at its own pace. */
export const slowedTo = ({ head, enrollment, item, context, at }: GateInput): number | null => {
  const until = context.controls.slowUntil[channelOf(item)] ?? 0
  return until <= at ? null : until + Math.floor(shareOf(head.key, enrollment.id) * slowedOver)
}

/**
 * Touches of a day that are gone for this message: those that were made, and, unless it was promised a day itself, those that messages over
 * the limit were promised. Who waited longest goes first.
 */
const touchesTaken = (head: ContactHead, item: PlannedMessage): ((day: string) => number) => {
  const promised = new Map<string, number>()
  for (const { status, plan } of item.deferred ? [] : head.enrollments)
    for (const other of plan) {
      if (status !== 'active' || other.state !== 'scheduled' || !other.deferred || !countsAsTouch(channelOf(other))) continue
      const day = localDate(other.due, head.timeZone)
      promised.set(day, (promised.get(day) ?? 0) + 1)
    }
  return (day) => (head.touches[day] ?? 0) + (promised.get(day) ?? 0)
}
