import { describe, expect, it } from 'vitest'
import { defaultPolicies } from '../../functions/domain/sequence.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent } from '../runtime/world.ts'

const people = 60
const events = Array.from({ length: people }, (_one, index) =>
  stageChangeEvent(
    {
      leadId: `lead-${index}`,
      contacts: [
        {
          id: `c-${index}`,
          firstName: 'Dana',
          email: `dana${index}@example.com`,
          phone: `+1312555${1000 + index}`,
          consent: { email: true, sms: true },
          attributes: { street: '12 Elm St' },
        },
      ],
    },
    `event-${index}`,
  ),
)
const sequence = version({ steps: [step(1, 'email', 0), step(2, 'sms', 1)], policies: { ...defaultPolicies, completeAfterDays: 30 } })

describe('a provider that takes five mails a minute', () => {
  it('gets them at a slower pace until all have left once, while texts keep theirs', async () => {
    const world = createWorld(now, [sequence])
    const taken: number[] = []
    let refusals = 0
    world.answerWith((message) => {
      if (message.channel !== 'email') return world.accepting(message)
      if (taken.filter((at) => at > world.now() - 60_000).length >= 5) {
        refusals++
        return { kind: 'refused', cls: 'transient', reason: 'slow down', throttled: true, at: new Date(world.now()).toISOString() }
      }
      taken.push(world.now())
      return world.accepting(message)
    })
    world.put('enroll', events)
    await world.runUntil(now + hours(12))
    const to = world.sent.filter(({ channel }) => channel === 'email').map((mail) => mail.to)
    expect(new Set(to).size).toBe(people)
    expect(to).toHaveLength(people)
    expect(refusals).toBeLessThan(people)
    expect([...world.messages.values()].filter(({ row }) => row.status === 'failed')).toEqual([])
    const waited = [...world.messages.values()].filter(({ row }) => row.attempts.some(({ detail }) => detail === 'channel_throttled'))
    expect(waited.length).toBeGreaterThan(10)
    expect(world.sent.filter(({ channel }) => channel === 'sms')).toHaveLength(people)
  })

  it('slows no text', async () => {
    const world = createWorld(now, [version({ steps: [step(1, 'sms', 0)] })])
    world.control({ slowUntil: { email: now / 1000 + 3600 } })
    world.put('enroll', events.slice(0, 5))
    await world.runUntil(now + 2_000)
    expect(world.sent).toHaveLength(5)
  })
})

describe('a contact that names no zone of its own', () => {
  it('has that of its phone number', async () => {
    const world = createWorld(now, [sequence])
    world.put('enroll', [
      stageChangeEvent({ contacts: [{ id: 'c-1', email: 'a@example.com', phone: '(808) 555-0142', consent: { sms: true } }] }),
    ])
    await world.runUntil(now + 1_000)
    const head = [...world.heads.values()][0]?.head
    expect(head).toMatchObject({ timeZone: 'Pacific/Honolulu', timeZoneSource: 'phone' })
  })
})
