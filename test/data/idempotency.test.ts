import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { randomBytes } from 'node:crypto'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { openOnce } from '../../functions/data/idempotency.ts'
import { keys } from '../../functions/data/keys.ts'
import type { Table } from '../../functions/data/table.ts'
import { binary, startTable } from './real-table.ts'

interface Counted {
  acted: number
}
type Answer = { status: number; count: number; text?: string }

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
  const unkept: unknown[] = []
  beforeEach(() => void unkept.splice(0))
  const open = (on: Table = table) =>
    openOnce<Answer>(on, {
      keep: ({ status }) => status < 400,
      inShort: ({ status, count }) => ({ status, count, text: 'too long' }),
      unkept: (error) => void unkept.push(error),
    })

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
  const long = (counted: Counted, text: string) => async (): Promise<Answer> => ({ status: 200, count: ++counted.acted, text })

  it('is kept whole where its answer is long and says much the same again and again', async () => {
    const counted = { acted: 0 }
    const text = Array.from({ length: 500 }, (_, i) =>
      `contact c-${i} is in another sequence already; replace or parallel? `.repeat(30),
    ).join('')
    expect(text.length).toBeGreaterThan(800_000)
    await open()(request('k7'), long(counted, text))
    expect(await open()(request('k7'), long(counted, 'other'))).toEqual({
      kind: 'answered',
      answer: { status: 200, count: 1, text },
      replayed: true,
    })
    expect([counted.acted, unkept]).toEqual([1, []])
  })

  it('is answered in short, and still acts once, where its answer is longer than the table can keep', async () => {
    const counted = { acted: 0 }
    const text = randomBytes(600_000).toString('base64')
    expect(await open()(request('k8'), long(counted, text))).toMatchObject({ answer: { count: 1, text }, replayed: false })
    expect(await open()(request('k8'), long(counted, text))).toEqual({
      kind: 'answered',
      answer: { status: 200, count: 1, text: 'too long' },
      replayed: true,
    })
    expect([counted.acted, unkept]).toEqual([1, []])
  })

  it('is answered as it was carried out where the table does not take its answer', async () => {
    const counted = { acted: 0 }
    const down = { ...table, documents: Object.create(table.documents, {}) as Table['documents'] }
    down.documents.send = ((command: { constructor: { name: string } }) =>
      command.constructor.name === 'UpdateItemCommand'
        ? Promise.reject(new Error('the table is away'))
        : table.documents.send(command as never)) as Table['documents']['send']
    expect(await open(down)(request('k9'), counting(counted))).toEqual({
      kind: 'answered',
      answer: { status: 200, count: 1 },
      replayed: false,
    })
    expect(unkept).toHaveLength(1)
  })

  it('is answered what an earlier release kept uncompressed', async () => {
    const counted = { acted: 0 }
    await open()(request('k10'), counting(counted))
    const { Items = [] } = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.idempotency('').pk },
      }),
    )
    for (const item of Items)
      await table.documents.send(new PutCommand({ TableName: table.name, Item: { ...item, data: { status: 201, count: 7 } } }))
    expect(await open()(request('k10'), counting(counted))).toMatchObject({ answer: { status: 201, count: 7 }, replayed: true })
  })
})
