/** Cron as EventBridge writes it: minutes, hours, day of month, month, day of week (1 = Sunday), year; one of the two days is `?`. */
import { localTime, wallTime } from './local-time.ts'

export interface CronFields {
  minutes: Set<number>
  hours: Set<number>
  days: Set<number> | 'last' | null
  months: Set<number>
  weekdays: Set<number> | null
  years: Set<number> | null
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

export const cronTimes = {
  /** Null where the text is no cron expression that is hosted here. */
  parse: (text: string): CronFields | null => {
    const parts = text.trim().split(/\s+/)
    const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = parts
    if (parts.length !== 6 || (day === '?') === (weekday === '?')) return null
    const minutes = field(minute, 0, 59)
    const hours = field(hour, 0, 23)
    const months = field(month, 1, 12, monthNames)
    const days = day === 'L' ? 'last' : day === '?' ? null : field(day, 1, 31)
    const weekdays = weekday === '?' ? null : field(weekday, 1, 7, dayNames)
    const years = year === '*' ? null : field(year, 1970, 2199)
    if (!minutes || !hours || !months || (day !== '?' && !days) || (weekday !== '?' && !weekdays) || (year !== '*' && !years)) return null
    return { minutes, hours, days, months, weekdays, years }
  },

  /** The first fitting minute after `after`, searched over the next five years. */
  next: (fields: CronFields, after: number, timeZone: string): number | undefined => {
    const firstDay = Date.parse(`${localTime(after, timeZone).slice(0, 10)}T00:00:00Z`)
    for (let ahead = 0; ahead < 5 * 366; ahead++) {
      const day = new Date(firstDay + ahead * 86_400_000)
      if (!fitsDay(fields, day)) continue
      const date = day.toISOString().slice(0, 10)
      for (const hour of ordered(fields.hours))
        for (const minute of ordered(fields.minutes)) {
          const local = `${date}T${pad(hour)}:${pad(minute)}:00`
          const at = wallTime(local, timeZone)
          // A local time that the clocks skip is not fired at another one.
          if (at > after && localTime(at, timeZone) === local) return at
        }
    }
    return undefined
  },
}

const fitsDay = ({ years, months, days, weekdays }: CronFields, day: Date): boolean => {
  if (years && !years.has(day.getUTCFullYear())) return false
  if (!months.has(day.getUTCMonth() + 1)) return false
  if (weekdays) return weekdays.has(day.getUTCDay() + 1)
  if (days === 'last') return new Date(day.getTime() + 86_400_000).getUTCDate() === 1
  return days?.has(day.getUTCDate()) ?? true
}

const field = (text: string, least: number, most: number, names: string[] = []): Set<number> | null => {
  const values = new Set<number>()
  const number = (part: string): number => {
    const named = names.indexOf(part.toUpperCase())
    return named < 0 ? Number(part) : named + least
  }
  for (const part of text.split(',')) {
    const [range = '', step = '1'] = part.split('/')
    const [from = '', to] = range === '*' ? [String(least), String(most)] : range.split('-')
    const first = number(from)
    const last = to === undefined ? (part.includes('/') ? most : first) : number(to)
    const by = Number(step)
    if (![first, last, by].every(Number.isInteger) || first < least || last > most || by < 1) return null
    for (let value = first; value <= last; value += by) values.add(value)
  }
  return values
}

const ordered = (values: Set<number>): number[] => [...values].toSorted((a, b) => a - b)
const pad = (value: number): string => String(value).padStart(2, '0')
