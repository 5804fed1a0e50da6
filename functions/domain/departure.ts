/** When a message could leave at the earliest: its owner is there, its channel is open at the contact's place, and no outage ends in a burst. */
import { Temporal } from 'temporal-polyfill'
import { reachedAt } from './absence.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from './contact.ts'
import { channelOf } from './plan.ts'
import type { SendContext, TenantRules } from './signal.ts'
import { shareOf } from './spread.ts'
import { closesAt, localDate, nextOpening, openingRulesOf, sameTimeLater, zonesOf } from './windows.ts'

/** A message this late (seconds) meets the end of an outage. */
export const lateSeconds = 900
/** What is overdue is spread over at most so many seconds. */
const spreadSeconds = 4 * 3600
/** What was held is spread over four times as long as it waited, at most an hour: all of it once that was 15 minutes. */
const afterHold = { factor: 4, most: 3600 }

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
  reason: 'owner_away' | 'contact_away' | 'outside_window' | 'overdue_respaced'
}

/**
 * What is overdue gets a time of its own in the window that is open, or opens next: from its opening, over as long as it is late, at most
 * four hours, and within what is left of that day's hours. It is given one only once.
 */
export const departureOf = (leaving: Leaving): Departure => {
  const { item, at } = leaving
  const first = freeAt(leaving, at)
  const late = at - item.due
  if (late <= lateSeconds || item.state !== 'scheduled' || item.respaced || isByPerson(item)) return first
  const own = spreadFrom(leaving, first.at, Math.min(late, spreadSeconds))
  return { at: freeAt(leaving, own).at, reason: 'overdue_respaced' }
}

type Placed = Pick<Leaving, 'head' | 'enrollment' | 'item'> & { context: { rules: TenantRules } }

/** When a held message leaves once what held it is over: at a moment of its own in the window that is open at `at`, or opens next. */
export const releaseOf = (leaving: Placed & { at: number }): number => {
  const { head, item, context, at } = leaving
  const waited = Math.max(0, at - (item.heldAt ?? item.due))
  const opens = nextOpening(channelOf(item), at, zonesOf(head), openingRulesOf(item, context.rules))
  return spreadFrom(leaving, opens, Math.min(afterHold.factor * waited, afterHold.most))
}

/** An enrollment's own moment, always the same one, within `seconds` of `opens`, when its channel is open, and before that closes for the day. */
const spreadFrom = ({ head, enrollment, item, context }: Placed, opens: number, seconds: number): number => {
  const left = closesAt(channelOf(item), opens, zonesOf(head), openingRulesOf(item, context.rules)) - opens
  return opens + Math.floor(shareOf(head.key, enrollment.id) * Math.min(seconds, left))
}

/** The first moment from `from` on (epoch seconds) at which owner and contact are there and the channel is open, by the step's own hours too. */
export const freeAt = ({ head, item, context }: Pick<Leaving, 'head' | 'item' | 'context'>, from: number): Departure => {
  const channel = channelOf(item)
  const rules = openingRulesOf(item, context.rules)
  let moment = from
  let reason: Departure['reason'] = 'outside_window'
  for (;;) {
    const reached = reachedAt(moment, head)
    const open = nextOpening(channel, reached, zonesOf(head), rules)
    if (reached > moment) reason = 'contact_away'
    moment = backAt(open, context)
    if (moment === open) return { at: open, reason }
    reason = 'owner_away'
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
