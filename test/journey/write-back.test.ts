/** A tenant whose CRM is HubSpot: what it sends and what is answered stands on HubSpot's timeline, once, through every failure. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveryView } from '../../functions/contract/api/webhooks.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { accessToken, openHubspot, type HubspotServer } from '../adapters/crm/hubspot.ts'
import { leadEvent, openWorld, type World } from './world.ts'

const home = mkdtempSync(join(tmpdir(), 'touchline-write-back-'))
let hubspot: HubspotServer
let world: World

beforeAll(async () => {
  hubspot = await openHubspot({ contacts: ['1', '2', '3', '4'] })
  const tenantsDirectory = join(home, 'tenants')
  mkdirSync(tenantsDirectory)
  const email = { fromAddress: 'sam@written.example.com', fromName: 'Sam', replyDomain: 'reply.written.example.com' }
  const settings = { email, postalAddress: '1 Main St, Springfield', crm: { writeBack: { vendor: 'hubspot', endpoint: hubspot.url } } }
  writeFileSync(join(tenantsDirectory, 'written.json'), JSON.stringify(settings))
  const stackDir = join(home, 'stack')
  await synthesize({ tenants: ['written'], tenantsDirectory, outdir: stackDir })
  world = await openWorld({ stackDir })
  await world.api('POST', '/sequences', {
    name: 'Hello',
    triggerStage: 'new',
    status: 'active',
    steps: [{ name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hello {{first_name}}', body: 'Hi {{first_name}}.' }],
  })
}, 120_000)
afterAll(async () => {
  await world.close()
  await hubspot.close()
  rmSync(home, { recursive: true, force: true })
})

const fillSecret = async (): Promise<void> => {
  const secrets = new SecretsManagerClient({
    endpoint: world.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
  })
  await secrets.send(
    new PutSecretValueCommand({ SecretId: 'touchline/written/crm-write-back', SecretString: JSON.stringify({ accessToken }) }),
  )
  secrets.destroy()
}
const enroll = async (n: number): Promise<void> => {
  const occurredAt = await world.now()
  await world.publish(leadEvent(n, { id: String(n) }, { leadId: `deal-20${n}`, occurredAt }))
  await world.advance('PT2M')
}
const deliveries = async () => (await world.api<{ items: DeliveryView[] }>('GET', '/webhooks/crm/deliveries', undefined, 'admin')).items
const madeFor = (contact: string) => hubspot.made.filter((one) => one.contact === contact)

describe('a CRM that is written back to', () => {
  it('waits for its secret, says so, and gets what waited', async () => {
    await enroll(1)
    expect(hubspot.received).toEqual([])
    const { items } = await world.api<{ items: { text: string }[] }>('GET', '/notifications')
    expect(items.map(({ text }) => text).join()).toContain('the secret of crm-write-back lacks accessToken')
    await fillSecret()
    await world.advance('PT40M')
    expect(madeFor('1')).toMatchObject([{ object: 'emails', deal: '201', properties: { hs_email_subject: 'Hello Dana' } }])
  })

  it('gets a touch once, also where it made it and answered 500', async () => {
    // Made, and its answer lost on the way.
    hubspot.loseNext()
    await enroll(2)
    await world.advance('PT10M')
    expect(madeFor('2')).toHaveLength(1)
    expect((await deliveries()).find(({ contactId }) => contactId === '2')).toMatchObject({
      status: 'delivered',
      attempts: [{ answer: 'HubSpot answered 500' }, { answer: expect.stringContaining('was there already') }],
    })
    hubspot.next({ status: 500, body: {} })
    await enroll(3)
    await world.advance('PT10M')
    expect(madeFor('3')).toHaveLength(1)
  })

  it('gets an answer with its words', async () => {
    const [mail] = await world.outbox({ to: 'success+2@simulator.amazonses.com' })
    const lines = [
      'From: success+2@simulator.amazonses.com',
      `To: ${mail?.headers?.['Reply-To']}`,
      'Subject: Re: Hello Dana',
      'Message-ID: <answer-2@example.com>',
      '',
      'Yes, call me tomorrow.',
    ]
    await world.local('inbound', { channel: 'email', raw: lines.join('\r\n') })
    await world.advance('PT2M')
    expect(madeFor('2').slice(1)).toMatchObject([
      {
        object: 'emails',
        properties: { hs_email_direction: 'INCOMING_EMAIL', hs_email_text: expect.stringMatching(/^Yes, call me tomorrow/) },
      },
    ])
  })

  it('that does not have the contact refuses its touches alone, without a repetition', async () => {
    const before = hubspot.received.length
    await enroll(7)
    await world.advance('P1D')
    expect(hubspot.received.length - before).toBe(1)
    expect((await deliveries()).find(({ contactId }) => contactId === '7')).toMatchObject({ status: 'failed', attempts: [{ status: 404 }] })
    await enroll(4)
    expect(madeFor('4')).toHaveLength(1)
  })

  it('has a log that can be read and sent again, and forgets an erased person', async () => {
    const [one] = (await deliveries()).filter(({ contactId }) => contactId === '4')
    await world.api('POST', `/webhooks/crm/deliveries/${one?.id}/redeliver`, {}, 'admin')
    await world.advance('PT1M')
    expect(madeFor('4')).toHaveLength(1)
    expect((await world.call('DELETE', '/webhooks/crm', undefined, 'admin')).body).toMatchObject({ reason: 'not_a_webhook' })
    await world.api('DELETE', '/contacts/2', undefined, 'admin')
    expect((await deliveries()).filter(({ contactId }) => contactId === '2')).toEqual([])
    expect(hubspot.broken.filter(({ status }) => status !== 404)).toEqual([])
  })
})

it('the function that delivers uses each of its grants, and is denied nothing', async () => {
  await world.enqueue('DeliveriesEventsQueue', { kind: 'nothing that anybody works on' })
  await world.advance('PT0S')
  const { denied, unused } = await world.local<{ denied: unknown[]; unused: unknown[] }>('iam')
  const ofDeliver = (entries: unknown[]) => entries.map((entry) => JSON.stringify(entry)).filter((entry) => entry.includes('DeliverRole'))
  expect(ofDeliver(denied)).toEqual([])
  expect(ofDeliver(unused)).toEqual([])
})
