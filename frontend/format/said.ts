/** Sentences of the API with their moments as the rest of the page writes them: it says `20 Nov 2026, 09:00 (America/Chicago)`. */
import { dateTimeIn, dateWithYear, zoneLabel } from './when.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const area = '(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)'
const zone = `(?:${area}/[A-Za-z_]+(?:/[A-Za-z_]+)?|UTC)`
/** A day, with or without the time and its zone; or a zone alone. */
const said = new RegExp(
  `\\b(\\d{1,2}) (${months.join('|')})t? (\\d{4})(?:, (\\d\\d):(\\d\\d) \\((${zone})\\))?|\\b(${area}/[A-Za-z_]+(?:/[A-Za-z_]+)?)`,
  'g',
)

/** The sentence as the viewer reads dates; a zone is called by its place. */
export const saidText = (text: string, locale?: string): string =>
  text.replaceAll(
    said,
    (whole, day?: string, month?: string, year?: string, hour?: string, minute?: string, at?: string, alone?: string) => {
      try {
        if (alone !== undefined) return zoneLabel(alone, undefined, locale)
        if (day === undefined || month === undefined || year === undefined) return whole
        const local = Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour ?? 12), Number(minute ?? 0))
        if (at === undefined) return dateWithYear(new Date(local).toISOString(), 'UTC', locale)
        const moment = new Date(local - offsetAt(local, at)).toISOString()
        return `${dateTimeIn(moment, at, locale)}, ${zoneLabel(at, moment, locale)}`
      } catch {
        // No zone that this browser knows: it stays as it was said.
        return whole
      }
    },
  )

/** The zones that a sentence names, as they are called in full; for its title. */
export const zonesIn = (text: string): string[] => [...new Set(text.match(new RegExp(`\\b${area}/[A-Za-z_]+(?:/[A-Za-z_]+)?`, 'g')) ?? [])]

/** How far a zone's clock is ahead of UTC when it shows `local` (epoch milliseconds as if it were UTC). */
const offsetAt = (local: number, at: string): number => {
  const shownAt = (instant: number): number => {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: at,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }).formatToParts(instant)
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = (['year', 'month', 'day', 'hour', 'minute'] as const).map((type) =>
      Number(parts.find((part) => part.type === type)?.value),
    )
    return Date.UTC(year, month - 1, day, hour, minute)
  }
  const near = shownAt(local) - local
  return shownAt(local - near) - (local - near)
}
