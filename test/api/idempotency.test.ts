import { describe, expect, it } from 'vitest'
import { doneAnswer } from '../../functions/runtime/http/problem.ts'
import { head } from '../domain/builders.ts'
import { apiWorld } from './world.ts'

const create = (name: string, key?: string) => ({
  method: 'POST',
  path: '/api/v1/sequences',
  body: { name },
  ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
})

describe('a POST with an Idempotency-Key', () => {
  it('makes one sequence however often it is sent, and says that it answers again', async () => {
    const { call, state } = apiWorld()
    const first = await call(create('Welcome', 'a-1'))
    const again = await call(create('Welcome', 'a-1'))
    expect(first.status).toBe(201)
    expect(again).toMatchObject({ status: 201, json: first.json, headers: { 'idempotency-replayed': 'true' } })
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    expect(state.sequences.size).toBe(1)
  })

  it('makes two where there is no key', async () => {
    const { call, state } = apiWorld()
    await call(create('Welcome'))
    await call(create('Welcome'))
    expect(state.sequences.size).toBe(2)
  })

  it('is refused where the key stood for something else, or is no key', async () => {
    const { call } = apiWorld()
    await call(create('Welcome', 'a-1'))
    expect(await call(create('Farewell', 'a-1'))).toMatchObject({ status: 422, json: { reason: 'idempotency_key_reused' } })
    expect(await call(create('Welcome', 'two words'))).toMatchObject({ status: 400, json: { reason: 'invalid_idempotency_key' } })
  })
  it('that only looks is carried out each time', async () => {
    const { call, state } = apiWorld()
    const { json } = await call({
      ...create('Welcome'),
      body: { name: 'Welcome', status: 'active', steps: [{ name: 'Task', channel: 'task', delayMinutes: 0 }] },
    })
    state.heads.set('ck1', head())
    const look = (part: string) =>
      call({
        method: 'POST',
        path: `/api/v1/sequences/${String(json['id'])}/${part}`,
        body: { contactIds: ['c-1001'] },
        headers: { 'idempotency-key': 'look-1' },
      })
    for (const part of ['preview', 'conflicts']) {
      const [first, again] = [await look(part), await look(part)]
      expect([first.status, again.status]).toEqual([200, 200])
      expect(again.headers['idempotency-replayed']).toBeUndefined()
    }
  })

  it('whose answer was too long to be kept is told that it was carried out', () => {
    const { statusCode, headers, body } = doneAnswer({ statusCode: 202, headers: {}, body: 'x'.repeat(500_000) })
    expect([statusCode, headers['content-type'], JSON.parse(body)]).toEqual([
      202,
      'application/json',
      { carriedOut: true, answerKept: false, detail: expect.stringContaining('was carried out') },
    ])
  })
})
