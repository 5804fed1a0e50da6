/** CRMs that call by webhook, through the public edge: contacts are enrolled, kept true, merged and erased by what they say, and by nobody else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EnrollmentView, SequenceView } from '../../functions/contract/api/views.ts'
import { synthesize } from '../../lib/synthesize.ts'
import type { ContractServer } from '../adapters/providers/contract-server.ts'
import { attioIds, openAttio, openFollowUpBoss, openHubspot, openPipedrive, tokens } from '../adapters/providers/crms.ts'
import { attioUpdate, callCrm, fillCrmSecrets, followUpBossUpdate, says, sendCall, signCrm } from './crm-calls.ts'
import { openWorld, type World } from './world.ts'

const home = mkdtempSync(join(tmpdir(), 'touchline-crm-'))
const servers: ContractServer[] = []
let world: World
let sequence: SequenceView

beforeAll(async () => {
  servers.push(...(await Promise.all([openHubspot(), openPipedrive(), openFollowUpBoss(), openAttio()])))
  const [hubspot, pipedrive, fub, attio] = servers.map(({ url }) => url)
  const tenantsDirectory = join(home, 'tenants')
  mkdirSync(tenantsDirectory)
  const sources = {
    hubspot: { vendor: 'hubspot', endpoint: hubspot },
    pipedrive: { vendor: 'pipedrive', endpoint: pipedrive },
    fub: { vendor: 'follow-up-boss', endpoint: fub },
    attio: { vendor: 'attio', endpoint: attio },
    salesforce: { vendor: 'salesforce' },
    website: { vendor: 'hmac', header: 'X-Signature', timestamp: { header: 'X-Timestamp' } },
  }
  writeFileSync(join(tenantsDirectory, 'crms.json'), JSON.stringify({ postalAddress: '1 Main St, Springfield', crm: { sources } }))
  const stackDir = join(home, 'stack')
  await synthesize({ tenants: ['crms'], tenantsDirectory, outdir: stackDir })
  world = await openWorld({ stackDir })
  sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'From the CRM',
    triggerStage: 'new',
    status: 'active',
    steps: [
      { name: 'Hello', channel: 'task', delayMinutes: 60, body: 'Call {{first_name}}' },
      { name: 'Later', channel: 'task', delayMinutes: 6000, body: 'Again' },
    ],
  })
}, 120_000)
afterAll(async () => {
  await world.close()
  await Promise.all(servers.map((server) => server.close()))
  rmSync(home, { recursive: true, force: true })
})

const enrolled = async (contactId: string): Promise<EnrollmentView[]> =>
  (await world.enrollments(sequence.id)).filter((enrollment) => enrollment.contactId === contactId)
const contact = (id: string) => world.call('GET', `/contacts/${id}`)
const taken = (count: number) => ({ status: 200, text: JSON.stringify({ taken: count, duplicates: 0 }) })
let events = 0
const hubspot = async (event: Record<string, unknown>) => [
  { eventId: ++events, subscriptionId: 1, portalId: 2, appId: 3, attemptNumber: 0, occurredAt: Date.parse(await world.now()), ...event },
]
/** As the tenant's admin maps stages. */
const stagesOf = async (source: string, stages: Record<string, string>): Promise<void> => {
  const { mapping, revision } = await world.api<{ mapping: object; revision: number }>('GET', `/crm/sources/${source}/mapping`)
  await world.api('PUT', `/crm/sources/${source}/mapping`, { mapping: { ...mapping, stages }, revision }, 'admin')
}
const deadReasons = async (): Promise<string[]> =>
  (await world.api<{ items: { reason: string }[] }>('GET', '/dead-letters?queue=crm', undefined, 'admin')).items.map(({ reason }) => reason)

it('nothing is believed before its secret is filled in', async () => {
  expect((await callCrm(world, 'hubspot', await hubspot({ subscriptionType: 'contact.deletion', objectId: 1 }))).status).toBe(503)
  await fillCrmSecrets(world, 'crms', {
    hubspot: { accessToken: tokens.hubspot },
    pipedrive: { apiToken: tokens.pipedrive },
    attio: { accessToken: tokens.attio },
  })
  await stagesOf('hubspot', { qualifiedtobuy: 'new' })
  await stagesOf('pipedrive', { '3': 'new' })
  await stagesOf('fub', { Lead: 'new' })
  await stagesOf('salesforce', { Open: 'new' })
})

describe('HubSpot', () => {
  it('moves a deal, and its contact is enrolled as HubSpot knows them', async () => {
    const moved = await hubspot({
      subscriptionType: 'deal.propertyChange',
      objectId: 90021,
      propertyName: 'dealstage',
      propertyValue: 'qualifiedtobuy',
    })
    expect(await callCrm(world, 'hubspot', moved)).toEqual(taken(1))
    expect(await enrolled('70551')).toMatchObject([{ status: 'active', leadId: 'deal-90021' }])
    expect((await contact('70551')).body).toMatchObject({ name: 'Dana Reyes', email: 'dana@example.com' })
    await world.advance('PT2H')
  })

  it('is not believed forged, stale, or with a byte changed, and changes nothing twice', async () => {
    const body = JSON.stringify(await hubspot({ subscriptionType: 'contact.deletion', objectId: 70551 }))
    const at = Date.parse(await world.now())
    const good = signCrm(world, 'hubspot', body, at)
    expect((await sendCall({ ...good, headers: { ...good.headers, 'x-hubspot-signature-v3': 'bm90IHRoZSBzaWduYXR1cmU=' } })).status).toBe(
      401,
    )
    expect((await sendCall({ ...good, body: body.replace('70551', '70552') })).status).toBe(401)
    expect((await sendCall(signCrm(world, 'hubspot', body, at - 301_000))).status).toBe(401)
    expect((await contact('70551')).status).toBe(200)
  })

  it('deletes a contact, and the person is erased', async () => {
    const gone = await hubspot({ subscriptionType: 'contact.deletion', objectId: 70551 })
    expect(await callCrm(world, 'hubspot', gone)).toEqual(taken(1))
    expect((await contact('70551')).status).toBe(404)
    expect(await callCrm(world, 'hubspot', gone)).toEqual({ status: 200, text: JSON.stringify({ taken: 0, duplicates: 1 }) })
    await callCrm(world, 'hubspot', await hubspot({ subscriptionType: 'contact.creation', objectId: 70551 }))
    expect((await contact('70551')).status).toBe(404)
  })
})

