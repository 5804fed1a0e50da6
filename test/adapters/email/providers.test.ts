import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postmarkAdapter } from '../../../functions/adapters/email/postmark.ts'
import { resendAdapter } from '../../../functions/adapters/email/resend.ts'
import { sendgridAdapter } from '../../../functions/adapters/email/sendgrid.ts'
import type { ChannelAdapter } from '../../../functions/adapters/channel.ts'
import { NoProviderSecret, type ProviderSecrets } from '../../../functions/adapters/provider-secrets.ts'
import { readReference, readReferenceFields } from '../../../functions/contract/reference.ts'
import type { SendResult } from '../../../functions/domain/signal.ts'
import { openContractServer, type Contract, type ContractServer, type Fault } from '../providers/contract-server.ts'
import { postmarkContract, postmarkErrors, postmarkToken } from '../providers/postmark.ts'
import { resendContract, resendErrors, resendKey } from '../providers/resend.ts'
import { sendgridContract, sendgridErrors, sendgridKey } from '../providers/sendgrid.ts'
import { at, enrollmentId, needs, now, outgoing } from './mails.ts'

const held: Record<string, unknown> = {
  postmark: { serverToken: postmarkToken },
  sendgrid: { apiKey: sendgridKey },
  resend: { apiKey: resendKey },
}
const secretsOf = (values: Record<string, unknown>): ProviderSecrets => ({
  get: async (provider) => {
    if (!(provider in values)) throw new NoProviderSecret(`the secret of ${provider} lacks apiKey`)
    return values[provider] as never
  },
})
const followUp = () => outgoing({ references: ['first@acme.example.com', 'second@acme.example.com'], from: 'sam@acme.example.com' })
const reply = 'reply+0123456789abcdefghjkmnpqrs0123456789abcdef@reply.acme.example.com'
const oneClick = [
  ['List-Unsubscribe', `<https://acme.example.com/u/${outgoing().messageId}>`],
  ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
]
const ownId = `${outgoing().messageId}.${outgoing().attemptId}@acme.example.com`
const of = {
  contactKey: outgoing().contactKey,
  enrollmentId,
  messageId: outgoing().messageId,
  attemptId: outgoing().attemptId,
  step: 's2',
  sequenceId: outgoing().sequenceId,
}

/** Every provider fails in these ways. */
const failures: [string, Fault, string][] = [
  ['a server error', { status: 500, body: {} }, 'unknown'],
  ['a gateway that gave up', { status: 504, body: '<html>Gateway Timeout</html>' }, 'unknown'],
  ['garbage for an acceptance', { status: 200, body: '<html>ok</html>' }, 'unknown'],
  ['an acceptance that says something else', { status: 200, body: { status: 'queued' } }, 'unknown'],
  ['a connection that breaks', 'hang_up', 'unknown'],
  ['half an answer', 'half_an_answer', 'unknown'],
  ['garbage with a 429', { status: 429, body: 'slow down' }, 'transient, throttled'],
]

