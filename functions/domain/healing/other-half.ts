/** Another time of day for a call that nobody answered. */
import { Temporal } from 'temporal-polyfill'
import type { ContactHead } from '../contact.ts'
import { widestHours, windowOf } from '../hours.ts'
import { narrowedHours } from '../step-window.ts'
import { nextOpening, zonesOf, type OpeningRules } from '../windows.ts'

/** A call is not placed again within the hour. */
const leastSeconds = 3600
const mostDays = 14

/**
 * The other half of the contact's calling hours, or of those of the step where it has its own, from its beginning: after a call in the first half of the day's hours the second half of the
 * same day, if that is an hour away or more, else of the next; after one in the second half the first half of the next day on which calls are
 * open. Epoch seconds. Worked, hours 08:00 to 21:00: 10:00 leads to 14:30 of that day, 14:00 to 14:30 of the next, 16:00 to 08:00 of the next.
 */
export const otherHalf = (head: Pick<ContactHead, 'timeZone' | 'timeZones'>, at: number, rules: OpeningRules): number => {
  const { from, to } = (rules.own && narrowedHours('call', rules, rules.own)) ?? windowOf('call', rules) ?? widestHours('call')
  const middle = Math.floor((from + to) / 2)
  const local = Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(head.timeZone)
  const isFirstHalf = local.hour * 60 + local.minute < middle
  const minute = isFirstHalf ? middle : from
  const zones = zonesOf(head)
  for (let days = isFirstHalf ? 0 : 1; days <= mostDays; days++) {
    const day = local.toPlainDate().add({ days })
    const moment = day.toZonedDateTime({ timeZone: head.timeZone, plainTime: new Temporal.PlainTime(Math.floor(minute / 60), minute % 60) })
    const seconds = Math.floor(moment.epochMilliseconds / 1000)
    if (seconds < at + leastSeconds) continue
    const opens = nextOpening('call', seconds, zones, rules)
    // In a zone farther west the hours begin later; a closed day is passed over.
    if (opens - seconds < ((to - from) / 2) * 60) return opens
  }
  return nextOpening('call', at + leastSeconds, zones, rules)
}
