import { afterEach, describe, expect, it } from 'vitest'
import { lookUp } from '../../../functions/adapters/crm/look-up.ts'
import { CrmNotRead } from '../../../functions/adapters/crm/reading.ts'
import type { CrmSecrets } from '../../../functions/adapters/crm-secrets.ts'
import type { CrmItem, CrmSource } from '../../../functions/contract/crm.ts'
import { attioIds, hubspotContact, openAttio, openFollowUpBoss, openHubspot, openPipedrive, tokens } from '../providers/crms.ts'
import type { ContractServer, Fault } from '../providers/contract-server.ts'

let server: ContractServer | undefined
afterEach(() => server?.close())

const filled: Record<string, unknown> = {
  hubspot: { clientSecret: 'x'.repeat(16), accessToken: tokens.hubspot },
  pipedrive: { webhookUser: 'u', webhookPassword: 'x'.repeat(16), apiToken: tokens.pipedrive },
  'follow-up-boss': { systemKey: 'x'.repeat(16), apiKey: tokens.fub },
  attio: { webhookSecret: 'x'.repeat(16), accessToken: tokens.attio },
}
// What each vendor's secret holds is checked where it is read.
const secretsOf = (vendor: string, more: Record<string, unknown> = {}): CrmSecrets =>
  ({ get: async () => ({ ...(filled[vendor] as object), ...more }) }) as unknown as CrmSecrets

const open = { hubspot: openHubspot, pipedrive: openPipedrive, 'follow-up-boss': openFollowUpBoss, attio: openAttio }
type Vendor = keyof typeof open
const ask = async (
  vendor: Vendor,
  kind: string,
  event: unknown,
  { faults = [], without = {} }: { faults?: Fault[]; without?: Record<string, unknown> } = {},
) => {
  server = await open[vendor]()
  server.next(...faults)
  const settings: CrmSource = { vendor, endpoint: server.url }
  const item: CrmItem = { kind, id: '1', at: '2026-11-20T16:00:00.000Z', event }
  return lookUp(secretsOf(vendor, without), { source: 'mine', settings, item, properties: ['street'] })
}
const attioEvent = (object: string, record: string, attribute?: string) => ({
  id: { object_id: object, record_id: record, ...(attribute === undefined ? {} : { attribute_id: attribute }) },
})
const contactEvent = { objectId: 70551 }
const moved = { objectId: 90021, propertyName: 'dealstage' }

describe('A record is read as its CRM documents it', () => {
  it('a contact of HubSpot, with the properties that the mapping asks for', async () => {
    const { id, properties } = hubspotContact
    expect(await ask('hubspot', 'contact.propertyChange', contactEvent)).toEqual({ kind: 'found', record: { id, properties } })
    expect(server?.received[0]?.path).toContain('touchline_sms_consent%2Ctouchline_call_consent%2Cstreet')
  })

  it('a deal of HubSpot, with those of its contacts that are still there, each once', async () => {
    const { id, properties } = hubspotContact
    expect(await ask('hubspot', 'deal.propertyChange', moved)).toMatchObject({
      record: { id: '90021', properties: { dealstage: 'qualifiedtobuy' }, contacts: [{ id, properties }] },
    })
    expect(server?.received).toHaveLength(2)
  })

  it('the person of a deal of Pipedrive', async () => {
    expect(await ask('pipedrive', 'change.deal', { data: { person_id: 512 } })).toMatchObject({ record: { id: 512, name: 'Dana Reyes' } })
  })

  it('a person of Follow Up Boss', async () => {
    expect(await ask('follow-up-boss', 'peopleUpdated', { resourceId: '4401' })).toMatchObject({ record: { id: 4401, stage: 'Lead' } })
  })

  it('a deal of Attio, with its people and the attribute that changed', async () => {
    expect(await ask('attio', 'record.updated', attioEvent(attioIds.deals, attioIds.deal, attioIds.stage))).toMatchObject({
      record: { people: [{ id: { record_id: attioIds.person } }], attribute: { api_slug: 'stage' } },
    })
  })

  it('a person of Attio', async () => {
    expect(await ask('attio', 'record.created', attioEvent(attioIds.people, attioIds.person))).toMatchObject({
      record: { values: { name: [{ first_name: 'Dana' }] } },
    })
    expect(server?.received).toHaveLength(1)
  })

  afterEach(() => expect(server?.broken).toEqual([]))
})

describe('Nothing is asked', () => {
  it.each([
    ['hubspot', 'contact.deletion', contactEvent],
    ['hubspot', 'deal.propertyChange', { objectId: 90021, propertyName: 'dealname' }],
    ['hubspot', 'company.creation', { objectId: 1 }],
    ['pipedrive', 'change.person', { data: { id: 512 } }],
    ['pipedrive', 'create.deal', { data: { person_id: null } }],
    ['follow-up-boss', 'peopleDeleted', { resourceId: '4401' }],
    ['follow-up-boss', 'notesCreated', { resourceId: '4401' }],
    ['attio', 'record.deleted', attioEvent(attioIds.people, attioIds.person)],
    ['attio', 'note.created', { id: { note_id: 'n' } }],
  ] as const)('for %s of %s', async (vendor, kind, event) => {
    expect(await ask(vendor, kind, event)).toEqual({ kind: 'nothing' })
    expect(server?.received).toEqual([])
  })

  it.each([
    ['hubspot', 'contact.creation', contactEvent, { accessToken: undefined }],
    ['pipedrive', 'create.deal', { data: { person_id: 512 } }, { apiToken: undefined }],
    ['follow-up-boss', 'peopleCreated', { resourceId: '4401' }, { apiKey: undefined }],
    ['attio', 'record.created', attioEvent(attioIds.people, attioIds.person), { accessToken: undefined }],
  ] as const)('of %s without a token', async (vendor, kind, event, without) => {
    expect(await ask(vendor, kind, event, { without })).toEqual({ kind: 'no_token' })
  })
})

describe('A CRM that does not say', () => {
  it.each([
    ['hubspot', 'contact.creation', { objectId: 7 }],
    ['pipedrive', 'create.deal', { data: { person_id: 7 } }],
    ['follow-up-boss', 'peopleUpdated', { resourceId: '7' }],
    ['attio', 'record.updated', attioEvent(attioIds.people, 'gone')],
  ] as const)('has no such record any more: %s', async (vendor, kind, event) => {
    expect(await ask(vendor, kind, event)).toEqual({ kind: 'nothing' })
  })

  it.each<Fault>([
    { status: 429, body: { status: 'error', policyName: 'TEN_SECONDLY_ROLLING' } },
    { status: 500 },
    { status: 401, body: { status: 'error' } },
    { status: 200, body: 'ok' },
    { status: 200, body: { id: 7 } },
    'hang_up',
    'half_an_answer',
  ])('is asked again later: %j', async (fault) => {
    await expect(ask('hubspot', 'contact.creation', contactEvent, { faults: [fault] })).rejects.toThrow(CrmNotRead)
    expect(server?.received).toHaveLength(1)
  })
})
