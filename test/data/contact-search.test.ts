import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listContacts, listHeads, searchContacts } from '../../functions/data/contacts.ts'
import { clearContact } from '../../functions/data/erasure.ts'
import { commitHead } from '../../functions/data/heads.ts'
import { keys } from '../../functions/data/keys.ts'
import { loadProfiles, pointProfile, saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import { head, profile } from '../domain/builders.ts'
import { binary, startTable } from './real-table.ts'

let table: Table
let stop: () => void

const people = [
  ['ca', 'Zoe', 'Abel'],
  ['cb', 'Dana', 'Reyes'],
  ['cc', 'Émile', 'Zola'],
  ['cd', 'Dana', 'Abbott'],
] as const

describe.skipIf(!binary)('contacts as they are listed and searched', () => {
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
    for (const [key, firstName, lastName] of people)
      await saveProfile(table, {
        ...profile,
        key,
        contactId: `c-${key}`,
        leadId: `lead-${key}`,
        firstName,
        lastName,
        email: `${lastName.toLowerCase()}@example.com`,
        phone: '+1312555014' + String(people.findIndex(([one]) => one === key)),
      })
  })
  afterAll(() => stop())
  const found = async (q: string, limit = 10): Promise<string[]> =>
    (await searchContacts(table, q, { limit })).items.map(({ contactId }) => contactId)

  it('come in the order of their names, once each over the pages', async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await listContacts(table, 2, after)
      seen.push(...page.items.map(({ contactId }) => contactId))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(seen).toEqual(['c-cd', 'c-cb', 'c-cc', 'c-ca'])
  })

  it('are found by words of their name, address, number and ids in any order', async () => {
    expect(await found('reyes dana')).toEqual(['c-cb'])
    expect(await found('DANA')).toEqual(['c-cd', 'c-cb'])
    expect(await found('abel@exam')).toEqual(['c-ca'])
    expect(await found('émile')).toEqual(['c-cc'])
    expect(await found('emile')).toEqual(['c-cc'])
    expect(await found('(312) 555-0141')).toEqual(['c-cb'])
    expect(await found('lead-cd')).toEqual(['c-cd'])
    expect(await found('nobody')).toEqual([])
  })

  it('are found page by page', async () => {
    const first = await searchContacts(table, 'dana', { limit: 1 })
    expect(first.items.map(({ contactId }) => contactId)).toEqual(['c-cd'])
    const second = await searchContacts(table, 'dana', { limit: 1, after: first.next ?? '' })
    expect(second.items.map(({ contactId }) => contactId)).toEqual(['c-cb'])
  })

  it('move with their name, whatever part of it an event leaves out', async () => {
    const { key, contactId, leadId } = { key: 'ce', contactId: 'c-ce', leadId: 'lead-ce' }
    await saveProfile(table, {
      key,
      contactId,
      leadId,
      firstName: 'Ann',
      lastName: 'Late',
      email: 'ann@example.com',
      updatedAt: '2026-11-20T15:00:00.000Z',
    })
    await saveProfile(table, { key, contactId, leadId, lastName: 'Married', updatedAt: '2026-11-21T15:00:00.000Z' })
    expect(await found('ann married')).toEqual(['c-ce'])
    expect(await found('ann@example.com')).toEqual(['c-ce'])
    expect(await found('late')).toEqual([])
    await saveProfile(table, { key, contactId, leadId, email: null, updatedAt: '2026-11-22T15:00:00.000Z' })
    expect(await found('ann@example.com')).toEqual([])
    expect(await found('ann married')).toEqual(['c-ce'])
  })

  it('are found and listed as a release stored them that kept no names in the index', async () => {
    await saveProfile(table, { ...profile, key: '0f', contactId: 'c-old', firstName: 'Olda', lastName: 'Stored' })
    await table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.profile('0f'),
        UpdateExpression: 'SET gsi1sk = :key',
        ExpressionAttributeValues: { ':key': '0f' },
      }),
    )
    expect(await found('olda stored')).toEqual(['c-old'])
    expect(await found('dana abbott', 1)).toEqual(['c-cd'])
    expect((await listContacts(table, 1)).items.map(({ contactId }) => contactId)).toEqual(['c-old'])
    await saveProfile(table, { ...profile, key: '0f', contactId: 'c-old', lastName: 'Stored', updatedAt: '2026-11-23T15:00:00.000Z' })
    expect((await listContacts(table, 1)).items.map(({ contactId }) => contactId)).not.toEqual(['c-old'])
    expect(await found('dana stored')).toEqual(['c-old'])
  })

  it('leave nothing in the index once they are erased or merged away', async () => {
    await saveProfile(table, { ...profile, key: 'cg', contactId: 'c-cg', firstName: 'Gone' })
    await saveProfile(table, { ...profile, key: 'ch', contactId: 'c-ch', firstName: 'Merged' })
    await clearContact(table, 'cg', { addressKey: () => 'a', forgetMails: async () => undefined })
    await pointProfile(table, 'ch', 'cb')
    expect(await found('gone')).toEqual([])
    expect(await found('merged')).toEqual([])
    expect((await loadProfiles(table, ['cg']))[0]).toBeNull()
  })

  it('give their heads in the same order, page by page', async () => {
    for (const key of ['ca', 'cb']) await commitHead(table, head({ key, revision: 0 }), null)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await listHeads(table, 2, after)
      seen.push(...page.heads.map(({ key }) => key))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(seen).toEqual(['cb', 'ca'])
  })
})
