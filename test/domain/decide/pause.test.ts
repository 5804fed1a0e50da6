import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../../../functions/domain/contact.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import { isResolved } from '../../../functions/domain/plan.ts'
import { nextWake } from '../../../functions/domain/wake.ts'
import {
  change,
  claimed,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  otherEnrollmentId,
  refusal,
  resultSignal,
  rules,
  seconds,
  withPlan,
} from '../builders.ts'

const day = 86_400
const by = 'ann@acme.example'
const started = withPlan(enrollment(), { s1: { state: 'sent' } })
const pause = (overrides: Partial<Extract<Signal, { kind: 'pause' }>> = {}): Signal => ({
  kind: 'pause',
  enrollmentId,
  reason: 'on holiday',
  by,
  ...overrides,
})
const resume: Signal = { kind: 'resume', enrollmentId, by }
const notes = (decision: { after: Parameters<typeof effectsOf>[0] }) =>
  effectsOf([...decision.after], 'put_interaction').map(({ interaction }) => [interaction.kind, interaction.detail])

describe('a pause with a date', () => {
  const paused = change(head({ enrollments: [started] }), pause({ until: seconds(now) + 2 * day })).head

  it('says when it resumes, and wakes the sweep then', () => {
    expect(paused.enrollments[0]).toMatchObject({ status: 'paused', pauseReason: 'on holiday', resumeAt: seconds(now) + 2 * day })
    expect(nextWake(paused)).toBe(seconds(now) + 2 * day)
  })

  it('is left alone by the sweep before, and resumed with its spacing then', () => {
    expect(refusal(paused, { kind: 'swept', rules }, now + hours(47))).toBe('nothing_to_do')
    const resumed = change(paused, { kind: 'swept', rules }, now + hours(48))
    const { head: going } = resumed
    expect(notes(resumed)).toEqual([['steered', 'resumed by itself, as its date had come']])
    expect(going.enrollments[0]).toMatchObject({ status: 'active' })
    expect(going.enrollments[0]).not.toHaveProperty('resumeAt')
    expect(['s2', 's3', 's4'].map((step) => itemOf(going, step).due - itemOf(paused, step).due)).toEqual([2 * day, 2 * day, 2 * day])
  })

  it('is told with its date at the contact’s place', () => {
    expect(notes(change(head({ enrollments: [started] }), pause({ until: seconds(now) + 2 * day })))).toEqual([
      ['steered', 'paused until 22 Nov 2026, 09:00 (America/Chicago) by ann@acme.example: on holiday'],
    ])
  })

  it('is refused where the date has passed', () => {
    expect(refusal(head({ enrollments: [started] }), pause({ until: seconds(now) }))).toBe('until_passed')
  })

  it('ends early by a person’s hand, and does not resume a second time', () => {
    const { head: going } = change(paused, resume, now + hours(1))
    expect(nextWake(going)).toBe(itemOf(going, 's2').due + 120)
    expect(refusal(going, { kind: 'swept', rules }, now + hours(20))).toBe('nothing_to_do')
  })
})

describe('a reply in review', () => {
  const reviewed = (overrides: Partial<LiveEnrollment> = {}) =>
    head({
      enrollments: [
        enrollment({ status: 'paused', pauseReason: 'reply_review', pausedAt: seconds(now), reply: { at: seconds(now) }, ...overrides }),
        enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ2' }),
      ],
    })
  const exit: Signal = { kind: 'exit', enrollmentId, exit: 'replied', reason: 'wants a call', by }

  it('exits as replied: its route follows, and the lead’s others end', () => {
    const { head: after, before, after: effects } = change(reviewed({ routes: { replied: 'sales' } }), exit)
    const ended = effectsOf(before, 'archive_enrollment').map(({ finished }) => [finished.id, finished.exitReason])
    expect(ended).toEqual([
      [enrollmentId, 'replied'],
      [otherEnrollmentId, 'replied'],
    ])
    expect(after.routing).toMatchObject([{ exit: 'replied', to: 'sales' }])
    expect(effectsOf(effects, 'tell_lead')).toHaveLength(1)
  })

  it('ends alone where the sequence does not stop the whole lead', () => {
    const { before, after: effects } = change(reviewed({ stopWholeLead: false }), exit)
    expect(effectsOf(before, 'archive_enrollment').map(({ finished }) => finished.id)).toEqual([enrollmentId])
    expect(effectsOf(effects, 'tell_lead')).toEqual([])
  })

  it('is the only one that exits so', () => {
    expect(refusal(head({ enrollments: [enrollment()] }), exit)).toBe('not_in_review')
    expect(refusal(reviewed({ pauseReason: 'on holiday' }), exit)).toBe('not_in_review')
  })
})

