import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { deliver, deliveryOf, type OwnEvent } from '../../functions/deliver/deliver.ts'
import type { DeliverPorts } from '../../functions/deliver/ports.ts'
import { readDeliverInput } from '../../functions/deliver/read-work.ts'
import type { NewNotification } from '../../functions/domain/notification.ts'
import { retrySeconds, type WebhookDelivery, type WebhookEndpoint } from '../../functions/domain/webhook.ts'
import { now } from '../domain/builders.ts'

const endpoint = (over: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  id: 'W1',
  url: 'https://crm.example.com/hooks',
  description: '',
  events: ['*'],
  active: true,
  secretVersion: 1,
  createdAt: '2026-11-01T00:00:00.000Z',
  createdBy: 'ann',
  revision: 1,
  ...over,
})
const event: OwnEvent = {
  kind: 'event',
  id: 'evt-1',
  type: 'Contact Replied',
  time: '2026-11-20T15:00:00Z',
  detail: { contactId: 'c-1', leadId: 'lead-1', enrollmentIds: [] },
}

const worldOf = (endpoints: WebhookEndpoint[]) => {
  const state = { now, endpoints: new Map(endpoints.map((one) => [one.id, one])), statuses: [200] as (number | undefined)[] }
  const deliveries = new Map<string, WebhookDelivery>()
  const posted: { url: string; headers: Record<string, string>; body: string }[] = []
  const queued: { work: unknown; seconds: number | undefined }[] = []
  const told: NewNotification[] = []
  const ports: DeliverPorts = {
    endpoints: {
      list: async () => [...state.endpoints.values()],
      get: async (id) => state.endpoints.get(id) ?? null,
      put: async (one) => {
        state.endpoints.set(one.id, one)
        return one
      },
      health: async (id, since) => {
        const { failingSince: _old, ...rest } = state.endpoints.get(id) ?? endpoint()
        state.endpoints.set(id, since === null ? rest : { ...rest, failingSince: since })
      },
      turnOff: async (id, offReason) => {
        const found = state.endpoints.get(id)
        if (!found?.active) return false
        state.endpoints.set(id, { ...found, active: false, offReason })
        return true
      },
    },
    deliveries: {
      add: async (delivery) => !deliveries.has(delivery.id) && Boolean(deliveries.set(delivery.id, delivery)),
      get: async (_endpoint, id) => deliveries.get(id) ?? null,
      take: async ({ id, tries }, at) => {
        const found = deliveries.get(id)
        if (found?.status !== 'pending' || found.tries !== tries) return false
        deliveries.set(id, { ...found, tries: tries + 1, nextAt: at + 60 })
        return true
      },
      note: async ({ id }, attempt, outcome) => {
        const found = deliveries.get(id)
        if (!found) return
        const { nextAt: _next, ...rest } = found
        deliveries.set(id, { ...rest, attempts: [...found.attempts, attempt], ...outcome })
      },
    },
    secretOf: async (id, version) => Buffer.from(`${id} ${version}`),
    post: async (posting) => {
      posted.push(posting)
      const status = state.statuses.length > 1 ? state.statuses.shift() : state.statuses[0]
      return { at: new Date(state.now).toISOString(), milliseconds: 5, answer: '', ...(status === undefined ? {} : { status }) }
    },
    queue: { send: async (work, seconds) => void queued.push({ work: work[0], seconds }) },
    notify: async (notification) => void told.push(notification),
    now: () => state.now,
    chance: () => 0,
  }
  const only = (): WebhookDelivery => {
    const [found] = deliveries.values()
    if (!found) throw new Error('nothing is delivered')
    return found
  }
  const again = () => {
    state.now = (only().nextAt ?? 0) * 1000
    return deliver(ports, { kind: 'deliver', endpoint: only().endpointId, delivery: only().id })
  }
  return { state, ports, deliveries, posted, queued, told, only, again }
}

let world: ReturnType<typeof worldOf>
beforeEach(() => {
  world = worldOf([endpoint()])
})

