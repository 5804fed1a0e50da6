import { describe, expect, it } from 'vitest'
import type { PlannedMessage } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import { enrollmentIdFrom } from '../../../functions/domain/ids.ts'
import { noControls, type SendResult } from '../../../functions/domain/signal.ts'
import {
  accepted,
  change,
  claimed,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  otherEnrollmentId,
  planStates,
  refusal,
  resultSignal,
  rules,
  seconds,
  step,
  version,
  withPlan,
} from '../builders.ts'

const enrolled = (): ContactHead => head({ enrollments: [enrollment()] })
const refusedBy = (cls: 'transient' | 'permanent' | 'account'): SendResult => ({ kind: 'refused', cls, reason: 'no', at: accepted.at })
const single = version({ steps: [step(1, 'email', 0)] })

describe('an accepted message', () => {
  it('is sent, with its row written ahead of the head', () => {
    const { head: state, send } = claimed(enrolled())
    const decision = change(state, resultSignal(send, accepted), now + 1000)
    expect(planStates(decision.head)['s1']).toBe('sent')
    expect(decision.head.inFlight).toBeUndefined()
    expect(effectsOf(decision.before, 'put_message')[0]?.row).toMatchObject({
      status: 'sent',
      recipient: 'dana@example.com',
      providerId: 'P1',
      body: 'Hi Dana, about 12 Elm St.',
      stepOrder: 1,
      attempts: [{ id: 'A1', outcome: 'accepted', verdicts: send.verdicts }],
    })
  })

  it('hands over what fell due meanwhile', () => {
    const both = version({ steps: [step(1, 'email', 0), step(2, 'sms', 0)] })
    const { head: state, send } = claimed(head({ enrollments: [enrollment({}, both)] }))
    const decision = change(state, resultSignal(send, accepted), now + 1000)
    expect(effectsOf(decision.after, 'hand_over').map((effect) => effect.step)).toEqual(['s2'])
  })

  it('completes the enrollment with the last one', () => {
    const { head: state, send } = claimed(head({ enrollments: [enrollment({}, single)] }))
    const decision = change(state, resultSignal(send, accepted), now + 1000)
    expect(decision.head.enrollments).toEqual([])
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished).toMatchObject({
      exitReason: 'completed',
      plan: [{ state: 'sent' }],
    })
    expect(effectsOf(decision.after, 'publish').map((effect) => effect.detailType)).toEqual(['Enrollment Finished'])
  })

  it('waits for an answer where the policy says so, and completes when the wait is over', () => {
    const waiting = enrollment({ completeAfterDays: 3 }, single)
    const { head: state, send } = claimed(head({ enrollments: [waiting] }))
    const { head: sent } = change(state, resultSignal(send, accepted), now)
    expect(sent.enrollments[0]?.completeAt).toBe(seconds(now) + 3 * 86_400)
    expect(refusal(sent, { kind: 'completion_due', enrollmentId }, now + hours(71))).toBe('not_due_yet')
    expect(change(sent, { kind: 'swept', rules }, now + hours(72)).head.enrollments).toEqual([])
  })

  it('is recorded once', () => {
    const { head: state, send } = claimed(enrolled())
    const { head: sent } = change(state, resultSignal(send, accepted))
    expect(refusal(sent, resultSignal(send, accepted))).toBe('already_resolved')
  })

  it('is recorded although the contact opted out while it was under way, and ends the enrollment then', () => {
    const { head: state, send } = claimed(enrolled())
    const leaving = change(state, {
      kind: 'opted_out',
      address: 'email',
      addressKey: 'ae1',
      channels: ['email'],
      reason: 'unsubscribed',
      detail: 'click',
    })
    expect(leaving.head.enrollments[0]?.ending).toEqual({ exit: 'unsubscribed', detail: 'click' })
    expect(effectsOf(leaving.before, 'archive_enrollment')).toEqual([])
    const decision = change(leaving.head, resultSignal(send, accepted))
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished).toMatchObject({
      exitReason: 'unsubscribed',
      plan: [{ state: 'sent' }, { state: 'cancelled' }, { state: 'skipped', reason: 'suppressed' }, { state: 'cancelled' }],
    })
  })
})

