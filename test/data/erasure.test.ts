import { GetCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkAddresses } from '../../functions/data/address-use.ts'
import { loadAddresses, suppressAddress } from '../../functions/data/addresses.ts'
import { archivePut } from '../../functions/data/enrollments.ts'
import { clearContact, unlinkContact } from '../../functions/data/erasure.ts'
import { commitHead, loadHead } from '../../functions/data/heads.ts'
import { createIdentity } from '../../functions/data/identity.ts'
import { putInteraction } from '../../functions/data/interactions.ts'
import { keys } from '../../functions/data/keys.ts'
import { leaveLead, withoutContact } from '../../functions/data/leave-lead.ts'
import { acceptStageChange, getLead, recordOutcomes } from '../../functions/data/leads.ts'
import { addDelivery } from '../../functions/data/deliveries.ts'
import { putMessage } from '../../functions/data/messages.ts'
import { putNotification } from '../../functions/data/notifications.ts'
import { unpack } from '../../functions/data/packed.ts'
import { putWebhook } from '../../functions/data/webhooks.ts'
import { loadProfiles, saveProfile } from '../../functions/data/profiles.ts'
import type { Table } from '../../functions/data/table.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { enrollment, enrollmentId, head, now } from '../domain/builders.ts'
import { binary, putAlone, startTable } from './real-table.ts'

let table: Table
let stop: () => void
const identity = createIdentity('a secret')
const addressKey = (kind: 'email' | 'phone', value: string): string => identity.addressKey(kind, value)
const forgotten: string[] = []
const needs = { addressKey, forgetMails: async (keys: readonly string[]) => void forgotten.push(...keys) }
const key = identity.contactKey('c-1001')
const email = { key: addressKey('email', 'dana@example.com'), kind: 'email' as const, simulator: false }
const before = { key: addressKey('email', 'earlier@example.com'), kind: 'email' as const, simulator: false }
const said = {
  key,
  contactId: 'c-1001',
  leadId: 'lead-1',
  firstName: 'Dana',
  email: 'dana@example.com',
  updatedAt: '2026-11-20T15:00:00.000Z',
}
const at = '2026-11-20T15:00:00.000Z'
const change = (leadId: string, ids: string[]) => ({
  leadId,
  stage: 'new',
  previousStage: null,
  occurredAt: at,
  contacts: ids.map((id) => ({ id, key: identity.contactKey(id) })),
  said: ids.map((id) => ({ id, firstName: 'Dana' })),
})

const around = async (): Promise<string[]> => {
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.head(key).pk },
    }),
  )
  return Items.map(({ sk }) => String(sk))
}

/** The whole table as text, compressed rows spelled out. */
const everything = async (): Promise<string> => {
  const { Items = [] } = await table.documents.send(new ScanCommand({ TableName: table.name }))
  return Items.map((item) => JSON.stringify(unpack(item))).join('\n')
}

/** A contact with everything that the product keeps of one. */
const known = async (): Promise<void> => {
  const owner = head({ key, addresses: { email: { key: email.key, value: 'dana@example.com' } } })
  const live = enrollment({ leadId: 'lead-2' })
  await saveProfile(table, said)
  await linkAddresses(table, [email, before], key)
  for (const [n, item] of live.plan.entries())
    await putMessage(
      table,
      messageRow(owner, live, item, { status: 'sent', attempts: [], recipient: n === 0 ? 'earlier@example.com' : null }),
    )
  for (let i = 0; i < 120; i++)
    await putInteraction(table, { contactKey: key, at, channel: 'email', direction: 'inbound', kind: 'replied', body: `Hi ${i}` })
  const { status: _s, goalStages: _g, onStageLeft: _l, onReply: _r, completeAfterDays: _c, stopWholeLead: _w, ...walked } = live
  await putAlone(table, archivePut(table, { ...walked, contactKey: key, contactId: 'c-1001', finishedAt: at, exitReason: 'completed' }))
  for (const place of [keys.draft(key, messageIdOf(enrollmentId, 1)), keys.gate(key, enrollmentId)])
    await table.documents.send(new PutCommand({ TableName: table.name, Item: { ...place, schema: 1, body: 'Hi Dana' } }))
  await acceptStageChange(table, change('lead-1', ['c-1001', 'c-2']), at)
  await acceptStageChange(table, change('lead-2', ['c-1001']), at)
}