describe('an event of ours', () => {
  it('is posted once, signed as Standard Webhooks says', async () => {
    await deliver(world.ports, event)
    const [{ headers, body, url } = { headers: {}, body: '', url: '' }] = world.posted
    expect(url).toBe('https://crm.example.com/hooks')
    expect(JSON.parse(body)).toEqual({
      id: world.only().id,
      type: 'Contact Replied',
      occurredAt: '2026-11-20T15:00:00.000Z',
      data: event.detail,
    })
    const expected = createHmac('sha256', 'W1 1')
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
      .digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    expect(headers['webhook-timestamp']).toBe(String(now / 1000))
    expect(world.only()).toMatchObject({ status: 'delivered', contactId: 'c-1', tries: 1, attempts: [{ status: 200 }] })
  })

  it('that the queue hands out again is not posted again, and one whose function died is', async () => {
    await deliver(world.ports, event)
    await deliver(world.ports, event)
    expect(world.posted).toHaveLength(1)
    const dead = worldOf([endpoint()])
    await dead.ports.deliveries.add(deliveryOf(endpoint(), event, now))
    await deliver(dead.ports, event)
    expect(dead.posted).toHaveLength(1)
  })

  it('goes to those alone who want it', async () => {
    const some = worldOf([
      endpoint({ id: 'W1', events: ['Enrollment Started'] }),
      endpoint({ id: 'W2', active: false }),
      endpoint({ id: 'W3' }),
    ])
    await deliver(some.ports, event)
    expect([...some.deliveries.values()].map(({ endpointId }) => endpointId)).toEqual(['W3'])
    expect(await deliver(worldOf([]).ports, event)).toBe('wanted_by_nobody')
  })

  it('is signed by the old secret too for a day after a rotation', async () => {
    const rotated = { secretVersion: 2, rotatedAt: new Date(now - 3_600_000).toISOString() }
    const fresh = worldOf([endpoint(rotated)])
    await deliver(fresh.ports, event)
    expect(fresh.posted[0]?.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    const old = worldOf([endpoint({ ...rotated, rotatedAt: new Date(now - 25 * 3_600_000).toISOString() })])
    await deliver(old.ports, event)
    expect(old.posted[0]?.headers['webhook-signature']?.split(' ')).toHaveLength(1)
  })
})

describe('a delivery that fails', () => {
  it('is tried again with the same id and text, later each time, until it is taken', async () => {
    world.state.statuses = [500, undefined, 302, 200]
    await deliver(world.ports, event)
    expect(world.queued.map(({ seconds }) => seconds)).toEqual([5])
    await world.again()
    await world.again()
    expect(world.queued.map(({ seconds }) => seconds)).toEqual([5, 60, 300])
    expect(world.state.endpoints.get('W1')?.failingSince).toBe(new Date(now).toISOString())
    expect(await world.again()).toBe('delivered')
    expect(new Set(world.posted.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1)
    expect(world.only().attempts.map(({ status }) => status ?? null)).toEqual([500, null, 302, 200])
    expect(world.state.endpoints.get('W1')).not.toHaveProperty('failingSince')
  })

  it('waits for the sweep where a queue cannot wait so long', async () => {
    world.state.statuses = [503]
    await deliver(world.ports, event)
    for (let i = 0; i < 3; i++) await world.again()
    expect(world.queued).toHaveLength(3)
    expect(world.only().nextAt).toBe(world.state.now / 1000 + 1_800)
  })

  it('is given up after the last try, and kept', async () => {
    world.state.statuses = [503]
    world.state.endpoints.set('W1', endpoint())
    await deliver(world.ports, event)
    for (let i = 1; i <= retrySeconds.length; i++) await world.again()
    expect(world.posted).toHaveLength(retrySeconds.length + 1)
    expect(world.only()).toMatchObject({ status: 'failed' })
    expect(await world.again()).toBe('nothing_to_do')
  })

  it('is not tried before its time, nor twice at once', async () => {
    world.state.statuses = [500, 200]
    await deliver(world.ports, event)
    const work = { kind: 'deliver', endpoint: 'W1', delivery: world.only().id } as const
    expect(await deliver(world.ports, work)).toBe('not_due_yet')
    world.state.now += 5_000
    await Promise.all([deliver(world.ports, work), deliver(world.ports, work)])
    expect(world.posted).toHaveLength(2)
  })
})

describe('a webhook', () => {
  it('that is gone (410) is turned off at once, and somebody is told', async () => {
    world.state.statuses = [410]
    await deliver(world.ports, event)
    expect(world.state.endpoints.get('W1')).toMatchObject({ active: false, offReason: 'gone' })
    expect(world.told).toMatchObject([{ type: 'escalation', text: expect.stringContaining('crm.example.com') }])
  })

  it('through which nothing gets for five days is turned off', async () => {
    const failing = worldOf([endpoint({ failingSince: new Date(now - 5 * 86_400_000 - 1).toISOString() })])
    failing.state.statuses = [500]
    await deliver(failing.ports, event)
    expect(failing.state.endpoints.get('W1')).toMatchObject({ active: false, offReason: 'failing' })
    expect(failing.told).toHaveLength(1)
  })

  it('that was removed or turned off gets nothing of what waited', async () => {
    world.state.statuses = [500]
    await deliver(world.ports, event)
    world.state.endpoints.delete('W1')
    expect(await world.again()).toBe('turned_off')
    expect(world.posted).toHaveLength(1)
    expect(world.only().status).toBe('failed')
  })
})

describe('what arrives on the queue', () => {
  it('is an event of ours or a next try, and nothing else', () => {
    const envelope = { id: 'e', source: 'touchline', 'detail-type': 'Contact Replied', time: '2026-11-20T15:00:00Z', detail: {} }
    expect(readDeliverInput(envelope)).toMatchObject({ kind: 'event', id: 'e' })
    expect(readDeliverInput({ kind: 'deliver', endpoint: 'W1', delivery: 'D1' })).toMatchObject({ kind: 'deliver' })
    expect(() => readDeliverInput({ ...envelope, source: 'crm' })).toThrow('is no event of ours')
    expect(() => readDeliverInput({ hello: 1 })).toThrow()
  })
})