describe('a transient refusal', () => {
  it('gives the touch back and tries again after about a minute, as a new revision', () => {
    const { head: state, send } = claimed(enrolled())
    const decision = change(state, resultSignal(send, refusedBy('transient')))
    const { due } = itemOf(decision.head, 's1')
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2, tries: 1 })
    expect(due - seconds(now)).toBeGreaterThanOrEqual(48)
    expect(due - seconds(now)).toBeLessThanOrEqual(72)
    expect(decision.head.touches).toEqual({ '2026-11-20': 0 })
    expect(effectsOf(decision.after, 'schedule')).toEqual([{ kind: 'schedule', enrollmentId, step: 's1', revision: 2, due }])
    expect(effectsOf(decision.before, 'put_message')[0]?.row.attempts[0]?.outcome).toBe('refused_transient')
  })

  it('backs off to an hour and then fails', () => {
    let state = enrolled()
    let at = now
    const waits: number[] = []
    for (let tries = 1; tries <= 5; tries++) {
      const { head: inFlight, send } = claimed(state, 's1', at)
      state = change(inFlight, resultSignal(send, refusedBy('transient')), at).head
      waits.push(itemOf(state, 's1').due - seconds(at))
      at = itemOf(state, 's1').due * 1000
    }
    for (const [index, exact] of [60, 240, 960, 3600].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(exact * 0.8)
      expect(waits[index]).toBeLessThanOrEqual(Math.min(3600, exact * 1.2))
    }
    expect(planStates(state)['s1']).toBe('failed refused_retries_exhausted')
  })

  it('tries each message again at a time of its own, and always at the same one', () => {
    const waitOf = (id: string): number => {
      const claim = change(head({ enrollments: [enrollment({ id })] }), { ...dueSignal('s1'), enrollmentId: id })
      const [send] = effectsOf(claim.after, 'send')
      if (!send) throw new Error('nothing was sent')
      return itemOf(change(claim.head, resultSignal(send, refusedBy('transient'))).head, 's1', id).due - seconds(now)
    }
    const waits = Array.from({ length: 40 }, (_one, index) => waitOf(enrollmentIdFrom(now, BigInt(index) * 5_000_000n)))
    expect(new Set(waits).size).toBeGreaterThan(10)
    expect(waitOf(enrollmentId)).toBe(waitOf(enrollmentId))
  })

  it('slows no channel by itself', () => {
    const { head: state, send } = claimed(enrolled())
    expect(effectsOf(change(state, resultSignal(send, refusedBy('transient'))).after, 'slow_channel')).toEqual([])
  })
})

