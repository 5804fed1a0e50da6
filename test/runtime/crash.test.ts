import { beforeAll, describe, expect, it } from 'vitest'
import { defaultPolicies } from '../../functions/domain/sequence.ts'
import { hours, now, version } from '../domain/builders.ts'
import { createWorld, hardBounce, stageChangeEvent, type World } from './world.ts'

const week = 8 * 24

/** One contact through all four steps. */
const walk = async (world: World): Promise<World> => {
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + hours(week))
  return world
}

/** The first mail bounces; what remains goes on by SMS. */
const walkWithBounce = async (world: World): Promise<World> => {
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + hours(0.2))
  for (const mail of world.sent.filter(({ channel, stepId }) => channel === 'email' && stepId === 's1'))
    world.put('engage', [hardBounce(mail)])
  await world.runUntil(now + hours(week))
  return world
}

const finishedOf = (world: World) =>
  [...world.finished.values()].filter(
    ({ id }) => ![...world.heads.values()].some(({ head }) => head.enrollments.some((one) => one.id === id)),
  )

describe('when a function dies at any of its calls', () => {
  let calls = 0
  beforeAll(async () => {
    calls = (await walk(createWorld(now, [version()]))).calls()
  })

  it('walks a contact through its four steps when nothing dies', async () => {
    const world = await walk(createWorld(now, [version()]))
    expect(world.failures).toEqual([])
    expect(world.sent.map(({ stepId, at }) => [stepId, (at - now) / hours(1)])).toEqual([
      ['s1', 0],
      ['s2', 24],
      ['s3', 72],
    ])
    expect(finishedOf(world).map(({ exitReason }) => exitReason)).toEqual(['completed'])
    expect(world.schedules.size).toBe(0)
  })

  it('sends each message once, loses none without saying so, and finishes the enrollment', async () => {
    expect(calls).toBeGreaterThan(80)
    for (let call = 1; call <= calls; call++) {
      const world = createWorld(now, [version()])
      world.killAt(call)
      await walk(world)
      const told = `killed at call ${call}`
      expect(world.failures, told).toEqual([])
      expect(world.dead, told).toEqual([])
      const steps = world.sent.map(({ stepId }) => stepId)
      expect(new Set(steps).size, `${told}: nothing twice in ${steps.join()}`).toBe(steps.length)
      expect(world.references.size, told).toBe(1)
      expect(
        finishedOf(world).map(({ exitReason }) => exitReason),
        told,
      ).toEqual(['completed'])
      const rows = new Map([...world.messages.values()].map(({ row }) => [row.stepId, row.status]))
      for (const step of ['s1', 's2', 's3', 's4']) {
        // A claim that died with its function may have reached the provider: it is shown as unknown, and never sent again.
        const known = rows.get(step)
        expect(['sent', 'unknown'], `${told}: ${step} is ${String(known)}`).toContain(known)
        if (known === 'sent' && step !== 's4') expect(steps, told).toContain(step)
        if (!steps.includes(step) && step !== 's4') expect(known, told).toBe('unknown')
      }
      expect([...rows.values()].filter((status) => status === 'unknown').length, told).toBeLessThanOrEqual(1)
    }
  })

  it('heals a bounce all the same', async () => {
    const whole = await walkWithBounce(createWorld(now, [version()]))
    expect(whole.sent.map(({ stepId, channel }) => `${stepId} ${channel}`)).toEqual(['s1 email', 's2 sms', 's3 sms'])
    for (let call = 1; call <= whole.calls(); call++) {
      const world = createWorld(now, [version()])
      world.killAt(call)
      await walkWithBounce(world)
      const told = `killed at call ${call}`
      expect(world.failures, told).toEqual([])
      const steps = world.sent.map(({ stepId, channel }) => `${stepId} ${channel}`)
      expect(new Set(steps).size, `${told}: ${steps.join()}`).toBe(steps.length)
      const bounced = steps.includes('s1 email')
      if (bounced)
        expect(
          steps.filter((step) => step.startsWith('s3')).every((step) => step === 's3 sms'),
          `${told}: ${steps.join()}`,
        ).toBe(true)
      expect(
        finishedOf(world).map(({ exitReason }) => exitReason),
        told,
      ).toEqual(['completed'])
    }
  })
})

describe('when a function dies while it takes an answer in', () => {
  const everyone = version({ policies: { ...defaultPolicies, contacts: { kind: 'all' } } })
  const colleague = {
    id: 'c-1002',
    firstName: 'Eli',
    email: 'eli@example.com',
    consent: { email: true },
    attributes: { street: '12 Elm St' },
  }
  const answer = {
    kind: 'inbound',
    channel: 'email',
    from: 'dana@example.com',
    to: 'outreach@acme.example.com',
    text: 'Yes, call me',
    providerId: 'in-1',
    at: '2026-11-20T16:00:00.000Z',
  }
  const { contacts } = stageChangeEvent()['detail'] as { contacts: unknown[] }
  const begun = async (): Promise<World> => {
    const world = createWorld(now, [everyone])
    world.put('enroll', [stageChangeEvent({ contacts: [...contacts, colleague] })])
    await world.runUntil(now + hours(1))
    return world
  }
  /** The person who sees it fail asks again a little later. */
  const book = async (world: World): Promise<void> => {
    const key = world.identity.contactKey('c-1001')
    const enrollmentId = world.heads.get(key)?.head.enrollments[0]?.id ?? ''
    const asked = () => world.engine.settle(key, () => [{ kind: 'exit', enrollmentId, exit: 'booked', reason: 'met', by: 'ann' }])
    try {
      await asked()
    } catch {
      await world.runUntil(now + hours(1.5))
      await asked()
    }
  }
  const ends = (world: World) =>
    finishedOf(world)
      .map(({ contactId, exitReason }) => `${contactId} ${exitReason}`)
      .toSorted()

  const kinds = [
    ['reply', 'replied', async (world: World) => world.put('engage', [answer])],
    ['booking', 'booked', book],
  ] as const
  it.each(kinds)('a %s ends both contacts’ conversations all the same', async (_what, exit, take) => {
    const whole = await begun()
    const before = whole.calls()
    await take(whole)
    await whole.runUntil(now + hours(2))
    const calls = whole.calls() - before
    expect(calls).toBeGreaterThan(20)
    for (let call = 0; call <= calls; call++) {
      const world = await begun()
      if (call > 0) world.killAt(before + call)
      await take(world)
      await world.runUntil(now + hours(2))
      const told = `killed at call ${call}`
      expect(world.dead, told).toEqual([])
      expect(ends(world), told).toEqual([`c-1001 ${exit}`, `c-1002 ${exit}`])
      expect(
        [...world.heads.values()].map(({ head, wakeAt }) => [head.telling, wakeAt]),
        told,
      ).toEqual([
        [undefined, null],
        [undefined, null],
      ])
      const replies = world.events.filter(({ detailType }) => detailType === 'Contact Replied').length
      expect(replies, told).toBeLessThanOrEqual(1)
    }
  })
})
