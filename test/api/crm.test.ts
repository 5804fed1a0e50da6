import { beforeEach, describe, expect, it } from 'vitest'
import { hubspotMapping } from '../../functions/contract/crm-defaults/hubspot.ts'
import { crmSamples } from '../hooks/crm-samples.ts'
import { apiWorld } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})
const path = '/api/v1/crm/sources/hubspot/mapping'
const call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', to: string, body?: unknown, groups = 'admin', query?: string) =>
  world.call({ method, path: to, groups, ...(body === undefined ? {} : { body }), ...(query ? { query } : {}) })
const own = { expressions: { '*': '{ "type": "Contact Deleted", "detail": { "contactId": $string(event.objectId), "occurredAt": at } }' } }
const sample = crmSamples().find(({ vendor, name }) => vendor === 'hubspot' && name === 'contact-created')
const payload: unknown = JSON.parse(sample?.body ?? '')

describe('The CRMs that call', () => {
  it('are listed with the address that each has to call', async () => {
    const { status, json } = await call('GET', '/api/v1/crm/sources', undefined, 'member')
    expect(status).toBe(200)
    expect(json['items']).toContainEqual({ source: 'hubspot', vendor: 'hubspot', path: '/hooks/crm/hubspot', own: false })
  })
})

describe('A mapping', () => {
  it('is the default of the vendor until somebody changes it', async () => {
    const { json } = await call('GET', path, undefined, 'member')
    expect(json).toMatchObject({ own: false, revision: 0, mapping: hubspotMapping, history: [] })
  })

  it('is changed by an admin, and goes back to the default', async () => {
    expect((await call('PUT', path, { mapping: own, revision: 0 })).json).toMatchObject({
      own: true,
      revision: 1,
      mapping: own,
      changedBy: 'ann@acme.example',
    })
    const back = await call('DELETE', path, undefined, 'admin', 'revision=1')
    expect(back.json).toMatchObject({ own: false, revision: 2, mapping: hubspotMapping })
    expect(back.json['history']).toMatchObject([
      { revision: 2, mapping: null },
      { revision: 1, mapping: own },
    ])
  })

  it('is changed by no member', async () => {
    expect((await call('PUT', path, { mapping: own, revision: 0 }, 'member')).status).toBe(403)
    expect((await call('POST', `${path}/try`, { payload }, 'member')).status).toBe(403)
  })

  it('that somebody else changed meanwhile is shown as it is now', async () => {
    await call('PUT', path, { mapping: own, revision: 0 })
    const late = await call('PUT', path, { mapping: own, revision: 0 })
    expect(late.status).toBe(409)
    expect(late.json).toMatchObject({ currentRevision: 1, current: { mapping: own } })
  })

  it('that cannot be read is refused with the place of each mistake', async () => {
    const mapping = { expressions: { 'contact.creation': '{ "type": ', 'contact.deletion': own.expressions['*'] } }
    const { status, json } = await call('PUT', path, { mapping, revision: 0 })
    expect(status).toBe(422)
    expect(json['errors']).toEqual([
      { field: 'mapping.expressions.contact.creation', message: expect.stringMatching(/\(line 1, column \d+\)$/) as string },
    ])
  })

  it.each(['unknown', 'constructor'])('of a source that the tenant file does not name is not there: %s', async (source) => {
    for (const [method, to] of [
      ['GET', `/api/v1/crm/sources/${source}/mapping`],
      ['POST', `/api/v1/crm/sources/${source}/mapping/try`],
    ] as const)
      expect((await call(method, to, method === 'POST' ? { payload } : undefined)).status).toBe(404)
  })
})

describe('Trying a pasted payload', () => {
  const tryIt = (body: unknown) => call('POST', `${path}/try`, body)

  it('shows what it becomes by the mapping that holds', async () => {
    const { json } = await tryIt({ payload, record: sample?.record })
    expect(json['items']).toEqual([
      { kind: 'contact.creation', at: '2026-11-20T16:00:00.123Z', outcome: 'mapped', events: sample?.events, error: null },
    ])
  })

  it('takes the text of a body as it came', async () => {
    expect((await tryIt({ payload: sample?.body })).json['items']).toMatchObject([{ outcome: 'mapped' }])
  })

  it('shows what it becomes by a mapping that is not saved, and saves nothing', async () => {
    expect((await tryIt({ payload, mapping: own })).json['items']).toMatchObject([{ events: [{ type: 'Contact Deleted' }] }])
    expect((await call('GET', path)).json).toMatchObject({ own: false, revision: 0 })
  })

  it('says where an expression fails, and what an event lacks', async () => {
    const failing = { expressions: { '*': '(\n  $missing()\n)' } }
    expect((await tryIt({ payload, mapping: failing })).json['items']).toMatchObject([{ outcome: 'failed', error: { line: 2 } }])
    const lacking = { expressions: { '*': '{ "type": "Contact Changed", "detail": { "contact": {} } }' } }
    expect((await tryIt({ payload, mapping: lacking })).json['items']).toMatchObject([
      { error: { missing: [{ field: 'detail.contact.id' }, { field: 'detail.occurredAt' }], output: { type: 'Contact Changed' } } },
    ])
  })

  it('says that the mapping leaves a kind of event alone', async () => {
    const company = [{ eventId: 1, subscriptionType: 'company.creation', objectId: 1, occurredAt: 1_795_190_400_123 }]
    expect((await tryIt({ payload: company })).json['items']).toMatchObject([{ kind: 'company.creation', outcome: 'unmapped', events: [] }])
  })

  it('refuses what the vendor does not send', async () => {
    const { status, json } = await tryIt({ payload: '<xml/>' })
    expect([status, json['errors']]).toEqual([422, [{ field: 'payload', message: 'its body does not parse as JSON' }]])
  })
})
