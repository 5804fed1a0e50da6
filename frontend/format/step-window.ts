/** A step's own hours and days, in words, and beside those of its channel. */
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { clockOf, widestHours, windowOf } from '../../functions/domain/hours.ts'
import { narrowedHours, stepWindowText, windowComplaint, type StepWindow } from '../../functions/domain/step-window.ts'

type Windows = SettingsView['windows']

/** Whether steps of this channel can have hours of their own: what a person carries out has none. */
export const hasWindow = (channel: Channel): channel is 'email' | 'sms' | 'call' => channel !== 'linkedin' && channel !== 'task'

/** `only Mon–Fri 09:00–12:00`, as a card or a line of the sequence says it; empty where the step leaves at any time. */
export const onlyText = (channel: Channel, own: StepWindow | null | undefined): string =>
  own && hasWindow(channel) ? `only ${stepWindowText(own)}` : ''

/** Local times at which a channel opens and closes. */
export const channelTimes = (channel: Channel, windows: Windows): { from: string; to: string } => {
  const { from, to } = windowOf(channel, rulesOf(windows)) ?? (channel === 'email' ? widestHours('email') : { from: 0, to: 24 * 60 })
  return { from: clockOf(from), to: clockOf(to) }
}

/** What keeps the step from ever leaving in its window, as a sentence; null where nothing does. */
export const windowProblem = (channel: Channel, own: StepWindow, windows: Windows): string | null => {
  const complaint = windowComplaint(channel, own, rulesOf(windows))
  return complaint && `${complaint.charAt(0).toUpperCase()}${complaint.slice(1)}.`
}

/** When the step leaves, as a sentence: its own hours, cut to those of its channel. */
export const windowSentence = (channel: Channel, own: StepWindow, windows: Windows): string => {
  const left = narrowedHours(channel, rulesOf(windows), own)
  if (!left) return ''
  const days = left.days ? { days: [...left.days] } : {}
  const open =
    own.from === undefined && own.to === undefined && isAllDay(left) ? days : { ...days, from: clockOf(left.from), to: clockOf(left.to) }
  return `Leaves only ${stepWindowText(open)} at the contact’s place. What is due outside of that waits for the next opening, and later steps keep their distance to it.`
}

const isAllDay = ({ from, to }: { from: number; to: number }): boolean => from === 0 && to === 24 * 60

const rulesOf = (windows: Windows): Parameters<typeof windowComplaint>[2] => ({
  windows: Object.fromEntries(
    Object.entries(windows).flatMap(([name, open]) =>
      open ? [[name, { from: open.from, to: open.to, ...(open.days ? { days: open.days } : {}) }]] : [],
    ),
  ),
})
