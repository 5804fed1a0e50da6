/** An absence note: what remains waits for the business day after the return, and nothing is sent before. */
import { describe, expect, it } from 'vitest'
import { waitsUntil } from '../../../functions/domain/absence.ts'
import { departureOf } from '../../../functions/domain/departure.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import { change, context, effectsOf, enrollment, enrollmentId, head, hours, now, refusal, rules, seconds, withPlan } from '../builders.ts'

/** Friday, 20 November 2026, 09:00 in Chicago; the second step (a text) is due on Saturday at 09:00, the third on Monday. */
const running = head({ enrollments: [withPlan(enrollment(), { s1: { state: 'sent' } })] })
const away = (back: string, over: Partial<Extract<Signal, { kind: 'away' }>> = {}): Signal => ({ kind: 'away', back, rules, ...over })
const local = (at: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Chicago', dateStyle: 'short', timeStyle: 'short' }).format(at * 1000)
const after = (state: ContactHead, signal: Signal, at = now): ContactHead => change(state, signal, at).head
const dueTimes = (state: ContactHead) => state.enrollments[0]?.plan.map(({ due }) => local(due))

describe('the business day after a return', () => {
  it.each([
    ['a Monday', '2026-11-23', '2026-11-24 00:00'],
    ['a Friday', '2026-12-04', '2026-12-07 00:00'],
    ['a Saturday', '2026-12-05', '2026-12-07 00:00'],
    ['the day before a holiday', '2026-11-25', '2026-11-27 00:00'],
    ['a day in a year, cut to 60 days', '2027-11-25', '2027-01-19 00:00'],
  ])('after %s', (_what, back, expected) =>
    expect(local(waitsUntil(back, { timeZone: 'America/Chicago' }, { holidays: ['2026-11-26'] }, seconds(now)))).toBe(expected),
  )
})

describe('when the contact is away', () => {
  it('moves the next step to the same time of that day, and the rest by the same distance', () => {
    const state = after(running, away('2026-11-30'), now)
    expect(dueTimes(state)).toEqual(['2026-11-20 09:00', '2026-12-01 09:00', '2026-12-03 09:00', '2026-12-07 09:00'])
    expect(state.enrollments[0]?.plan[1]).toMatchObject({ state: 'scheduled', reason: 'contact_away', rev: 2 })
    expect(state.away).toEqual({ until: waitsUntil('2026-11-30', running, rules, seconds(now)) })
  })

  it('says so on the timeline and gives the entries new times', () => {
    const effects = change(running, away('2026-11-30')).after
    expect(effects).toContainEqual(
      expect.objectContaining({
        kind: 'put_interaction',
        interaction: expect.objectContaining({ kind: 'steered', detail: expect.stringContaining('the contact is away') }),
      }),
    )
    expect(effectsOf(effects, 'schedule')).toHaveLength(3)
  })

  it('leaves alone what is due later anyway', () => {
    const later = head({
      enrollments: [withPlan(enrollment(), { s1: { state: 'sent' }, s2: { state: 'sent' }, s3: { due: seconds(now) + 20 * 86_400 } })],
    })
    const state = after(later, away('2026-11-23'), now)
    expect(dueTimes(state)).toEqual(later.enrollments[0]?.plan.map(({ due }) => local(due)))
  })

  it('takes the next opening where the channel is closed at that time', () => {
    const state = after(running, away('2026-11-30', { rules: { ...rules, windows: { sms: { from: '10:00', to: '18:00' } } } }), now)
    expect(dueTimes(state)?.[1]).toBe('2026-12-01 10:00')
  })

  it('is extended by a later note and never shortened', () => {
    const once = after(running, away('2026-11-30'), now)
    const twice = after(once, away('2026-12-02'), now + hours(1))
    expect(dueTimes(twice)?.[1]).toBe('2026-12-03 09:00')
    expect(refusal(twice, away('2026-11-25'), now + hours(2))).toBe('nothing_to_do')
    expect(refusal(twice, away('2026-12-02'), now + hours(2))).toBe('nothing_to_do')
  })

  it('refuses a return that has passed', () => expect(refusal(running, away('2026-11-18'))).toBe('nothing_to_do'))

  it('does not move what is paused: its gates look when it goes on', () => {
    const paused = head({
      enrollments: [withPlan(enrollment({ status: 'paused', pauseReason: 'by hand', pausedAt: seconds(now) }), { s1: { state: 'sent' } })],
    })
    const state = after(paused, away('2026-11-30'), now)
    expect(dueTimes(state)?.[1]).toBe('2026-11-21 09:00')
    const item = state.enrollments[0]!.plan[1]!
    const leaves = departureOf({ head: state, enrollment: { id: enrollmentId }, item, context: context(), at: item.due })
    expect([local(leaves.at), leaves.reason]).toEqual(['2026-12-01 09:00', 'contact_away'])
  })

  it('ends with a reply', () => {
    const once = after(running, away('2026-11-30'), now)
    const answered = after(once, { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'Yes' }, now + hours(1))
    expect(answered.away).toBeUndefined()
    expect(answered.enrollments).toEqual([])
  })
})
