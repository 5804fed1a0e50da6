import { describe, expect, it } from 'vitest'
import { deliver, type OwnEvent } from '../../functions/deliver/deliver.ts'
import type { DeliverPorts, WrittenActivity } from '../../functions/deliver/ports.ts'
import type { Activity } from '../../functions/domain/activity.ts'
import type { ContactHead } from '../../functions/domain/contact.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import type { NewNotification } from '../../functions/domain/notification.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../../functions/domain/webhook.ts'
import { now } from '../domain/builders.ts'

const at = new Date(now).toISOString()
const ids = { enrollmentId: 'E1', sequenceId: 'S1', contactId: '101', leadId: 'deal-202', messageId: 'M1', stepId: 's1' }
const event = (type: string, detail: Record<string, unknown>, id = 'evt-1'): OwnEvent => ({ kind: 'event', id, type, time: at, detail })
const sent = (over: Record<string, unknown> = {}, id?: string): OwnEvent =>
  event('Message Sent', { ...ids, channel: 'email', at, adapter: 'ses', simulated: false, ...over }, id)
const made: WrittenActivity = { kind: 'written', id: '9000', earlier: false, status: 201 }

const worldOf = () => {
  const state = {
    now,
    answers: [made] as WrittenActivity[],
    message: { channel: 'email', subject: 'Hello', body: 'Hi Dana.', simulated: false } as MessageRow | null,
    interactions: [] as Interaction[],
    // Only these are looked at.
    head: { key: 'k1', contactId: '101', addresses: { phone: { key: 'p', value: '+13125551001' } } } as unknown as ContactHead | null,
  }
  const endpoints = new Map<string, WebhookEndpoint>()
  const deliveries = new Map<string, WebhookDelivery>()
  const written: { activity: Activity; mayBeThere: boolean }[] = []
  const queued: (number | undefined)[] = []
  const told: NewNotification[] = []
  const ports: DeliverPorts = {
    endpoints: {
      list: async () => [...endpoints.values()],
      get: async (id) => endpoints.get(id) ?? null,
      put: async (one) => {
        const next = { ...one, revision: one.revision + 1 }
        endpoints.set(one.id, next)
        return next
      },
      health: async (id, since) => {
        const { failingSince: _old, ...rest } = endpoints.get(id) as WebhookEndpoint
        endpoints.set(id, since === null ? rest : { ...rest, failingSince: since })
      },
      turnOff: async (id, offReason) => {
        endpoints.set(id, { ...(endpoints.get(id) as WebhookEndpoint), active: false, offReason })
        return true
      },
    },
    deliveries: {
      add: async (one) => !deliveries.has(one.id) && Boolean(deliveries.set(one.id, one)),
      get: async (_endpoint, id) => deliveries.get(id) ?? null,
      take: async ({ id, tries }) => {
        const found = deliveries.get(id)
        if (found?.status !== 'pending' || found.tries !== tries) return false
        deliveries.set(id, { ...found, tries: tries + 1 })
        return true
      },
      note: async ({ id }, attempt, outcome) => {
        const found = deliveries.get(id) as WebhookDelivery
        deliveries.set(id, { ...found, attempts: [...found.attempts, attempt], ...outcome })
      },
    },
    secretOf: async () => Buffer.from('never asked'),
    post: async () => {
      throw new Error('no webhook is registered')
    },
    writeBack: {
      name: 'HubSpot',
      url: 'https://api.hubapi.com',
      contactKey: async () => 'k1',
      head: async () => state.head,
      message: async () => state.message,
      interactions: async () => state.interactions,
      write: async (activity, mayBeThere) => {
        written.push({ activity, mayBeThere })
        return state.answers.length > 1 ? (state.answers.shift() ?? made) : (state.answers[0] ?? made)
      },
    },
    queue: { send: async (_work, seconds) => void queued.push(seconds) },
    notify: async (one) => void told.push(one),
    now: () => state.now,
    chance: () => 0,
  }
  const only = (): WebhookDelivery => {
    const [found] = deliveries.values()
    if (!found || deliveries.size > 1) throw new Error(`${deliveries.size} deliveries`)
    return found
  }
  const again = () => {
    state.now = (only().nextAt ?? 0) * 1000
    return deliver(ports, { kind: 'deliver', endpoint: 'crm', delivery: only().id })
  }
  return { state, ports, endpoints, deliveries, written, queued, told, only, again }
}

