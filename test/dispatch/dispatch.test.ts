import { beforeEach, describe, expect, it } from 'vitest'
import { tellContacts } from '../../functions/dispatch/tell-contacts.ts'
import { hours, now, rules, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

let world: World
const plan = () => [...world.heads.values()][0]?.head.enrollments[0]?.plan ?? []
const rowOf = (stepId: string) => [...world.messages.values()].map(({ row }) => row).find((row) => row.stepId === stepId)

describe('a message whose time has come', () => {
  beforeEach(() => {
    world = createWorld(now, [version()])
    world.put('enroll', [stageChangeEvent()])
  })

  it('leaves within a moment where it is due at once', async () => {
    await world.runUntil(now + 1_000)
    expect(world.sent.map(({ to, subject }) => [to, subject])).toEqual([['dana@example.com', 'Hello Dana']])
    expect(world.sent[0]?.text).toContain('https://example.test/u/1.')
  })

  it('goes by the hours that are read with its records, though others were read a moment before', async () => {
    const before = { ...world.dispatchPorts }
    world.dispatchPorts.records = async (head, messageId) => ({
      ...(await before.records(head, messageId)),
      rules: { ...rules, windows: { email: { from: '22:00', to: '23:00' } } },
    })
    expect((await world.dispatchPorts.rulesInForce()).windows).toEqual({})
    await world.runUntil(now + 5_000)
    expect(world.sent).toEqual([])
    expect(plan()[0]).toMatchObject({ state: 'scheduled', reason: 'outside_window' })
  })

  it('waits out a transient refusal and is sent once', async () => {
    let refusals = 2
    world.answerWith((message) =>
      refusals-- > 0
        ? { kind: 'refused', cls: 'transient', reason: '429', at: new Date(world.now()).toISOString() }
        : world.accepting(message),
    )
    await world.runUntil(now + hours(1))
    expect(world.sent).toHaveLength(1)
    expect(rowOf('s1')?.attempts.map(({ outcome }) => outcome)).toEqual(['refused_transient', 'refused_transient', 'accepted'])
    expect(Object.values([...world.heads.values()][0]?.head.touches ?? {})).toEqual([1])
  })

  it('is shown as unknown where the answer was lost, and is never sent again', async () => {
    world.answerWith(() => ({ kind: 'unknown', reason: 'timeout', at: new Date(world.now()).toISOString() }))
    await world.runUntil(now + hours(2))
    expect(world.sent).toHaveLength(1)
    expect(rowOf('s1')?.status).toBe('unknown')
  })

  it('waits while its channel is stopped, and leaves once the provider takes it again', async () => {
    let stopped = true
    world.answerWith((message) =>
      stopped
        ? { kind: 'refused', cls: 'account', reason: 'sending paused', at: new Date(world.now()).toISOString() }
        : world.accepting(message),
    )
    await world.runUntil(now + hours(0.1))
    expect(plan()[0]).toMatchObject({ state: 'held', reason: 'channel_stopped' })
    stopped = false
    await world.runUntil(now + hours(2))
    expect(world.sent).toHaveLength(1)
  })

  it('finds nothing to do when it is fired twice', async () => {
    await world.runUntil(now + 1_000)
    const enrollment = [...world.heads.values()][0]?.head.enrollments[0]
    const head = [...world.heads.values()][0]?.head
    world.put(
      'dispatch',
      [1, 2].map(() => ({ kind: 'step_due', contact: head?.key, enrollment: enrollment?.id, step: 's1', revision: 1 })),
    )
    await world.runUntil(now + hours(1))
    expect(world.sent).toHaveLength(1)
    expect(world.failures).toEqual([])
  })

  it('is held while its sequence is paused, and goes on when that is told', async () => {
    await world.runUntil(now + 1_000)
    world.statuses.set('SEQ1', 'paused')
    await world.runUntil(now + hours(30))
    expect(world.sent).toHaveLength(1)
    expect(plan()[1]).toMatchObject({ state: 'held', reason: 'sequence_paused' })
    world.statuses.set('SEQ1', 'active')
    world.put('dispatch', [{ kind: 'sequence_resumed', sequence: 'SEQ1' }])
    await world.runUntil(now + hours(40))
    expect(world.sent.map(({ stepId }) => stepId)).toEqual(['s1', 's2'])
  })

  it('is held while all sending is stopped, and goes on within the hour once it is on again, its distances kept', async () => {
    await world.runUntil(now + 1_000)
    world.control({ sending: 'stopped' })
    await world.runUntil(now + hours(48))
    expect(world.sent).toHaveLength(1)
    expect(plan()[1]).toMatchObject({ state: 'held', reason: 'sending_stopped' })
    expect([...world.heads.values()][0]?.wakeAt).toBeNull()
    const distance = (plan()[2]?.due ?? 0) - (plan()[1]?.due ?? 0)
    world.control({ sending: 'on' })
    world.put('dispatch', [{ kind: 'sending_resumed' }])
    await world.runUntil(now + hours(48) + 1_000)
    expect(plan()[1]).toMatchObject({ state: 'scheduled' })
    const due = (plan()[1]?.due ?? 0) * 1000
    expect(due).toBeGreaterThanOrEqual(now + hours(48))
    expect(due).toBeLessThanOrEqual(now + hours(49))
    expect((plan()[2]?.due ?? 0) - (plan()[1]?.due ?? 0)).toBe(distance)
    await world.runUntil(now + hours(50))
    expect(world.sent.map(({ stepId }) => stepId)).toEqual(['s1', 's2'])
  })

  it('stays held where sending was stopped again before it was told', async () => {
    await world.runUntil(now + 1_000)
    world.control({ sending: 'stopped' })
    await world.runUntil(now + hours(30))
    world.put('dispatch', [{ kind: 'sending_resumed' }])
    await world.runUntil(now + hours(31))
    expect(plan()[1]).toMatchObject({ state: 'held', reason: 'sending_stopped', rev: 1 })
  })

  it('that was held in the very moment in which sending went on is released by the second telling', async () => {
    await world.runUntil(now + 1_000)
    world.control({ sending: 'stopped' })
    const { heads } = world.enginePorts
    const commit = heads.commit.bind(heads)
    heads.commit = async (...written) => {
      heads.commit = commit
      world.control({ sending: 'on' })
      // Its gate has seen the switch off; the first telling comes before what it decided is written.
      expect(await tellContacts(world.dispatchPorts, { kind: 'sending_resumed' })).toBe('told')
      return commit(...written)
    }
    await world.runUntil(now + hours(25))
    expect(plan()[1]).toMatchObject({ state: 'held', reason: 'sending_stopped' })
    world.put('dispatch', [{ kind: 'sending_resumed' }])
    await world.runUntil(now + hours(27))
    expect(world.sent.map(({ stepId }) => stepId)).toEqual(['s1', 's2'])
  })

  it('is skipped where its recipient is not on the allow-list, and sent where their domain is', async () => {
    await world.runUntil(now + 1_000)
    world.control({ allowList: ['+13125550199', '@example.org'] })
    await world.runUntil(now + hours(30))
    expect(plan()[1]).toMatchObject({ state: 'skipped', reason: 'not_on_allow_list' })
    world.control({ allowList: ['@example.com', '+13125550142'] })
    await world.runUntil(now + hours(8 * 24))
    expect(world.sent.map(({ stepId }) => stepId)).toEqual(['s1', 's3'])
  })

  it('is found by the sweep where its schedule entry was never made', async () => {
    await world.runUntil(now + 1_000)
    world.schedules.clear()
    await world.runUntil(now + hours(8 * 24))
    expect(world.sent.map(({ stepId }) => stepId)).toEqual(['s1', 's2', 's3'])
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['completed'])
  })
})
