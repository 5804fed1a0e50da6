import { beforeEach, describe, expect, it } from 'vitest'
import type { StepCondition } from '../../functions/domain/condition.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, mailEvent, stageChangeEvent, type World } from '../runtime/world.ts'

const clicked: StepCondition = { match: 'all', tests: [{ kind: 'clicked', step: 's1' }], withinMinutes: 3 * 1440, otherwise: 'skip' }
const answered: StepCondition = { match: 'all', tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }], otherwise: 'skip' }

let world: World
const begin = async (steps: Parameters<typeof version>[0]): Promise<void> => {
  world = createWorld(now, [version(steps)])
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + hours(25))
}
const happens = async (...bodies: unknown[]): Promise<void> => {
  world.put('engage', bodies)
  await world.runUntil(world.now() + 60_000)
}
const mail = () => {
  const [first] = world.sent
  if (!first) throw new Error('nothing was sent')
  return first
}
const iso = (ms: number) => new Date(ms).toISOString()
const click = (at: number, link = 'https://example.com/offer') => mailEvent(mail(), 'Click', { click: { timestamp: iso(at), link } })
const open = (at: number) => mailEvent(mail(), 'Open', { open: { timestamp: iso(at) } })
const delivered = (at: number) => mailEvent(mail(), 'Delivery', { delivery: { timestamp: iso(at) } })
const plan = () => [...world.heads.values()][0]?.head.enrollments[0]?.plan.map(({ state, reason }) => reason ?? state)

describe('a step that waits for a click', () => {
  beforeEach(() => begin({ steps: [step(1, 'email', 0), step(2, 'email', 1440, { condition: clicked }), step(3, 'task', 20_000)] }))

  it('goes on when a person clicks', async () => {
    expect(plan()).toEqual(['sent', 'waiting_for_condition', 'scheduled'])
    await happens(click(now + hours(25)))
    expect(plan()).toEqual(['sent', 'sent', 'scheduled'])
    expect(world.sent).toHaveLength(2)
  })

  it('goes on where the telling died with its function, once the event is received again', async () => {
    // Recording the click, reading the version, telling the enrollment: whichever of them it dies at.
    for (let call = 1; call <= 12; call++) {
      world.killAt(world.calls() + call)
      world.put('engage', [click(now + hours(25))])
      await world.runUntil(world.now() + hours(1))
    }
    expect(plan()).toEqual(['sent', 'sent', 'scheduled'])
    expect(world.sent).toHaveLength(2)
  })

  it('is moved by no opening, no scanner’s click and no click on the link that leaves', async () => {
    await happens(delivered(now + 2_000), click(now + 3_000), open(now + hours(25)))
    await happens(click(now + hours(25), `https://example.test/u/${world.identity.signUnsubscribe({ addressKey: mail().addressKey })}`))
    expect(plan()).toEqual(['sent', 'waiting_for_condition', 'scheduled'])
    await world.runUntil(now + hours(73))
    expect(plan()).toEqual(['sent', 'condition_not_met', 'scheduled'])
  })

  it('is asked for the last time by the sweep where its entry was lost', async () => {
    world.schedules.clear()
    await world.runUntil(now + hours(73))
    expect(plan()?.[1]).toBe('condition_not_met')
  })
})

it('an event of a sequence that asks nothing reads no head for it', async () => {
  await begin({})
  const before = world.calls()
  await happens(open(now + hours(25)))
  // The row, the version and the record's deletion: each port call is two places to die at.
  expect(world.calls() - before).toBe(5)
})

it('a step that waits for a call’s outcome goes on when the call reports it', async () => {
  await begin({ steps: [step(1, 'call', 0), step(2, 'email', 1440, { condition: answered })] })
  expect(plan()).toEqual(['sent', 'waiting_for_outcome'])
  await happens({
    kind: 'inbound',
    channel: 'call',
    from: '+13125550142',
    to: '+13125550000',
    text: '',
    outcome: 'answered',
    providerId: 'call-1',
    at: iso(now + hours(25)),
  })
  expect(world.sent.map(({ channel }) => channel)).toEqual(['call', 'email'])
})
