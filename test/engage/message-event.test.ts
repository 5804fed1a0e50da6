/** What an event of a message changes, where that takes looking at each call: the order of two events, our own fault, a complaint. */
import { beforeEach, describe, expect, it } from 'vitest'
import { engage } from '../../functions/engage/engage.ts'
import type { EngagePorts } from '../../functions/engage/ports.ts'
import { readHappening } from '../../functions/engage/read-happening.ts'
import { now, version } from '../domain/builders.ts'
import { createWorld, mailEvent, stageChangeEvent, type World } from '../runtime/world.ts'

let world: World
const at = '2026-11-20T15:10:00.000Z'
const mail = () => world.sent[0]!
const row = () => world.messages.get(mail().messageId)?.row
const head = () => world.heads.get(mail().contactKey)?.head
const happens = async (...bodies: unknown[]): Promise<void> => {
  world.put('engage', bodies)
  await world.runUntil(world.now() + 60_000)
}
const takeIn = (event: unknown, ports: Partial<EngagePorts> = {}) => engage({ ...world.engagePorts, ...ports }, readHappening(event))

beforeEach(async () => {
  world = createWorld(now, [version()])
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + 1_000)
})

describe('a soft bounce', () => {
  const delivery = () => mailEvent(mail(), 'Delivery', { delivery: { timestamp: at } })
  const softBounce = () =>
    mailEvent(mail(), 'Bounce', {
      bounce: {
        bounceType: 'Transient',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: mail().to }],
        timestamp: at,
      },
    })

  it('of a delivered mail is told to nobody who decides, and not on the bus', async () => {
    await takeIn(delivery())
    const told: string[] = []
    const { engine } = world
    const answer = await takeIn(softBounce(), {
      engine: {
        ...engine,
        settle: (contactKey, signalsFor, options) =>
          engine.settle(
            contactKey,
            async (known) => {
              const signals = await signalsFor(known)
              told.push(...signals.map(({ kind }) => kind))
              return signals
            },
            options,
          ),
      },
      publish: ({ detailType }) => Promise.resolve(void told.push(detailType)),
    })
    expect(answer).toBe('bounced_after_delivery')
    expect(told).toEqual([])
  })

  it('takes back what it asked for where the delivery was recorded between its two steps', async () => {
    const { engine } = world
    let settled = 0
    await takeIn(softBounce(), {
      engine: {
        ...engine,
        settle: async (...asked) => {
          if (settled++ === 0) await takeIn(delivery())
          return engine.settle(...asked)
        },
      },
    })
    await world.runUntil(now + 3 * 3_600_000)
    expect(head()?.enrollments[0]?.plan[0]?.state).toBe('sent')
    expect(row()?.status).toBe('delivered')
    expect(world.sent.filter(({ stepId }) => stepId === 's1')).toHaveLength(1)
  })
})

describe('a message that its provider would not send', () => {
  const refusal = (reason: string) => mailEvent(mail(), 'Reject', { reject: { reason } })

  it('fails, is counted, and somebody is told', async () => {
    await happens(refusal('Bad content'))
    expect(row()).toMatchObject({ status: 'failed', events: { bounceType: 'Reject: Bad content' } })
    expect(world.counted).toEqual([['MessageRejected', { channel: 'email', provider: 'ses' }]])
    expect(world.notifications).toMatchObject([{ type: 'escalation', priority: 'high', at: '2026-11-20T15:00:00.000Z' }])
    expect(world.notifications[0]?.text).toContain('Reject: Bad content')
    expect(world.notifications[0]?.contactKey).toBeUndefined()
  })

  it('is one occasion an hour, however many there are', async () => {
    await happens(
      refusal('Bad content'),
      mailEvent(mail(), 'Rendering Failure', { failure: { errorMessage: 'no name', templateName: 't' } }),
    )
    await world.runUntil(now + 3_600_000)
    await happens(refusal('Bad content'))
    expect(world.counted).toHaveLength(3)
    expect(new Set(world.notifications.map((told) => `${told.at} ${told.occasion}`))).toEqual(
      new Set(['2026-11-20T15:00:00.000Z rejected email', '2026-11-20T16:00:00.000Z rejected email']),
    )
  })
})

describe('a complaint', () => {
  it('closes the record of the phone number too, for texts and for calls', async () => {
    const phone = head()?.addresses.phone?.key ?? ''
    expect(world.addresses.get(phone)?.suppressed).toEqual({})
    await happens(mailEvent(mail(), 'Complaint', { complaint: { complainedRecipients: [{ emailAddress: mail().to }], timestamp: at } }))
    expect(world.addresses.get(phone)?.suppressed).toEqual({
      sms: { reason: 'complained', at, source: 'ses' },
      call: { reason: 'complained', at, source: 'ses' },
    })
  })
})
