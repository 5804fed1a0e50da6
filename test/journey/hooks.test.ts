/** A tenant that texts by Twilio, through the public edge: what Twilio says of a text and what a contact answers takes effect, once, and only if it is Twilio. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { synthesize } from '../../lib/synthesize.ts'
import type { ContractServer } from '../adapters/providers/contract-server.ts'
import { accountSid, authToken, openTwilio } from '../adapters/providers/twilio.ts'
import { twilioSignature } from '../hooks/signers.ts'
import { leadEvent, openWorld, type World } from './world.ts'

const home = mkdtempSync(join(tmpdir(), 'touchline-hooks-'))
let provider: ContractServer
let world: World
let sequence: SequenceView

beforeAll(async () => {
  provider = await openTwilio()
  const tenantsDirectory = join(home, 'tenants')
  mkdirSync(tenantsDirectory)
  const sms = { adapter: 'twilio', accountSid, from: ['+13125550100'], endpoint: provider.url }
  const settings = { postalAddress: '1 Main St, Springfield', channels: { sms, lookup: { adapter: 'none' } } }
  writeFileSync(join(tenantsDirectory, 'hooked.json'), JSON.stringify(settings))
  const stackDir = join(home, 'stack')
  await synthesize({ tenants: ['hooked'], tenantsDirectory, outdir: stackDir })
  world = await openWorld({ stackDir })
  sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Texts',
    triggerStage: 'new',
    status: 'active',
    steps: [0, 60].map((delayMinutes, i) => ({ name: `Text ${i}`, channel: 'sms', delayMinutes, body: `Hi {{first_name}}, number ${i}.` })),
  })
}, 120_000)
afterAll(async () => {
  await world.close()
  await provider.close()
  rmSync(home, { recursive: true, force: true })
})

const fillSecret = async (): Promise<void> => {
  const secrets = new SecretsManagerClient({
    endpoint: world.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
  })
  await secrets.send(new PutSecretValueCommand({ SecretId: 'touchline/hooked/twilio', SecretString: JSON.stringify({ authToken }) }))
  secrets.destroy()
}
/** As Twilio calls: the very address that it was given, signed. */
const twilioCalls = async (url: string, fields: Record<string, string>, signature = twilioSignature(authToken, url, fields)) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: new URLSearchParams(fields).toString(),
  })
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : text }
}
const sentTo = (to: string) => provider.received.map(({ body }) => new URLSearchParams(body)).filter((form) => form.get('To') === to)
const callbackOf = (to: string): string => sentTo(to).at(-1)?.get('StatusCallback') ?? ''
const firstTo = async (to: string) =>
  (await world.messages(sequence.id)).find(({ recipient, stepOrder }) => recipient === to && stepOrder === 1)
const enroll = async (n: number): Promise<void> => {
  await world.publish(leadEvent(n, {}, { occurredAt: await world.now() }))
  await world.advance('PT1M')
}

it('nothing is believed before the secret is filled in', async () => {
  const answer = await twilioCalls(`${world.url}/hooks/twilio`, { MessageSid: 'SM0', MessageStatus: 'delivered' })
  expect(answer).toMatchObject({ status: 503, body: { reason: 'not_configured' } })
  await fillSecret()
})

describe('a delivery receipt', () => {
  const dana = '+13125551001'
  const delivered = { MessageSid: 'SM1', MessageStatus: 'delivered', To: dana, From: '+13125550100' }

  it('comes back by the address that the text named, and is recorded on it', async () => {
    await enroll(1)
    expect(sentTo(dana)).toHaveLength(1)
    expect(callbackOf(dana).startsWith(`${world.url}/hooks/twilio?ref=`)).toBe(true)
    expect(await twilioCalls(callbackOf(dana), delivered)).toEqual({ status: 200, body: { taken: 1, duplicates: 0 } })
    await world.advance('PT0S')
    expect(await firstTo(dana)).toMatchObject({ status: 'delivered' })
  })

  it('that is sent again, forged, tampered with or put onto another address changes nothing', async () => {
    const url = callbackOf(dana)
    expect(await twilioCalls(url, delivered)).toEqual({ status: 200, body: { taken: 0, duplicates: 1 } })
    const signature = twilioSignature(authToken, url, delivered)
    const failed = { ...delivered, MessageStatus: 'undelivered', ErrorCode: '30003' }
    for (const [to, fields, signed] of [
      [url, failed, signature],
      [url, failed, twilioSignature('a guess', url, failed)],
      [`${url}0`, delivered, signature],
    ] as const)
      expect(await twilioCalls(to, fields, signed)).toMatchObject({ status: 401, body: { reason: 'badly_signed' } })
    await world.advance('PT0S')
    expect(await firstTo(dana)).toMatchObject({ status: 'delivered' })
  })

  it('of a message of somebody else’s is answered, and ignored', async () => {
    const url = `${world.url}/hooks/twilio`
    expect(await twilioCalls(url, delivered)).toEqual({ status: 200, body: { taken: 0, duplicates: 0, ignored: 1 } })
  })
})

it('a text that did not arrive fails with its reason, and is healed', async () => {
  const sam = '+13125551002'
  await enroll(2)
  await twilioCalls(callbackOf(sam), { MessageSid: 'SM2', MessageStatus: 'undelivered', ErrorCode: '30003', To: sam })
  await world.advance('PT0S')
  const [enrollment] = (await world.enrollments(sequence.id)).filter(({ contactId }) => contactId === 'c-2')
  expect(enrollment?.healing[0]).toMatchObject({ failure: 'sms_undelivered' })
})

it('STOP closes the number, and nothing more is sent to it', async () => {
  const dana = '+13125551003'
  await enroll(3)
  expect(sentTo(dana)).toHaveLength(1)
  const stop = { MessageSid: 'SM3', SmsStatus: 'received', From: dana, To: '+13125550100', Body: 'Stop', OptOutType: 'STOP' }
  // Twilio waits for TwiML: an empty answer says nothing to the person.
  expect(await twilioCalls(`${world.url}/hooks/twilio`, stop)).toEqual({ status: 200, body: expect.stringContaining('<Response') })
  await world.advance('PT0S')
  const [enrollment] = (await world.enrollments(sequence.id)).filter(({ contactId }) => contactId === 'c-3')
  expect(enrollment).toMatchObject({ status: 'finished', exitReason: 'unsubscribed' })
  await world.advance('P1D')
  expect(sentTo(dana)).toHaveLength(1)
})

describe('the edge', () => {
  it('has no other source, and no other method', async () => {
    const nobody = await fetch(`${world.url}/hooks/nobody`, { method: 'POST', body: '{}' })
    expect(nobody.status).toBe(404)
    expect((await fetch(`${world.url}/hooks/twilio`)).status).toBe(404)
  })

  it('refuses a body larger than a text, and one that is no form', async () => {
    const url = `${world.url}/hooks/twilio`
    expect((await twilioCalls(url, { MessageSid: 'SM4', Body: 'x'.repeat(200_000) })).status).toBe(413)
    const xml = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<x/>' })
    expect(xml.status).toBe(415)
  })
})

it('the function uses each of its grants, and is denied nothing', async () => {
  const { denied, unused } = await world.local<{ denied: unknown[]; unused: unknown[] }>('iam')
  const ofHooks = (entries: unknown[]) => entries.map((entry) => JSON.stringify(entry)).filter((entry) => entry.includes('-HooksRole'))
  expect(ofHooks(denied)).toEqual([])
  expect(ofHooks(unused)).toEqual([])
})
