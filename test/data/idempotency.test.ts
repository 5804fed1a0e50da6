import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOnce } from '../../functions/data/idempotency.ts'
import type { Table } from '../../functions/data/table.ts'
import { binary, startTable } from './real-table.ts'

interface Counted {
  acted: number
}
type Answer = { status: number; count: number }

describe.skipIf(!binary)('a request with a key of its caller', () => {
  let table: Table
  let stop = (): void => undefined
  beforeAll(async () => {
    ;({ table, stop } = await startTable())
  })
  afterAll(() => stop())

  const counting =
    (counted: Counted, status = 200) =>
    async (): Promise<Answer> => ({ status, count: ++counted.acted })
  const request = (key: string, payload = '{}') => ({ scope: 'ann /api/v1/sequences', key, payload })
  const open = () => openOnce<Answer>(table, ({ status }) => status < 400)

  it('acts once, and answers the same when it is asked again, by another process too', async () => {
    const counted = { acted: 0 }
    expect(await open()(request('k1'), counting(counted))).toEqual({
      kind: 'answered',
      answer: { status: 200, count: 1 },
      replayed: false,
    })
    expect(await open()(request('k1'), counting(counted))).toEqual({ kind: 'answered', answer: { status: 200, count: 1 }, replayed: true })
    expect(counted.acted).toBe(1)
  })

  it('is another request for another caller or another key', async () => {
    const counted = { acted: 0 }
    const once = open()
    await once(request('k2'), counting(counted))
    await once({ ...request('k2'), scope: 'bob /api/v1/sequences' }, counting(counted))
    await once(request('k3'), counting(counted))
    expect(counted.acted).toBe(3)
  })

  it('is refused where the key stood for another payload', async () => {
    const counted = { acted: 0 }
    const once = open()
    await once(request('k4', '{"name":"A"}'), counting(counted))
    expect(await once(request('k4', '{"name":"B"}'), counting(counted))).toEqual({ kind: 'other_request' })
    expect(counted.acted).toBe(1)
  })

  it('says so while the first is still being carried out', async () => {
    const counted = { acted: 0 }
    const once = open()
    let release = (): void => undefined
    const waiting = new Promise<void>((resolve) => (release = resolve))
    const started = Promise.withResolvers<void>()
    const first = once(request('k5'), async () => {
      started.resolve()
      await waiting
      return counting(counted)()
    })
    await started.promise
    expect(await once(request('k5'), counting(counted))).toEqual({ kind: 'in_progress' })
    release()
    expect((await first).kind).toBe('answered')
    expect(counted.acted).toBe(1)
  })

  it('may be asked again where it was refused or failed', async () => {
    const counted = { acted: 0 }
    const once = open()
    expect(await once(request('k6'), counting(counted, 422))).toMatchObject({ answer: { status: 422, count: 1 }, replayed: false })
    await expect(once(request('k6'), () => Promise.reject(new Error('the table is away')))).rejects.toThrow('the table is away')
    expect(await once(request('k6'), counting(counted))).toMatchObject({ answer: { status: 200, count: 2 }, replayed: false })
  })
})
