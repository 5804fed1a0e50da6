import { describe, expect, it } from 'vitest'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import type { StepCondition, StepEvents } from '../../../functions/domain/condition.ts'
import { decide } from '../../../functions/domain/decide.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import { nextWake } from '../../../functions/domain/wake.ts'
import {
  change,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  planStates,
  refusal,
  rules,
  seconds,
  step,
  version,
  withPlan,
} from '../builders.ts'

const clicked: StepCondition = { match: 'all', tests: [{ kind: 'clicked', step: 's1' }], withinMinutes: 3 * 1440, otherwise: 'skip' }
const answered: StepCondition = { match: 'all', tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }], otherwise: 'skip' }

/** A first step that left at once, one a day later that asks, and two more. */
const asking = (condition: StepCondition) =>
  version({
    steps: [
      step(1, condition === answered ? 'call' : 'email', 0),
      step(2, 'email', 1440, { condition }),
      step(3, 'email', 2880),
      step(4, 'task', 4320),
    ],
  })
const sent = (condition: StepCondition): ContactHead =>
  head({ enrollments: [withPlan(enrollment({}, asking(condition)), { s1: { state: 'sent' } })] })
const dayAfter = now + hours(24)
const end = seconds(now) + 3 * 86_400

const due = (state: ContactHead, condition: StepCondition, events: StepEvents = {}, overrides = {}) =>
  dueSignal('s2', itemOf(state, 's2').rev, {
    version: asking(condition),
    events: { s1: { sentAt: seconds(now), ...events } },
    ...overrides,
  })

const waiting = (condition: StepCondition) => change(sent(condition), due(sent(condition), condition), dayAfter)

