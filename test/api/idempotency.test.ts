import { describe, expect, it } from 'vitest'
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
})