describe('resuming', () => {
  it('keeps the distances to a held message, also once that goes on', () => {
    const held = withPlan(started, { s2: { state: 'held', reason: 'missing_merge_value', heldAt: seconds(now), due: seconds(now) } })
    const { head: paused } = change(head({ enrollments: [held] }), pause())
    const { head: going } = change(paused, resume, now + hours(10))
    const { head: freed } = change(going, { kind: 'release_held', enrollmentId, step: 's2' }, now + hours(30))
    expect(itemOf(freed, 's2').due).toBe(seconds(now) + 30 * 3600)
    expect(itemOf(freed, 's3').due - itemOf(freed, 's2').due).toBe(itemOf(paused, 's3').due - itemOf(paused, 's2').due)
  })

  it('counts no time twice that a message waited for its sequence', () => {
    const held = withPlan(started, { s2: { state: 'held', reason: 'sequence_paused', heldAt: seconds(now), due: seconds(now) } })
    const { head: paused } = change(head({ enrollments: [held] }), pause())
    const { head: freed } = change(paused, { kind: 'sequence_resumed', sequenceId: 'SEQ1', rules }, now + hours(20))
    const { head: going } = change(freed, resume, now + hours(24))
    expect(itemOf(going, 's2').due).toBe(seconds(now) + 24 * 3600)
  })

  it('leaves a message with the provider alone and moves what follows', () => {
    const { head: flying, send } = claimed(head({ enrollments: [enrollment()] }))
    const { head: paused } = change(flying, pause(), now + 1000)
    const { head: going } = change(paused, resume, now + 21_000)
    expect(itemOf(going, 's1')).toEqual(itemOf(flying, 's1'))
    expect(itemOf(going, 's2').due).toBe(itemOf(flying, 's2').due + 20)
    expect(
      change(going, resultSignal(send, { kind: 'accepted', providerId: 'P', at: '2026-11-20T15:00:22.000Z' }), now + 22_000).head.inFlight,
    ).toBeUndefined()
  })

  it('keeps every distance, brings nothing forward and piles nothing up, over any pauses', () => {
    const moment = fc.record({
      gap: fc.integer({ min: 0, max: 10 * day }),
      length: fc.integer({ min: 0, max: 10 * day }),
      until: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 6 }), fc.boolean(), (pauses, isHeld) => {
        const live = isHeld ? withPlan(started, { s2: { state: 'held', reason: 'template_error', heldAt: seconds(now) } }) : started
        let state = head({ enrollments: [live] })
        let time = now
        for (const { gap, length, until } of pauses) {
          time += gap * 1000
          const before = open(state)
          const end = Math.floor(time / 1000) + Math.max(1, length)
          state = change(state, pause(until ? { until: end } : {}), time).head
          time = end * 1000
          state = change(state, until ? { kind: 'swept', rules } : resume, time).head
          const after = open(state)
          expect(distances(after)).toEqual(distances(before))
          for (const [i, item] of after.entries()) expect(item.due).toBeGreaterThanOrEqual(before[i]?.due ?? 0)
          if (!isHeld) expect(after[0]?.due).toBeGreaterThanOrEqual(seconds(time))
          // What follows a held message waits as long too: it may be skipped.
          if (isHeld) expect((after[1]?.due ?? 0) - (before[1]?.due ?? 0)).toBe(Math.max(1, length))
        }
      }),
    )
  })
})

const open = (state: ContactHead): PlannedMessage[] => state.enrollments[0]?.plan.filter((item) => !isResolved(item)) ?? []
const distances = (items: PlannedMessage[]): number[] => items.slice(1).map((item, i) => item.due - (items[i]?.due ?? 0))

