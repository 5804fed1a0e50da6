/** Tenants that mail by another provider than SES: their stacks against a provider on localhost that holds its contract, and fails. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MessageView, SequenceView, StatsRow } from '../../functions/contract/api/views.ts'
import { readReference, readReferenceFields } from '../../functions/contract/reference.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { openContractServer, type Contract, type ContractServer, type Fault } from '../adapters/providers/contract-server.ts'
import { postmarkContract, postmarkErrors, postmarkToken } from '../adapters/providers/postmark.ts'
import { resendContract, resendErrors, resendKey } from '../adapters/providers/resend.ts'
import { sendgridContract, sendgridErrors, sendgridKey } from '../adapters/providers/sendgrid.ts'
import { leadEvent, openWorld, type World } from './world.ts'

interface Sent {
  to: string
  subject: string
  inReplyTo: string | undefined
  messageId: string | undefined
}
interface Provider {
  contract: Contract
  secret: Record<string, string>
  slower: { status: number; body?: unknown }
  /** What a request says of its mail. */
  read: (body: unknown) => Sent
  faults: [string, Fault][]
}

const failing: [string, Fault][] = [
  ['answers 500', { status: 500, body: {} }],
  ['answers garbage', { status: 200, body: '<html>ok</html>' }],
]

const providers: Record<string, Provider> = {
  postmark: {
    contract: postmarkContract,
    secret: { serverToken: postmarkToken },
    slower: postmarkErrors.rate,
    read: (body) => {
      const { To, Subject, Headers, Metadata } = body as {
        To: string
        Subject: string
        Headers: { Name: string; Value: string }[]
        Metadata: Record<string, string>
      }
      return {
        to: To,
        subject: Subject,
        inReplyTo: Headers.find(({ Name }) => Name === 'In-Reply-To')?.Value,
        messageId: readReferenceFields(Metadata)?.messageId,
      }
    },
    faults: [
      ...failing,
      ['breaks the connection', 'hang_up'],
      ['breaks off in its answer', 'half_an_answer'],
      // The one wait that takes its time: what is awaited is the real clock of a real connection.
      ['never answers', 'silence'],
    ],
  },
  sendgrid: {
    contract: sendgridContract,
    secret: { apiKey: sendgridKey },
    slower: sendgridErrors.rate,
    read: (body) => {
      const { personalizations, subject, headers } = body as {
        personalizations: { to: { email: string }[]; custom_args: { touchline: string } }[]
        subject: string
        headers: Record<string, string>
      }
      const [one] = personalizations
      return {
        to: one?.to[0]?.email ?? '',
        subject,
        inReplyTo: headers['In-Reply-To'],
        messageId: readReference(one?.custom_args.touchline ?? '')?.messageId,
      }
    },
    faults: failing,
  },
  resend: {
    contract: resendContract(),
    secret: { apiKey: resendKey },
    slower: resendErrors.rate,
    read: (body) => {
      const { to, subject, headers, tags } = body as {
        to: string[]
        subject: string
        headers: Record<string, string>
        tags: { name: string; value: string }[]
      }
      return {
        to: to[0] ?? '',
        subject,
        inReplyTo: headers['In-Reply-To'],
        messageId: readReferenceFields(Object.fromEntries(tags.map(({ name, value }) => [name, value])))?.messageId,
      }
    },
    faults: failing,
  },
}

