/** A contact who is away: until when nothing is sent, and when what falls due meanwhile leaves. */
import { Temporal } from 'temporal-polyfill'
import type { ContactHead } from './contact.ts'
import type { TenantRules } from './signal.ts'
import { localDate, sameTimeLater } from './windows.ts'

/** However far ahead a note says that somebody returns: an address that nobody reads any more should not hold a sequence for ever. */
const mostDays = 60

type Place = Pick<ContactHead, 'timeZone'>

/**
 * Epoch seconds at which the first business day after the stated return (YYYY-MM-DD) begins at the contact's place: no weekend, no holiday of
 * the tenant's, and at most 60 days from `at`. Worked: back on Friday, 4 December → Monday, 7 December, 00:00.
 */
export const waitsUntil = (back: string, { timeZone }: Place, { holidays = [] }: Pick<TenantRules, 'holidays'>, at: number): number => {
  let day = Temporal.PlainDate.from(back).add({ days: 1 })
  while (day.dayOfWeek > 5 || holidays.includes(day.toString())) day = day.add({ days: 1 })
  const latest = Temporal.PlainDate.from(localDate(at, timeZone)).add({ days: mostDays })
  const until = Temporal.PlainDate.compare(day, latest) > 0 ? latest : day
  return Math.floor(until.toZonedDateTime(timeZone).epochMilliseconds / 1000)
}

/**
 * `at` (epoch seconds), or while the contact is away the same local time of the day on which they are reached again: what fell due over two
 * weeks does not all leave as that day begins.
 */
export const reachedAt = (at: number, { away, timeZone }: Pick<ContactHead, 'away' | 'timeZone'>): number => {
  if (!away || at >= away.until) return at
  const { days } = Temporal.PlainDate.from(localDate(at, timeZone)).until(localDate(away.until, timeZone), { largestUnit: 'days' })
  return sameTimeLater(at, days, timeZone)
}
