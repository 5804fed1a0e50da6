import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { telnyxSms } from '../../../functions/adapters/sms/telnyx.ts'
import { readReference } from '../../../functions/contract/reference.ts'
import type { ContractServer } from '../providers/contract-server.ts'
import { apiKey, messageId, openTelnyxMessages, refusedWith } from '../providers/telnyx-messages.ts'
import { secretsOf, texted } from '../providers/texted.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')
const at = '2026-11-20T15:00:00.000Z'

let server: ContractServer
beforeEach(async () => {
  server = await openTelnyxMessages()
})
afterEach(() => server.close())

const adapter = (key = apiKey) =>
  telnyxSms({
    settings: { adapter: 'telnyx', from: ['+13125550001'], messagingProfileId: 'p1', endpoint: server.url },
    secrets: secretsOf({ telnyx: { apiKey: key } }),
    publicUrl: 'https://acme.example.com',
  })
const sent = (): Record<string, string> => JSON.parse(server.received[0]?.body ?? '{}')

describe('a text by Telnyx', () => {
  it('is one request that keeps the contract, and is accepted under its id', async () => {
    expect(await adapter().send(texted(), now)).toEqual({ kind: 'accepted', providerId: messageId, at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(sent()).toMatchObject({ from: '+13125550001', to: '+13125550142', text: texted().text, messaging_profile_id: 'p1' })
  })

  it('names where its events go, with our reference in the address', async () => {
    await adapter().send(texted(), now)
    const webhook = new URL(sent()['webhook_url'] ?? '')
    expect(webhook.pathname).toBe('/hooks/telnyx')
    expect(readReference(webhook.searchParams.get('ref') ?? '')).toMatchObject({ messageId: texted().messageId })
  })

  it.each([
    ['40300', 403, 'Blocked due to STOP message', undefined, 'permanent', { failure: 'opted_out' }],
    ['40300', 400, 'Number not assigned to a profile', undefined, 'account', {}],
    ['40310', 400, "Invalid 'to' address", '/to', 'permanent', { failure: 'invalid_number' }],
    ['10016', 422, 'Phone number must be in +E.164 format', '/to', 'permanent', { failure: 'invalid_number' }],
    ['10016', 422, 'Phone number must be in +E.164 format', '/from', 'account', {}],
    ['40001', 400, 'Not routable', undefined, 'permanent', { failure: 'landline_detected' }],
    ['40315', 400, "Unhealthy 'from' address", undefined, 'permanent', { failure: 'sms_failed' }],
    ['40305', 400, "Invalid 'from' address", undefined, 'account', {}],
    ['20100', 402, 'Insufficient funds', undefined, 'account', {}],
    ['10009', 401, 'Authentication failed', undefined, 'account', {}],
    ['10011', 429, 'Too many requests', undefined, 'transient', { throttled: true }],
    ['40318', 400, 'Message queue full', undefined, 'transient', { throttled: true }],
  ])('is refused by error %s (%i, %s, %s) as %s', async (code, status, title, pointer, cls, more) => {
    server.next(refusedWith(code, status, title, pointer))
    const reason = `Telnyx ${code}: ${title}: The reason in words.`
    expect(await adapter().send(texted(), now)).toEqual({ kind: 'refused', cls, reason, ...more, at })
    expect(server.received).toHaveLength(1)
  })

  it('is refused for good where its content is, by the status alone', async () => {
    server.next(refusedWith('40302', 400, 'Message too large'))
    expect(await adapter().send(texted(), now)).toMatchObject({ kind: 'refused', cls: 'permanent' })
  })

  it.each(['hang_up', 'half_an_answer', { status: 500 }, { status: 200, body: { data: {} } }, { status: 200, body: 'ok' }] as const)(
    'has an unknown fate after %j, and is never asked for again',
    async (fault) => {
      server.next(fault)
      expect(await adapter().send(texted(), now)).toMatchObject({ kind: 'unknown', at })
      expect(server.received).toHaveLength(1)
    },
  )

  it('stops the channel where the key is another', async () => {
    expect(await adapter('KEY9').send(texted(), now)).toMatchObject({ kind: 'refused', cls: 'account' })
  })
})
