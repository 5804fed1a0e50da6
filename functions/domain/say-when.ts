/** Times as sentences say them: at the contact's place, with the zone named. */

/** `1 Nov 2026`. A date without a time is that date in every zone. */
export const dayText = (at: string | number, timeZone: string): string =>
  format(at, typeof at === 'string' && isPlainDate(at) ? 'UTC' : timeZone, { day: 'numeric', month: 'short', year: 'numeric' })

/** `20 Nov 2026, 09:00 (America/Chicago)`. */
export const momentText = (at: string | number, timeZone: string): string =>
  `${format(at, timeZone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })} (${timeZone})`

/** `2026-11-01`: a day that somebody named, and no moment. */
export const isPlainDate = (at: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(at)

/** ISO 8601, or epoch seconds. */
const format = (at: string | number, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(typeof at === 'number' ? at * 1000 : Date.parse(at))
