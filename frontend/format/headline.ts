/** The four numbers over a sequence, from the hourly rollup; until its first run all time is counted from the live counts. */
import type { AnalyticsView, SequenceView } from '../../functions/contract/api/views.ts'
import { countLabel, rateLabel, share } from './figures.ts'
import { dateTimeIn, zoneLabel } from './when.ts'

export type Period = 'all' | 'day'
export const periodKeys: readonly Period[] = ['all', 'day']

export interface Tile {
  label: string
  value: string
  /** `9 / 31`: the denominator, drawn smaller. */
  of?: number
  note: string
}

export const headline = (sequence: Pick<SequenceView, 'counts'>, analytics: AnalyticsView | undefined, period: Period): Tile[] => {
  const rolled = analytics !== undefined && analytics.rolledUpAt !== null
  const counted = rolled ? analytics[period === 'all' ? 'allTime' : 'last24h'].tallies : period === 'all' ? sequence.counts : null
  const rate = (events: number | undefined): Pick<Tile, 'value' | 'note'> => {
    const delivered = counted?.delivered ?? 0
    const value = rateLabel(share(events ?? 0, delivered))
    return { value, note: delivered === 0 ? 'nothing delivered yet' : `${countLabel(events ?? 0)} of ${countLabel(delivered)} delivered` }
  }
  const { running, enrolled, finished } = sequence.counts
  const movedOn = (counted?.moved ?? 0) + (counted?.converted ?? 0)
  return [
    { label: 'Active runs', value: countLabel(running), note: `${countLabel(finished)} of ${countLabel(enrolled)} finished` },
    { label: 'Open rate', ...rate(counted?.opened) },
    { label: 'Reply rate', ...rate(counted?.replied) },
    {
      label: 'Moved to',
      value: countLabel(movedOn),
      of: counted?.enrolled ?? 0,
      note: counted?.converted ? `${countLabel(counted.converted)} to a goal stage` : 'to another stage',
    },
  ]
}

/** `As of Sat 21 Nov, 01:00, Chicago time (CST)`: the rollup runs by the hour. */
export const asOf = (rolledUpAt: string | null, zone: string, locale?: string): string =>
  rolledUpAt === null
    ? 'First hourly count to come'
    : `As of ${dateTimeIn(rolledUpAt, zone, locale)}, ${zoneLabel(zone, rolledUpAt, locale)}`
