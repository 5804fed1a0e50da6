/**
 * A step's own hours and days at the contact's place: what they leave of its channel's, and how they are said. They only ever narrow: where
 * they have nothing in common with the channel's (the tenant's hours changed, or healing moved the message to another channel), those of the
 * channel count alone.
 */
import type { Channel } from './channel.ts'
import { clockOf, minutesOf, windowOf, type Hours } from './hours.ts'
import type { TenantRules } from './signal.ts'

/** At least one of them is given. */
export interface StepWindow {
  /** Local time, `HH:MM`; absent = as the channel opens. */
  from?: string
  /** Local time up to which it is open, not including it, at most `24:00`; absent = as the channel closes. */
  to?: string
  /** 1 = Monday to 7 = Sunday; absent = all. */
  days?: number[]
}

/** Hours with their days of the week; absent days = all. */
export interface DailyHours extends Hours {
  days?: readonly number[]
}

const allDay: Hours = { from: 0, to: 24 * 60 }

/** What a step's own window leaves of its channel's hours; null where they have nothing in common, and where a person carries it out. */
export const narrowedHours = (channel: Channel, { windows }: Pick<TenantRules, 'windows'>, own: StepWindow): DailyHours | null => {
  if (channel === 'linkedin' || channel === 'task') return null
  const open = windowOf(channel, { windows }) ?? allDay
  const from = Math.max(open.from, minutesOf(own.from ?? '00:00'))
  const to = Math.min(open.to, minutesOf(own.to ?? '24:00'))
  const tenants = windows[channel]?.days
  const days = tenants && own.days ? tenants.filter((day) => own.days?.includes(day)) : (own.days ?? tenants)
  if (from >= to || days?.length === 0) return null
  return { from, to, ...(days ? { days } : {}) }
}

/** From Monday on. */
export const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Days from 1 (Monday), `Mon–Fri` or `Mon, Wed`: three or more in a row as a span; empty where it is every day. */
export const daysText = (days: readonly number[] = []): string => {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b)
  const names = sorted.map((day) => dayNames[day - 1] ?? String(day))
  if (sorted.length === 7) return ''
  const inRow = sorted.length > 2 && (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) === sorted.length - 1
  return inRow ? `${names[0]}–${names.at(-1)}` : names.join(', ')
}

/** `Mon–Fri 09:00–12:00`, `from 09:00`, `Sat, Sun`; `any day` where it says nothing that narrows. */
export const stepWindowText = ({ from, to, days }: StepWindow): string => {
  const clock = from !== undefined && to !== undefined ? `${from}–${to}` : from !== undefined ? `from ${from}` : to && `until ${to}`
  return [daysText(days), clock].filter(Boolean).join(' ') || 'any day'
}

/** `08:00–21:00`, `Mon–Fri 09:00–18:00`: what the tenant's settings and the law leave a channel. */
export const channelHoursText = (channel: 'email' | 'sms' | 'call', { windows }: Pick<TenantRules, 'windows'>): string => {
  const open = windowOf(channel, { windows })
  const on = daysText(windows[channel]?.days)
  return [on, open ? `${clockOf(open.from)}–${clockOf(open.to)}` : on === '' ? 'any time' : ''].filter(Boolean).join(' ')
}

const channelPlurals = { email: 'emails', sms: 'texts', call: 'calls' }

/** What keeps a step of this channel and window from ever being sent in it, as a sentence; null where nothing does. */
export const windowComplaint = (channel: Channel, own: StepWindow, rules: Pick<TenantRules, 'windows'>): string | null => {
  if (channel === 'linkedin' || channel === 'task')
    return 'a person carries it out, at any time: take its window away, or choose email, SMS or call'
  if (narrowedHours(channel, rules, own)) return null
  const open = channelHoursText(channel, rules)
  return `its window ${stepWindowText(own)} has nothing in common with the hours of ${channelPlurals[channel]}, ${open}: choose a time within those`
}
