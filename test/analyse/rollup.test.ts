import { describe, expect, it } from 'vitest'
import { changedBatches } from '../../functions/analyse/changed.ts'
import { rollupOf, rollUp, type RollupStore, type SequenceRollup } from '../../functions/analyse/rollup.ts'
import type { Counters } from '../../functions/domain/tallies.ts'

const now = Date.parse('2026-11-20T15:20:00Z')

const given = (over: { day: Counters | null; totals: Counters; countedMeanwhile?: boolean }) => {
  const puts: SequenceRollup[] = []
  const asked: string[] = []
  const cleared: string[] = []
  const store: RollupStore = {
    totals: async () => ({ counters: over.totals, commits: 7 }),
    hours: async (_, from, to) => {
      asked.push(from, to)
      return over.day
    },
    put: async (rollup) => void puts.push(rollup),
    clear: async (id, commits) => {
      if (over.countedMeanwhile || commits !== 7) return false
      cleared.push(id)
      return true
    },
  }
  return { store, puts, asked, cleared }
}

describe('the hourly rollup', () => {
  it('has rates over what was delivered, and a bounce rate over what was sent', () => {
    const { allTime } = rollupOf('seq-1', {}, { 's1:sent': 10, 's1:delivered': 8, 's1:opened': 4, 's1:bounced': 2, 's1:replied': 1 }, now)
    expect(allTime.rates).toEqual({ open: 0.5, click: 0, reply: 0.125, bounce: 0.2, unsubscribe: 0 })
  })

  it('has no rates where nothing was delivered', () => {
    expect(rollupOf('seq-1', {}, { '*:enrolled': 1 }, now).allTime.rates).toEqual({
      open: null,
      click: null,
      reply: null,
      bounce: null,
      unsubscribe: null,
    })
  })

  it('lists every step ever counted, in the order of their numbers, with its last day', () => {
    const { steps } = rollupOf('seq-1', { 's2:sent': 1 }, { 's10:sent': 1, 's2:sent': 5, '*:moved': 2 }, now)
    expect(steps.map(({ stepId }) => stepId)).toEqual(['s2', 's10'])
    expect(steps[0]?.last24h.tallies.sent).toBe(1)
    expect(steps[0]?.allTime.tallies.sent).toBe(5)
  })

  it('looks at the 24 full hours before the running one', async () => {
    const { store, asked } = given({ day: null, totals: {} })
    await rollUp(store, ['seq-1'], now)
    expect(asked).toEqual(['2026-11-19T15', '2026-11-20T15'])
  })

  it('keeps a sequence marked while its last day holds something', async () => {
    const { store, cleared, puts } = given({ day: { 's1:sent': 1 }, totals: { 's1:sent': 1 } })
    expect(await rollUp(store, ['seq-1'], now)).toEqual({ rolledUp: 1, settled: 0 })
    expect(puts).toHaveLength(1)
    expect(cleared).toEqual([])
  })

  it('settles a sequence whose last day has run empty', async () => {
    const { store, cleared } = given({ day: null, totals: { 's1:sent': 1 } })
    expect(await rollUp(store, ['seq-1'], now)).toEqual({ rolledUp: 1, settled: 1 })
    expect(cleared).toEqual(['seq-1'])
  })

  it('leaves the mark where something was counted meanwhile', async () => {
    const { store } = given({ day: null, totals: {}, countedMeanwhile: true })
    expect(await rollUp(store, ['seq-1'], now)).toEqual({ rolledUp: 1, settled: 0 })
  })
})

describe('the changed sequences', () => {
  it('come in batches, the last one shorter', async () => {
    expect(await changedBatches(async () => ['a', 'b', 'c'], 2)).toEqual({ batches: [{ sequenceIds: ['a', 'b'] }, { sequenceIds: ['c'] }] })
  })

  it('are no batches where nothing changed', async () => {
    expect(await changedBatches(async () => [])).toEqual({ batches: [] })
  })
})
