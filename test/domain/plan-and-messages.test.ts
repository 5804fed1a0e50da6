import { describe, expect, it } from 'vitest'
import { enrollmentExitReasons, suppressionReasons } from '../../functions/domain/contact.ts'
import { refusalReasons } from '../../functions/domain/effect.ts'
import { messageReasons } from '../../functions/domain/message.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { messagesOf } from '../../functions/domain/messages-of.ts'
import { moveBehind, moveTo, planOf } from '../../functions/domain/plan.ts'
import { exitReasonText, messageReasonText, refusalText, suppressionText } from '../../functions/domain/reasons.ts'
import { expiredClaim, nextWake } from '../../functions/domain/wake.ts'
import { claimed, enrollment, enrollmentId, head, now, seconds, step, version, withPlan } from './builders.ts'

const dues = (plan: readonly { due: number; rev: number }[]): [number, number][] => plan.map((item) => [item.due, item.rev])
const plan = planOf(version({ steps: [step(1, 'email', 0), step(2, 'sms', 10), step(3, 'email', 20)] }), 0)

describe('a plan', () => {
  it('keeps steps of equal delay in their places and sorts the others', () => {
    const mixed = version({ steps: [step(1, 'email', 60), step(2, 'sms', 0), step(3, 'task', 60)] })
    expect(planOf(mixed, 1000).map(({ step: id, due }) => [id, due])).toEqual([
      ['s2', 1000],
      ['s1', 4600],
      ['s3', 4600],
    ])
  })

  it('moves what follows by the same distance, or only as far as the order needs', () => {
    expect(dues(moveTo(plan, 's2', 900).plan)).toEqual([
      [0, 1],
      [900, 2],
      [1500, 2],
    ])
    expect(dues(moveTo(plan, 's2', 900, 'order').plan)).toEqual([
      [0, 1],
      [900, 2],
      [1200, 1],
    ])
    expect(dues(moveTo(plan, 's2', 1300, 'order').plan)).toEqual([
      [0, 1],
      [1300, 2],
      [1300, 2],
    ])
  })

  it('never moves a message to an earlier time', () => {
    expect(dues(moveTo(plan, 's2', 5).plan)).toEqual([
      [0, 1],
      [600, 2],
      [1200, 1],
    ])
  })

  it('leaves what was sent where it is', () => {
    const sent = plan.map((item) => (item.step === 's3' ? { ...item, state: 'sent' as const } : item))
    expect(dues(moveBehind(sent, 's1', 60).plan)).toEqual([
      [0, 1],
      [660, 2],
      [1200, 1],
    ])
  })
})

describe('the next wake', () => {
  const at = seconds(now)
  it.each([
    ['nothing where nothing runs', head(), null],
    ['two minutes after the next message is due', head({ enrollments: [enrollment()] }), at + 120],
    ['nothing for a paused enrollment', head({ enrollments: [enrollment({ status: 'paused' })] }), null],
    [
      'nothing for what a person or a value has to release',
      head({ enrollments: [withPlan(enrollment(), { s1: { state: 'held', reason: 'missing_merge_value' } })] }),
      null,
    ],
    ['where it was before a claim, whose answer seldom takes a second', claimed(head({ enrollments: [enrollment()] })).head, at + 120],
    [
      'when a claim has expired whose enrollment is paused',
      ((state) => ({ ...state, enrollments: state.enrollments.map((one) => ({ ...one, status: 'paused' as const })) }))(
        claimed(head({ enrollments: [enrollment()] })).head,
      ),
      at + 30,
    ],
    [
      'five minutes after healing was asked for',
      head({
        enrollments: [withPlan(enrollment(), { s1: { state: 'sent' }, s3: { state: 'held', reason: 'address_bounced', heldAt: at } })],
      }),
      at + 300,
    ],
    [
      'fifteen minutes after a channel was stopped',
      head({ enrollments: [withPlan(enrollment(), { s1: { state: 'held', reason: 'channel_stopped', heldAt: at } })] }),
      at + 900,
    ],
    ['when the wait for an answer is over', head({ enrollments: [enrollment({ plan: [], completeAt: at + 5 })] }), at + 5],
  ])('is %s', (_when, state, wake) => {
    expect(nextWake(state)).toBe(wake)
  })

  it('names a claim once its 30 s are over', () => {
    const { head: state } = claimed(head({ enrollments: [enrollment()] }))
    expect(expiredClaim(state, now + 29_999)).toBeNull()
    expect(expiredClaim(state, now + 30_000)).toEqual({ enrollmentId, step: 's1', attemptId: 'A1' })
  })
})

describe('the messages of an enrollment', () => {
  const row = (overrides: Partial<MessageRow>, state: Parameters<typeof withPlan>[1] = {}): MessageRow => {
    const live = withPlan(enrollment(), state)
    return { ...messageRow(head(), live, live.plan[0] ?? plan[0]!, { status: 'sent', attempts: [] }), ...overrides }
  }

  it('are all there before anything left', () => {
    expect(
      messagesOf(head(), enrollment(), []).map(({ stepOrder, channel, status, recipient }) => [stepOrder, channel, status, recipient]),
    ).toEqual([
      [1, 'email', 'scheduled', 'dana@example.com'],
      [2, 'sms', 'scheduled', '+13125550142'],
      [3, 'email', 'scheduled', 'dana@example.com'],
      [4, 'task', 'scheduled', null],
    ])
  })

  it.each([
    ['a delivered row of a sent message is shown', 'sent', 'delivered', 1, 'delivered'],
    ['a row is newer than the claim it answers', 'claimed', 'sent', 1, 'sent'],
    ['a message that waits for another try is scheduled', 'scheduled', 'failed', 1, 'scheduled'],
    ['what was held when the enrollment ended is cancelled', 'cancelled', 'held', 1, 'cancelled'],
    ['what a gate moved and a newer version then left out is skipped', 'skipped', 'scheduled', 1, 'skipped'],
    ['what was held and then skipped is skipped', 'skipped', 'held', 1, 'skipped'],
  ] as const)('%s', (_why, state, status, revision, shown) => {
    const live = withPlan(enrollment(), { s1: { state } })
    expect(messagesOf(head(), live, [row({ status, revision })])[0]?.status).toBe(shown)
  })

  it('keep the attempts of an earlier revision', () => {
    const attempts = [{ id: 'A0', startedAt: 'x', adapter: 'ses', outcome: 'refused_transient' as const, revision: 1, verdicts: [] }]
    const live = withPlan(enrollment(), { s1: { rev: 2 } })
    expect(messagesOf(head(), live, [row({ status: 'scheduled', attempts })])[0]).toMatchObject({
      status: 'scheduled',
      revision: 2,
      attempts,
    })
  })
})

it('every reason has a sentence of its own', () => {
  const sentences = [
    ...messageReasons.map(messageReasonText),
    ...refusalReasons.map(refusalText),
    ...enrollmentExitReasons.map(exitReasonText),
    ...suppressionReasons.map(suppressionText),
  ]
  expect(sentences.every((sentence) => sentence.length > 5)).toBe(true)
  expect(new Set(sentences).size).toBe(sentences.length)
})