interface Case {
  contract: Contract
  open: (endpoint: string, secrets: ProviderSecrets) => ChannelAdapter
  refusals: [string, Fault, string][]
}
const cases: Record<string, Case> = {
  postmark: {
    contract: postmarkContract,
    open: (endpoint, secrets) => postmarkAdapter({ adapter: 'postmark', messageStream: 'outreach', endpoint }, secrets, needs),
    refusals: [
      ['a bad token', postmarkErrors.token, 'account'],
      ['a recipient that it gave up', postmarkErrors.inactive, 'permanent'],
      ['a sender that it does not know', postmarkErrors.sender, 'account'],
      ['a sender that is not confirmed', postmarkErrors.unconfirmed, 'account'],
      ['used-up credits', postmarkErrors.credits, 'account'],
      ['an account that waits for approval', postmarkErrors.pending, 'account'],
      ['a stream that is not there', postmarkErrors.stream, 'account'],
      ['a mail that is not valid', postmarkErrors.invalid, 'permanent'],
      ['maintenance', postmarkErrors.maintenance, 'transient'],
      ['too many requests', postmarkErrors.rate, 'transient, throttled'],
      ['its own server error', postmarkErrors.server, 'unknown'],
    ],
  },
  sendgrid: {
    contract: sendgridContract,
    open: (endpoint, secrets) => sendgridAdapter({ adapter: 'sendgrid', endpoint }, secrets, needs),
    refusals: [
      ['a bad key', sendgridErrors.key, 'account'],
      ['used-up credits', sendgridErrors.credits, 'account'],
      ['a sender that is not verified', sendgridErrors.sender, 'account'],
      ['a sender that is no address', sendgridErrors.from, 'account'],
      ['a recipient that is no address', sendgridErrors.recipient, 'permanent'],
      ['a mail that is too large', sendgridErrors.large, 'permanent'],
      ['a region that it may not use', sendgridErrors.residency, 'account'],
      ['too many requests', sendgridErrors.rate, 'transient, throttled'],
      ['its own server error', sendgridErrors.server, 'unknown'],
    ],
  },
  resend: {
    contract: resendContract(),
    open: (endpoint, secrets) => resendAdapter({ adapter: 'resend', endpoint }, secrets, needs),
    refusals: [
      ['no key', resendErrors.noKey, 'account'],
      ['a bad key', resendErrors.key, 'account'],
      ['a domain that is not verified', resendErrors.domain, 'account'],
      ['a sender that is no address', resendErrors.from, 'account'],
      ['a recipient that is no address', resendErrors.validation, 'permanent'],
      ['a field that is missing', resendErrors.field, 'permanent'],
      ['what it thinks a fraud', resendErrors.security, 'permanent'],
      ['too many requests', resendErrors.rate, 'transient, throttled'],
      ['a spent day', resendErrors.dailyQuota, 'account'],
      ['a spent month', resendErrors.monthlyQuota, 'account'],
      ['a key that was used for another mail', resendErrors.otherBody, 'unknown'],
      ['a key that is under way', resendErrors.underWay, 'unknown'],
      ['its own server error', resendErrors.server, 'unknown'],
    ],
  },
}