describe('a refusal that asks for a slower pace', () => {
  const throttled = { kind: 'refused', cls: 'transient', reason: 'slow down', at: accepted.at, throttled: true } as const
  /** `passed`: seconds since the first try; null where this is the first. */
  const refusedAfter = (passed: number | null, overrides: Partial<PlannedMessage> = {}, slowUntil?: number) => {
    const item = { ...(passed === null ? {} : { triedAt: seconds(now) - passed }), ...overrides }
    const { head: state, send } = claimed(head({ enrollments: [withPlan(enrollment(), { s1: item })] }))
    const controls = { ...noControls, slowUntil: slowUntil === undefined ? {} : { email: seconds(now) + slowUntil } }
    return change(state, resultSignal(send, throttled, { controls }))
  }
  const slowedTo = (passed: number | null, slowUntil?: number): (string | number)[] =>
    effectsOf(refusedAfter(passed, {}, slowUntil).after, 'slow_channel').flatMap(({ channel, until }) => [channel, until - seconds(now)])
  const waitAfter = (passed: number | null): number => itemOf(refusedAfter(passed).head, 's1').due - seconds(now)

  it('slows its channel for 30 seconds, and for as long as its message has been refused, to 15 minutes', () => {
    expect([null, 20, 60, 300].map((passed) => slowedTo(passed))).toEqual([
      ['email', 30],
      ['email', 30],
      ['email', 60],
      ['email', 300],
    ])
    expect(slowedTo(20_000)).toEqual(['email', 900])
  })

  it('slows a channel that has just had a pause for longer', () => {
    expect(slowedTo(null, -60)).toEqual(['email', 240])
    expect(slowedTo(null, -1000)).toEqual(['email', 30])
  })

  it('uses up none of its message’s tries, which keep the moment of the first', () => {
    const { head: once } = refusedAfter(null)
    expect(itemOf(once, 's1')).toMatchObject({ state: 'scheduled', triedAt: seconds(now) })
    expect(itemOf(once, 's1')).not.toHaveProperty('tries')
    const { head: often } = refusedAfter(7_200, { tries: 4 })
    expect(itemOf(often, 's1')).toMatchObject({ state: 'scheduled', tries: 4, triedAt: seconds(now) - 7_200 })
  })

  it('waits as after any refusal for now: about 1, 4 and 16 minutes, at most an hour', () => {
    for (const [passed, about] of [
      [null, 60],
      [60, 240],
      [300, 960],
    ] as const) {
      expect(waitAfter(passed)).toBeGreaterThanOrEqual(about * 0.8)
      expect(waitAfter(passed)).toBeLessThanOrEqual(about * 1.2)
    }
    expect(waitAfter(100_000)).toBeLessThanOrEqual(3_600)
  })

  it('fails its message once the first try is longer ago than it may be late', () => {
    const limit = rules.latenessHours * 3600
    expect(planStates(refusedAfter(limit).head)['s1']).toBe('scheduled')
    const late = refusedAfter(limit + 1)
    expect(planStates(late.head)['s1']).toBe('failed refused_retries_exhausted')
    expect(effectsOf(late.before, 'put_message')[0]?.row.attempts.at(-1)).toMatchObject({ detail: 'slow down' })
  })

  it('is forgotten by who sends the failed message again', () => {
    const { head: failed } = refusedAfter(rules.latenessHours * 3600 + 1)
    const { head: again } = change(failed, { kind: 'resend', enrollmentId, step: 's1' })
    expect(itemOf(again, 's1')).not.toHaveProperty('triedAt')
  })

  it('comes through however often it is met on the way', () => {
    let state = enrolled()
    let at = now
    for (let refusals = 0; refusals < 12; refusals++) {
      const { head: flying, send } = claimed(state, 's1', at)
      state = change(flying, resultSignal(send, throttled), at).head
      at = itemOf(state, 's1').due * 1000
    }
    const { head: flying, send } = claimed(state, 's1', at)
    const { head: sent } = change(flying, resultSignal(send, accepted), at)
    expect(itemOf(sent, 's1')).toMatchObject({ state: 'sent' })
    expect(itemOf(sent, 's1')).not.toHaveProperty('triedAt')
  })
})

