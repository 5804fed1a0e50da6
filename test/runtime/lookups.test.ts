import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { traced } from '../../functions/runtime/lookups.ts'
import type { SpanTarget } from '../../functions/runtime/span.ts'

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

const lookup = (kind: 'typed' | 'failed', simulated = false) =>
  traced({ name: 'twilio-lookup', simulated, typeOf: () => Promise.resolve({ kind, reason: 'x' }) }, target)

describe('a lookup', () => {
  it('has a span of its own that names no number', async () => {
    expect(await lookup('typed')?.typeOf('+13125550142')).toEqual({ kind: 'typed', reason: 'x' })
    const sent = await next
    expect(JSON.parse(sent.split('\n')[1] ?? '')).toMatchObject({
      name: 'look up twilio-lookup',
      annotations: { adapter: 'twilio-lookup', outcome: 'typed' },
    })
    expect(sent).not.toMatch(/3125550142|"fault"/)
  })

  it('is marked where its provider says nothing, and not where there is none', async () => {
    await lookup('failed')?.typeOf('+13125550142')
    expect(await next).toContain('"fault":true')
    next = new Promise((resolve) => daemon.once('message', (bytes) => resolve(bytes.toString('utf8'))))
    await lookup('failed', true)?.typeOf('+13125550142')
    expect(await next).not.toContain('"fault"')
    expect(traced(null)).toBeNull()
  })
})
