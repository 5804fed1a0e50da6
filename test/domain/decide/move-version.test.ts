import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import { defaultPolicies, type SequenceVersion, type Step } from '../../../functions/domain/sequence.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import { isResolved } from '../../../functions/domain/plan.ts'
import {
  accepted,
  change,
  claimed,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  planStates,
  refusal,
  resultSignal,
  seconds,
  step,
  version,
  withPlan,
} from '../builders.ts'

const day = 86_400
const old = version()
const second = (steps: Step[], over: Partial<SequenceVersion> = {}): SequenceVersion => version({ version: 2, steps, ...over })
const [s1, s2, s3, s4] = [step(1, 'email', 0), step(2, 'sms', 1440), step(3, 'email', 4320), step(4, 'task', 10_080)]
const moved = (to: SequenceVersion): Signal => ({ kind: 'version_moved', version: to, from: [old] })
const started = withPlan(enrollment(), { s1: { state: 'sent' } })
const on = (live: LiveEnrollment): ContactHead => head({ enrollments: [live] })
const days = (state: ContactHead, id: string): number => (itemOf(state, id).due - seconds(now)) / day

describe('an enrollment that moves to a newer version', () => {
  it('keeps its place, and takes the new delays', () => {
    const decision = change(on(started), moved(second([s1, { ...s2, delayMinutes: 2880 }, s3, s4])), now + hours(1))
    expect(decision.head.enrollments[0]).toMatchObject({ version: 2 })
    expect(planStates(decision.head)).toEqual({ s1: 'sent', s2: 'scheduled', s3: 'scheduled', s4: 'scheduled' })
    expect(['s2', 's3', 's4'].map((id) => [days(decision.head, id), itemOf(decision.head, id).rev])).toEqual([
      [2, 2],
      [3, 1],
      [7, 1],
    ])
    expect(effectsOf(decision.after, 'unschedule')).toMatchObject([{ step: 's2', revision: 1 }])
    expect(effectsOf(decision.after, 'schedule')).toMatchObject([{ step: 's2', revision: 2, due: seconds(now) + 2 * day }])
  })

  it('gives a new text a new revision, and leaves what says the same alone', () => {
    const { head: state } = change(on(started), moved(second([s1, s2, { ...s3, body: 'New words for {{street}}.' }, s4])))
    expect(['s2', 's3', 's4'].map((id) => itemOf(state, id).rev)).toEqual([1, 2, 1])
  })

  it('keeps the shift that a pause gave it', () => {
    const later = withPlan(started, {
      s2: { due: seconds(now) + 3 * day },
      s3: { due: seconds(now) + 5 * day },
      s4: { due: seconds(now) + 9 * day },
    })
    const { head: state } = change(
      on(later),
      moved(second([s1, { ...s2, delayMinutes: 2880 }, s3, step(5, 'sms', 5760), s4])),
      now + hours(1),
    )
    expect(['s2', 's3', 's5', 's4'].map((id) => days(state, id))).toEqual([4, 5, 6, 9])
  })

  it('brings nothing to before now, and what follows keeps its distance', () => {
    const waiting = withPlan(started, { s2: { due: seconds(now) + 7 * day }, s3: { due: seconds(now) + 14 * day } })
    const was = version({ steps: [s1, { ...s2, delayMinutes: 7 * 1440 }, { ...s3, delayMinutes: 14 * 1440 }, s4] })
    const to = second([s1, { ...s2, delayMinutes: 2 * 1440 }, { ...s3, delayMinutes: 4 * 1440 }])
    const { head: state } = change(on(waiting), { kind: 'version_moved', version: to, from: [was] }, now + hours(5 * 24))
    expect([days(state, 's2'), days(state, 's3')]).toEqual([5, 7])
  })

  it('gives up what the version no longer has, and says so', () => {
    const decision = change(on(started), moved(second([s1, s3, s4])), now + hours(1))
    expect(planStates(decision.head)).toEqual({ s1: 'sent', s2: 'skipped step_removed', s3: 'scheduled', s4: 'scheduled' })
    expect(effectsOf(decision.before, 'put_message').map(({ row }) => [row.stepId, row.status, row.reason])).toEqual([
      ['s2', 'skipped', 'step_removed'],
    ])
    expect(effectsOf(decision.after, 'unschedule')).toMatchObject([{ step: 's2', revision: 1 }])
  })

  it('skips a new step that it has passed, and takes one that is still ahead', () => {
    const to = second([step(5, 'email', 0), s1, step(6, 'task', 120), s2, step(7, 'sms', 2000), s3, s4])
    const decision = change(on(started), moved(to), now + hours(1))
    expect(planStates(decision.head)).toMatchObject({ s5: 'skipped step_past', s6: 'scheduled', s2: 'scheduled', s7: 'scheduled' })
    expect(effectsOf(decision.before, 'put_message').map(({ row }) => [row.stepId, row.reason])).toEqual([['s5', 'step_past']])
    expect(effectsOf(decision.after, 'schedule').map((effect) => effect.step)).toEqual(['s6', 's7'])
    expect(planStates(change(on(started), moved(to), now + hours(3)).head)).toMatchObject({ s6: 'skipped step_past' })
  })

  it('stands behind what a person skipped, but not behind what they skipped further on', () => {
    const skipped = { state: 'skipped', reason: 'skipped_by_person' } as const
    const to = second([s1, step(5, 'email', 720), s2, step(6, 'sms', 2000), s3, s4])
    const next = change(on(withPlan(started, { s2: skipped })), moved(to), now + hours(1)).head
    expect(planStates(next)).toMatchObject({ s5: 'skipped step_past', s6: 'scheduled', s3: 'scheduled' })
    const further = change(on(withPlan(started, { s3: skipped })), moved(to), now + hours(1)).head
    expect(planStates(further)).toMatchObject({ s5: 'scheduled', s2: 'scheduled', s6: 'scheduled' })
  })

  it('goes on where it waited for an answer, with a step that is still ahead', () => {
    const sent = { state: 'sent' } as const
    const waiting = withPlan(enrollment({ completeAfterDays: 30, completeAt: seconds(now) + 37 * day }), {
      s1: sent,
      s2: sent,
      s3: sent,
      s4: sent,
    })
    const { head: state } = change(on(waiting), moved(second([s1, s2, s3, s4, step(5, 'email', 14_400)])), now + hours(8 * 24))
    expect(itemOf(state, 's5')).toMatchObject({ state: 'scheduled', due: seconds(now) + 10 * day })
    expect(state.enrollments[0]).not.toHaveProperty('completeAt')
  })

  it('leaves a message with the provider as it is', () => {
    const { head: flying, send } = claimed(on(enrollment()))
    const { head: state } = change(flying, moved(second([{ ...s1, body: 'Other words' }, s2])), now + 1000)
    expect(itemOf(state, 's1')).toEqual(itemOf(flying, 's1'))
    const { head: answered } = change(state, resultSignal(send, accepted), now + 2000)
    expect(planStates(answered)).toMatchObject({ s1: 'sent', s2: 'scheduled' })
  })

  it('asks the gates again about a held message whose words changed, and leaves one that waits for its address', () => {
    const held = (reason: 'missing_merge_value' | 'address_bounced') =>
      on(withPlan(started, { s3: { state: 'held', reason, heldAt: seconds(now) } }))
    const to = second([s1, s2, { ...s3, body: 'No variables' }, s4])
    expect(planStates(change(held('missing_merge_value'), moved(to)).head)['s3']).toBe('scheduled')
    expect(planStates(change(held('address_bounced'), moved(to)).head)['s3']).toBe('held address_bounced')
  })

  it('follows the new version’s rules', () => {
    const policies = { ...defaultPolicies, onReply: 'review', onStageLeft: 'continue', completeAfterDays: 3, stopWholeLead: false } as const
    const to = second([s1, s2], { policies, goalStages: ['assigned'], exitRoutes: { completed: 'next' } })
    expect(change(on({ ...started, routes: { replied: 'old' } }), moved(to)).head.enrollments[0]).toMatchObject({
      goalStages: ['assigned'],
      onReply: 'review',
      onStageLeft: 'continue',
      completeAfterDays: 3,
      stopWholeLead: false,
      routes: { completed: 'next' },
    })
    expect(change(on({ ...started, routes: { replied: 'old' } }), moved(second([s1, s2]))).head.enrollments[0]).not.toHaveProperty('routes')
  })

  it('moves once, and never back', () => {
    const { head: state } = change(on(started), moved(second([s1, s2])))
    expect(refusal(state, moved(second([s1, s2])))).toBe('same_version')
    expect(refusal(state, moved(old))).toBe('same_version')
    expect(refusal(head(), moved(old))).toBe('not_enrolled')
  })

  it('moves while it is paused, and resumes with the time that was left', () => {
    const paused = { ...started, status: 'paused', pauseReason: 'x', pausedAt: seconds(now) } as const
    const { head: state } = change(on(paused), moved(second([s1, { ...s2, delayMinutes: 2880 }, s3])), now + hours(72))
    expect(days(state, 's2')).toBe(2)
    expect(days(change(state, { kind: 'resume', enrollmentId }, now + hours(96)).head, 's2')).toBe(6)
  })

  it('keeps the order, brings no step to before now and sends nothing twice, whatever changes', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(delays, delays, fc.nat(8), fc.nat(20 * day), fc.nat(3 * day), (before, after, sent, elapsed, shift) => {
        const stepsOf = (all: number[], from: number) =>
          all.map((delay, i) => step(from + i, 'email', delay)).toSorted((a, b) => a.delayMinutes - b.delayMinutes)
        const was = version({ steps: stepsOf(before, 1) })
        // Every second step is another one.
        const to = second(
          stepsOf(after, 1).map((one) => (one.number % 2 === 0 ? { ...one, id: `s${one.number + 20}`, number: one.number + 20 } : one)),
        )
        const fresh = enrollment({}, was)
        const live = {
          ...fresh,
          plan: fresh.plan.map((item, i) => (i < sent ? { ...item, state: 'sent' as const } : { ...item, due: item.due + shift })),
        }
        const at = now + elapsed * 1000
        if (live.plan.every(isResolved)) return
        const decision = change(on(live), { kind: 'version_moved', version: to, from: [was] }, at)
        const [going] = decision.head.enrollments
        if (!going) return
        const scheduled = going.plan.filter((item) => item.state === 'scheduled')
        const dues = scheduled.map((item) => item.due)
        expect(dues).toEqual(dues.toSorted((a, b) => a - b))
        for (const item of scheduled) {
          const known = live.plan.find((other) => other.step === item.step)
          if (!known || known.due !== item.due) expect(item.due).toBeGreaterThanOrEqual(Math.min(seconds(at), ...dues))
          if (known && known.due !== item.due) expect(item.rev).toBe(known.rev + 1)
        }
        if (scheduled[0] && live.plan.find((item) => item.step === scheduled[0]?.step)?.due !== dues[0])
          expect(dues[0]).toBeGreaterThanOrEqual(seconds(at))
        for (const item of live.plan.filter(isResolved)) expect(going.plan).toContainEqual(item)
        expect(new Set(going.plan.map((item) => item.step)).size).toBe(going.plan.length)
      }),
      { numRuns: 500 },
    )
  })
})
