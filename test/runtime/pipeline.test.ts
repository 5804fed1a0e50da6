import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { InvalidInput } from '../../functions/runtime/errors.ts'
import { logger } from '../../functions/runtime/logger.ts'
import type { Counting } from '../../functions/runtime/metrics.ts'
import { queueHandler } from '../../functions/runtime/pipeline.ts'

const counted: string[] = []
const counting: Counting = { count: (name) => void counted.push(name), flush: () => void counted.push('flushed') }
const event = (bodies: string[], received = '1'): SQSEvent =>
  ({ Records: bodies.map((body, i) => ({ messageId: `m${i}`, body, attributes: { ApproximateReceiveCount: received } })) }) as SQSEvent
// The pipeline reads nothing of the context.
const context = {} as Context

const order: string[] = []
const lines: unknown[][] = []
const handler = queueHandler(counting, {
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

  it('names what can never be read, counts it on its first receipt, and writes one line for the rest', async () => {
    const answer = await run(['{not json', {}, { id: 'a', line: '1' }])
    expect(answer.batchItemFailures).toHaveLength(2)
    expect(counted).toEqual(['UnreadableEvent', 'UnreadableEvent', 'flushed'])
    expect(lines.filter(([level]) => level === 'error')).toEqual([
      ['error', 'invalid input', expect.objectContaining({ reason: 'not_json' })],
      ['error', 'invalid input', expect.objectContaining({ reason: 'no_id' })],
    ])
    expect(lines.filter(([level]) => level === 'info')).toEqual([['info', 'worked']])
    counted.length = 0
    await run([{}], '2')
    expect(counted).toEqual(['flushed'])
  })
})
