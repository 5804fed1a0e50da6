import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicies, type SequenceVersion } from '../../functions/domain/sequence.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const task = [step(1, 'task', 60)]
const later = '2026-11-20T15:10:00Z'
const outreach = version({ sequenceId: 'OUTREACH', exitRoutes: { converted: 'close' }, steps: task })
const close = version({ sequenceId: 'CLOSE', name: 'Close', triggerStage: null, goalStages: [], steps: task })

let world: World
const begin = (...versions: SequenceVersion[]): World => createWorld(now, versions)
const key = (): string => world.identity.contactKey('c-1001')
const head = () => world.heads.get(key())?.head
const notes = (): (string | undefined)[] =>
  [...world.interactions.values()].filter(({ kind }) => kind === 'routed').map(({ detail }) => detail)
/** What dies is delivered again after three minutes. */
const convert = async (patience = 1_000): Promise<void> => {
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + patience)
  world.put('enroll', [stageChangeEvent({ stage: 'under-contract', occurredAt: later }, 'event-2')])
  await world.runUntil(now + 2 * patience)
}

describe('an exit route', () => {
  beforeEach(() => {
    world = begin(outreach, close)
  })

  it('brings the contact into the sequence that follows, under an id that its origin gives', async () => {
    await convert()
    const [enrollment] = head()?.enrollments ?? []
    const [finished] = [...world.finished.values()]
    expect(enrollment).toMatchObject({ sequenceId: 'CLOSE', enrolledBy: 'route', stage: null, routedFrom: finished?.id })
    expect(head()?.routing).toBeUndefined()
    expect(world.references.has(enrollment?.id ?? '')).toBe(true)
    expect(notes()).toEqual([])
  })

  it('does nothing more when it is delivered again', async () => {
    await convert()
    const before = structuredClone(head())
    const [finished] = [...world.finished.values()]
    world.put('enroll', [{ kind: 'route', contact: key(), from: finished?.id }])
    await world.runUntil(now + 3_000)
    expect(head()).toEqual(before)
  })

  it.each(['paused', 'archived'] as const)('is dropped with a note where that sequence is %s', async (status) => {
    world.statuses.set('CLOSE', status)
    await convert()
    expect(head()?.enrollments).toEqual([])
    expect(head()?.routing).toBeUndefined()
    expect(notes()).toEqual([expect.stringContaining(`converted: close did not follow. That sequence is ${status}.`)])
  })

  it('is dropped with a note where there is no such sequence any more', async () => {
    world = begin(outreach)
    await convert()
    expect(head()?.routing).toBeUndefined()
    expect(notes()).toEqual([expect.stringContaining('There is no such sequence any more')])
  })

  it('goes by the re-entry policy of the sequence that follows', async () => {
    world = begin({ ...outreach, exitRoutes: { converted: 'tour' } }, version({ sequenceId: 'TOUR', triggerStage: 'new', steps: task }))
    await convert()
    expect([...world.finished.values()].map(({ sequenceId }) => sequenceId)).toEqual(['OUTREACH', 'TOUR'])
    expect(head()?.enrollments).toEqual([])
    expect(notes()).toEqual([expect.stringMatching(/^converted: tour did not follow\. The contact has been through this sequence/)])
  })

  it('goes round in no circle, even where two edits at once have closed one', async () => {
    const always = { ...defaultPolicies, reentry: { kind: 'always' } } as const
    const nobody = [step(1, 'task', 0)]
    world = begin(
      { ...outreach, policies: always, steps: nobody, exitRoutes: { completed: 'close' } },
      { ...close, policies: always, steps: nobody, exitRoutes: { completed: 'outreach' } },
    )
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + hours(6))
    expect([...world.finished.values()].map(({ sequenceId }) => sequenceId)).toEqual(['OUTREACH', 'CLOSE'])
    expect(notes()).toEqual([expect.stringContaining('round in a circle')])
  })
})

describe('wherever the function dies', () => {
  it('the contact enters the sequence that follows, once', async () => {
    world = begin(outreach, close)
    await convert(hours(0.2))
    const calls = world.calls()
    const expected = { enrollments: head()?.enrollments.map(({ sequenceId }) => sequenceId), references: world.references.size }
    expect(expected).toEqual({ enrollments: ['CLOSE'], references: 2 })
    for (let call = 1; call <= calls; call++) {
      world = begin(outreach, close)
      world.killAt(call)
      await convert(hours(0.2))
      expect({ call, enrollments: head()?.enrollments.map(({ sequenceId }) => sequenceId), references: world.references.size }).toEqual({
        call,
        ...expected,
      })
      expect(head()?.routing).toBeUndefined()
      expect(world.dead).toEqual([])
    }
  })
})
