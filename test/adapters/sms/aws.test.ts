import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { awsSms } from '../../../functions/adapters/sms/aws.ts'
import { readReference } from '../../../functions/contract/reference.ts'
import type { ContractServer, Fault } from '../providers/contract-server.ts'
import { exception, openSmsVoice } from '../providers/sms-voice.ts'
import { texted } from '../providers/texted.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')
const at = '2026-11-20T15:00:00.000Z'
const from = ['pool-0123', '+13125550002']

let server: ContractServer
beforeEach(async () => {
  server = await openSmsVoice()
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
  vi.stubEnv('AWS_ENDPOINT_URL', server.url)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const send = (settings: { configurationSet?: string; messageType?: 'PROMOTIONAL'; maxPrice?: string } = {}, message = texted()) =>
  awsSms({ settings: { adapter: 'aws', from, ...settings }, tenant: 'acme' }).send(message, now)
const sent = (): Record<string, unknown> => JSON.parse(server.received[0]?.body ?? '{}')

describe('a text by End User Messaging', () => {
  it('is one request that keeps the contract, and is accepted under its id', async () => {
    expect(await send()).toMatchObject({ kind: 'accepted', at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(sent()).toMatchObject({
      DestinationPhoneNumber: '+13125550142',
      OriginationIdentity: 'pool-0123',
      MessageBody: texted().text,
      ConfigurationSetName: 'touchline-acme',
    })
  })

  it('carries our reference, which its events echo, and what the settings say', async () => {
    await send({ configurationSet: 'theirs', messageType: 'PROMOTIONAL', maxPrice: '0.05' }, texted({ from: '+13125550002' }))
    const { Context, ...rest } = sent()
    expect(Context).toMatchObject({ tenant: 'acme' })
    expect(readReference((Context as { ref: string }).ref)).toMatchObject({ contactKey: 'ck1', messageId: texted().messageId, step: 's2' })
    expect(rest).toMatchObject({
      ConfigurationSetName: 'theirs',
      MessageType: 'PROMOTIONAL',
      MaxPrice: '0.05',
      OriginationIdentity: '+13125550002',
    })
    expect(server.broken).toEqual([])
  })

  it.each([
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_OPTED_OUT', 'permanent', { failure: 'opted_out' }],
    ['ConflictException', 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION', 'permanent', {}],
    ['ConflictException', 'REGISTRATION_NOT_COMPLETE', 'account', {}],
    ['ConflictException', 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED', 'account', {}],
    ['ConflictException', 'NO_ORIGINATION_IDENTITIES_FOUND', 'account', {}],
    ['ServiceQuotaExceededException', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT', 'account', {}],
    ['ResourceNotFoundException', undefined, 'account', {}],
    ['AccessDeniedException', 'ACCOUNT_DISABLED', 'account', {}],
    ['ThrottlingException', undefined, 'transient', { throttled: true }],
    ['ValidationException', 'PRICE_OVER_THRESHOLD', 'permanent', {}],
    ['ValidationException', 'SENDER_ID_REQUIRES_REGISTRATION', 'account', {}],
  ])('is refused by %s (%s) as %s', async (type, Reason, cls, more) => {
    server.next(exception(type, 400, Reason === undefined ? {} : { Reason }))
    const reason = `${type}${Reason === undefined ? '' : ` (${Reason})`}: The reason in words`
    expect(await send()).toEqual({ kind: 'refused', cls, reason, ...more, at })
    expect(server.received).toHaveLength(1)
  })

  it('is refused for good where the number is none', async () => {
    const Message = 'Provided value for DestinationPhoneNumber is not valid'
    server.next(exception('ValidationException', 400, { Reason: 'INVALID_PARAMETER', Message }))
    expect(await send()).toMatchObject({ kind: 'refused', cls: 'permanent', failure: 'invalid_number' })
  })

  it.each<Fault>([
    'hang_up',
    'half_an_answer',
    exception('InternalServerException', 500),
    { status: 503, body: '<html>' },
    { status: 200, body: {} },
  ])('has an unknown fate after %j, and is never asked for again', async (fault) => {
    server.next(fault)
    expect(await send()).toMatchObject({ kind: 'unknown', at })
    expect(server.received).toHaveLength(1)
  })

  it('is tried again later where nothing listens', async () => {
    const nobody = await openSmsVoice()
    await nobody.close()
    vi.stubEnv('AWS_ENDPOINT_URL', nobody.url)
    expect(await send()).toMatchObject({ kind: 'refused', cls: 'transient' })
  })
})
