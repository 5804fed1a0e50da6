/** The hourly rollup of sequences that changed: what their counters say of the last day and of all time. */
import { lastDay, ratesOf, stepsIn, talliesOf, wholeSequence, type Counters, type Rates, type Tallies } from '../domain/tallies.ts'

export interface RolledUpPeriod {
  tallies: Tallies
  rates: Rates
}
export interface SequenceRollup {
  sequenceId: string
  rolledUpAt: string
  last24h: RolledUpPeriod
  allTime: RolledUpPeriod
  steps: { stepId: string; last24h: RolledUpPeriod; allTime: RolledUpPeriod }[]
}

export interface RollupStore {
  totals(sequenceId: string): Promise<{ counters: Counters; commits: number }>
  /** Null where nothing happened in these hours. */
  hours(sequenceId: string, from: string, to: string): Promise<Counters | null>
  put(rollup: SequenceRollup): Promise<void>
  /** Takes the changed mark away unless something was counted since. */
  clear(sequenceId: string, commits: number): Promise<boolean>
}

/** Rolls up one batch. A sequence stays marked while its last day still holds something, as that falls out of the window hour by hour. */
export const rollUp = async (
  store: RollupStore,
  sequenceIds: readonly string[],
  now: number,
): Promise<{ rolledUp: number; settled: number }> => {
  let settled = 0
  for (const sequenceId of sequenceIds) {
    // Totals first: what is counted from here on changes `commits`, and keeps the mark.
    const { counters, commits } = await store.totals(sequenceId)
    const { from, to } = lastDay(now)
    const day = await store.hours(sequenceId, from, to)
    await store.put(rollupOf(sequenceId, day ?? {}, counters, now))
    if (day === null && (await store.clear(sequenceId, commits))) settled++
  }
  return { rolledUp: sequenceIds.length, settled }
}

export const rollupOf = (sequenceId: string, day: Counters, all: Counters, now: number): SequenceRollup => ({
  sequenceId,
  rolledUpAt: new Date(now).toISOString(),
  last24h: periodOf(day, wholeSequence),
  allTime: periodOf(all, wholeSequence),
  steps: stepsIn(all)
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((stepId) => ({ stepId, last24h: periodOf(day, stepId), allTime: periodOf(all, stepId) })),
})

export const periodOf = (counters: Counters, step: string): RolledUpPeriod => {
  const tallies = talliesOf(counters, step)
  return { tallies, rates: ratesOf(tallies) }
}
