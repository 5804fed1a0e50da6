import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectContacts } from '../../../functions/adapters/call/connect-contacts.ts'
import { connectCalls } from '../../../functions/adapters/call/connect.ts'
import { messageReferenceOf, readReference, referenceText } from '../../../functions/contract/reference.ts'
import { contactId, instanceId, openConnectServer } from '../providers/connect.ts'
import type { ContractServer, Fault } from '../providers/contract-server.ts'
import { exception } from '../providers/sms-voice.ts'
import { called } from './called.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')
const at = '2026-11-20T15:00:00.000Z'
const contactFlowId = '846ec553-a005-41c0-8341-444455556666'

let server: ContractServer
beforeEach(async () => {
  server = await openConnectServer({ touchline: referenceText(messageReferenceOf(called())), other: 'x' })
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
  vi.stubEnv('AWS_ENDPOINT_URL', server.url)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const place = (message = called(), more: { instanceId?: string; queueId?: string; ringSeconds?: number } = {}) =>
  connectCalls({ adapter: 'connect', instanceId, contactFlowId, sourcePhoneNumber: '+13125550001', ...more }).send(message, now)
const asked = (): Record<string, unknown> & { Attributes: Record<string, string> } => JSON.parse(server.received[0]?.body ?? '{}')

describe('a call by Amazon Connect', () => {
  it('is one request that keeps the contract, named by its attempt, and is accepted under its contact', async () => {
    expect(await place(called(), { queueId: 'q-1', ringSeconds: 40 })).toEqual({ kind: 'accepted', providerId: contactId, at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(asked()).toMatchObject({
      InstanceId: instanceId,
      ContactFlowId: contactFlowId,
      DestinationPhoneNumber: '+13125550142',
      ClientToken: called().attemptId,
      SourcePhoneNumber: '+13125550001',
      QueueId: 'q-1',
      RingTimeoutInSeconds: 40,
    })
  })

  it('takes the instance by its ARN too', async () => {
    await place(called(), { instanceId: `arn:aws:connect:us-east-1:123456789012:instance/${instanceId}` })
    expect(asked()['InstanceId']).toBe(instanceId)
  })

  it('gives the flow the text, what was said so far and our reference', async () => {
    await place()
    const { Attributes } = asked()
    expect(Attributes).toMatchObject({ message: called().text, first_name: 'Dana' })
    expect(Attributes['conversation']).toContain('"What does it cost?"')
    expect(readReference(Attributes['touchline'] ?? '')).toMatchObject({ contactKey: 'ck1', attemptId: called().attemptId })
  })

  it('stays within what Connect takes, however much was said, and keeps the newest of it', async () => {
    const history = Array.from({ length: 400 }, (_, i) => `[Day 1] Inbound SMS reply: "${'ü'.repeat(100)} ${i}"`)
    expect(await place(called({ history, text: 'ä'.repeat(30_000) }))).toMatchObject({ kind: 'accepted' })
    expect(server.broken).toEqual([])
    expect(asked().Attributes['conversation']).toContain(' 399"')
    expect(asked().Attributes['conversation']).not.toContain(' 0"')
  })

  it.each([
    ['DestinationNotAllowedException', 403, {}, 'permanent', { failure: 'call_failed' }],
    ['OutboundContactNotPermittedException', 403, {}, 'permanent', { failure: 'call_failed' }],
    ['InvalidParameterException', 400, { Message: 'DestinationPhoneNumber is not valid' }, 'permanent', { failure: 'invalid_number' }],
    ['InvalidParameterException', 400, { Message: 'ContactFlowId is not valid' }, 'account', {}],
    ['ResourceNotFoundException', 404, {}, 'account', {}],
    ['AccessDeniedException', 403, {}, 'account', {}],
    ['LimitExceededException', 429, {}, 'transient', { throttled: true }],
    ['ThrottlingException', 429, {}, 'transient', { throttled: true }],
    ['InvalidRequestException', 400, {}, 'permanent', {}],
  ])('is refused by %s (%i, %j) as %s', async (type, status, more, cls, said) => {
    server.next(exception(type, status, more))
    const { reason, ...result } = (await place()) as { reason: string }
    expect(result).toEqual({ kind: 'refused', cls, ...said, at })
    expect(reason).toContain(type)
    expect(server.received).toHaveLength(1)
  })

  it.each<Fault>(['hang_up', 'half_an_answer', exception('InternalServiceException', 500), { status: 200, body: {} }])(
    'has an unknown fate after %j, and is never placed again',
    async (fault) => {
      server.next(fault)
      expect(await place()).toMatchObject({ kind: 'unknown', at })
      expect(server.received).toHaveLength(1)
    },
  )

  it('is tried again later where nothing listens', async () => {
    const nobody = await openConnectServer()
    await nobody.close()
    vi.stubEnv('AWS_ENDPOINT_URL', nobody.url)
    expect(await place()).toMatchObject({ kind: 'refused', cls: 'transient' })
  })
})

describe('a contact of Amazon Connect', () => {
  it('says whose call it is by the attribute that it began with', async () => {
    expect(readReference((await connectContacts(instanceId)(contactId)) ?? '')).toEqual(messageReferenceOf(called()))
    expect(server.broken).toEqual([])
  })

  it('is nobody’s that we know where it is another call of the instance, or unknown', async () => {
    server.next({ status: 200, body: { Attributes: { other: 'x' } } })
    expect(await connectContacts(instanceId)(contactId)).toBeNull()
    expect(await connectContacts(instanceId)('33333333-aaaa-bbbb-cccc-444444444444')).toBeNull()
  })

  it('is asked for again where Connect does not answer', async () => {
    server.next(exception('InternalServiceException', 500))
    await expect(connectContacts(instanceId)(contactId)).rejects.toThrow()
  })
})
