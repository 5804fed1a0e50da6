import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requestOnce, type HttpOutcome, type HttpReading } from '../../functions/adapters/http.ts'
import { openContractServer, type ContractServer, type Fault } from './providers/contract-server.ts'

const reading: HttpReading<string> = {
  provider: 'Courier',
  accepted: (body) => (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' ? body.id : null),
}

describe('one request to a provider', () => {
  let courier: ContractServer
  beforeAll(async () => {
    courier = await openContractServer({ check: () => null, accept: () => ({ status: 200, body: { id: 'm-1' } }) })
  })
  beforeEach(() => courier.received.splice(0))
  afterAll(() => courier.close())

  const ask = (more: Partial<HttpReading<string>> = {}, url = courier.url) =>
    requestOnce(
      { url, headers: { authorization: 'Bearer k', 'content-type': 'application/json' }, body: '{"a":1}', timeoutMilliseconds: 300 },
      { ...reading, ...more },
    )

  it('carries its body and headers, and reads the answer', async () => {
    expect(await ask()).toEqual({ kind: 'accepted', answer: 'm-1' })
    expect(courier.received).toMatchObject([{ method: 'POST', path: '/', body: '{"a":1}', headers: { authorization: 'Bearer k' } }])
  })

  it('keeps no connection, so that none is found dead after a sleep', async () => {
    await ask()
    expect(courier.received[0]?.headers['connection']).toBe('close')
  })

  const judged: [string, Fault, string][] = [
    ['too many requests', { status: 429, body: {} }, 'transient, throttled'],
    ['too early', { status: 425, body: {} }, 'transient'],
    ['a key that is refused', { status: 401, body: {} }, 'account'],
    ['a key without the right', { status: 403, body: {} }, 'account'],
    ['an account that is not paid', { status: 402, body: {} }, 'account'],
    ['a path that is not there', { status: 404, body: 'Not Found' }, 'account'],
    ['a bad request', { status: 400, body: {} }, 'permanent'],
    ['fields that it will not take', { status: 422, body: 'garbage' }, 'permanent'],
    ['something under way', { status: 409, body: {} }, 'unknown'],
    ['a timeout that something between tells of', { status: 408, body: {} }, 'unknown'],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, 'unknown'],
    ['a server error', { status: 500, body: { id: 'm-1' } }, 'unknown'],
    ['a server that is overloaded', { status: 503, body: 'busy' }, 'unknown'],
    ['an acceptance that cannot be read', { status: 200, body: '<html>ok</html>' }, 'unknown'],
    ['an acceptance without what it documents', { status: 200, body: { ok: true } }, 'unknown'],
    ['an empty acceptance', { status: 200 }, 'unknown'],
    ['an answer longer than any', { status: 200, body: { id: 'x'.repeat(300_000) } }, 'unknown'],
    ['a connection that is cut', 'hang_up', 'unknown'],
    ['half an answer', 'half_an_answer', 'unknown'],
    ['silence', 'silence', 'unknown'],
  ]
  it.each(judged)('judges %s, and asks once', async (_what, fault, expected) => {
    courier.next(fault)
    expect(inOneWord(await ask())).toBe(expected)
    expect(courier.received).toHaveLength(1)
  })

  it('is safe to try again where the connection was never opened', async () => {
    const gone = await openContractServer({ check: () => null, accept: () => ({ status: 200 }) })
    await gone.close()
    expect(await ask({}, gone.url)).toMatchObject({
      kind: 'refused',
      cls: 'transient',
      reason: 'Courier could not be reached: ECONNREFUSED',
    })
    expect(inOneWord(await ask({}, 'http://nowhere.invalid/'))).toBe('transient')
  })

  it('takes the provider at its word where it names what it refuses, but never after a server error', async () => {
    const refused = (): HttpOutcome<never> & { kind: 'refused' } => ({ kind: 'refused', cls: 'account', reason: 'quota' })
    courier.next({ status: 429, body: { name: 'quota' } }, { status: 500, body: { name: 'quota' } })
    expect(inOneWord(await ask({ refused }))).toBe('account')
    expect(inOneWord(await ask({ refused }))).toBe('unknown')
  })

  it('asks nobody with a key that cannot be sent, and does not repeat the key', async () => {
    const outcome = await requestOnce({ url: courier.url, headers: { authorization: 'Bearer se\ncret' } }, reading)
    expect(inOneWord(outcome)).toBe('account')
    expect(JSON.stringify(outcome)).not.toContain('cret"')
    expect(JSON.stringify(outcome)).not.toContain('Bearer')
    expect(courier.received).toEqual([])
  })
})

const inOneWord = (outcome: HttpOutcome<unknown>): string =>
  outcome.kind === 'refused' ? `${outcome.cls}${outcome.throttled ? ', throttled' : ''}` : outcome.kind