describe('other refusals and silence', () => {
  it('fails for good where this recipient was refused, and goes on', () => {
    const { head: state, send } = claimed(enrolled())
    const decision = change(state, resultSignal(send, refusedBy('permanent')))
    expect(planStates(decision.head)['s1']).toBe('failed refused_permanent')
    expect(decision.head.touches).toEqual({ '2026-11-20': 0 })
  })

  it('ends the enrollment where the step says so', () => {
    const strict = version({ steps: [step(1, 'email', 0, { onFailure: 'end' }), step(2, 'sms', 10)] })
    const { head: state, send } = claimed(head({ enrollments: [enrollment({}, strict)] }))
    const decision = change(state, resultSignal(send, refusedBy('permanent'), { version: strict }))
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished.exitReason).toBe('bounced')
  })

  it('stops the channel on an account-wide refusal, loses nothing and tries again later', () => {
    const { head: state, send } = claimed(enrolled())
    const decision = change(state, resultSignal(send, refusedBy('account')))
    expect(planStates(decision.head)['s1']).toBe('held channel_stopped')
    expect(effectsOf(decision.after, 'alarm_channel')).toHaveLength(1)
    const later = change(decision.head, { kind: 'swept', rules }, now + 900_000)
    expect(itemOf(later.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2 })
    expect(effectsOf(later.after, 'schedule')).toContainEqual(expect.objectContaining({ step: 's1', revision: 2 }))
  })

  it('keeps a lost answer as unknown and never sends that revision again', () => {
    const { head: state, send } = claimed(enrolled())
    const decision = change(state, resultSignal(send, { kind: 'unknown', reason: 'timeout', at: accepted.at }))
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'unknown', attempt: 'A1' })
    expect(decision.head.touches).toEqual({ '2026-11-20': 1 })
    expect(refusal(decision.head, dueSignal('s1'))).toBe('already_resolved')
  })

  it('believes the provider’s own event about an unknown message', () => {
    const { head: state, send } = claimed(enrolled())
    const { head: lost } = change(state, resultSignal(send, { kind: 'unknown', reason: 'timeout', at: accepted.at }))
    const proven = change(lost, { kind: 'send_proven', enrollmentId, step: 's1', attemptId: 'A1' })
    expect(planStates(proven.head)['s1']).toBe('sent')
    expect(refusal(lost, { kind: 'send_proven', enrollmentId, step: 's1', attemptId: 'A9' })).toBe('already_resolved')
    expect(refusal(proven.head, { kind: 'resend', enrollmentId, step: 's1', by: 'ann' })).toBe('nothing_to_do')
    expect(refusal(proven.head, resultSignal(send, accepted))).toBe('already_resolved')
  })
})

describe('a claim without an answer', () => {
  const expired = (recorded: 'sent' | null) => ({ kind: 'claim_expired', enrollmentId, step: 's1', attemptId: 'A1', recorded }) as const

  it('holds for 30 seconds', () => {
    expect(refusal(claimed(enrolled()).head, expired(null), now + 29_999)).toBe('claim_in_flight')
  })

  it('is unknown afterwards, with a row that says so', () => {
    const decision = change(claimed(enrolled()).head, expired(null), now + 30_000)
    expect(planStates(decision.head)['s1']).toBe('unknown')
    expect(decision.head.inFlight).toBeUndefined()
    expect(effectsOf(decision.before, 'put_message')[0]?.row).toMatchObject({
      status: 'unknown',
      channel: 'email',
      recipient: 'dana@example.com',
    })
  })

  it('is sent where its row says so', () => {
    expect(planStates(change(claimed(enrolled()).head, expired('sent'), now + 30_000).head)['s1']).toBe('sent')
  })

  it('takes an answer that comes after all', () => {
    const { head: state, send } = claimed(enrolled())
    const { head: lost } = change(state, expired(null), now + 30_000)
    expect(planStates(change(lost, resultSignal(send, accepted), now + 40_000).head)['s1']).toBe('sent')
  })
})

describe('the sweep', () => {
  it('hands over what is overdue', () => {
    expect(decide(enrolled(), { kind: 'swept', rules }, now + hours(1))).toMatchObject({
      kind: 'unchanged',
      after: [{ kind: 'hand_over', step: 's1' }],
    })
  })

  it('hands nothing over while a message of the contact is with a provider', () => {
    const other = enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ2' })
    const { head: state } = claimed(head({ enrollments: [enrollment(), other] }))
    const paused = change(state, { kind: 'pause', enrollmentId, reason: 'x' })
    expect(effectsOf(paused.after, 'hand_over')).toEqual([])
    expect(refusal(state, { kind: 'swept', rules }, now + 1000)).toBe('nothing_to_do')
  })

  it('leaves a stopped channel alone for fifteen minutes', () => {
    const state = head({
      enrollments: [withPlan(enrollment(), { s1: { state: 'held', reason: 'channel_stopped', heldAt: seconds(now) } })],
    })
    expect(refusal(state, { kind: 'swept', rules }, now + 899_000)).toBe('nothing_to_do')
  })

  it('leaves a contact alone for whom nothing is due', () => {
    expect(refusal(head({ enrollments: [withPlan(enrollment(), { s1: { state: 'sent' } })] }), { kind: 'swept', rules })).toBe(
      'nothing_to_do',
    )
  })
})
