/** The hours of the day in which a channel may be used, in local minutes: what the law allows, cut to what the tenant sets. */
import type { Channel } from './channel.ts'
import type { TenantRules } from './signal.ts'

/** Minutes of the day; open up to, not including, `to`. */
export interface Hours {
  from: number
  to: number
}

type ClosingChannel = keyof TenantRules['windows']
type Set = NonNullable<TenantRules['windows'][ClosingChannel]>

/** The widest hours of a channel. Nobody may be texted or called before 08:00 or from 21:00 on. */
export const widestHours = (channel: Channel): Hours => (channel === 'email' ? { from: 0, to: 24 * 60 } : { from: 8 * 60, to: 21 * 60 })

/** The tenant's hours within the widest; `from` is not before `to` where they share nothing. */
export const lawfulHours = (channel: ClosingChannel, set: Pick<Set, 'from' | 'to'>): Hours => {
  const widest = widestHours(channel)
  return { from: Math.max(minutesOf(set.from), widest.from), to: Math.min(minutesOf(set.to), widest.to) }
}

/** A channel's hours, or null where it is open at any hour. Hours that would never open count as not set. */
export const windowOf = (channel: Channel, rules: Pick<TenantRules, 'windows'>): Hours | null => {
  if (channel === 'linkedin' || channel === 'task') return null
  const set = rules.windows[channel]
  const narrowed = set ? lawfulHours(channel, set) : widestHours(channel)
  const window = narrowed.from < narrowed.to ? narrowed : widestHours(channel)
  return window.from === 0 && window.to === 24 * 60 ? null : window
}

/** Minutes of the day as `09:30`. */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** `09:30` as minutes of the day. */
export const minutesOf = (clock: string): number => {
  const [hours, minutes] = clock.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}
