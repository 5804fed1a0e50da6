import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { GivenUp } from '../../functions/contract/dead-letters.ts'
import { InvalidInput } from '../../functions/runtime/errors.ts'
import { logger } from '../../functions/runtime/logger.ts'
import type { Counting } from '../../functions/runtime/metrics.ts'
import { queueHandler, type DeadLetters } from '../../functions/runtime/pipeline.ts'

const counted: string[] = []
const counting: Counting = { count: (name) => void counted.push(name), flush: () => void counted.push('flushed') }
const event = (bodies: string[], received = '1'): SQSEvent =>
  ({
    Records: bodies.map((body, i) => ({
      messageId: `m${i}`,
      body,
      attributes: { ApproximateReceiveCount: received, ApproximateFirstReceiveTimestamp: '1790000000000' },
      eventSourceARN: 'arn:queue',
    })),
  }) as SQSEvent
// The pipeline reads nothing of the context.
const context = {} as Context

const order: string[] = []
const lines: unknown[][] = []
const kept: { body: string; why: GivenUp }[] = []
let keeps = true
const dead: DeadLetters = {
  keep: async (body, why) => {
    if (!keeps) throw new Error('no room')
    kept.push({ body, why })
  },
}
const handler = queueHandler(counting, dead, {
  name: 'worked',
  read: (body): { id: string; line: string; fails?: boolean } => {
    if (typeof body !== 'object' || body === null || !('id' in body)) throw new InvalidInput('no_id', 'it has no id')
    return body as { id: string; line: string; fails?: boolean }
  },
  serialBy: ({ line }) => line,
  open: () => null,
  work: async ({ id, fails }) => {
    order.push(`${id} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    order.push(`${id} ends`)
    if (fails) throw new Error('no')
    return 'done'
  },
})
const run = (bodies: unknown[], received?: string): Promise<SQSBatchResponse> =>
  handler(
    event(
      bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body))),
      received,
    ),
    context,
  )

describe('a queue’s batch', () => {
  beforeEach(() => {
    counted.length = 0
    order.length = 0
    lines.length = 0
    kept.length = 0
    keeps = true
    vi.spyOn(logger, 'info').mockImplementation((...line: unknown[]) => void lines.push(['info', line[0]]))
    vi.spyOn(logger, 'error').mockImplementation((...line: unknown[]) => void lines.push(['error', ...line]))
  })

  it('reports each failed record on its own', async () => {
    const answer = await run([
      { id: 'a', line: '1' },
      { id: 'b', line: '2', fails: true },
      { id: 'c', line: '2' },
    ])
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }])
    expect(order).toContain('c ends')
  })

  it('works the records of one contact off one after another, and those of several at once', async () => {
    await run([
      { id: 'a', line: '1' },
      { id: 'b', line: '1' },
      { id: 'c', line: '2' },
    ])
    expect(order.indexOf('a ends')).toBeLessThan(order.indexOf('b begins'))
    expect(order.indexOf('c begins')).toBeLessThan(order.indexOf('a ends'))
  })

  it('gives up at once what can never be read, with its reason, and writes one line for the rest', async () => {
    const answer = await run(['{not json', {}, { id: 'a', line: '1' }])
    expect(answer.batchItemFailures).toEqual([])
    expect(kept.map(({ body, why }) => [body, why.reason, why.tries])).toEqual([
      ['{not json', 'not_json', 1],
      ['{}', 'no_id', 1],
    ])
    expect(kept[1]?.why).toEqual({
      reason: 'no_id',
      detail: 'it has no id',
      source: 'arn:queue',
      firstReceivedAt: '2026-09-21T14:13:20.000Z',
      tries: 1,
    })
    expect(counted).toEqual(['UnreadableEvent', 'UnreadableEvent', 'flushed'])
    expect(lines.filter(([level]) => level === 'error')).toEqual([
      ['error', 'invalid input', expect.objectContaining({ reason: 'not_json' })],
      ['error', 'invalid input', expect.objectContaining({ reason: 'no_id' })],
    ])
    expect(lines.filter(([level]) => level === 'info')).toEqual([['info', 'worked']])
  })

  it('tries what fails five times, and gives it up at the last with the error’s words', async () => {
    for (const received of ['1', '4']) {
      const answer = await run([{ id: 'b', line: '2', fails: true }], received)
      expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }])
    }
    expect(kept).toEqual([])
    const last = await run(
      [
        { id: 'b', line: '2', fails: true },
        { id: 'c', line: '2' },
      ],
      '5',
    )
    expect(last.batchItemFailures).toEqual([])
    expect(kept.map(({ why }) => [why.reason, why.detail, why.tries])).toEqual([['failed', 'Error: no', 5]])
    expect(order).toContain('c ends')
  })

  it('leaves to the queue what could not be kept', async () => {
    keeps = false
    const answer = await run(['{not json', { id: 'b', line: '2', fails: true }], '5')
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }])
    expect(counted).toEqual(['flushed'])
  })
})