describe('a step that waits for a click', () => {
  it('is held until its time is over, with an entry and the sweep for that moment, and says so', () => {
    const held = waiting(clicked)
    expect(itemOf(held.head, 's2')).toMatchObject({
      state: 'held',
      reason: 'waiting_for_condition',
      until: end,
      rev: 2,
      due: seconds(dayAfter),
    })
    expect(effectsOf(held.after, 'schedule')).toEqual([expect.objectContaining({ step: 's2', revision: 2, due: end })])
    expect(effectsOf(held.after, 'hand_over')).toEqual([])
    expect(nextWake(held.head)).toBe(end + 120)
    expect(effectsOf(held.before, 'put_message')[0]?.row).toMatchObject({ status: 'held', reason: 'waiting_for_condition' })
    expect(held.verdicts?.at(-1)).toEqual({ gate: 'condition', pass: false, reason: 'waiting_for_condition', saw: 'waits for an answer' })
  })

  it('leaves as soon as it is told of one, and what follows keeps its distance', () => {
    const { head: held } = waiting(clicked)
    const told = decide(held, { kind: 'heard', enrollmentId, step: 's1' }, dayAfter + hours(5))
    expect(told).toMatchObject({ kind: 'unchanged', after: [{ kind: 'hand_over', step: 's2', revision: 2 }] })
    const left = change(held, due(held, clicked, { clickedAt: seconds(dayAfter) }), dayAfter + hours(5))
    expect(itemOf(left.head, 's2')).toMatchObject({ state: 'claimed', due: seconds(dayAfter + hours(5)), rev: 3 })
    expect(itemOf(left.head, 's2')).not.toHaveProperty('until')
    expect(itemOf(left.head, 's2')).not.toHaveProperty('reason')
    expect(itemOf(left.head, 's3').due - itemOf(left.head, 's2').due).toBe(86_400)
    expect(effectsOf(left.after, 'send')).toHaveLength(1)
    expect(effectsOf(left.after, 'unschedule')).toContainEqual(expect.objectContaining({ step: 's2', revision: 2 }))
  })

  it('told of something else it waits on: nothing is written, and its entry is there', () => {
    const { head: held } = waiting(clicked)
    expect(decide(held, due(held, clicked, { openedAt: seconds(dayAfter) }), dayAfter + hours(5))).toEqual({
      kind: 'unchanged',
      reason: 'not_due_yet',
      after: [expect.objectContaining({ kind: 'schedule', revision: 2, due: end })],
    })
  })

  it('is skipped when the time is over: what was due meanwhile is due then, and the rest keeps its distance', () => {
    const { head: held } = waiting(clicked)
    const over = change(held, due(held, clicked), end * 1000)
    expect(planStates(over.head)).toMatchObject({ s2: 'skipped condition_not_met', s3: 'scheduled', s4: 'scheduled' })
    expect(itemOf(over.head, 's3').due).toBe(end)
    expect(itemOf(over.head, 's4').due).toBe(end + 86_400)
    expect(effectsOf(over.after, 'hand_over')).toEqual([expect.objectContaining({ step: 's3' })])
  })

  it('is asked for the last time a few seconds early too', () => {
    const { head: held } = waiting(clicked)
    expect(planStates(change(held, due(held, clicked), end * 1000 - 4000).head).s2).toBe('skipped condition_not_met')
  })

  it('that waited longer than a message may be late is not late', () => {
    const long = { ...clicked, withinMinutes: 20 * 1440 }
    const { head: held } = waiting(long)
    const at = now + hours(24 * 10)
    expect(itemOf(change(held, due(held, long, { clickedAt: seconds(at) }), at).head, 's2').state).toBe('claimed')
  })

  it('that nobody carried out for days after the wait is late like any other', () => {
    const { head: held } = waiting(clicked)
    const at = end * 1000 + hours(rules.latenessHours + 1)
    expect(planStates(change(held, due(held, clicked, { clickedAt: 1 }), at).head).s2).toBe('skipped too_late')
  })

  it('is found by the sweep, and by any change, where its entry and the telling were lost', () => {
    const { head: held } = waiting(clicked)
    expect(decide(held, { kind: 'swept', rules }, end * 1000 + hours(1))).toMatchObject({
      after: [{ kind: 'hand_over', step: 's2', revision: 2 }],
    })
    const contact: Signal = {
      kind: 'contact_seen',
      rules,
      facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { phone: { key: 'ap2', value: '+13125550199' } } },
    }
    expect(effectsOf(change(held, contact, dayAfter + 1000).after, 'hand_over')).toEqual([expect.objectContaining({ step: 's2' })])
  })

  it('is asked again when a paused enrollment goes on', () => {
    const { head: held } = waiting(clicked)
    const paused = change(held, { kind: 'pause', enrollmentId, reason: 'x' }, dayAfter + 1000).head
    expect(refusal(paused, { kind: 'heard', enrollmentId, step: 's1' }, dayAfter + 2000)).toBe('enrollment_paused')
    const resumed = change(paused, { kind: 'resume', enrollmentId }, dayAfter + 60_000)
    expect(effectsOf(resumed.after, 'hand_over')).toEqual([
      expect.objectContaining({ step: 's2', revision: itemOf(resumed.head, 's2').rev }),
    ])
  })

  it('moves to the next opening where the hours are over when it may leave', () => {
    const narrow = { ...rules, windows: { email: { from: '09:00', to: '17:00' } } }
    const { head: held } = waiting(clicked)
    const night = dayAfter + hours(12)
    const later = change(held, due(held, clicked, { clickedAt: 1 }, { rules: narrow }), night)
    expect(itemOf(later.head, 's2')).toMatchObject({
      state: 'scheduled',
      reason: 'outside_window',
      until: end,
      due: seconds(dayAfter) + 86_400,
    })
    expect(itemOf(later.head, 's3').due - itemOf(later.head, 's2').due).toBe(86_400)
  })
})

