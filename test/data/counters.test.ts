import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCounters, readHours, readManyTotals, readTotals } from '../../functions/data/counters.ts'
import { clearChanged, getRollup, listChanged, putRollup } from '../../functions/data/rollups.ts'
import type { Table } from '../../functions/data/table.ts'
import { rollupOf } from '../../functions/analyse/rollup.ts'
import { tally } from '../../functions/tally/tally.ts'
import type { RowChange } from '../../functions/tally/count.ts'
import { now } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void
let run = 0
let sequenceId = ''
let shard = ''

const sent = (sequenceNumber: string, hour: string): RowChange => ({
  sequenceNumber,
  at: `${hour}:00:01.000Z`,
  before: null,
  after: { kind: 'message', sequenceId, stepId: 's1', status: 'sent', sentAt: `${hour}:00:00.000Z` },
})

describe.skipIf(!binary)('counters in the table', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())
  beforeEach(() => {
    run++
    sequenceId = `SEQ${run}`
    shard = `shard-${run}`
  })

  it('add up by hour and in total', async () => {
    const counters = openCounters(table)
    await tally(counters, shard, [sent('1', '2026-11-20T14'), sent('2', '2026-11-20T15'), sent('3', '2026-11-20T15')])
    await tally(counters, shard, [sent('4', '2026-11-20T16')])
    expect(await readTotals(table, sequenceId)).toEqual({ counters: { 's1:sent': 4 }, commits: 2 })
    expect(await readHours(table, sequenceId, '2026-11-20T15', '2026-11-20T16')).toEqual({ 's1:sent': 3 })
    expect(await readHours(table, sequenceId, '2026-11-21T00', '2026-11-21T01')).toBeNull()
    expect(await readManyTotals(table, ['nothing', sequenceId])).toEqual([{}, { 's1:sent': 4 }])
  })

  it('change nothing when a function that remembers nothing counts the same records again', async () => {
    const records = [sent('10', '2026-11-20T15'), sent('11', '2026-11-20T15')]
    await tally(openCounters(table), shard, records)
    expect(await tally(openCounters(table), shard, records)).toBe(0)
    expect(await tally(openCounters(table), shard, [...records, sent('12', '2026-11-20T15')])).toBe(1)
    expect((await readTotals(table, sequenceId)).counters).toEqual({ 's1:sent': 3 })
  })

  it('change nothing when a function remembers too little', async () => {
    const slow = openCounters(table)
    await slow.checkpoint(shard, false)
    await tally(openCounters(table), shard, [sent('20', '2026-11-20T15')])
    expect(await tally(slow, shard, [sent('20', '2026-11-20T15'), sent('21', '2026-11-20T15')])).toBe(1)
    expect((await readTotals(table, sequenceId)).counters).toEqual({ 's1:sent': 2 })
  })

  it('are exact while several shards count one sequence at once', async () => {
    const count = async (name: string) => {
      const counters = openCounters(table)
      for (let i = 1; i <= 5; i++) await tally(counters, `${shard}-${name}`, [sent(String(i), '2026-11-20T15')])
    }
    await Promise.all(['a', 'b', 'c'].map(count))
    expect((await readTotals(table, sequenceId)).counters).toEqual({ 's1:sent': 15 })
  })

  it('mark their sequence as changed until its rollup is settled, and not if it changed meanwhile', async () => {
    const counters = openCounters(table)
    await tally(counters, shard, [sent('1', '2026-11-20T15')])
    expect(await listChanged(table)).toContain(sequenceId)
    const { commits } = await readTotals(table, sequenceId)
    await tally(counters, shard, [sent('2', '2026-11-20T15')])
    expect(await clearChanged(table, sequenceId, commits)).toBe(false)
    expect(await clearChanged(table, sequenceId, commits + 1)).toBe(true)
    expect(await listChanged(table)).not.toContain(sequenceId)
    await tally(counters, shard, [sent('3', '2026-11-20T15')])
    expect(await listChanged(table)).toContain(sequenceId)
  })

  it('become a rollup that is read back as it was written', async () => {
    const rollup = rollupOf(sequenceId, { 's1:sent': 1 }, { 's1:sent': 4, 's1:delivered': 2, 's1:opened': 1 }, now)
    await putRollup(table, rollup)
    expect(await getRollup(table, sequenceId)).toEqual(rollup)
    expect(await getRollup(table, 'nothing')).toBeNull()
  })
})
