import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounters, talliesOf, type Counters } from '../../functions/domain/tallies.ts'
import { countChange, type CountedMessage, type RowChange } from '../../functions/tally/count.ts'
import { partsOf, tally, type CounterStore } from '../../functions/tally/tally.ts'

const message = (over: Partial<CountedMessage> = {}): CountedMessage => ({
  kind: 'message',
  sequenceId: 'seq-1',
  stepId: 's1',
  status: 'sent',
  sentAt: '2026-11-20T15:00:00.000Z',
  ...over,
})
const change = (over: Partial<RowChange>): RowChange => ({
  sequenceNumber: '100',
  at: '2026-11-20T15:00:01.000Z',
  before: null,
  after: null,
  ...over,
})

/** Keeps counters as the table does: a commit is all or nothing under the checkpoint. */
const memoryStore = () => {
  const checkpoints = new Map<string, string>()
  const hours = new Map<string, Counters>()
  const store: CounterStore = {
    checkpoint: async (shard) => checkpoints.get(shard) ?? null,
    commit: async (shard, expected, part) => {
      if ((checkpoints.get(shard) ?? null) !== expected) return false
      checkpoints.set(shard, part.last)
      for (const { sequenceId, hour, counters } of part.increments)
        hours.set(`${sequenceId}#${hour}`, addCounters([hours.get(`${sequenceId}#${hour}`) ?? {}, counters]))
      return true
    },
  }
  return { store, hours, checkpoints }
}