describe.each(Object.entries(cases))('sending by %s', (name, { contract, open, refusals }) => {
  let server: ContractServer
  let adapter: ChannelAdapter
  beforeAll(async () => {
    server = await openContractServer(contract)
    adapter = open(server.url, secretsOf(held))
  })
  beforeEach(() => {
    server.received.splice(0)
    server.broken.splice(0)
  })
  afterAll(() => server.close())

  it.each([
    ['the first mail of an enrollment', outgoing({ attemptId: '01KAHDM8Z0000000000000000C' })],
    ['one that follows', { ...followUp(), attemptId: '01KAHDM8Z0000000000000000D' }],
    [
      'one with every kind of letter',
      outgoing({
        attemptId: '01KAHDM8Z0000000000000000E',
        subject: 'Zażółć "gęślą" jaźń 🏠',
        text: 'Ünïcode\n',
        from: 'sam@acme.example.com',
      }),
    ],
  ])('keeps its contract with %s', async (_what, message) => {
    expect(await adapter.send(message, now)).toMatchObject({ kind: 'accepted', at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
  })

  it.each([...refusals, ...failures])('judges %s, and never asks twice', async (_what, fault, expected) => {
    server.next(fault)
    const result = await adapter.send(outgoing(), now)
    expect(inOneWord(result)).toBe(expected)
    expect(server.received).toHaveLength(1)
  })

  it('asks nobody without its secret, and says what to fill in', async () => {
    const result = await open(server.url, secretsOf({})).send(outgoing(), now)
    expect(result).toMatchObject({
      kind: 'refused',
      cls: 'account',
      reason: expect.stringContaining(`the secret of ${name} lacks`) as string,
    })
    expect(server.received).toEqual([])
  })

  it('is refused by the provider with a secret that is none of its own, and tells nobody the secret', async () => {
    const result = await open(server.url, secretsOf({ [name]: { serverToken: 'wrong', apiKey: 'wrong-key' } })).send(outgoing(), now)
    expect(inOneWord(result)).toBe('account')
    expect(JSON.stringify(result)).not.toContain('wrong')
  })
})

describe('what each provider is told', () => {
  const told = async (name: keyof typeof cases, message = followUp()) => {
    const found = cases[name]
    const server = await openContractServer(name === 'resend' ? resendContract() : (found?.contract ?? postmarkContract))
    const result = await found?.open(server.url, secretsOf(held)).send(message, now)
    await server.close()
    const [received] = server.received
    return { result, headers: received?.headers ?? {}, body: JSON.parse(received?.body ?? '{}') as Record<string, unknown> }
  }

  it('Postmark: everything in its own words, and to keep our Message-ID', async () => {
    const { result, body } = await told('postmark')
    const { From, To, ReplyTo, Metadata, Headers, MessageStream } = body
    expect({ From, To, ReplyTo, MessageStream }).toEqual({
      From: '"Sam Ortíz" <sam@acme.example.com>',
      To: 'dana@example.com',
      ReplyTo: reply,
      MessageStream: 'outreach',
    })
    expect(readReferenceFields(Metadata as Record<string, unknown>)).toEqual(of)
    expect((Headers as { Name: string; Value: string }[]).map(({ Name, Value }) => [Name, Value])).toEqual([
      ['Message-ID', `<${ownId}>`],
      ['X-PM-KeepID', 'true'],
      ['In-Reply-To', '<second@acme.example.com>'],
      ['References', '<first@acme.example.com> <second@acme.example.com>'],
      ...oneClick,
    ])
    expect(result).toEqual({ kind: 'accepted', providerId: '0a129aee-e1cd-480d-b08d-4f48548ff48d', mailId: ownId, at })
  })

  it('SendGrid: everything in its own words, with our Message-ID', async () => {
    const { result, body } = await told('sendgrid')
    const { from, reply_to, personalizations, headers } = body
    expect({ from, reply_to }).toEqual({ from: { email: 'sam@acme.example.com', name: 'Sam Ortíz' }, reply_to: { email: reply } })
    const [one] = personalizations as { custom_args: { touchline: string } }[]
    expect(readReference(one?.custom_args.touchline ?? '')).toEqual(of)
    expect(headers).toEqual({
      'Message-ID': `<${ownId}>`,
      'In-Reply-To': '<second@acme.example.com>',
      References: '<first@acme.example.com> <second@acme.example.com>',
      ...Object.fromEntries(oneClick),
    })
    expect(result).toEqual({ kind: 'accepted', providerId: '14c5d75ce93.dfd.64b469', mailId: ownId, at })
  })

  it.each([
    ['postmark', postmarkErrors.credits, 'Postmark 405: You ran out of credits.'],
    ['sendgrid', sendgridErrors.credits, 'SendGrid 401: Maximum credits exceeded'],
    ['resend', resendErrors.dailyQuota, 'Resend daily_quota_exceeded: You have reached your daily email sending quota.'],
  ] as const)('%s: an operator reads why it refused, in its own words', async (name, fault, reason) => {
    const server = await openContractServer(postmarkContract)
    server.next(fault)
    expect(await cases[name]?.open(server.url, secretsOf(held)).send(outgoing(), now)).toMatchObject({ reason })
    await server.close()
  })

  it('SendGrid: an acceptance without an id goes by our own', async () => {
    const server = await openContractServer({ ...sendgridContract, accept: () => ({ status: 202 }) })
    const adapter = sendgridAdapter({ adapter: 'sendgrid', endpoint: server.url }, secretsOf(held), needs)
    expect(await adapter.send(outgoing(), now)).toMatchObject({ kind: 'accepted', providerId: ownId, mailId: ownId })
    await server.close()
  })

  it('Resend: everything in its own words, each attempt under a key of its own', async () => {
    const { result, headers, body } = await told('resend')
    expect(headers['idempotency-key']).toBe(outgoing().attemptId)
    expect(body).toMatchObject({ from: '"Sam Ortíz" <sam@acme.example.com>', to: ['dana@example.com'], reply_to: reply })
    const tags = body['tags'] as { name: string; value: string }[]
    expect(readReferenceFields(Object.fromEntries(tags.map(({ name, value }) => [name, value])))).toEqual(of)
    const thread = `${enrollmentId}@acme.example.com`
    expect(body['headers']).toEqual({ 'In-Reply-To': `<${thread}>`, References: `<${thread}>`, ...Object.fromEntries(oneClick) })
    expect(result).toMatchObject({ kind: 'accepted', mailId: thread })
    const first = await told('resend', outgoing())
    expect(first.body['headers']).toEqual({ References: `<${thread}>`, ...Object.fromEntries(oneClick) })
  })
})

const inOneWord = (result: SendResult): string =>
  result.kind === 'refused' ? `${result.cls}${result.throttled ? ', throttled' : ''}` : result.kind
