import { describe, expect, it } from 'vitest'
import { publish, validateForPublish } from '../../functions/domain/publish.ts'
import type { Sequence, SequenceVersion, Step } from '../../functions/domain/sequence.ts'
import { applyPatch } from '../../functions/domain/sequence-edit.ts'
import type { Signal } from '../../functions/domain/signal.ts'
import {
  change,
  effectsOf,
  enrollment,
  head,
  hours,
  itemOf,
  now,
  planStates,
  seconds,
  sequence,
  step,
  version,
  withPlan,
  grounds,
} from './builders.ts'

const off = { off: true } as const
const [s1, s2, s3, s4] = [step(1, 'email', 0), step(2, 'sms', 1440), step(3, 'email', 4320), step(4, 'task', 10_080)]
const published = (steps: Step[], overrides: Partial<Sequence> = {}): SequenceVersion => {
  const result = publish(sequence({ steps, ...overrides }), grounds('street'), now, 'Ann')
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.errors))
  return result.version
}
const errors = (...steps: Step[]) => validateForPublish(version({ steps }), grounds()).map(({ field, message }) => `${field}: ${message}`)

describe('a step that is switched off', () => {
  it('stays in the draft, and is left out of what is published', () => {
    const draft = sequence({ steps: [s1, { ...s2, ...off }, s3] })
    const result = publish(draft, grounds('street'), now, 'Ann')
    expect(result.kind === 'published' && [result.version.steps.map(({ id }) => id), result.sequence.steps.map(({ id }) => id)]).toEqual([
      ['s1', 's3'],
      ['s1', 's2', 's3'],
    ])
    expect(published([s1, { ...s2, ...off }]).publishedBy).toBe('Ann')
  })

  it('may be unfinished, and counts for nothing that stands behind it', () => {
    expect(errors(s1, { ...s2, body: '', ...off })).toEqual([])
    expect(errors({ ...s1, ...off }, step(2, 'email', 10, { subject: '' }))).toEqual([
      'steps[1].subject: step "Step 2" needs a subject, as no mail before it has one',
    ])
  })

  it('leaves at least one that is on', () => {
    expect(errors({ ...s1, ...off }, { ...s2, ...off })).toEqual(['steps: every step is off: switch at least one on before publishing'])
  })

  it('is complained of where a condition looks at it, or a branch leads to it', () => {
    const asks = (condition: Step['condition']): Step => ({ ...s3, ...(condition ? { condition } : {}) })
    const opened = asks({ match: 'all', tests: [{ kind: 'opened', step: 's1' }], otherwise: 'skip' })
    expect(errors({ ...s1, ...off }, s2, opened)).toEqual([
      'steps[2].condition.tests[0].step: step "Step 3": step s1, "Step 1", is off: switch it on, or name another one',
    ])
    const leads = asks({ match: 'all', tests: [{ kind: 'engaged' }], otherwise: { goTo: 's4' } })
    expect(errors(s1, s2, leads, { ...s4, ...off })).toEqual([
      'steps[2].condition.otherwise.goTo: step "Step 3": step s4, "Step 4", is off: switch it on, or name another one',
    ])
    // What is off asks nothing itself.
    expect(errors({ ...s1, ...off }, s2, { ...opened, ...off })).toEqual([])
  })

  it('is a change of the draft when it is turned, and its own wording is none', () => {
    const { sequence: first } = publish(sequence({ steps: [s1, s2] }), grounds('street'), now) as { sequence: Sequence }
    const turned = applyPatch(first, { steps: [s1, { ...s2, ...off }] }, now) as { sequence: Sequence }
    expect(turned.sequence.draftChanged).toBe(true)
    const { sequence: without } = publish(turned.sequence, grounds('street'), now) as { sequence: Sequence }
    const reworded = applyPatch(without, { steps: [s1, { ...s2, body: 'Unfinished', ...off }] }, now) as { sequence: Sequence }
    expect([reworded.sequence.draftChanged, reworded.sequence.steps[1]?.body]).toEqual([false, 'Unfinished'])
    expect(applyPatch(reworded.sequence, { steps: [s1, s2] }, now)).toMatchObject({ sequence: { draftChanged: true } })
  })
})

describe('an enrollment that moves to a version in which a step is off', () => {
  const to = (number: number, steps: Step[]): SequenceVersion => ({ ...published(steps), version: number })
  const moved = (next: SequenceVersion, from: SequenceVersion): Signal => ({ kind: 'version_moved', version: next, from: [from] })
  const one = version()
  const two = to(2, [s1, { ...s2, ...off }, s3, s4])
  const three = to(3, [s1, s2, s3, s4])
  const running = head({ enrollments: [withPlan(enrollment({}, one), { s1: { state: 'sent' } })] })
  const turnedOff = () => change(running, moved(two, one), now + hours(1)).head

  it('drops what waits of it, as of a step that was removed', () => {
    expect(planStates(turnedOff())).toEqual({ s1: 'sent', s2: 'skipped step_removed', s3: 'scheduled', s4: 'scheduled' })
  })

  it('gets it again at its own time once it is on again', () => {
    const dropped = itemOf(turnedOff(), 's2')
    const back = change(turnedOff(), moved(three, two), now + hours(2))
    expect(itemOf(back.head, 's2')).toMatchObject({ state: 'scheduled', due: seconds(now) + 86_400, rev: dropped.rev + 1 })
    expect(itemOf(back.head, 's2').reason).toBeUndefined()
    expect(effectsOf(back.after, 'schedule')).toMatchObject([{ step: 's2', revision: dropped.rev + 1 }])
  })

  it('stays past it where its time is over, or a later one has left', () => {
    const late = change(turnedOff(), moved(three, two), now + hours(30))
    expect(planStates(late.head)).toMatchObject({ s2: 'skipped step_removed', s3: 'scheduled' })
    const gone = turnedOff()
    const ahead = head({ ...gone, enrollments: gone.enrollments.map((live) => withPlan(live, { s3: { state: 'sent' } })) })
    expect(planStates(change(ahead, moved(three, two), now + hours(2)).head)).toMatchObject({ s2: 'skipped step_removed', s4: 'scheduled' })
  })
})
