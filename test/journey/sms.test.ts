/** Texts by a live provider, on a tenant of its own whose Twilio is a server here; and what the mocks do with simulator numbers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { simulatorNumbers } from '../../functions/contract/simulator-numbers.ts'
import { synthesize } from '../../lib/synthesize.ts'
import type { ContractServer } from '../adapters/providers/contract-server.ts'
import { accountSid, authToken, lineAnswer, openTwilio, problem } from '../adapters/providers/twilio.ts'
import { leadEvent, openWorld, type World } from './world.ts'

const textSequence = (stage: string, more: unknown[] = []) => ({
  name: `Texts of ${stage}`,
  triggerStage: stage,
  status: 'active',
  steps: [{ name: 'Text', channel: 'sms', delayMinutes: 0, body: 'Hi {{first_name}}.' }, ...more],
})
const laterMail = { name: 'Mail', channel: 'email', delayMinutes: 1440, subject: 'Hello', body: 'Hi {{first_name}}.' }

describe('a tenant on Twilio', () => {
  let twilio: ContractServer
  let world: World
  let directory: string
  let sequence: SequenceView
  beforeAll(async () => {
    twilio = await openTwilio()
    directory = mkdtempSync(join(tmpdir(), 'touchline-texting-'))
    for (const name of ['tenants', 'pages/assets']) mkdirSync(join(directory, name), { recursive: true })
    writeFileSync(join(directory, 'pages/index.html'), '<!doctype html><title>Touchline</title>\n')
    writeFileSync(join(directory, 'pages/assets/main.js'), '0\n')
    const channels = {
      sms: { adapter: 'twilio', accountSid, from: ['+13125550100'], endpoint: twilio.url },
      lookup: { adapter: 'twilio', accountSid, endpoint: twilio.url },
    }
    writeFileSync(
      join(directory, 'tenants/texting.json'),
      JSON.stringify({ company: 'Acme', postalAddress: '1 Main St, Springfield', timeZone: 'America/Chicago', channels }),
    )
    const stackDir = join(directory, 'out')
    await synthesize({
      tenants: ['texting'],
      tenantsDirectory: join(directory, 'tenants'),
      dashboardDirectory: join(directory, 'pages'),
      outdir: stackDir,
      checks: false,
    })
    world = await openWorld({ stackDir })
    const secrets = new SecretsManagerClient({
      endpoint: world.awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'operator', secretAccessKey: 'x' },
    })
    await secrets.send(new PutSecretValueCommand({ SecretId: 'touchline/texting/twilio', SecretString: JSON.stringify({ authToken }) }))
    secrets.destroy()
    sequence = await world.api<SequenceView>('POST', '/sequences', textSequence('new', [laterMail]))
  })
  afterAll(async () => {
    await world.close()
    await twilio.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const enter = async (n: number): Promise<void> => world.publish(leadEvent(n, {}, { occurredAt: await world.now() }))
  const numberOf = (n: number): string => `+1312555${1000 + n}`
  const asked = (n: number, path: string) =>
    twilio.received.filter(
      (request) => request.path.includes(path) && decodeURIComponent(request.path + request.body).includes(numberOf(n)),
    )
  const texts = (n: number) => asked(n, 'Messages.json')
  const messageOf = async (n: number, channel = 'sms'): Promise<MessageView | undefined> =>
    (await world.messages(sequence.id)).find(
      (message) => message.contactId === `c-${n}` && (message.plannedChannel ?? message.channel) === channel,
    )

  it('looks a number up and texts it, once each', async () => {
    await enter(1)
    await world.advance('PT5M')
    expect(await messageOf(1)).toMatchObject({
      status: 'sent',
      adapter: 'twilio',
      simulated: false,
      body: 'Acme: Hi Dana.\nReply STOP to opt out.',
      sms: { segments: 1, encoding: 'GSM-7' },
    })
    await world.advance('PT3H')
    expect([texts(1).length, asked(1, 'PhoneNumbers').length]).toEqual([1, 1])
    expect(twilio.broken).toEqual([])
  })

  it('never texts a second time where the answer was lost', async () => {
    for (const [n, fault] of [[2, { status: 500 }] as const, [3, 'hang_up' as const] as const]) {
      twilio.next(lineAnswer('mobile'), fault)
      await enter(n)
      await world.advance('PT5M')
      expect((await messageOf(n))?.status).toBe('unknown')
    }
    await world.advance('PT6H')
    expect([texts(2).length, texts(3).length]).toEqual([1, 1])
  })

  it('goes slower where Twilio asks for it, recovers, and mail does not notice', async () => {
    const mails = await world.api<SequenceView>('POST', '/sequences', {
      ...textSequence('contacted'),
      steps: [{ ...laterMail, delayMinutes: 0 }],
    })
    twilio.next(lineAnswer('mobile'), problem(20_429, 429))
    await enter(4)
    await world.advance('PT1S')
    const waiting = await messageOf(4)
    expect([waiting?.status, waiting?.attempts?.map(({ outcome }) => outcome)]).toEqual(['scheduled', ['refused_transient']])
    await world.publish(leadEvent(5, {}, { stage: 'contacted', occurredAt: await world.now() }))
    await world.advance('PT1S')
    expect((await world.messages(mails.id))[0]?.status).toMatch(/sent|delivered/)
    await world.advance('PT30M')
    expect((await messageOf(4))?.status).toBe('sent')
    expect(texts(4)).toHaveLength(2)
  })

  it('does not text a landline, and mails instead', async () => {
    twilio.next(lineAnswer('landline'))
    await enter(6)
    await world.advance('PT10M')
    expect(texts(6)).toEqual([])
    const message = await messageOf(6)
    expect(message).toMatchObject({ channel: 'email', plannedChannel: 'sms' })
    const { addresses } = await world.api<{ addresses: { kind: string; phoneType?: string; text: string }[] }>('GET', '/contacts/c-6')
    expect(addresses.find(({ kind }) => kind === 'phone')).toMatchObject({
      phoneType: 'landline',
      text: expect.stringContaining('landline'),
    })
    const [enrollment] = (await world.enrollments(sequence.id)).filter(({ contactId }) => contactId === 'c-6')
    expect(enrollment?.healing[0]).toMatchObject({ failure: 'landline_detected', action: 'switch_channel' })
  })
})

describe('simulator numbers', () => {
  let world: World
  let sequence: SequenceView
  beforeAll(async () => {
    world = await openWorld({ stackDir: inject('stackDir') })
    sequence = await world.api<SequenceView>('POST', '/sequences', textSequence('new', [laterMail]))
  })
  afterAll(() => world.close())

  const textTo = async (n: number, phone: string): Promise<MessageView | undefined> => {
    await world.publish(leadEvent(n, { phone }, { occurredAt: await world.now() }))
    await world.advance('PT1M')
    return (await world.messages(sequence.id)).find(({ contactId, stepOrder }) => contactId === `c-${n}` && stepOrder === 1)
  }
  const heals = async (n: number) =>
    (await world.enrollments(sequence.id))
      .find(({ contactId }) => contactId === `c-${n}`)
      ?.healing.map(({ failure, action }) => [failure, action])

  it('are delivered, where they are a good one, and ordinary ones stay as they left', async () => {
    expect(await textTo(1, simulatorNumbers.good)).toMatchObject({ status: 'delivered', events: { deliveredAt: expect.any(String) } })
    expect(await textTo(2, '+13125551002')).toMatchObject({ status: 'sent', events: {} })
  })

  it('fail once and are delivered when healing sends the text again', async () => {
    await textTo(3, simulatorNumbers.failedOnce)
    expect(await heals(3)).toEqual([['sms_failed', 'retry']])
    await world.advance('PT10M')
    const message = (await world.messages(sequence.id)).find(({ contactId, stepOrder }) => contactId === 'c-3' && stepOrder === 1)
    expect(message).toMatchObject({ status: 'delivered', channel: 'sms' })
  })

  it('are not texted where they are a landline or no number, and are healed', async () => {
    await textTo(4, simulatorNumbers.landline)
    expect((await heals(4))?.[0]?.[0]).toBe('landline_detected')
    await textTo(5, simulatorNumbers.invalid)
    expect((await heals(5))?.[0]?.[0]).toBe('invalid_number')
    const to = (await world.outbox({ channel: 'sms' })).map((text) => text.to)
    expect(to).not.toContain(simulatorNumbers.landline)
    expect(to).not.toContain(simulatorNumbers.invalid)
  })
})
