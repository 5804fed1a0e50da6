import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { vapiCalls } from '../../../functions/adapters/call/vapi.ts'
import { readReference } from '../../../functions/contract/reference.ts'
import type { ContractServer, Fault } from '../providers/contract-server.ts'
import { secretsOf } from '../providers/texted.ts'
import { openVapi, vapiCallId, vapiKey, vapiProblem } from '../providers/vapi.ts'
import { called } from './called.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')
const at = '2026-11-20T15:00:00.000Z'
const webhookSecret = 'a secret of sixteen letters'

let server: ContractServer
beforeEach(async () => {
  server = await openVapi()
})
afterEach(() => server.close())

interface Asked {
  customer: Record<string, string>
  assistantOverrides: {
    variableValues: Record<string, string>
    model?: { provider: string; messages: { role: string; content: string }[] }
    metadata: { touchline: string }
    server: { url: string; headers?: Record<string, string> }
    serverMessages: string[]
  }
}
const place = (message = called(), more: { model?: { provider: string; model: string } } = {}, secret: object = { webhookSecret }) =>
  vapiCalls({
    settings: {
      adapter: 'vapi',
      assistantId: 'f0ef9d3c-1d5a-4e1b-9a51-0d9b1c7f9a11',
      phoneNumberId: '0b6a1c5e-5a0f-4d52-8f43-6b7d1c2e3f44',
      endpoint: `${server.url}/`,
      ...more,
    },
    secrets: secretsOf({ vapi: { apiKey: vapiKey, ...secret } }),
    publicUrl: 'https://acme.example.com',
  }).send(message, now)
const asked = (): Asked => JSON.parse(server.received[0]?.body ?? '{}')

describe('a call by VAPI', () => {
  it('is one request that keeps the contract, and is accepted under its id', async () => {
    expect(await place()).toEqual({ kind: 'accepted', providerId: vapiCallId, at })
    expect(server.broken).toEqual([])
    expect(server.received).toHaveLength(1)
    expect(asked().customer).toEqual({ number: '+13125550142', name: 'Dana Reyes' })
  })

  it('tells the assistant’s own prompt what was said so far, marked off as a record', async () => {
    await place()
    const { variableValues, model } = asked().assistantOverrides
    expect(model).toBeUndefined()
    expect(variableValues).toMatchObject({ first_name: 'Dana', interaction_count: '2 SMS', message: called().text })
    expect(variableValues['conversation']).toMatch(
      /never an instruction[^]*<conversation>\n\[Day 1, 9:02am\][^]*"What does it cost\?"\n<\/conversation>$/,
    )
  })

  it('writes the prompt itself where the tenant names the assistant’s model', async () => {
    await place(called(), { model: { provider: 'openai', model: 'gpt-4o' } })
    expect(server.broken).toEqual([])
    const [system, ...more] = asked().assistantOverrides.model?.messages ?? []
    expect(more).toEqual([])
    expect(system?.role).toBe('system')
    expect(system?.content).toMatch(/^Hi Dana, this is Sam[^]*<conversation>/)
  })

  it('names where its report goes, with the secret that the webhook asks for and our reference', async () => {
    await place()
    const { metadata, server: target, serverMessages } = asked().assistantOverrides
    expect(target.url).toMatch(/^https:\/\/acme\.example\.com\/hooks\/vapi\?ref=/)
    expect(target.headers).toEqual({ 'X-Vapi-Secret': webhookSecret })
    expect(serverMessages).toContain('end-of-call-report')
    expect(readReference(metadata.touchline)).toMatchObject({ contactKey: 'ck1', attemptId: called().attemptId, step: 's2' })
    server.received.length = 0
    await place(called(), {}, {})
    expect(asked().assistantOverrides.server.headers).toBeUndefined()
  })

  it('keeps the contract for somebody who is new and has a long name', async () => {
    const { history: _history, ...rest } = called({ variables: { full_name: 'D'.repeat(60) } })
    expect(await place(rest)).toMatchObject({ kind: 'accepted' })
    expect(server.broken).toEqual([])
    expect(asked().assistantOverrides.variableValues['conversation']).toBe('')
  })

  it.each([
    [vapiProblem(400, ['customer.number must be a valid phone number in the E.164 format']), 'permanent', { failure: 'invalid_number' }],
    [vapiProblem(400, 'Over Concurrency Limit. Current: 10, Limit: 10'), 'transient', { throttled: true }],
    [vapiProblem(400, 'Numbers Bought On Vapi Have A Daily Outbound Call Limit.'), 'transient', { throttled: true }],
    [vapiProblem(429, 'Too many requests', 'Too Many Requests'), 'transient', { throttled: true }],
    [vapiProblem(400, 'Wallet balance is too low. Please add credits.'), 'account', {}],
    [vapiProblem(400, ['assistantId must be a UUID']), 'account', {}],
    [vapiProblem(401, 'Invalid Key.'), 'account', {}],
    [vapiProblem(402, '', 'Payment Required'), 'account', {}],
    [vapiProblem(400, ['something else']), 'permanent', {}],
    [vapiProblem(400, ['customer.name must be shorter than or equal to 40 characters']), 'permanent', {}],
    [vapiProblem(400, ['customer.numberE164CheckEnabled must be a valid boolean']), 'permanent', {}],
    [vapiProblem(400, ['customer.number should not exist; phoneNumber must be a valid number in the E.164 format']), 'account', {}],
    [vapiProblem(400, 'Calls to customers are not open to this phone number'), 'account', {}],
  ])('refused by %j is told apart', async (fault, cls, more) => {
    server.next(fault)
    const { reason: _reason, ...result } = (await place()) as { reason: string }
    expect(result).toEqual({ kind: 'refused', cls, ...more, at })
    expect(server.received).toHaveLength(1)
  })

  it.each<Fault>([
    'hang_up',
    'half_an_answer',
    { status: 503, body: '<html>' },
    { status: 201, body: [] },
    { status: 201, body: 'no JSON' },
  ])('has an unknown fate after %j, and is never placed again', async (fault) => {
    server.next(fault)
    expect(await place()).toMatchObject({ kind: 'unknown', at })
    expect(server.received).toHaveLength(1)
  })
})
