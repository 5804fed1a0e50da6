import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { telnyxCommands } from '../../../functions/adapters/call/telnyx-commands.ts'
import { telnyxCalls } from '../../../functions/adapters/call/telnyx.ts'
import { callState, readCallState } from '../../../functions/contract/call-state.ts'
import { messageReferenceOf } from '../../../functions/contract/reference.ts'
import type { ContractServer, Fault } from '../providers/contract-server.ts'
import { callControlId, openTelnyxCalls } from '../providers/telnyx-calls.ts'
import { apiKey, refusedWith } from '../providers/telnyx-messages.ts'
import { secretsOf } from '../providers/texted.ts'
import { called } from './called.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')
const at = '2026-11-20T15:00:00.000Z'
const from = ['+13125550001', '+13125550002']

let server: ContractServer
beforeEach(async () => {
  server = await openTelnyxCalls()
})
afterEach(() => server.close())

const settings = (more: { voicemail?: 'leave' | 'hang_up'; voice?: string; language?: string; ringSeconds?: number } = {}) => ({
  adapter: 'telnyx' as const,
  connectionId: '1684641123236054244',
  from,
  endpoint: server.url,
  ...more,
})
const secrets = secretsOf({ telnyx: { apiKey } })
const dial = (message = called(), more = {}) =>
  telnyxCalls({ settings: settings(more), secrets, publicUrl: 'https://acme.example.com/' }).send(message, now)
const asked = (nth = 0): Record<string, unknown> => JSON.parse(server.received[nth]?.body ?? '{}')

describe('a call by Telnyx', () => {
  it('is one dial that keeps the contract, and is accepted under its call control id', async () => {
    expect(await dial()).toEqual({ kind: 'accepted', providerId: callControlId, at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(asked()).toMatchObject({ connection_id: '1684641123236054244', to: '+13125550142', from: '+13125550001', timeout_secs: 30 })
  })

  it('is named by its attempt, carries our reference, and tells our webhook how far it has come', async () => {
    await dial(called({ from: '+13125550002' }), { ringSeconds: 20 })
    expect(asked()).toMatchObject({
      command_id: called().attemptId,
      from: '+13125550002',
      timeout_secs: 20,
      answering_machine_detection: 'greeting_end',
    })
    expect(String(asked()['webhook_url'])).toMatch(/^https:\/\/acme\.example\.com\/hooks\/telnyx\?ref=/)
    expect(readCallState(String(asked()['client_state']))).toEqual({ of: messageReferenceOf(called()) })
  })

  it.each([
    [refusedWith('10016', 422, 'Phone number must be in +E164 format', '/to'), 'permanent', { failure: 'invalid_number' }],
    [refusedWith('10002', 422, 'Invalid phone number', '/to'), 'permanent', { failure: 'invalid_number' }],
    [refusedWith('10001', 422, 'Inactive phone number'), 'permanent', { failure: 'call_failed' }],
    [refusedWith('10002', 422, 'Invalid phone number'), 'permanent', { failure: 'call_failed' }],
    [refusedWith('10001', 422, 'Inactive phone number', '/from'), 'account', {}],
    [refusedWith('10016', 422, 'Phone number must be in +E164 format', '/from'), 'account', {}],
    [refusedWith('10015', 422, 'Bad Request', '/connection_id'), 'account', {}],
    [refusedWith('10010', 403, 'User channel limit exceeded D1'), 'transient', { throttled: true }],
    [refusedWith('90103', 429, 'Dials per second limit reached'), 'transient', { throttled: true }],
    [refusedWith('10011', 429, 'Too many requests'), 'transient', { throttled: true }],
    [refusedWith('10010', 403, 'Dialed number is not included in whitelisted countries D13'), 'permanent', { failure: 'call_failed' }],
    [refusedWith('10009', 401, 'Authentication failed'), 'account', {}],
    [refusedWith('10015', 422, 'Bad Request'), 'permanent', {}],
  ])('refused by %j is told apart', async (fault, cls, more) => {
    server.next(fault)
    const { reason, ...result } = (await dial()) as { reason: string }
    expect(result).toEqual({ kind: 'refused', cls, ...more, at })
    expect(reason).toContain(`Telnyx answered ${fault.status}`)
    expect(server.received).toHaveLength(1)
  })

  it.each<Fault>([
    'hang_up',
    'half_an_answer',
    { status: 500, body: {} },
    { status: 200, body: '<html>' },
    { status: 200, body: { data: {} } },
  ])('has an unknown fate after %j, and is never dialled again', async (fault) => {
    server.next(fault)
    expect(await dial()).toMatchObject({ kind: 'unknown', at })
    expect(server.received).toHaveLength(1)
  })

  it('waits for an operator while its key is not filled in', async () => {
    const empty = { get: () => Promise.reject(Object.assign(new Error('nothing there'), { name: 'ResourceNotFoundException' })) }
    const result = await telnyxCalls({ settings: settings(), secrets: empty, publicUrl: 'https://acme.example.com' }).send(called(), now)
    expect(result).toMatchObject({ kind: 'refused', cls: 'account' })
    expect(server.received).toEqual([])
  })
})

describe('a command to a call that runs', () => {
  const call = { callId: callControlId, state: { of: messageReferenceOf(called()), heard: 'machine' as const } }
  const commands = (more = {}) => telnyxCommands(settings(more), secrets)

  it('speaks the text in the tenant’s voice, under the attempt’s name, and remembers who was heard', async () => {
    expect(await commands({ voice: 'Azure.de-DE-KatjaNeural', language: 'de-DE' }).speak(call, 'Guten Tag')).toBe('done')
    expect(server.broken).toEqual([])
    expect(server.received[0]?.path).toBe(`/v2/calls/${encodeURIComponent(callControlId)}/actions/speak`)
    expect(asked()).toEqual({
      payload: 'Guten Tag',
      payload_type: 'text',
      voice: 'Azure.de-DE-KatjaNeural',
      language: 'de-DE',
      client_state: callState(call.state),
      command_id: `${called().attemptId}-speak`,
    })
  })

  it('hangs up, and only remembers', async () => {
    await commands().hangUp(call)
    await commands().remember(call)
    expect(server.broken).toEqual([])
    expect(server.received.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
      'POST hangup',
      'PUT client_state_update',
    ])
  })

  it('cuts what is longer than one command speaks', async () => {
    await commands().speak(call, 'a'.repeat(5_000))
    expect(server.broken).toEqual([])
  })

  it('is given again at once where its answer was lost, under the same name', async () => {
    server.next('hang_up', { status: 502, body: {} })
    expect(await commands().speak(call, 'Hello')).toBe('done')
    expect(new Set(server.received.map(({ body }) => body)).size).toBe(1)
    expect(server.received).toHaveLength(3)
  })

  it('says that the call was over', async () => {
    server.next(refusedWith('90018', 422, 'Call has already ended'))
    expect(await commands().hangUp(call)).toBe('over')
  })

  it('fails where it is not taken, so that the event is received again', async () => {
    server.next(refusedWith('10009', 401, 'Authentication failed'))
    await expect(commands().speak(call, 'Hello')).rejects.toThrow('did not take the command speak')
    expect(server.received).toHaveLength(1)
  })

  it('leaves a message with a machine unless the tenant hangs up on it', () => {
    expect([commands().leavesVoicemail, commands({ voicemail: 'hang_up' }).leavesVoicemail]).toEqual([true, false])
  })
})