describe.skipIf(!binary)('what is kept of a contact', () => {
  beforeAll(async () => ({ table, stop } = await startTable()))
  afterAll(() => stop())

  it('goes with every page, but for the head, and is counted by what it was', async () => {
    await commitHead(table, head({ key, revision: 0, contactId: '', leadId: '', erased: true }), null)
    await known()
    await suppressAddress(table, email, ['email'], { reason: 'unsubscribed', at, source: 'link' })
    expect((await around()).length).toBeGreaterThan(120)
    const cleared = await clearContact(table, key, needs)
    expect(cleared).toEqual({
      removed: { profile: 1, messages: 4, interactions: 120, enrollments: 1, drafts: 1, gates: 1, other: 0 },
      addresses: 2,
      leads: 2,
      complete: true,
    })
    expect(await around()).toEqual(['HEAD', 'PROFILE'])
    expect(await loadProfiles(table, [key])).toEqual([null])
    expect(await loadHead(table, key)).toMatchObject({ erased: true, contactId: '' })
    const { Item } = await table.documents.send(new GetCommand({ TableName: table.name, Key: keys.profile(key) }))
    expect(Item).toEqual({ ...keys.profile(key), schema: 1, erased: true })
  })

  it('is not found again through its addresses and leads, and an address stays closed', async () => {
    const [now_, then] = await loadAddresses(table, [email.key, before.key])
    expect([now_?.contacts, then?.contacts]).toEqual([[], []])
    expect(now_?.suppressed.email?.reason).toBe('unsubscribed')
    expect((await getLead(table, 'lead-1'))?.contacts.map(({ id }) => id)).toEqual(['c-2'])
    expect((await getLead(table, 'lead-1'))?.said).toEqual([{ id: 'c-2', firstName: 'Dana' }])
    expect(await getLead(table, 'lead-2')).toMatchObject({ contacts: [], said: [], outcomes: [] })
  })

  it('is not written again by a later event', async () => {
    expect(await saveProfile(table, said)).toEqual({ kind: 'erased' })
    expect(await loadProfiles(table, [key])).toEqual([null])
  })

  it('is removed once: doing it again finds nothing', async () => {
    const again = await clearContact(table, key, needs)
    expect(Object.values(again.removed).every((count) => count === 0)).toBe(true)
    expect(again).toMatchObject({ addresses: 0, leads: 0, complete: true })
    expect(await unlinkContact(table, key, { addressKeys: [email.key, 'never-seen'], leadIds: ['lead-1', 'lead-9'] })).toEqual({
      addresses: 0,
      leads: 0,
    })
  })

  it('leaves no name, address or word of the person anywhere in the table, nor the mails that came from them', async () => {
    const person = {
      ...said,
      key: identity.contactKey('c-77'),
      contactId: 'c-77',
      lastName: 'Reyes-Quill',
      email: 'dana.quill@example.com',
    }
    const phone = { key: addressKey('phone', '+13125550177'), kind: 'phone' as const, simulator: false }
    const mailbox = { key: addressKey('email', person.email), kind: 'email' as const, simulator: false }
    await saveProfile(table, { ...person, phone: '+13125550177' })
    await linkAddresses(table, [mailbox, phone], person.key)
    await acceptStageChange(
      table,
      {
        ...change('lead-1', ['c-77', 'c-2']),
        said: [{ id: 'c-77', lastName: person.lastName, email: person.email }],
        occurredAt: '2026-11-21T15:00:00.000Z',
      },
      at,
    )
    await putInteraction(table, {
      contactKey: person.key,
      at,
      channel: 'email',
      direction: 'inbound',
      kind: 'replied',
      body: `It is ${person.lastName}`,
      whole: `It is ${person.lastName} <${person.email}>, +13125550177`,
      rawKey: 'inbound/m77',
    })
    await suppressAddress(table, mailbox, ['email'], { reason: 'complained', at, source: 'ses' })
    await putNotification(table, {
      type: 'needs_human',
      priority: 'high',
      text: 'A reply waits',
      contactKey: person.key,
      contactId: 'c-77',
      occasion: 'reply',
      at,
    })
    await putWebhook(table, {
      id: 'W1',
      url: 'https://crm.example.com/hook',
      description: '',
      events: ['*'],
      active: true,
      secretVersion: 1,
      createdAt: at,
      createdBy: 'ann',
      revision: 0,
    })
    await addDelivery(table, {
      id: '01KDELIVERY',
      endpointId: 'W1',
      type: 'Contact Replied',
      occurredAt: at,
      body: JSON.stringify({ contactId: 'c-77', detail: person.lastName }),
      contactId: 'c-77',
      status: 'pending',
      attempts: [],
      tries: 0,
    })
    expect(await everything()).toMatch(/Reyes-Quill/)
    forgotten.length = 0
    await unlinkContact(table, person.key, { addressKeys: [mailbox.key, phone.key], leadIds: ['lead-1'] })
    await clearContact(table, person.key, needs)
    const left = await everything()
    for (const trace of ['Reyes-Quill', 'dana.quill', '5550177', 'A reply waits']) expect(left).not.toContain(trace)
    expect(forgotten).toEqual(['inbound/m77'])
    expect((await loadAddresses(table, [mailbox.key]))[0]).toMatchObject({ contacts: [], suppressed: { email: { reason: 'complained' } } })
  })

  it('leaves what others have alone', async () => {
    const other = identity.contactKey('c-2')
    await saveProfile(table, { ...said, key: other, contactId: 'c-2' })
    await linkAddresses(table, [email], other)
    await clearContact(table, key, needs)
    expect(await loadProfiles(table, [other])).toMatchObject([{ firstName: 'Dana' }])
    expect((await loadAddresses(table, [email.key]))[0]?.contacts).toEqual([other])
  })

  it('goes from a lead whose outcomes are recorded, too', async () => {
    await acceptStageChange(table, change('lead-3', ['c-7', 'c-8']), at)
    const gone = identity.contactKey('c-7')
    await recordOutcomes(table, { leadId: 'lead-3', stage: 'new', occurredAt: at }, [
      { sequenceId: 'S', contactKey: gone, enrollmentId: null, reason: 'x' },
    ])
    expect(await leaveLead(table, 'lead-3', gone)).toBe(true)
    expect(await getLead(table, 'lead-3')).toMatchObject({ contacts: [{ id: 'c-8' }], said: null, outcomes: [] })
    expect(await leaveLead(table, 'lead-3', gone)).toBe(false)
  })
})

it('a lead that still has contacts waits on for its outcomes', () => {
  const lead = {
    leadId: 'lead-1',
    revision: 1,
    stage: 'new',
    previousStage: null,
    occurredAt: at,
    acceptedAt: new Date(now).toISOString(),
    contacts: [
      { id: 'a', key: 'ka' },
      { id: 'b', key: 'kb' },
    ],
    said: [{ id: 'a' }, { id: 'b' }],
    outcomes: null,
    history: [],
  }
  expect(withoutContact(lead, 'ka')).toMatchObject({ contacts: [{ id: 'b' }], said: [{ id: 'b' }], outcomes: null })
  expect(withoutContact(lead, 'kz')).toBeNull()
})