it('Pipedrive moves a deal, whose person is read by the token', async () => {
  const timestamp = await world.now()
  const meta = { action: 'change', entity: 'deal', entity_id: '88', id: 'm-1', version: '2.0', timestamp, attempt: 1 }
  const deal = { id: 88, status: 'open', stage_id: 3, person_id: 512 }
  expect(await callCrm(world, 'pipedrive', { meta, data: deal, previous: { stage_id: 2 } })).toEqual(taken(1))
  expect(await enrolled('512')).toMatchObject([{ leadId: 'deal-88' }])
  expect((await contact('512')).body).toMatchObject({ email: 'dana@example.com' })
})

it('Salesforce is acknowledged as it wants, and its lead is enrolled', async () => {
  const lead = '<sf:Id>00Q1</sf:Id><sf:LastName>Ortiz</sf:LastName><sf:Email>ortiz@example.com</sf:Email><sf:Status>Open</sf:Status>'
  const body = `<?xml version="1.0"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="x" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><Body><notifications><OrganizationId>00D5g000004fakeEAA</OrganizationId><Notification><Id>04l1</Id><sObject xsi:type="sf:Lead">${lead}</sObject></Notification></notifications></Body></Envelope>`
  const answer = await callCrm(world, 'salesforce', body)
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('<Ack>true</Ack>')
  expect(await enrolled('00Q1')).toHaveLength(1)
})

it('Attio tells of a person by id, who is read by the token', async () => {
  expect(await callCrm(world, 'attio', attioUpdate(attioIds.person))).toEqual(taken(1))
  expect((await contact(attioIds.person)).body).toMatchObject({ name: 'Dana Reyes' })
})

it('Follow Up Boss tells of ids only: without a key the event waits, and is worked on once there is one', async () => {
  expect(await callCrm(world, 'fub', followUpBossUpdate(4401))).toEqual(taken(1))
  expect(await deadReasons()).toEqual([expect.stringContaining('put apiKey into the secret crm-fub') as string])
  await fillCrmSecrets(world, 'crms', { hubspot: { accessToken: tokens.hubspot }, fub: { apiKey: tokens.fub } })
  // Secrets are read anew after five minutes.
  await world.advance('PT6M')
  await world.api('POST', '/dead-letters/redrive', { queue: 'crm' }, 'admin')
  await world.advance('PT1M')
  expect(await deadReasons()).toEqual([])
  expect((await contact('4401')).body).toMatchObject({ name: 'Dana Reyes' })
})

describe('A system of one’s own', () => {
  const person = (id: string) => ({ id, firstName: id, email: `success+${id}@simulator.amazonses.com`, consent: { email: true } })
  const say = async (type: string, detail: Record<string, unknown>) =>
    callCrm(world, 'website', says(type, { ...detail, occurredAt: await world.now() }))

  it('enrolls a contact, changes one, and merges them', async () => {
    expect(await say('Pipeline Stage Changed', { leadId: 'l-1', stage: 'new', contacts: [person('w-1')] })).toEqual(taken(1))
    await say('Contact Changed', { contact: person('w-2') })
    await say('Contact Changed', { contact: { id: 'w-1', lastName: 'Reyes' } })
    expect((await contact('w-1')).body).toMatchObject({ name: 'w-1 Reyes' })
    await say('Contact Merged', { into: 'w-2', from: ['w-1'] })
    expect(await enrolled('w-1')).toMatchObject([{ status: 'finished', exitReason: 'replaced' }])
    await say('Pipeline Stage Changed', { leadId: 'l-1', stage: 'contacted', contacts: [person('w-1')] })
    await say('Pipeline Stage Changed', { leadId: 'l-1', stage: 'new', contacts: [person('w-1')] })
    expect(await enrolled('w-2')).toMatchObject([{ status: 'active', leadId: 'l-1' }])
  })

  it('erases the person under every id', async () => {
    const refused = await world.call('DELETE', '/contacts/w-1', undefined, 'admin')
    expect(refused).toMatchObject({ status: 409, body: { mergedInto: 'w-2' } })
    await say('Contact Deleted', { contactId: 'w-2' })
    expect([(await contact('w-1')).status, (await contact('w-2')).status]).toEqual([404, 404])
  })

  it('says what cannot be mapped, and finds it among the dead letters with its reason', async () => {
    await callCrm(world, 'website', says('Contact Changed', { contact: { firstName: 'Nobody' } }))
    expect(await deadReasons()).toEqual([expect.stringContaining('contact.id is missing') as string])
  })
})
