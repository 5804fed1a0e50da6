import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attempt } from '../../functions/runtime/attempts.ts'
import { inSpan, type SpanTarget } from '../../functions/runtime/span.ts'
import type { OutgoingMessage } from '../../functions/domain/effect.ts'
import type { SendResult } from '../../functions/domain/signal.ts'

let daemon: Socket
let target: SpanTarget
let next: Promise<string>

beforeEach(async () => {
  daemon = createSocket('udp4')
  await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve))
  target = {
    trace: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    daemon: `127.0.0.1:${daemon.address().port}`,
  }
  next = new Promise((resolve) => daemon.once('message', (bytes) => resolve(bytes.toString('utf8'))))
})
afterEach(() => daemon.close())

const received = async (): Promise<Record<string, unknown>> => {
  const [header, document] = (await next).split('\n')
  expect(header).toBe('{"format":"json","version":1}')
  return JSON.parse(document ?? '') as Record<string, unknown>
}
const message: OutgoingMessage = {
  messageId: 'M1',
  attemptId: 'A1',
  enrollmentId: 'E1',
  sequenceId: 'SEQ1',
  stepId: 's1',
  contactKey: 'ck1',
  channel: 'email',
  to: 'dana@example.com',
  addressKey: 'ae1',
  body: 'Hi Dana.',
  text: 'Hi Dana.',
}
const attempted = (result: SendResult) => {
  const counted: [string, unknown][] = []
  const sent = attempt({ name: 'ses', send: async () => result }, message, {
    count: (name, detail) => void counted.push([name, detail]),
    now: () => 0,
    target,
  })
  return { sent, counted }
}

describe('a span', () => {
  it('is one subsegment of the invocation’s trace', async () => {
    expect(await inSpan('look up', async () => ({ value: 7, annotations: { adapter: 'twilio' } }), target)).toBe(7)
    const document = await received()
    expect(document).toMatchObject({
      name: 'look up',
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      parent_id: '53995c3f42cd8ad8',
      type: 'subsegment',
      annotations: { adapter: 'twilio' },
    })
    expect(document['id']).toMatch(/^[0-9a-f]{16}$/)
    expect(Number(document['end_time'])).toBeGreaterThanOrEqual(Number(document['start_time']))
  })

  it('around what throws is a fault, and the error goes on', async () => {
    await expect(inSpan('broken', () => Promise.reject(new Error('no')), target)).rejects.toThrow('no')
    expect(await received()).toMatchObject({ name: 'broken', fault: true })
  })

  it.each([
    ['there is no trace', { trace: undefined, daemon: '127.0.0.1:9' }],
    ['the trace is not sampled', { trace: 'Root=1-a-b;Parent=c;Sampled=0', daemon: '127.0.0.1:9' }],
    ['nobody listens', { trace: 'Root=1-a-b;Parent=c;Sampled=1', daemon: undefined }],
    ['the address is none', { trace: 'Root=1-a-b;Parent=c;Sampled=1', daemon: 'nowhere' }],
  ])('changes nothing where %s', async (_what, other) => {
    expect(await inSpan('quiet', async () => ({ value: 1 }), other)).toBe(1)
  })
})

describe('an attempt', () => {
  it('counts one success of its adapter, and its span says what came of it, and nothing of the person', async () => {
    const { sent, counted } = attempted({ kind: 'accepted', providerId: 'P1', at: '2026-11-20T15:00:00.000Z' })
    expect(await sent).toMatchObject({ kind: 'accepted' })
    expect(counted).toEqual([
      ['Attempts', { channel: 'email', adapter: 'ses', outcome: 'accepted' }],
      ['AttemptsSucceeded', { channel: 'email', adapter: 'ses' }],
    ])
    const document = await received()
    expect(document).toMatchObject({
      name: 'send ses',
      annotations: { channel: 'email', adapter: 'ses', outcome: 'accepted', message: 'M1' },
    })
    expect(JSON.stringify(document)).not.toContain('dana')
  })

  it.each([
    [{ kind: 'refused', cls: 'transient', reason: 'slow down', at: '' } as const, 'refused_transient'],
    [{ kind: 'unknown', reason: 'lost', at: '' } as const, 'unknown'],
  ])('that fails counts one failure', async (result, outcome) => {
    const { sent, counted } = attempted(result)
    await sent
    expect(counted).toEqual([
      ['Attempts', { channel: 'email', adapter: 'ses', outcome }],
      ['AttemptsFailed', { channel: 'email', adapter: 'ses' }],
    ])
    await received()
  })
})
