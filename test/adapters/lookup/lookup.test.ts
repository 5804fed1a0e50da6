import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lineLookup } from '../../../functions/adapters/lookup/lookup.ts'
import { defaultChannels, type LineLookup } from '../../../functions/contract/channels.ts'
import { simulatorNumbers } from '../../../functions/contract/simulator-numbers.ts'
import type { ContractServer } from '../providers/contract-server.ts'
import { exception, openSmsVoice } from '../providers/sms-voice.ts'
import { secretsOf } from '../providers/texted.ts'
import { accountSid, authToken, lineAnswer, openTwilio, problem } from '../providers/twilio.ts'

const typeOf = (settings: LineLookup, number = '+13125550142') =>
  lineLookup({ settings, secrets: secretsOf({ twilio: { authToken } }) })?.typeOf(number)

describe('by Twilio Lookup', () => {
  let server: ContractServer
  beforeEach(async () => {
    server = await openTwilio()
  })
  afterEach(() => server.close())
  const ask = () => typeOf({ adapter: 'twilio', accountSid, endpoint: server.url })

  it('a number is looked up with one request that keeps the contract', async () => {
    expect(await ask()).toEqual({ kind: 'typed', lineType: 'mobile' })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
  })

  it.each([
    ['landline', 'landline'],
    ['fixedVoip', 'voip'],
    ['nonFixedVoip', 'voip'],
    ['tollFree', 'unknown'],
    ['unknown', 'unknown'],
  ])('%s is %s', async (type, lineType) => {
    server.next(lineAnswer(type))
    expect(await ask()).toEqual({ kind: 'typed', lineType })
  })

  it('what is no number is invalid', async () => {
    server.next(lineAnswer(null, null, false))
    expect(await ask()).toEqual({ kind: 'typed', lineType: 'invalid' })
  })

  it.each([
    lineAnswer(null, 60_601),
    problem(20_429, 429),
    problem(20_003, 401),
    { status: 500 },
    'hang_up' as const,
    { status: 200, body: 'ok' },
  ])('nothing is known after %j', async (fault) => {
    server.next(fault)
    expect(await ask()).toMatchObject({ kind: 'failed' })
    expect(server.received).toHaveLength(1)
  })
})

describe('by End User Messaging', () => {
  let server: ContractServer
  const open = async (type?: string): Promise<void> => {
    server = await openSmsVoice(type)
    vi.stubEnv('AWS_REGION', 'us-east-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
    vi.stubEnv('AWS_ENDPOINT_URL', server.url)
  }
  afterEach(async () => {
    vi.unstubAllEnvs()
    await server.close()
  })

  it.each([
    ['MOBILE', 'mobile'],
    ['LANDLINE', 'landline'],
    ['OTHER', 'unknown'],
    ['INVALID', 'invalid'],
  ])('%s is %s', async (type, lineType) => {
    await open(type)
    expect(await typeOf({ adapter: 'aws' })).toEqual({ kind: 'typed', lineType })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
  })

  it('nothing is known where it fails, and it is not asked again', async () => {
    await open()
    server.next(exception('ThrottlingException', 400))
    expect(await typeOf({ adapter: 'aws' })).toMatchObject({ kind: 'failed' })
    server.next(exception('InternalServerException', 500))
    expect(await typeOf({ adapter: 'aws' })).toMatchObject({ kind: 'failed' })
    expect(server.received).toHaveLength(2)
  })
})

describe('without a provider', () => {
  it("only the simulator's own numbers are known", async () => {
    expect(defaultChannels.lookup).toEqual({ adapter: 'mock' })
    const known = (number: string) => typeOf(defaultChannels.lookup, number)
    expect(await known(simulatorNumbers.landline)).toEqual({ kind: 'typed', lineType: 'landline' })
    expect(await known(simulatorNumbers.invalid)).toEqual({ kind: 'typed', lineType: 'invalid' })
    expect(await known(simulatorNumbers.good)).toEqual({ kind: 'typed', lineType: 'mobile' })
    expect(await known('+13125550142')).toMatchObject({ kind: 'failed' })
    expect(await typeOf({ adapter: 'none' })).toBeUndefined()
  })
})
