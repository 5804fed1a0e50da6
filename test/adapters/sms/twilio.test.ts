import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { twilioSms } from '../../../functions/adapters/sms/twilio.ts'
import { readReference } from '../../../functions/contract/reference.ts'
import type { ContractServer } from '../providers/contract-server.ts'
import { secretsOf, texted } from '../providers/texted.ts'
import { accountSid, authToken, created, messageSid, openTwilio, problem, serviceSid } from '../providers/twilio.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')
const at = '2026-11-20T15:00:00.000Z'
const from = ['+13125550001', '+13125550002']

let server: ContractServer
beforeEach(async () => {
  server = await openTwilio()
})
afterEach(() => server.close())

const adapter = (settings: { from?: string[]; messagingServiceSid?: string } = { from }, secrets = secretsOf({ twilio: { authToken } })) =>
  twilioSms({
    settings: { adapter: 'twilio', accountSid, ...settings, endpoint: server.url },
    secrets,
    publicUrl: 'https://acme.example.com/',
  })
const sent = () => new URLSearchParams(server.received[0]?.body)

describe('a text by Twilio', () => {
  it('is one request that keeps the contract, and is accepted under its sid', async () => {
    expect(await adapter().send(texted({ from: '+13125550002' }), now)).toEqual({ kind: 'accepted', providerId: messageSid, at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(Object.fromEntries(sent())).toMatchObject({ To: '+13125550142', From: '+13125550002', Body: texted().text })
  })

  it('names where its events go, with our reference in the address', async () => {
    await adapter().send(texted(), now)
    const callback = new URL(sent().get('StatusCallback') ?? '')
    expect(callback.origin + callback.pathname).toBe('https://acme.example.com/hooks/twilio')
    expect(readReference(callback.searchParams.get('ref') ?? '')).toMatchObject({
      contactKey: 'ck1',
      attemptId: texted().attemptId,
      step: 's2',
    })
  })

  it('comes from the first number where its own is gone, and from a service where that picks', async () => {
    await adapter().send(texted({ from: '+13125559999' }), now)
    expect(sent().get('From')).toBe('+13125550001')
    server.received.length = 0
    await adapter({ messagingServiceSid: serviceSid }).send(texted(), now)
    expect([sent().get('From'), sent().get('MessagingServiceSid')]).toEqual([null, serviceSid])
    expect(server.broken).toEqual([])
  })

  it.each([
    [21610, 400, 'permanent', { failure: 'opted_out' }],
    [21211, 400, 'permanent', { failure: 'invalid_number' }],
    [21614, 400, 'permanent', { failure: 'landline_detected' }],
    [21635, 400, 'permanent', { failure: 'landline_detected' }],
    [21612, 400, 'permanent', { failure: 'sms_failed' }],
    [21217, 400, 'permanent', { failure: 'invalid_number' }],
    [21265, 400, 'permanent', { failure: 'invalid_number' }],
    [21617, 400, 'permanent', {}],
    [21408, 403, 'account', {}],
    [21606, 400, 'account', {}],
    [21660, 400, 'account', {}],
    [20003, 401, 'account', {}],
    [30002, 400, 'account', {}],
    [20429, 429, 'transient', { throttled: true }],
    [14107, 400, 'transient', { throttled: true }],
  ])('is refused by error %i (%i) as %s', async (code, status, cls, more) => {
    server.next(problem(code, status))
    const result = await adapter().send(texted(), now)
    expect(result).toEqual({ kind: 'refused', cls, reason: `Twilio ${code}: The reason in words`, ...more, at })
    expect(server.received).toHaveLength(1)
  })

  it.each([
    [21401, 'account', undefined, 'the sender is no number or name that may text'],
    [21601, 'account', undefined, 'the sender is none of the account’s numbers'],
    [13224, 'permanent', 'sms_failed', 'a voice code, given in an outage too'],
    [21214, 'permanent', 'sms_failed', 'not reached at this moment'],
    [60200, 'permanent', undefined, 'some parameter is wrong, whichever'],
  ])('leaves the recipient’s number alive after error %i (%s, %s): %s', async (code, cls, failure, _why) => {
    server.next(problem(code, 400))
    const result = await adapter().send(texted(), now)
    expect(result).toEqual({ kind: 'refused', cls, reason: `Twilio ${code}: The reason in words`, ...(failure ? { failure } : {}), at })
  })

  it('is refused where Twilio makes it and fails it at once', async () => {
    const of = { to: '+13125550142', from: '+13125550001', service: null, body: 'x' }
    server.next(created(of, { status: 'failed', error_code: 21610, error_message: 'Opted out' }))
    expect(await adapter().send(texted(), now)).toMatchObject({ kind: 'refused', cls: 'permanent', failure: 'opted_out' })
  })

  it.each([
    'hang_up',
    'half_an_answer',
    { status: 500 },
    { status: 503, body: '<html>' },
    { status: 201, body: '<html>ok</html>' },
    { status: 201, body: {} },
  ] as const)('has an unknown fate after %j, and is never asked for again', async (fault) => {
    server.next(fault)
    expect(await adapter().send(texted(), now)).toMatchObject({ kind: 'unknown', at })
    expect(server.received).toHaveLength(1)
  })

  it('is held back where the secret is not filled in, without a request', async () => {
    const secrets = { get: () => Promise.reject(Object.assign(new Error('down'), { name: 'InternalServiceError' })) }
    expect(await adapter(undefined, secrets).send(texted(), now)).toMatchObject({ kind: 'refused', cls: 'transient' })
    expect(await adapter(undefined, secretsOf({ twilio: { authToken: 'another' } })).send(texted(), now)).toMatchObject({ cls: 'account' })
    expect(server.received).toHaveLength(1)
  })
})
