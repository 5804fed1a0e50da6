import { describe, expect, it } from 'vitest'
import { decide } from '../../../functions/domain/decide.ts'
import { planOf } from '../../../functions/domain/plan.ts'
import {
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  now,
  otherEnrollmentId,
  planStates,
  seconds,
  step,
  version,
} from '../builders.ts'

const first = version({ steps: [step(1, 'email', 60)] })
const second = version({ sequenceId: 'SEQ2', steps: [step(1, 'email', 60)] })
const both = (dueOfSecond = 3600) => {
  const other = { id: otherEnrollmentId, plan: planOf(second, seconds(now)).map((item) => ({ ...item, due: seconds(now) + dueOfSecond })) }
  return head({ enrollments: [enrollment({}, first), enrollment(other, second)] })
}
const fire = (id: string, state = both(), at = now + 3_600_000) =>
  decide(state, { ...dueSignal('s1', 1, { version: first }), enrollmentId: id }, at)

describe('messages of two sequences that are due in the same second', () => {
  it('leave in the order in which the enrollments began, whichever entry fires first', () => {
    const early = fire(otherEnrollmentId)
    expect(early).toMatchObject({ kind: 'unchanged', reason: 'not_its_turn' })
    expect(early.kind === 'unchanged' && effectsOf(early.after, 'hand_over')).toEqual([
      { kind: 'hand_over', enrollmentId, step: 's1', revision: 1 },
    ])
    expect(fire(enrollmentId).kind).toBe('changed')
  })

  it('leave in the order of their times where these differ', () => {
    expect(fire(enrollmentId, both(3598))).toMatchObject({ kind: 'unchanged', reason: 'not_its_turn' })
    expect(fire(otherEnrollmentId, both(3598)).kind).toBe('changed')
  })

  it('count as due where the time in which an answer was waited for is over', () => {
    const state = both()
    const [one, two] = state.enrollments
    const until = seconds(now) + 3600
    if (two?.plan[0]) two.plan[0] = { ...two.plan[0], state: 'held', reason: 'waiting_for_condition', until, due: seconds(now) }
    expect(fire(otherEnrollmentId, state)).toMatchObject({ kind: 'unchanged', reason: 'not_its_turn' })
    expect(fire(enrollmentId, state).kind).toBe('changed')
    if (one?.plan[0]) one.plan[0] = { ...one.plan[0], due: until + 1 }
    expect(fire(enrollmentId, state, now + 3_601_000)).toMatchObject({ kind: 'unchanged', reason: 'not_its_turn' })
  })

  it('do not wait for one that is overdue or held: what keeps it back keeps no other', () => {
    const late = fire(otherEnrollmentId, both(), now + 3_600_000 + 120_000)
    expect(late.kind === 'changed' && planStates(late.head, otherEnrollmentId)).toEqual({ s1: 'claimed' })
    const state = both()
    const [one] = state.enrollments
    if (one?.plan[0]) one.plan[0] = { ...one.plan[0], state: 'held', reason: 'missing_merge_value' }
    expect(fire(otherEnrollmentId, state).kind).toBe('changed')
  })
})
