import { describe, expect, it } from 'vitest'
import { receive, type ReceivePorts } from '../../functions/hooks/receive.ts'
import type { HookSource, HookWork } from '../../functions/hooks/source.ts'
import { fields, of } from './messages.ts'
import { callOf, now, signPostmark, signSendgrid, signTelnyx, sourceOf } from './signers.ts'

/** A table and a queue in memory; `queueFails`: the next hand-overs are lost. */
const memory = () => {
  const taken = new Set<string>()
  const queued: HookWork[] = []
  const state = { queueFails: false, markFails: false }
  const ports: ReceivePorts = {
    now: () => now,
    taken: {
      known: async (source, events) => new Set(events.filter((event) => taken.has(`${source}/${event}`))),
      mark: async (source, events) => {
        if (state.markFails) throw new Error('the table does not answer')
        for (const event of events) taken.add(`${source}/${event}`)
      },
    },
    handOver: async (work) => {
      if (state.queueFails) throw new Error('the queue does not answer')
      queued.push(...work)
    },
  }
  return { ports, queued, state }
}

const delivery = (over: Record<string, unknown> = {}) => ({
  RecordType: 'Delivery',
  MessageID: 'm-1',
  Recipient: 'dana@example.com',
  DeliveredAt: '2026-11-21T09:59:00Z',
  Metadata: fields,
  ...over,
})
const sendgridEvent = (id: string, over: Record<string, unknown> = {}) => ({
  email: 'dana@example.com',
  event: 'delivered',
  timestamp: 1_795_255_000,
  sg_event_id: id,
  touchline: Object.values(fields).join('.'),
  ...over,
})
const postmark = sourceOf('postmark')
const sendgrid = sourceOf('sendgrid')
const delivered = callOf('postmark', signPostmark(delivery()))

describe('a genuine call', () => {
  it('is queued, and counts as taken', async () => {
    const { ports, queued } = memory()
    expect(await receive(ports, 'postmark', postmark, delivered)).toEqual({
      kind: 'received',
      taken: 1,
      duplicates: 0,
      ignored: 0,
      unread: [],
    })
    expect(queued).toEqual([
      {
        to: 'engage',
        work: expect.objectContaining({ kind: 'message_event', provider: 'postmark', of, providerId: 'm-1', event: { type: 'delivered' } }),
      },
    ])
  })

  it('that is delivered again changes nothing', async () => {
    const { ports, queued } = memory()
    await receive(ports, 'postmark', postmark, delivered)
    expect(await receive(ports, 'postmark', postmark, delivered)).toMatchObject({ taken: 0, duplicates: 1 })
    expect(queued).toHaveLength(1)
  })

  it('is known under its own source alone', async () => {
    const { ports, queued } = memory()
    await receive(ports, 'postmark', postmark, delivered)
    await receive(ports, 'another', postmark, delivered)
    expect(queued).toHaveLength(2)
  })

  it('that could not be queued is not known when it comes again', async () => {
    const { ports, queued, state } = memory()
    state.queueFails = true
    await expect(receive(ports, 'postmark', postmark, delivered)).rejects.toThrow('the queue does not answer')
    state.queueFails = false
    expect(await receive(ports, 'postmark', postmark, delivered)).toMatchObject({ taken: 1 })
    expect(queued).toHaveLength(1)
  })

  it('that was queued and not marked is queued again rather than lost', async () => {
    const { ports, queued, state } = memory()
    state.markFails = true
    await expect(receive(ports, 'postmark', postmark, delivered)).rejects.toThrow('the table does not answer')
    state.markFails = false
    await receive(ports, 'postmark', postmark, delivered)
    expect(queued).toHaveLength(2)
  })

  it('about nothing of ours is answered, and neither queued nor kept', async () => {
    const { ports, queued } = memory()
    const other = callOf('postmark', signPostmark(delivery({ Metadata: { order: '7' } })))
    expect(await receive(ports, 'postmark', postmark, other)).toMatchObject({ taken: 0, duplicates: 0, ignored: 1 })
    expect(queued).toEqual([])
  })
})

describe('a call with many events', () => {
  const several = [
    sendgridEvent('e1'),
    sendgridEvent('e2'),
    sendgridEvent('e1'),
    { event: 'delivered' },
    sendgridEvent('e3', { touchline: 'x' }),
  ]
  const call = callOf('sendgrid', signSendgrid(several))

  it('has each taken once, and one that cannot be read takes no other with it', async () => {
    const { ports, queued } = memory()
    const received = await receive(ports, 'sendgrid', sendgrid, call)
    expect(received).toMatchObject({ taken: 2, duplicates: 1, ignored: 1 })
    expect(received.kind === 'received' && received.unread).toEqual([expect.stringContaining('email')])
    expect(queued).toHaveLength(2)
  })

  it('of which some are known takes only the others', async () => {
    const { ports, queued } = memory()
    await receive(ports, 'sendgrid', sendgrid, callOf('sendgrid', signSendgrid([sendgridEvent('e1')])))
    expect(await receive(ports, 'sendgrid', sendgrid, call)).toMatchObject({ taken: 1, duplicates: 2 })
    expect(queued).toHaveLength(2)
  })
})

it('a call that is not believed reaches neither the table nor a queue', async () => {
  const { ports, queued } = memory()
  const untouched = {
    ...ports,
    taken: { known: () => Promise.reject(new Error('asked')), mark: () => Promise.reject(new Error('marked')) },
  }
  const forged = { ...delivered, headers: { ...delivered.headers, authorization: 'Basic eDp5' } }
  expect(await receive(untouched, 'postmark', postmark, forged)).toEqual({ kind: 'refused', why: 'badly_signed' })
  const stale = callOf('telnyx', signTelnyx({ data: {} }, { at: now / 1000 - 3_600 }))
  expect(await receive(untouched, 'telnyx', sourceOf('telnyx'), stale)).toEqual({ kind: 'refused', why: 'outside_window' })
  expect(queued).toEqual([])
})

it('what a source reads later may wait for an answer of its own', async () => {
  const { ports } = memory()
  const slow: HookSource = { ...postmark, verify: async () => null, read: async () => [{ id: 'x', work: [] }] }
  expect(await receive(ports, 'slow', slow, delivered)).toMatchObject({ ignored: 1 })
})