describe('what one change counts', () => {
  it('counts a message as sent in the hour in which it left', () => {
    expect(countChange(change({ after: message() }))).toEqual([{ sequenceId: 'seq-1', hour: '2026-11-20T15', counters: { 's1:sent': 1 } }])
  })

  it('counts an event once, at its first time', () => {
    const opened = message({ openedAt: '2026-11-20T17:30:00.000Z' })
    expect(countChange(change({ before: message(), after: opened }))).toEqual([
      { sequenceId: 'seq-1', hour: '2026-11-20T17', counters: { 's1:opened': 1 } },
    ])
    expect(countChange(change({ before: opened, after: { ...opened, clickedAt: '2026-11-20T18:00:00.000Z' } }))).toEqual([
      { sequenceId: 'seq-1', hour: '2026-11-20T18', counters: { 's1:clicked': 1 } },
    ])
  })

  it('leaves an event in the hour in which it was first counted when its time is corrected', () => {
    const before = message({ openedAt: '2026-11-20T17:30:00.000Z' })
    expect(countChange(change({ before, after: { ...before, openedAt: '2026-11-20T16:30:00.000Z' } }))).toEqual([])
  })

  it('counts a failed message that a person sends again as failed once and sent once', () => {
    const failed: CountedMessage = { kind: 'message', sequenceId: 'seq-1', stepId: 's1', status: 'failed' }
    expect(countChange(change({ after: failed }))[0]?.counters).toEqual({ 's1:failed': 1 })
    expect(countChange(change({ before: failed, after: message() }))[0]?.counters).toEqual({ 's1:sent': 1 })
  })

  it('counts a message that had no row as skipped in the hour of the change', () => {
    const skipped: CountedMessage = { kind: 'message', sequenceId: 'seq-1', stepId: 's2', status: 'skipped' }
    expect(countChange(change({ after: skipped }))).toEqual([{ sequenceId: 'seq-1', hour: '2026-11-20T15', counters: { 's2:skipped': 1 } }])
  })

  it('counts an enrollment with the head that first holds it, and its end with the one that lets it go', () => {
    const one = { id: 'e1', sequenceId: 'seq-1', enrolledAt: '2026-11-20T15:00:00Z' }
    const two = { id: 'e2', sequenceId: 'seq-2', enrolledAt: '2026-11-20T16:00:00Z' }
    const head = (...enrollments: (typeof one)[]) => ({ kind: 'head', enrollments }) as const
    expect(countChange(change({ after: head(one) }))).toEqual([
      { sequenceId: 'seq-1', hour: '2026-11-20T15', counters: { '*:enrolled': 1 } },
    ])
    expect(countChange(change({ before: head(one), after: head(one, two) }))).toEqual([
      { sequenceId: 'seq-2', hour: '2026-11-20T16', counters: { '*:enrolled': 1 } },
    ])
    expect(countChange(change({ before: head(one, two), after: head(two) }))).toEqual([
      { sequenceId: 'seq-1', hour: '2026-11-20T15', counters: { '*:finished': 1 } },
    ])
    expect(countChange(change({ before: head(one) }))).toEqual([])
  })

  it('counts who stands still for a reason as long as they do', () => {
    const begun = { id: 'e1', sequenceId: 'seq-1', enrolledAt: '2026-11-20T15:00:00Z' }
    const head = (stuck: 'missing_merge_value' | 'review' | null) =>
      ({ kind: 'head' as const, enrollments: [{ ...begun, stuck }] }) satisfies RowChange['after']
    const held = { '*:held-missing_merge_value': 1 }
    const over = { kind: 'head' as const, enrollments: [] }
    const counted = (before: RowChange['before'], after: RowChange['after']) =>
      addCounters(countChange(change({ before, after })).map(({ counters }) => counters))
    expect(counted(head(null), head('missing_merge_value'))).toEqual(held)
    expect(counted(head('missing_merge_value'), head('missing_merge_value'))).toEqual({})
    expect(counted(head('missing_merge_value'), head('review'))).toEqual({ '*:held-missing_merge_value': -1, '*:held-review': 1 })
    expect(counted(head('review'), over)).toEqual({ '*:finished': 1, '*:held-review': -1 })
    expect(counted(null, head('missing_merge_value'))).toEqual({ '*:enrolled': 1, ...held })
  })

  it('counts an enrollment that was replaced in the very commit in which it began as begun and finished', () => {
    const at = '2026-11-20T15:00:00.000Z'
    const finished = { kind: 'finished', sequenceId: 'seq-1', enrolledAt: at, finishedAt: at, exitReason: 'replaced' } as const
    expect(countChange(change({ after: finished }))[0]?.counters).toEqual({ '*:enrolled': 1, '*:finished': 1, '*:exit-replaced': 1 })
  })

  it('counts an end by its reason, and moves it when the reason is decided anew', () => {
    const done = {
      kind: 'finished',
      sequenceId: 'seq-1',
      enrolledAt: '2026-11-19T15:00:00Z',
      finishedAt: '2026-11-20T15:00:00Z',
      exitReason: 'completed',
    } as const
    expect(countChange(change({ after: done }))[0]?.counters).toEqual({ '*:exit-completed': 1 })
    expect(countChange(change({ before: done, after: { ...done, exitReason: 'moved' } }))[0]?.counters).toEqual({
      '*:exit-completed': -1,
      '*:exit-moved': 1,
      '*:moved': 1,
    })
  })

  it('keeps the numbers when rows are erased', () => {
    expect(countChange(change({ before: message({ openedAt: '2026-11-20T17:30:00.000Z' }) }))).toEqual([])
  })
})

const eventFields = ['deliveredAt', 'openedAt', 'clickedAt', 'repliedAt', 'bouncedAt', 'unsubscribedAt'] as const