describe('a touch', () => {
  it('is written back with its text, and stands in the log', async () => {
    const world = worldOf()
    expect(await deliver(world.ports, sent())).toBe('delivered_or_waiting')
    const { id } = world.only()
    expect(world.written).toEqual([
      {
        activity: {
          reference: id,
          kind: 'email',
          direction: 'outbound',
          at,
          subject: 'Hello',
          text: `Hi Dana.\n\nTouchline ${id}`,
          contactId: '101',
          leadId: 'deal-202',
          phone: '+13125551001',
        },
        mayBeThere: false,
      },
    ])
    expect(world.only()).toMatchObject({ endpointId: 'crm', status: 'delivered', contactId: '101', attempts: [{ status: 201 }] })
    expect(world.only().body).not.toContain('Dana')
    expect(world.endpoints.get('crm')).toMatchObject({ url: 'https://api.hubapi.com', active: true })
  })

  it('that is published twice is one, and one sent again is another', async () => {
    const world = worldOf()
    await deliver(world.ports, sent({}, 'evt-1'))
    await deliver(world.ports, sent({}, 'evt-2'))
    expect(world.written).toHaveLength(1)
    await deliver(world.ports, sent({ at: new Date(now + 60_000).toISOString() }, 'evt-3'))
    expect(world.written).toHaveLength(2)
  })

  it('that only a mock took, a call that was placed, and whatever else happened to a message is none', async () => {
    const world = worldOf()
    for (const one of [sent({ simulated: true }), sent({ channel: 'call' }), event('Message Opened', { ...ids, channel: 'email', at })])
      expect(await deliver(world.ports, one)).toBe('wanted_by_nobody')
    expect(await deliver(world.ports, event('Enrollment Finished', { ...ids, exitReason: 'completed' }))).toBe('wanted_by_nobody')
  })

  it('whose row is not there yet waits for it, and nobody is blamed', async () => {
    const world = worldOf()
    const { message } = world.state
    world.state.message = null
    await deliver(world.ports, sent())
    expect(world.written).toEqual([])
    expect(world.endpoints.get('crm')).not.toHaveProperty('failingSince')
    world.state.message = message
    expect(await world.again()).toBe('delivered')
    world.state.message = null
    const never = worldOf()
    never.state.message = null
    await deliver(never.ports, sent())
    for (let i = 0; i < 3; i++) await never.again()
    expect(await never.again()).toBe('refused')
  })

  it('of somebody who is erased is not written', async () => {
    const world = worldOf()
    world.state.head = null
    await deliver(world.ports, sent())
    expect(world.written).toEqual([])
    expect(world.only()).toMatchObject({ status: 'failed', attempts: [{ answer: expect.stringContaining('not known any more') }] })
  })
})

describe('an answer', () => {
  const entry = (over: Partial<Interaction>): Interaction => ({
    id: 'I1',
    contactKey: 'k1',
    at,
    channel: 'sms',
    direction: 'inbound',
    kind: 'replied',
    body: 'Yes!',
    ...over,
  })
  const replied = event('Contact Replied', { contactId: '101', leadId: 'deal-202', enrollmentIds: [], channel: 'sms', at })

  it('is the one that the event tells of, in its own words', async () => {
    const world = worldOf()
    world.state.interactions = [
      entry({ id: 'I2', at: new Date(now + 5_000).toISOString(), body: 'Later' }),
      entry({ channel: 'email', body: 'A mail' }),
      entry({}),
    ]
    await deliver(world.ports, replied)
    expect(world.written[0]?.activity).toMatchObject({ kind: 'sms', direction: 'inbound', text: expect.stringMatching(/^Yes!\n/) })
  })

  it('that the CRM told us of is not written back to it', async () => {
    const world = worldOf()
    world.state.interactions = [entry({ providerId: 'crm 1' })]
    await deliver(world.ports, replied)
    expect(world.written).toEqual([])
    expect(world.only().status).toBe('failed')
  })

  it('can be a call, an opt-out, or an appointment', async () => {
    const world = worldOf()
    const outcome = {
      kind: 'outcome',
      channel: 'call',
      direction: 'outbound',
      messageId: 'M1',
      durationSeconds: 42,
      body: 'Hello?',
    } as const
    world.state.interactions = [entry({ ...outcome, summary: 'Wants a call tomorrow.' })]
    await deliver(world.ports, event('Call Ended', { ...ids, channel: 'call', at, outcome: 'answered', durationSeconds: 42 }))
    await deliver(
      world.ports,
      event('Contact Unsubscribed', { contactId: '101', leadId: 'deal-202', channels: ['sms'], reason: 'opted_out' }),
    )
    await deliver(
      world.ports,
      event('Enrollment Finished', {
        ...ids,
        version: 1,
        enrolledAt: at,
        finishedAt: at,
        exitReason: 'booked',
        exitDetail: 'Tuesday at nine',
      }),
    )
    expect(world.written.map(({ activity }) => activity)).toMatchObject([
      { kind: 'call', outcome: 'answered', durationSeconds: 42, text: expect.stringMatching(/^Wants a call tomorrow\.\n\nHello\?/) },
      { kind: 'note', text: expect.stringContaining('Nothing more is sent by sms.') },
      { kind: 'note', text: expect.stringContaining('booked an appointment: Tuesday at nine.') },
    ])
  })
})