const steps = [
  { name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hello {{first_name}}', body: 'Hi {{first_name}}, about {{street}}.' },
  { name: 'Again', channel: 'email', delayMinutes: 1440, body: 'Hi {{first_name}}, still thinking about {{street}}?' },
]
const texts = [{ name: 'Text', channel: 'sms', delayMinutes: 0, body: 'Hi {{first_name}}.' }]

describe.each(Object.entries(providers))('a tenant that mails by %s', (adapter, { contract, secret, slower, faults, read }) => {
  const home = mkdtempSync(join(tmpdir(), 'touchline-providers-'))
  let server: ContractServer
  let world: World
  let sequence: SequenceView

  beforeAll(async () => {
    server = await openContractServer(contract)
    const tenantsDirectory = join(home, 'tenants')
    mkdirSync(tenantsDirectory)
    const settings = { postalAddress: '1 Main St, Springfield', channels: { email: { adapter, endpoint: server.url } } }
    writeFileSync(join(tenantsDirectory, 'mailing.json'), JSON.stringify(settings))
    const stackDir = join(home, 'stack')
    await synthesize({ tenants: ['mailing'], tenantsDirectory, outdir: stackDir, checks: false })
    world = await openWorld({ stackDir })
    sequence = await world.api<SequenceView>('POST', '/sequences', { name: 'Mails', triggerStage: 'new', status: 'active', steps })
    await world.api('POST', '/sequences', { name: 'Texts', triggerStage: 'texting', status: 'active', steps: texts })
  }, 180_000)
  afterAll(async () => {
    await world.close()
    await server.close()
    rmSync(home, { recursive: true, force: true })
  })

  const fillSecret = async (): Promise<void> => {
    const client = new SecretsManagerClient({
      endpoint: world.awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
    })
    await client.send(new PutSecretValueCommand({ SecretId: `touchline/mailing/${adapter}`, SecretString: JSON.stringify(secret) }))
    client.destroy()
  }
  const mailOf = (n: number): string => `person${n}@example.org`
  const enter = async (n: number, stage = 'new'): Promise<void> => {
    await world.publish(leadEvent(n, { email: mailOf(n) }, { stage, occurredAt: await world.now() }))
    // Less than the shortest wait before another try.
    await world.advance('PT20S')
  }
  const asked = (n: number): Sent[] => server.received.map(({ body }) => read(JSON.parse(body))).filter(({ to }) => to === mailOf(n))
  const messagesOf = async (n: number): Promise<MessageView[]> =>
    (await world.messages(sequence.id)).filter(({ recipient }) => recipient === mailOf(n)).toSorted((a, b) => a.stepOrder - b.stepOrder)

  it('names that adapter in the settings, and simulates nothing', async () => {
    const { adapters } = await world.api<{ adapters: { channel: string; adapter: string; simulated: boolean }[] }>('GET', '/settings')
    expect(adapters.find(({ channel }) => channel === 'email')).toEqual({ channel: 'email', adapter, simulated: false })
  })

  it('loses nothing while its secret is not filled in, and goes on once it is', async () => {
    await enter(1)
    const [waiting] = await messagesOf(1)
    expect(waiting).toMatchObject({ status: 'held', reason: 'channel_stopped' })
    expect(waiting?.attempts?.at(-1)).toMatchObject({ outcome: 'refused_account' })
    expect(JSON.stringify(waiting?.attempts)).toContain(`the secret of ${adapter} lacks`)
    expect(server.received).toEqual([])
    await fillSecret()
    await world.advance('PT3H')
    expect((await messagesOf(1))[0]).toMatchObject({ status: 'sent', adapter, simulated: false })
    expect(asked(1)).toEqual([{ to: mailOf(1), subject: 'Hello Dana', inReplyTo: undefined, messageId: waiting?.id }])
  })

  it('continues its conversation with the next mail', async () => {
    await world.advance('P1D')
    const [, second] = asked(1)
    expect(second).toMatchObject({ subject: 'Re: Hello Dana', messageId: (await messagesOf(1))[1]?.id })
    expect(second?.inReplyTo).toMatch(/^<[^<>@\s]+@[^<>@\s]+>$/)
    expect(server.broken).toEqual([])
  })

  it.each(faults.map(([what, fault], i): [string, Fault, number] => [what, fault, 10 + i]))(
    'never asks twice for a mail where the provider %s',
    async (_what, fault, n) => {
      server.next(fault)
      await enter(n)
      expect((await messagesOf(n))[0]).toMatchObject({ status: 'unknown' })
      await world.advance('P2D')
      expect((await messagesOf(n)).map(({ status }) => status)).toEqual(['unknown', 'sent'])
      const ids = asked(n).map(({ messageId }) => messageId)
      expect(ids).toHaveLength(2)
      expect(new Set(ids).size).toBe(2)
    },
  )

  it('takes a person’s word that such a mail arrived: it counts as sent once, and is listed no more', async () => {
    const lost = (await messagesOf(10))[0]?.id ?? ''
    const sent = async () =>
      (await world.api<{ items: StatsRow[] }>('GET', '/sequences/stats')).items.find(({ sequenceId }) => sequenceId === sequence.id)?.sent
    const open = async () =>
      (await world.api<{ items: MessageView[] }>('GET', '/messages?status=unknown')).items.map(({ id }) => id).includes(lost)
    const before = await sent()
    expect(await open()).toBe(true)
    for (let time = 0; time < 2; time++)
      expect(await world.api<MessageView>('POST', `/messages/${lost}/settle`, { arrived: true })).toMatchObject({
        status: 'sent',
        attempts: [{ outcome: 'unknown', settled: { by: expect.any(String) } }],
      })
    await world.advance('PT1M')
    expect([await open(), await sent()]).toEqual([false, Number(before) + 1])
    const { items } = await world.api<{ items: { text: string }[] }>('GET', '/contacts/c-10/timeline')
    expect(items.filter(({ text }) => text.includes('says that it arrived'))).toHaveLength(1)
  })

  it('goes slower where the provider asks for it, recovers, and texts notice nothing', async () => {
    server.next(slower)
    await enter(6)
    expect((await messagesOf(6))[0]).toMatchObject({ status: 'scheduled' })
    expect(asked(6)).toHaveLength(1)
    const { controls } = await world.api<{ controls: { slowUntil: Record<string, string> } }>('GET', '/settings')
    expect(Object.keys(controls.slowUntil)).toContain('email')
    await enter(7, 'texting')
    expect(await world.outbox({ channel: 'sms', to: '+13125551007' })).toHaveLength(1)
    await world.advance('PT3H')
    expect((await messagesOf(6))[0]).toMatchObject({ status: 'sent' })
    expect(asked(6)).toHaveLength(2)
    await enter(8)
    expect((await messagesOf(8))[0]).toMatchObject({ status: 'sent' })
  })

  it('keeps the contract with every mail, and what was called is allowed', async () => {
    expect(server.broken).toEqual([])
    const { denied } = await world.local<{ denied: unknown[] }>('iam')
    expect(denied).toEqual([])
  })
})
