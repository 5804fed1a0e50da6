/** When a message could leave at the earliest: its owner is there, its channel is open at the contact's place, and no outage ends in a burst. */
import { Temporal } from 'temporal-polyfill'
import type { ContactHead, LiveEnrollment, PlannedMessage } from './contact.ts'
import { channelOf } from './plan.ts'
import type { SendContext } from './signal.ts'
import { shareOf } from './spread.ts'
import { closesAt, localDate, nextOpening, sameTimeLater, zonesOf } from './windows.ts'

/** A message this late (seconds) meets the end of an outage. */
export const lateSeconds = 900
/** What is overdue is spread over at most so many seconds. */
const spreadSeconds = 4 * 3600

export interface Leaving {
  head: ContactHead
  enrollment: Pick<LiveEnrollment, 'id'>
  item: PlannedMessage
  context: Pick<SendContext, 'rules' | 'controls' | 'owner'>
  /** Epoch seconds. */
  at: number
}

export interface Departure {
  /** Epoch seconds; `at` itself where nothing keeps it. */
  at: number
  reason: 'owner_away' | 'outside_window' | 'overdue_respaced'
}

/**
 * What is overdue gets a time of its own in the window that is open, or opens next: from its opening, over as long as it is late, at most
 * four hours, and within what is left of that day's hours. It is given one only once.
 */
export const departureOf = (leaving: Leaving): Departure => {
  const { head, enrollment, item, context, at } = leaving
  const first = freeAt(leaving, at)
  const late = at - item.due
  if (late <= lateSeconds || item.state !== 'scheduled' || item.respaced || isByPerson(item)) return first
  const left = closesAt(channelOf(item), first.at, zonesOf(head), context.rules) - first.at
  const share = shareOf(head.key, enrollment.id)
  return { at: freeAt(leaving, first.at + Math.floor(share * Math.min(late, spreadSeconds, left))).at, reason: 'overdue_respaced' }
}

/** The first moment from `from` on (epoch seconds) at which the owner is there and the channel is open. */
export const freeAt = ({ head, item, context }: Pick<Leaving, 'head' | 'item' | 'context'>, from: number): Departure => {
  const channel = channelOf(item)
  let moment = from
  let isAway = false
  for (;;) {
    const open = nextOpening(channel, moment, zonesOf(head), context.rules)
    moment = backAt(open, context)
    if (moment === open) return { at: open, reason: isAway ? 'owner_away' : 'outside_window' }
    isAway = true
  }
}

/**
 * The same time of the first day on which the owner is back, by the tenant's clock: a whole number of days later, so that what fell due over
 * two weeks does not all leave as the owner's first day begins.
 */
const backAt = (at: number, context: Leaving['context']): number => {
  const { timeZone } = context.rules
  const day = localDate(at, timeZone)
  const absence = context.controls.absences.find(({ owner, from, to }) => owner === context.owner && from <= day && day <= to)
  if (!absence) return at
  const { days } = Temporal.PlainDate.from(day).until(absence.to, { largestUnit: 'days' })
  return backAt(sameTimeLater(at, days + 1, timeZone), context)
}

const isByPerson = (item: PlannedMessage): boolean => channelOf(item) === 'linkedin' || channelOf(item) === 'task'
