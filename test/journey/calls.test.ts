/** A tenant that calls by Telnyx, whose calls are steered while they run: through the public edge, against its contract on localhost. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { synthesize } from '../../lib/synthesize.ts'
import type { ContractServer } from '../adapters/providers/contract-server.ts'
import { callControlId, openTelnyxCalls } from '../adapters/providers/telnyx-calls.ts'
import { apiKey } from '../adapters/providers/telnyx-messages.ts'
import { secrets, signTelnyx } from '../hooks/signers.ts'
import { leadEvent, openWorld, type World } from './world.ts'

const home = mkdtempSync(join(tmpdir(), 'touchline-calls-'))
let provider: ContractServer
let world: World
let sequence: SequenceView

beforeAll(async () => {
  provider = await openTelnyxCalls()
  const tenantsDirectory = join(home, 'tenants')
  mkdirSync(tenantsDirectory)
  const call = { adapter: 'telnyx', connectionId: '1684641123236054244', from: ['+13125550100'], endpoint: provider.url }
  const settings = { postalAddress: '1 Main St, Springfield', channels: { call, lookup: { adapter: 'none' } } }
  writeFileSync(join(tenantsDirectory, 'caller.json'), JSON.stringify(settings))
  const stackDir = join(home, 'stack')
  await synthesize({ tenants: ['caller'], tenantsDirectory, outdir: stackDir })
  world = await openWorld({ stackDir })
  const keeper = new SecretsManagerClient({
    endpoint: world.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
  })
  const SecretString = JSON.stringify({ apiKey, publicKey: secrets.telnyx.publicKey })
  await keeper.send(new PutSecretValueCommand({ SecretId: 'touchline/caller/telnyx', SecretString }))
  keeper.destroy()
  sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Calls',
    triggerStage: 'new',
    status: 'active',
    steps: [
      { name: 'Call', channel: 'call', delayMinutes: 0, body: 'Hi {{first_name}}, this is Sam.' },
      {
        name: 'Thanks',
        channel: 'email',
        delayMinutes: 60,
        subject: 'Thank you',
        body: 'It was good to talk.',
        condition: { match: 'all', tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }], otherwise: 'skip' },
      },
    ],
  })
}, 120_000)
afterAll(async () => {
  await world.close()
  await provider.close()
  rmSync(home, { recursive: true, force: true })
})

interface Asked extends Record<string, string> {
  client_state: string
}
const requests = () => provider.received.map(({ path, body }) => ({ what: path.split('/').at(-1), asked: JSON.parse(body) as Asked }))
const lastState = (): string => requests().at(-1)?.asked.client_state ?? ''
let events = 0
/** As Telnyx calls: with the state that the last command set. */
const telnyxTells = async (event_type: string, more: Record<string, unknown> = {}): Promise<void> => {
  const now = await world.now()
  const payload = { call_control_id: callControlId, client_state: lastState(), from: '+13125550100', to: '+13125551001', ...more }
  const data = { record_type: 'event', event_type, id: `event-${++events}`, occurred_at: now, payload }
  const signed = signTelnyx({ data }, { at: Math.floor(Date.parse(now) / 1000) })
  const response = await fetch(`${world.url}/hooks/telnyx`, { method: 'POST', headers: signed.headers, body: signed.body })
  expect([event_type, response.status, await response.json()]).toEqual([event_type, 200, { taken: 1, duplicates: 0 }])
  await world.advance('PT1S')
}
const enroll = async (n: number): Promise<void> => {
  provider.received.length = 0
  await world.publish(leadEvent(n, {}, { occurredAt: await world.now() }))
  await world.advance('PT1M')
  expect(requests().map(({ what }) => what)).toEqual(['calls'])
}
const callOf = async (n: number) =>
  (await world.messages(sequence.id)).find(({ recipient, stepOrder }) => recipient === `+1312555${1000 + n}` && stepOrder === 1)

describe('a call that a person answers', () => {
  it('is spoken to, ends, and what waits for it goes on', async () => {
    await enroll(1)
    await telnyxTells('call.answered')
    await telnyxTells('call.machine.detection.ended', { result: 'human' })
    await telnyxTells('call.speak.ended', { status: 'completed' })
    expect(provider.broken).toEqual([])
    expect(requests().map(({ what, asked }) => [what, asked['payload']])).toEqual([
      ['calls', undefined],
      ['speak', 'Hi Dana, this is Sam.'],
      ['hangup', undefined],
    ])
    const end = { start_time: '2026-11-20T16:01:00Z', end_time: '2026-11-20T16:01:40Z' }
    await telnyxTells('call.hangup', { hangup_cause: 'normal_clearing', hangup_source: 'caller', sip_hangup_cause: '200', ...end })
    expect(await callOf(1)).toMatchObject({ status: 'delivered', adapter: 'telnyx', simulated: false, events: { outcome: 'answered' } })
    await world.advance('PT1H')
    expect((await world.messages(sequence.id)).map(({ stepOrder, sentAt }) => [stepOrder, sentAt !== undefined])).toContainEqual([2, true])
  })
})

describe('a call that a machine answers', () => {
  it('leaves the text after the tone, comes to a voicemail, and is healed', async () => {
    await enroll(2)
    await telnyxTells('call.machine.detection.ended', { result: 'machine' })
    await telnyxTells('call.machine.greeting.ended', { result: 'beep_detected' })
    await telnyxTells('call.speak.ended', { status: 'completed' })
    await telnyxTells('call.hangup', { hangup_cause: 'normal_clearing', sip_hangup_cause: '200' })
    expect(provider.broken).toEqual([])
    expect(requests().map(({ what }) => what)).toEqual(['calls', 'client_state_update', 'speak', 'hangup'])
    expect(await callOf(2)).toMatchObject({ events: { outcome: 'voicemail' } })
    const [enrollment] = (await world.enrollments(sequence.id)).filter(({ contactId }) => contactId === 'c-2')
    expect(enrollment?.healing[0]).toMatchObject({ failure: 'call_voicemail' })
  })
})

it('nobody is denied anything', async () => {
  expect((await world.local<{ denied: unknown[] }>('iam')).denied).toEqual([])
})
