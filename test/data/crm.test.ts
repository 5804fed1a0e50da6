import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CrmMapping } from '../../functions/contract/crm-mapping.ts'
import { changeCrmMapping, getCrmMapping, listCrmMappings } from '../../functions/data/crm-mappings.ts'
import { buryLead, replaceContact } from '../../functions/data/lead-members.ts'
import { acceptStageChange, adoptContact, getLead } from '../../functions/data/leads.ts'
import { loadProfiles, mergedIntoOf, pointProfile, saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import { binary, startTable } from './real-table.ts'

describe.skipIf(!binary)('what CRMs say, on a table', () => {
  let table: Table
  let stop: () => void
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  const mapping = (expression: string): CrmMapping => ({ expressions: { '*': expression }, stages: {}, properties: [] })
  const edit = (read: number) => ({ by: 'ann', at: '2026-11-20T15:00:00.000Z', read })
  const said = (key: string, more: Record<string, unknown> = {}) => ({
    key,
    contactId: `c-${key}`,
    leadId: 'lead-1',
    updatedAt: '2026-11-20T15:00:00.000Z',
    email: 'dana@example.com',
    ...more,
  })

  it('a mapping is the default until somebody changes it, and keeps each revision', async () => {
    expect(await getCrmMapping(table, 'hubspot')).toBeNull()
    expect(await changeCrmMapping(table, 'hubspot', mapping('1'), edit(0))).toMatchObject({ kind: 'stored', stored: { revision: 1 } })
    expect(await changeCrmMapping(table, 'hubspot', null, edit(1))).toMatchObject({
      kind: 'stored',
      stored: { revision: 2, mapping: null },
    })
    expect(await getCrmMapping(table, 'hubspot')).toMatchObject({ revision: 2, mapping: null, changedBy: 'ann' })
    expect((await listCrmMappings(table, 'hubspot', 10)).map((one) => one.mapping)).toEqual([null, mapping('1')])
  })

  it('a mapping that somebody else changed meanwhile is left as it is', async () => {
    await changeCrmMapping(table, 'attio', mapping('1'), edit(0))
    const answers = await Promise.all(['2', '3'].map((text) => changeCrmMapping(table, 'attio', mapping(text), edit(1))))
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['stale', 'stored'])
    expect(await changeCrmMapping(table, 'attio', mapping('4'), edit(0))).toMatchObject({ kind: 'stale', current: { revision: 2 } })
  })

  it('a profile takes in what is as new as what it has, and nothing older', async () => {
    expect(await saveProfile(table, said('p1'))).toEqual({ kind: 'saved' })
    expect(await saveProfile(table, said('p1', { email: 'same@example.com' }))).toEqual({ kind: 'saved' })
    expect(await saveProfile(table, said('p1', { email: 'old@example.com', updatedAt: '2026-11-20T14:59:59.999Z' }))).toEqual({
      kind: 'older',
    })
    expect((await loadProfiles(table, ['p1']))[0]).toMatchObject({ email: 'same@example.com' })
  })

  it('a profile that was merged away keeps what it was, points at the survivor, and takes in nothing more', async () => {
    await saveProfile(table, said('p2'))
    await saveProfile(table, said('p3'))
    expect(await mergedIntoOf(table, 'p2')).toBeNull()
    await pointProfile(table, 'p2', 'p3')
    expect(await mergedIntoOf(table, 'p2')).toBe('p3')
    expect(await saveProfile(table, said('p2', { updatedAt: '2027-01-01T00:00:00.000Z' }))).toEqual({ kind: 'merged', into: 'p3' })
    expect(await loadProfiles(table, ['p2', 'p3'])).toMatchObject([{ email: 'dana@example.com', mergedInto: 'p3' }, { mergedFrom: ['p2'] }])
  })

  it('a record that nobody knew points at the survivor too, and is no profile', async () => {
    await pointProfile(table, 'p4', 'p5')
    expect(await mergedIntoOf(table, 'p4')).toBe('p5')
    expect(await loadProfiles(table, ['p4', 'p5'])).toEqual([null, null])
  })

  it('a lead has the survivor in the place of who was merged away, once', async () => {
    const of = (id: string) => ({ id, key: `k-${id}` })
    await acceptStageChange(
      table,
      {
        leadId: 'l1',
        stage: 'new',
        previousStage: null,
        occurredAt: '2026-11-20T15:00:00.000Z',
        contacts: [of('a'), of('b')],
        said: [{ id: 'a' }, { id: 'b' }],
      },
      '2026-11-20T15:00:01.000Z',
    )
    expect(await replaceContact(table, 'l1', 'k-a', of('b'))).toMatchObject({ contacts: [of('b')], said: [{ id: 'b' }, { id: 'b' }] })
    expect(await replaceContact(table, 'l1', 'k-a', of('b'))).toBeNull()
    expect(await getLead(table, 'l1')).toMatchObject({ contacts: [of('b')], stage: 'new' })
  })

  it('a deleted lead leaves a mark that an earlier stage change does not get past', async () => {
    const change = (occurredAt: string) => ({ leadId: 'l2', stage: 'new', previousStage: null, occurredAt, contacts: [], said: [] })
    expect(await buryLead(table, 'l2', '2026-11-20T15:00:00.000Z')).toBe(true)
    expect(await acceptStageChange(table, change('2026-11-20T14:00:00.000Z'), 'x')).toMatchObject({ kind: 'older' })
    expect(await acceptStageChange(table, change('2026-11-20T16:00:00.000Z'), 'x')).toMatchObject({ kind: 'accepted' })
    expect(await buryLead(table, 'l2', '2026-11-20T15:30:00.000Z')).toBe(false)
  })

  it('a deleted lead forgets who belonged to it', async () => {
    await adoptContact(table, 'l3', { id: 'a', key: 'k-a' })
    await buryLead(table, 'l3', '2026-11-20T15:00:00.000Z')
    expect(await getLead(table, 'l3')).toMatchObject({ contacts: [], history: [], stage: '' })
  })
})
