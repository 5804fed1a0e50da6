import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StageChange } from '../../functions/data/lead-change.ts'
import { acceptStageChange, getLead, listPending, recordOutcomes } from '../../functions/data/leads.ts'
import type { Table } from '../../functions/data/table.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void

const change = (leadId: string, overrides: Partial<StageChange> = {}): StageChange => ({
  leadId,
  stage: 'new',
  previousStage: null,
  occurredAt: '2026-11-20T15:00:00.000Z',
  contacts: [{ id: 'c-1', key: 'k1' }],
  said: [{ id: 'c-1' }],
  ...overrides,
})
const at = '2026-11-20T15:00:02.000Z'
const outcomes = [{ sequenceId: 'SEQ1', contactKey: 'k1', enrollmentId: 'E1', reason: null }]

describe.skipIf(!binary)('a lead', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  it('is taken in once by a storm of one event, and goes on until its outcomes are recorded', async () => {
    const storm = await Promise.all(Array.from({ length: 30 }, () => acceptStageChange(table, change('storm'), at)))
    expect(new Set(storm.map(({ kind }) => kind))).toEqual(new Set(['accepted']))
    expect((await getLead(table, 'storm'))?.revision).toBe(1)
    expect(await recordOutcomes(table, change('storm'), outcomes)).toBe(true)
    expect((await acceptStageChange(table, change('storm'), at)).kind).toBe('repeated')
    expect(await getLead(table, 'storm')).toMatchObject({ outcomes, said: null })
  })

  it('is never moved back by an older event, and moves on with an equal time', async () => {
    const later = '2026-11-21T15:00:00.000Z'
    await acceptStageChange(table, change('moves', { stage: 'contacted', occurredAt: later }), at)
    expect((await acceptStageChange(table, change('moves'), at)).kind).toBe('older')
    expect((await getLead(table, 'moves'))?.stage).toBe('contacted')
    const equal = await acceptStageChange(table, change('moves', { stage: 'offer-sent', occurredAt: later }), at)
    expect(equal.lead).toMatchObject({ stage: 'offer-sent', previousStage: 'contacted' })
    expect(equal.lead.history.map(({ stage }) => stage)).toEqual(['contacted', 'offer-sent'])
  })

  it('keeps contacts that a later event leaves out, the primary one first', async () => {
    await acceptStageChange(
      table,
      change('kin', {
        contacts: [
          { id: 'c-1', key: 'k1' },
          { id: 'c-2', key: 'k2' },
        ],
      }),
      at,
    )
    const next = { stage: 'contacted', occurredAt: '2026-11-21T15:00:00.000Z', contacts: [{ id: 'c-3', key: 'k3' }] }
    const { lead } = await acceptStageChange(table, change('kin', next), at)
    expect(lead.contacts.map(({ id }) => id)).toEqual(['c-3', 'c-1', 'c-2'])
  })

  it('is pending until its outcomes are recorded, and outcomes of a change that is over are not', async () => {
    await acceptStageChange(table, change('waits'), at)
    const pending = () => listPending(table, '2026-11-20T15:00:00.000Z', '2026-11-20T15:04:00.000Z', 50)
    expect(await pending()).toContain('waits')
    expect(await listPending(table, '2026-11-20T15:00:03.000Z', '2026-11-20T15:04:00.000Z', 50)).not.toContain('waits')
    expect(await recordOutcomes(table, change('waits', { stage: 'contacted' }), outcomes)).toBe(false)
    expect(await recordOutcomes(table, change('waits'), outcomes)).toBe(true)
    expect(await pending()).not.toContain('waits')
  })
})
