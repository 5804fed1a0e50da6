import { describe, expect, it } from 'vitest'
import { withText } from '../../functions/domain/draft.ts'
import { hours, now, rules, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const drafted = version({
  steps: [step(1, 'email', 0), step(2, 'email', 4320, { brief: 'Ask about the boat.', body: '' }), step(3, 'task', 7200)],
})

const begin = async (until: number): Promise<World> => {
  const world = createWorld(now, [drafted])
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(until)
  return world
}
const plan = (world: World) => [...world.heads.values()][0]?.head.enrollments[0]?.plan.map(({ state, reason }) => reason ?? state)

describe('a step that a person approves', () => {
  it('is drafted a day ahead, waits unapproved at its time, and leaves with exactly the approved text', async () => {
    const world = await begin(now + hours(47))
    expect(world.drafts.size).toBe(0)
    await world.runUntil(now + hours(49))
    const [draft] = [...world.drafts.values()]
    if (!draft) throw new Error('no draft')
    expect(draft).toMatchObject({
      body: '',
      brief: 'Ask about the boat.',
      status: 'pending',
      dueAt: new Date(now + hours(72)).toISOString(),
    })
    await world.runUntil(now + hours(80))
    expect(plan(world)).toEqual(['sent', 'approval_pending', 'scheduled'])
    const edited = withText(draft, { body: 'Does she still sail?' })
    const { enrollmentId, contactKey } = draft
    await world.engine.settle(contactKey, () => [{ kind: 'draft_edited', enrollmentId, step: 's2', draft: edited }])
    await world.engine.settle(contactKey, () => [
      { kind: 'draft_approved', enrollmentId, step: 's2', draft: edited, hash: edited.hash, by: 'Ann' },
    ])
    await world.runUntil(now + hours(81))
    expect(world.sent.map(({ body }) => body)).toEqual(['Hi Dana, about 12 Elm St.', 'Does she still sail?'])
    expect(world.drafts.get(draft.id)).toMatchObject({ status: 'approved', decidedBy: 'Ann' })
  })

  it('is drafted by the sweep where its entry was lost', async () => {
    const world = await begin(now + hours(1))
    world.schedules.clear()
    await world.runUntil(now + hours(49))
    expect(world.drafts.size).toBe(1)
  })

  it('is drafted once, whichever call making it dies at', async () => {
    for (let call = 1; call <= 14; call++) {
      const world = await begin(now + hours(48) - 1_000)
      world.killAt(world.calls() + call)
      await world.runUntil(now + hours(50))
      expect([...world.drafts.values()].map(({ revision, status }) => [revision, status])).toEqual([[1, 'pending']])
      expect(world.failures).toEqual([])
    }
  })

  it('waits again as soon as the CRM corrects the address, in its own record too', async () => {
    const world = await begin(now + hours(49))
    const [draft] = [...world.drafts.values()]
    if (!draft) throw new Error('no draft')
    const { enrollmentId, contactKey } = draft
    const edited = withText(draft, { body: 'Does she still sail?' })
    await world.engine.settle(contactKey, () => [{ kind: 'draft_edited', enrollmentId, step: 's2', draft: edited }])
    await world.engine.settle(contactKey, () => [
      { kind: 'draft_approved', enrollmentId, step: 's2', draft: edited, hash: edited.hash, by: 'Ann' },
    ])
    expect(world.drafts.get(draft.id)?.status).toBe('approved')
    const facts = {
      key: contactKey,
      contactId: 'c-1001',
      leadId: 'lead-1001',
      addresses: { email: { key: 'ae2', value: 'new@example.com' } },
    }
    await world.engine.settle(contactKey, () => [{ kind: 'contact_seen', facts, rules }])
    await world.runUntil(now + hours(49) + 1_000)
    expect(world.drafts.get(draft.id)).toMatchObject({ status: 'pending', recipient: 'new@example.com', revision: 4 })
    expect(world.drafts.get(draft.id)?.hash).not.toBe(edited.hash)
  })

  it('leaves no draft waiting once its enrollment is over', async () => {
    const world = await begin(now + hours(49))
    const [draft] = [...world.drafts.values()]
    if (!draft) throw new Error('no draft')
    await world.engine.settle(draft.contactKey, () => [{ kind: 'cancel', enrollmentId: draft.enrollmentId, reason: 'x' }])
    expect(world.drafts.get(draft.id)?.status).toBe('dismissed')
  })
})