describe('a reply in review', () => {
  const reviewed = enrollment({ ...started, onReply: 'review' })
  const reply: Signal = { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'Tell me more' }
  const waiting = change(head({ enrollments: [reviewed] }), reply, now + hours(1)).head

  it('keeps when it came, and waits for a decision', () => {
    expect(waiting.enrollments[0]).toMatchObject({ status: 'paused', pauseReason: 'reply_review', reply: { at: seconds(now + hours(1)) } })
    expect(refusal(waiting, reply, now + hours(2))).toBe('nothing_to_do')
  })

  it('goes on with what a person says that it meant, spaced as before', () => {
    const decision = change(waiting, { kind: 'continue', enrollmentId, intent: 'question', by }, now + hours(5))
    expect(decision.head.enrollments[0]).toMatchObject({ status: 'active', reply: { at: seconds(now + hours(1)), intent: 'question' } })
    expect(itemOf(decision.head, 's2').due - itemOf(waiting, 's2').due).toBe(4 * 3600)
    expect(notes(decision)).toEqual([['steered', 'continued after a reply (question) by ann@acme.example']])
  })

  it('ends a pause’s own date: nothing goes on before somebody has read it', () => {
    const paused = change(head({ enrollments: [reviewed] }), pause({ until: seconds(now) + day })).head
    const answered = change(paused, reply, now + hours(1)).head
    expect(answered.enrollments[0]).toMatchObject({ pauseReason: 'reply_review', pausedAt: seconds(now) })
    expect(refusal(answered, { kind: 'swept', rules }, now + hours(30))).toBe('nothing_to_do')
  })

  it('is the only thing to continue', () => {
    expect(refusal(head({ enrollments: [started] }), { kind: 'continue', enrollmentId })).toBe('not_in_review')
    expect(refusal(change(head({ enrollments: [started] }), pause()).head, { kind: 'continue', enrollmentId })).toBe('not_in_review')
  })
})

describe('taking over', () => {
  const takeOver: Signal = { kind: 'take_over', enrollmentId, by: 'sam@acme.example', reason: 'I know them' }

  it('pauses and says who has it', () => {
    const decision = change(head({ enrollments: [started] }), takeOver)
    expect(decision.head.enrollments[0]).toMatchObject({ status: 'paused', pauseReason: 'taken_over', takenOverBy: 'sam@acme.example' })
    expect(notes(decision)).toEqual([['steered', 'taken over by sam@acme.example: I know them']])
  })

  it('takes what is paused too, from its date as well, and once', () => {
    const paused = change(head({ enrollments: [started] }), pause({ until: seconds(now) + day })).head
    const { head: taken } = change(paused, takeOver, now + hours(2))
    expect(taken.enrollments[0]).toMatchObject({ pauseReason: 'taken_over', pausedAt: seconds(now) })
    expect(nextWake(taken)).toBeNull()
    expect(refusal(taken, takeOver)).toBe('already_taken_over')
  })

  it('stays with the person when the contact replies, and ends with a resume', () => {
    const { head: taken } = change(head({ enrollments: [{ ...started, onReply: 'review' }] }), takeOver)
    const { head: replied } = change(
      taken,
      { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'x' },
      now + hours(1),
    )
    expect(replied.enrollments[0]).toMatchObject({ pauseReason: 'taken_over', reply: { at: seconds(now + hours(1)) } })
    expect(change(replied, resume, now + hours(3)).head.enrollments[0]).not.toHaveProperty('takenOverBy')
  })
})

describe('what a person does', () => {
  it.each<[string, Signal, string]>([
    ['pausing', pause({ until: seconds(now) + day }), 'paused until 21 Nov 2026, 09:00 (America/Chicago) by ann@acme.example: on holiday'],
    ['cancelling', { kind: 'cancel', enrollmentId, reason: 'wrong list', by }, 'cancelled by ann@acme.example: wrong list'],
    ['skipping', { kind: 'skip', enrollmentId, reason: 'by ann@acme.example', by }, 'step s2 skipped by ann@acme.example'],
    ['booking', { kind: 'exit', enrollmentId, exit: 'booked', reason: 'called', by }, 'marked booked by ann@acme.example: called'],
    ['unsubscribing', { kind: 'exit', enrollmentId, exit: 'unsubscribed', reason: 'asked', by }, 'unsubscribed by ann@acme.example: asked'],
  ])('%s stands on the timeline with who, what and why', (_what, signal, detail) => {
    expect(notes(change(head({ enrollments: [started] }), signal))).toContainEqual(['steered', detail])
  })

  it('is told on where a person asked, and only there', () => {
    expect(notes(change(head({ enrollments: [started] }), { kind: 'pause', enrollmentId, reason: 'x' }))).toEqual([])
  })

  it('keeps goal and notes of a hand-off with the finished enrollment', () => {
    const decision = change(head({ enrollments: [started] }), {
      kind: 'exit',
      enrollmentId,
      exit: 'booked',
      reason: 'x',
      by,
      goal: 'pipeline',
      notes: 'wants a demo',
    })
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished).toMatchObject({ goal: 'pipeline', notes: 'wants a demo' })
  })
})