describe('a CRM', () => {
  it('that may have made it is asked before it is written to again, later than it needs to know it', async () => {
    const world = worldOf()
    world.state.answers = [
      { kind: 'unknown', reason: 'HubSpot answered 500' },
      { kind: 'written', id: '9000', earlier: true, status: 200 },
    ]
    await deliver(world.ports, sent())
    expect(world.queued).toEqual([30])
    expect(await world.again()).toBe('delivered')
    expect(world.written.map(({ mayBeThere }) => mayBeThere)).toEqual([false, true])
    expect(world.endpoints.get('crm')).not.toHaveProperty('failingSince')
  })

  it('that asks to wait is waited for', async () => {
    const world = worldOf()
    world.state.answers = [{ kind: 'refused', cls: 'transient', reason: 'limit', retryAfter: 120, status: 429 }, made]
    await deliver(world.ports, sent())
    expect(world.queued).toEqual([120])
    expect(await world.again()).toBe('delivered')
  })

  it('that does not know the contact gets no second try, and stays on', async () => {
    const world = worldOf()
    world.state.answers = [{ kind: 'refused', cls: 'permanent', reason: 'HubSpot answered 404: no such contact', status: 404 }]
    await deliver(world.ports, sent())
    expect(world.only()).toMatchObject({ status: 'failed' })
    expect(world.queued).toEqual([])
    expect(world.endpoints.get('crm')).toMatchObject({ active: true })
    expect(world.endpoints.get('crm')).not.toHaveProperty('failingSince')
  })

  it('that refuses the account is told of at once, is tried on, and after five days turned off', async () => {
    const world = worldOf()
    world.state.answers = [{ kind: 'refused', cls: 'account', reason: 'HubSpot answered 401', status: 401 }]
    await deliver(world.ports, sent())
    expect(world.told).toMatchObject([{ at, occasion: 'refused crm', text: expect.stringContaining('HubSpot answered 401') }])
    await world.again()
    // The same occasion of the same time: one notification.
    expect(new Set(world.told.map((one) => `${one.at} ${one.occasion}`)).size).toBe(1)
    world.state.now = now + 6 * 86_400_000
    await deliver(world.ports, sent({ at: new Date(world.state.now).toISOString() }, 'evt-9'))
    expect(world.endpoints.get('crm')).toMatchObject({ active: false, offReason: 'failing' })
    expect(await deliver(world.ports, sent({ at: new Date(world.state.now + 1).toISOString() }, 'evt-10'))).toBe('wanted_by_nobody')
  })

  it('that the file does not name any more gets nothing of what waited', async () => {
    const world = worldOf()
    world.state.answers = [{ kind: 'unknown', reason: 'no answer' }]
    await deliver(world.ports, sent())
    const { writeBack: _gone, ...rest } = world.ports
    world.state.now = (world.only().nextAt ?? 0) * 1000
    expect(await deliver(rest, { kind: 'deliver', endpoint: 'crm', delivery: world.only().id })).toBe('refused')
    expect(await deliver(rest, sent({ at: 'later' }, 'evt-2'))).toBe('wanted_by_nobody')
  })
})
