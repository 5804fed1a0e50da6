/** When a channel may be used at the contact's place. SMS and calls never open outside 08:00 to 21:00 there; a tenant only narrows that. */
import { Temporal } from 'temporal-polyfill'
import type { Channel } from './channel.ts'
import type { TenantRules } from './signal.ts'

/** The widest hours in which a person may be texted or called, local minutes of the day. */
const quietHours = { from: 8 * 60, to: 21 * 60 }

/**
 * The first moment at or after `at` (epoch seconds) at which the channel is open in `timeZone`: `at` itself where it is open already.
 * Opening times that a spring change skips are taken as the first moment after the gap; of a repeated hour, the earlier one opens.
 */
export const nextOpening = (channel: Channel, at: number, timeZone: string, rules: Pick<TenantRules, 'windows'>): number => {
  const window = windowOf(channel, rules)
  if (!window) return at
  const local = Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(timeZone)
  const minute = local.hour * 60 + local.minute
  if (minute >= window.from && minute < window.to) return at
  const day = minute < window.from ? local.toPlainDate() : local.toPlainDate().add({ days: 1 })
  const opening = day.toZonedDateTime({ timeZone, plainTime: new Temporal.PlainTime(Math.floor(window.from / 60), window.from % 60) })
  // toZonedDateTime resolves "compatible": past a gap, and the earlier of a repeated hour.
  return Math.max(at, Math.floor(opening.epochMilliseconds / 1000))
}

/** The contact's local date at `at` (epoch seconds), YYYY-MM-DD. */
export const localDate = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at * 1000)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()

/** The same local time `days` days later, epoch seconds; a skipped local time becomes the first after the gap. */
export const sameTimeLater = (at: number, days: number, timeZone: string): number =>
  Math.floor(
    Temporal.Instant.fromEpochMilliseconds(at * 1000)
      .toZonedDateTimeISO(timeZone)
      .add({ days }).epochMilliseconds / 1000,
  )

/** Whether a name is a time zone that this runtime knows. */
export const isTimeZone = (name: string | null | undefined): name is string => {
  if (!name || /^[+-]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** A channel's hours in local minutes, or null where it is open at any time. Hours that would never open count as not set. */
export const windowOf = (channel: Channel, rules: Pick<TenantRules, 'windows'>): { from: number; to: number } | null => {
  if (channel === 'linkedin' || channel === 'task') return null
  const set = rules.windows[channel]
  const widest = channel === 'email' ? { from: 0, to: 24 * 60 } : quietHours
  const narrowed = set ? { from: Math.max(minutesOf(set.from), widest.from), to: Math.min(minutesOf(set.to), widest.to) } : widest
  const window = narrowed.from < narrowed.to ? narrowed : widest
  return window.from === 0 && window.to === 24 * 60 ? null : window
}

const minutesOf = (clock: string): number => {
  const [hours, minutes] = clock.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}
