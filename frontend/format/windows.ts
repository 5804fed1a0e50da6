/** When a channel may be used at the contact's place, in words. */
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { clockOf, windowOf } from '../../functions/domain/hours.ts'
import { dayNames } from '../../functions/domain/step-window.ts'

const nameOf = (day: number): string => dayNames[day - 1] ?? ''

/** `08:00 to 21:00, Mon to Fri, at the contact’s place`; `at any time`. */
export const windowText = (channel: Channel, windows: SettingsView['windows']): string => {
  if (channel === 'linkedin' || channel === 'task') return 'at any time; a person carries it out'
  const open = windows[channel]
  const hours = windowOf(channel, { windows: open ? { [channel]: { from: open.from, to: open.to } } : {} })
  const on = daysText(open?.days)
  if (hours === null && on === '') return 'at any time'
  const clock = hours === null ? 'all day' : `${clockOf(hours.from)} to ${clockOf(hours.to)}`
  return `${clock}${on === '' ? '' : `, ${on}`}, at the contact’s place`
}

/** Days from 1 (Monday); in a row they are said as a span. */
const daysText = (open: readonly number[] | undefined): string => {
  const sorted = [...new Set(open ?? [])].toSorted((a, b) => a - b)
  const [first, final] = [sorted[0], sorted.at(-1)]
  if (first === undefined || final === undefined || sorted.length === 7) return ''
  return sorted.length > 2 && final - first === sorted.length - 1 ? `${nameOf(first)} to ${nameOf(final)}` : sorted.map(nameOf).join(', ')
}