/** A stream of one shard: rows of several messages and sequences that gain events one by one. */
const stream = fc
  .array(
    fc.record({
      row: fc.integer({ min: 0, max: 5 }),
      field: fc.constantFrom('sentAt' as const, ...eventFields),
      hour: fc.integer({ min: 0, max: 23 }),
      kind: fc.constantFrom('message', 'head', 'finished'),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    const rows = new Map<number, CountedMessage>()
    return steps.map(({ row, field, hour, kind }, i): RowChange => {
      const at = `2026-11-20T${String(hour).padStart(2, '0')}:10:00.000Z`
      const sequenceId = `seq-${row % 3}`
      const base = { sequenceNumber: String(99_999_999_999_999_999_990n + BigInt(i) * 7n), at }
      if (kind === 'head') return { ...base, before: null, after: { kind, enrollments: [{ id: `e${i}`, sequenceId, enrolledAt: at }] } }
      if (kind === 'finished')
        return {
          ...base,
          before: null,
          after: { kind, sequenceId, enrolledAt: '2026-11-19T15:00:00Z', finishedAt: at, exitReason: 'moved' },
        }
      const before = rows.get(row) ?? null
      const bare: CountedMessage = { kind: 'message', sequenceId, stepId: `s${row}`, status: 'sent' }
      const after: CountedMessage = { ...(before ?? bare), [field]: at }
      rows.set(row, after)
      return { ...base, before, after }
    })
  })

const counted = async (deliveries: readonly RowChange[][]) => {
  const { store, hours } = memoryStore()
  for (const batch of deliveries) await tally(store, 'shard-1', batch)
  return hours
}

describe('a stream that repeats itself', () => {
  it('makes the same counters however its records are cut and delivered again', async () => {
    await fc.assert(
      fc.asyncProperty(stream, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }), async (changes, cuts) => {
        const once = await counted([changes])
        // Deliveries that start anywhere at or before what was already read, as a redelivery does, and at last all of it.
        let read = 0
        const deliveries = cuts.map(([back, length]) => {
          const from = read - (back % (read + 1))
          const to = Math.min(changes.length, from + (length % 20))
          read = Math.max(read, to)
          return changes.slice(from, to)
        })
        expect(await counted([...deliveries, changes.slice(read), changes])).toEqual(once)
      }),
      { numRuns: 300 },
    )
  })

  it('counts every change of the stream in some part, in order and within the transaction limit', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 8, max: 20 }), (changes, most) => {
        const parts = partsOf(changes, most)
        const sum = addCounters(parts.flatMap(({ increments }) => increments.map(({ counters }) => counters)))
        expect(sum).toEqual(addCounters(changes.flatMap((one) => countChange(one).map(({ counters }) => counters))))
        for (const { increments } of parts)
          expect(increments.length + new Set(increments.map(({ sequenceId }) => sequenceId)).size + 1).toBeLessThanOrEqual(most)
      }),
    )
  })

  it('changes nothing where two deliveries of the same records race', async () => {
    const { store, hours, checkpoints } = memoryStore()
    const remembered = new Map<string, string | null>([['shard-1', null]])
    const slow: CounterStore = {
      checkpoint: async (shard, fresh) => (fresh ? (checkpoints.get(shard) ?? null) : (remembered.get(shard) ?? null)),
      commit: (...given) => store.commit(...given),
    }
    const batch = [change({ after: message() })]
    await tally(store, 'shard-1', batch)
    expect(await tally(slow, 'shard-1', batch)).toBe(0)
    expect(hours.get('seq-1#2026-11-20T15')).toEqual({ 's1:sent': 1 })
  })

  it('writes nothing for a batch in which nothing is counted', async () => {
    const { store, checkpoints } = memoryStore()
    await tally(store, 'shard-1', [change({ sequenceNumber: '7' })])
    expect(checkpoints.size).toBe(0)
  })
})

describe('tallies of counters', () => {
  it('sums the steps into the sequence and never goes below zero', () => {
    const counters = { 's1:sent': 3, 's2:sent': 2, '*:enrolled': 4, '*:exit-moved': 1, 's1:failed': -1 }
    expect(talliesOf(counters, '*')).toMatchObject({ sent: 5, enrolled: 4, failed: 0 })
    expect(talliesOf(counters, 's1')).toMatchObject({ sent: 3, enrolled: 0 })
  })
})
