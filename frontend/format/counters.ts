import type { AnalyticsView } from '../../functions/contract/api/views.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { countersOf } from './channels.ts'

export interface Counter {
  label: string
  count: number
  trouble: boolean
}

/** S0's Opens, Clicks and Replies where the channel can know them, with what went out before and what went wrong after. */
export const stepCounters = (channel: Channel, tallies: AnalyticsView['live'][number]['tallies'] | undefined): Counter[] => {
  const knows = countersOf(channel)
  const count = (key: keyof NonNullable<typeof tallies>): number => tallies?.[key] ?? 0
  const trouble = [
    { label: 'Bounced', count: count('bounced') },
    { label: 'Failed', count: count('failed') },
  ]
  return [
    plain(channel === 'email' || channel === 'sms' ? 'Sent' : channel === 'call' ? 'Calls' : 'Handed over', count('sent')),
    ...(knows.opens ? [plain('Opens', count('opened')), plain('Clicks', count('clicked'))] : []),
    ...(knows.replies ? [plain('Replies', count('replied'))] : []),
    ...trouble.filter((counter) => counter.count > 0).map((counter) => ({ ...counter, trouble: true })),
    ...(count('skipped') > 0 ? [plain('Skipped', count('skipped'))] : []),
  ]
}

const plain = (label: string, count: number): Counter => ({ label, count, trouble: false })