describe('a step that waits for the outcome of a call', () => {
  it('is held without end, and goes on when it is told', () => {
    const held = waiting(answered)
    expect(itemOf(held.head, 's2')).toMatchObject({ state: 'held', reason: 'waiting_for_outcome', rev: 1 })
    expect(itemOf(held.head, 's2').until).toBeUndefined()
    expect(effectsOf(held.after, 'schedule')).toEqual([])
    expect(nextWake(held.head)).toBeNull()
    const at = now + hours(24 * 30)
    const left = change(held.head, due(held.head, answered, { outcome: 'answered' }), at)
    expect(itemOf(left.head, 's2').state).toBe('claimed')
    expect(itemOf(left.head, 's3').due).toBe(seconds(at) + 86_400)
  })

  it('is skipped by another outcome', () => {
    const { head: held } = waiting(answered)
    expect(planStates(change(held, due(held, answered, { outcome: 'busy' }), dayAfter + 1000).head).s2).toBe('skipped condition_not_met')
  })
})

describe('where a condition does not hold', () => {
  it('a branch skips everything before the step that it leads to', () => {
    const branch: StepCondition = { ...clicked, otherwise: { goTo: 's4' } }
    const { withinMinutes: _asksOnce, ...once } = branch
    const state = sent(once)
    const branched = change(state, due(state, once), dayAfter)
    expect(planStates(branched.head)).toEqual({ s1: 'sent', s2: 'skipped branched_past', s3: 'skipped branched_past', s4: 'scheduled' })
    expect(effectsOf(branched.before, 'put_message').map(({ row }) => [row.stepId, row.reason])).toEqual([
      ['s2', 'branched_past'],
      ['s3', 'branched_past'],
    ])
    expect(effectsOf(branched.after, 'unschedule')).toEqual([expect.objectContaining({ step: 's3', revision: 1 })])
    expect(itemOf(branched.head, 's4').due).toBe(seconds(now) + 3 * 86_400)
  })

  it('a branch to a step that is over leaves only this one out', () => {
    const { withinMinutes: _asksOnce, ...once } = { ...clicked, otherwise: { goTo: 's9' } }
    const state = sent(once)
    expect(planStates(change(state, due(state, once), dayAfter).head)).toMatchObject({ s2: 'skipped condition_not_met', s3: 'scheduled' })
  })

  it('the enrollment can end: nothing more is sent, and it completes as after its last step', () => {
    const { withinMinutes: _asksOnce, ...once } = { ...clicked, otherwise: 'end' as const }
    const state = sent(once)
    const ended = change(state, due(state, once), dayAfter)
    expect(ended.head.enrollments).toEqual([])
    const [archived] = effectsOf(ended.before, 'archive_enrollment')
    expect(archived?.finished).toMatchObject({ exitReason: 'completed' })
    expect(archived?.finished.plan.map(({ state: of, reason }) => [of, reason])).toEqual([
      ['sent', undefined],
      ['skipped', 'condition_not_met'],
      ['skipped', 'branched_past'],
      ['skipped', 'branched_past'],
    ])
  })

  it('an end waits for an answer as long as the sequence says, and only then is it followed', () => {
    const { withinMinutes: _asksOnce, ...once } = { ...clicked, otherwise: 'end' as const }
    const state = sent(once)
    const patient = {
      ...state,
      enrollments: state.enrollments.map((one) => ({ ...one, completeAfterDays: 2, routes: { completed: 'nurture' } })),
    }
    const { head: waits, before, after } = change(patient, due(patient, once), dayAfter)
    expect([...effectsOf(before, 'archive_enrollment'), ...effectsOf(after, 'route')]).toEqual([])
    expect(waits.enrollments[0]).toMatchObject({ status: 'active', completeAt: seconds(dayAfter) + 2 * 86_400 })
    expect(effectsOf(after, 'unschedule').map(({ step: id }) => id)).toEqual(['s3', 's4'])
    expect(refusal(waits, { kind: 'swept', rules }, dayAfter + hours(47))).toBe('nothing_to_do')
    const over = change(waits, { kind: 'swept', rules }, dayAfter + hours(48))
    expect(over.head.routing).toMatchObject([{ exit: 'completed', to: 'nurture' }])
  })
})

it('nobody who waits for nothing is told', () => {
  expect(refusal(sent(clicked), { kind: 'heard', enrollmentId, step: 's1' })).toBe('nothing_to_do')
  expect(refusal(head(), { kind: 'heard', enrollmentId, step: 's1' })).toBe('not_enrolled')
})
