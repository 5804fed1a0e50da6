import { describe, expect, it } from 'vitest'
import type { ContactHead, Draft } from '../../functions/domain/contact.ts'
import { handWritten } from '../../functions/domain/draft.ts'
import type { Signal } from '../../functions/domain/signal.ts'
import { hours, now, rules, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const of = version({ steps: [step(1, 'task', 0), step(2, 'email', 1440), step(3, 'task', 2880)] })
const due = now + hours(24)

const begin = async (until: number): Promise<World> => {
  const world = createWorld(now, [of])
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(until)
  return world
}
const contactOf = (world: World): string => {
  const [key] = world.heads.keys()
  if (key === undefined) throw new Error('nobody is enrolled')
  return key
}
/** As the API asks it: of the head and the draft as they stand. */
const editing =
  (world: World, body: string) =>
  (head: ContactHead | null): Signal[] => {
    const [enrollment] = head?.enrollments ?? []
    const item = enrollment?.plan.find((one) => one.step === 's2')
    if (!head || !enrollment || !item) return []
    const known = [...world.drafts.values()].find((draft) => draft.stepId === 's2') ?? null
    const draft = handWritten({ head, enrollment, item, known, context: { rules } }, { subject: 'Hi', body, by: 'Ann' }, world.now())
    return [{ kind: 'message_edited', enrollmentId: enrollment.id, step: 's2', draft, by: 'Ann' }]
  }
const bodies = (world: World): string[] => world.sent.map(({ body }) => body)

describe('a text that a person writes for one message', () => {
  it('leaves in place of the template, once, at its own time', async () => {
    const world = await begin(now + hours(2))
    await world.engine.settle(contactOf(world), editing(world, 'By hand'))
    await world.runUntil(due - 1_000)
    expect(bodies(world)).toEqual([])
    await world.runUntil(due + hours(1))
    expect(world.sent).toMatchObject([{ subject: 'Hi', body: 'By hand' }])
    expect(world.failures).toEqual([])
  })

  it('stands whole or not at all, whichever call the writing dies at', async () => {
    const outcomes = new Set<string>()
    for (let call = 1; call <= 8; call++) {
      const world = await begin(now + hours(2))
      world.killAt(world.calls() + call)
      await world.engine.settle(contactOf(world), editing(world, 'By hand')).catch(() => undefined)
      const edited = [...world.heads.values()][0]?.head.enrollments[0]?.plan.find(({ step: id }) => id === 's2')?.edited
      expect([...world.drafts.values()].map(({ body }) => body)).toEqual(edited ? ['By hand'] : [])
      await world.runUntil(due + hours(1))
      expect(bodies(world)).toEqual([edited ? 'By hand' : 'Hi Dana, about 12 Elm St.'])
      outcomes.add(String(edited))
    }
    expect(outcomes).toEqual(new Set(['true', 'undefined']))
  })

  it('is one of those that several people write at once, and leaves whole', async () => {
    const world = await begin(now + hours(2))
    const texts = ['One', 'Two', 'Three', 'Four', 'Five']
    await Promise.all(texts.map((text) => world.engine.settle(contactOf(world), editing(world, text))))
    const [draft]: (Draft | undefined)[] = [...world.drafts.values()]
    expect(draft?.revision).toBe(texts.length)
    await world.runUntil(due + hours(1))
    expect(bodies(world)).toEqual([draft?.body])
  })

  it('that comes while its message is due leaves instead, or is refused: never both', async () => {
    const seen = new Set<string>()
    for (let ahead = 0; ahead <= 12; ahead++) {
      const world = await begin(due - 1)
      const running = world.runUntil(due + hours(1))
      for (let turn = 0; turn < ahead; turn++) await Promise.resolve()
      const { decided } = await world.engine.settle(contactOf(world), editing(world, 'By hand'))
      await running
      const refused = decided[0]?.decision.kind === 'refused'
      expect(bodies(world)).toEqual([refused || decided.length === 0 ? 'Hi Dana, about 12 Elm St.' : 'By hand'])
      seen.add(bodies(world)[0] ?? '')
    }
    expect(seen.size).toBe(2)
  })
})
