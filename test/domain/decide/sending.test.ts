import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ContactHead, PlannedMessage } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import { noControls, type TenantControls, type TenantRules } from '../../../functions/domain/signal.ts'
import { context, dueSignal, enrollment, head, hours, now, rules, seconds, withPlan } from '../builders.ts'

const controls = (change: Partial<TenantControls>) => context({ controls: { ...noControls, ...change } })
const planOf = (found: ContactHead): PlannedMessage[] => found.enrollments[0]?.plan ?? []
const changedHead = (before: ContactHead, signal: Parameters<typeof decide>[1], at = now): ContactHead => {
  const decision = decide(before, signal, at)
  if (decision.kind !== 'changed') throw new Error(`nothing changed: ${decision.reason}`)
  return decision.head
}

const walking = (key = 'ck1', plan: Parameters<typeof withPlan>[1] = {}) =>
  head({ key, enrollments: [withPlan(enrollment({ completeAfterDays: 1 }), plan)] })
/** The first message is sent, the second held since `now` because everything was stopped. */
const stopped = (key = 'ck1') =>
  walking(key, { s1: { state: 'sent' }, s2: { state: 'held', reason: 'sending_stopped', due: seconds(now), heldAt: seconds(now) } })
const resumed = (of: ContactHead, at: number, over: TenantRules = rules) => changedHead(of, { kind: 'sending_resumed', rules: over }, at)
const keyOf = (n: number): string => createHash('sha256').update(String(n)).digest('hex').slice(0, 24)

describe('while all sending is stopped', () => {
  it('a message that falls due is held, before any other gate is asked', () => {
    const decision = decide(walking(), dueSignal('s1', 1, controls({ sending: 'stopped' })), now)
    expect(decision).toMatchObject({
      kind: 'changed',
      verdicts: [{ gate: 'sending', pass: false, reason: 'sending_stopped', saw: 'stopped' }],
    })
    if (decision.kind === 'changed') expect(planOf(decision.head)[0]).toMatchObject({ state: 'held', reason: 'sending_stopped' })
  })

  it('a person is handed nothing either', () => {
    const atTask = walking('ck1', { s1: { state: 'sent' }, s2: { state: 'sent' }, s3: { state: 'sent' }, s4: { due: seconds(now) } })
    expect(planOf(changedHead(atTask, dueSignal('s4', 1, controls({ sending: 'stopped' }))))[3]).toMatchObject({
      state: 'held',
      reason: 'sending_stopped',
    })
  })
})

describe('when sending is turned on again', () => {
  it('what was held leaves within the hour, and what follows keeps its distance', () => {
    const at = now + hours(48)
    const before = planOf(stopped())
    const plan = planOf(resumed(stopped(), at))
    expect(plan[1]).toMatchObject({ state: 'scheduled', rev: 2 })
    expect(plan[1]).not.toHaveProperty('reason')
    expect(plan[1]?.due).toBeGreaterThanOrEqual(seconds(at))
    expect(plan[1]?.due).toBeLessThan(seconds(at) + 3600)
    expect((plan[2]?.due ?? 0) - (plan[1]?.due ?? 0)).toBe((before[2]?.due ?? 0) - (before[1]?.due ?? 0))
  })

  it('a thousand contacts do not leave in a burst, and each always at its own moment', () => {
    const at = now + hours(1)
    const dues = Array.from({ length: 1_000 }, (_, n) => planOf(resumed(stopped(keyOf(n)), at))[1]?.due ?? 0)
    const inMinute = Map.groupBy(dues, (due) => Math.floor((due - seconds(at)) / 60))
    expect([...inMinute.keys()].every((minute) => minute >= 0 && minute < 60)).toBe(true)
    expect(Math.max(...[...inMinute.values()].map(({ length }) => length))).toBeLessThan(40)
    expect(planOf(resumed(stopped(keyOf(7)), at))[1]?.due).toBe(dues[7])
  })

  it('what was held for a few minutes leaves within four times as long', () => {
    const at = now + 5 * 60_000
    const dues = Array.from({ length: 200 }, (_, n) => (planOf(resumed(stopped(keyOf(n)), at))[1]?.due ?? 0) - seconds(at))
    expect(Math.min(...dues)).toBeLessThan(60)
    expect(Math.max(...dues)).toBeGreaterThan(1_140)
    expect(Math.max(...dues)).toBeLessThan(1_200)
  })

  it('what a paused enrollment holds is spread when that resumes, if at all', () => {
    const paused = {
      ...stopped(),
      enrollments: stopped().enrollments.map((one) => ({ ...one, status: 'paused' as const, pausedAt: seconds(now) })),
    }
    expect(planOf(resumed(paused, now + hours(1)))[1]?.due).toBe(seconds(now + hours(1)))
  })

  it('a text waits for its window, and is spread over what is open of it', () => {
    const night = Date.parse('2026-11-21T05:00:00Z')
    const narrow = { ...rules, windows: { sms: { from: '09:00', to: '09:20' } } }
    const opens = seconds(Date.parse('2026-11-21T15:00:00Z'))
    const dues = Array.from({ length: 50 }, (_, n) => planOf(resumed(stopped(keyOf(n)), night, narrow))[1]?.due ?? 0)
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(opens)
    expect(Math.max(...dues)).toBeLessThan(opens + 1_200)
    expect(new Set(dues).size).toBeGreaterThan(40)
  })

  it('what waits for something else goes on waiting', () => {
    const waits = walking('ck1', { s1: { state: 'held', reason: 'sequence_paused', heldAt: seconds(now) } })
    expect(decide(waits, { kind: 'sending_resumed', rules }, now)).toMatchObject({ kind: 'refused', reason: 'nothing_to_do' })
    expect(decide(resumed(stopped(), now), { kind: 'sending_resumed', rules }, now)).toMatchObject({ reason: 'nothing_to_do' })
  })
})

describe('what held many messages at once is over', () => {
  const held = (key: string, reason: 'sequence_paused' | 'channel_stopped') =>
    walking(key, { s1: { state: 'sent' }, s2: { state: 'held', reason, due: seconds(now), heldAt: seconds(now) } })
  const endings = [
    ['a sequence that was paused goes on', 'sequence_paused', { kind: 'sequence_resumed', sequenceId: 'SEQ1', rules }],
    ['the sweep tries a channel that was stopped', 'channel_stopped', { kind: 'swept', rules }],
  ] as const

  it.each(endings)('%s: a thousand contacts are spread over the next hour, each with its distances', (_what, reason, signal) => {
    const at = now + hours(1)
    const plans = Array.from({ length: 1_000 }, (_, n) => planOf(changedHead(held(keyOf(n), reason), signal, at)))
    const minutes = Map.groupBy(plans, (plan) => Math.floor(((plan[1]?.due ?? 0) - seconds(at)) / 60))
    expect([...minutes.keys()].every((minute) => minute >= 0 && minute < 60)).toBe(true)
    expect(Math.max(...[...minutes.values()].map(({ length }) => length))).toBeLessThan(40)
    expect(new Set(plans.map((plan) => (plan[2]?.due ?? 0) - (plan[1]?.due ?? 0)))).toEqual(new Set([2 * 86_400 + 86_400]))
  })

  it.each(endings)('%s: at night it waits for the window, and is spread over that', (_what, reason, signal) => {
    const night = Date.parse('2026-11-21T05:00:00Z')
    const opens = seconds(Date.parse('2026-11-21T14:00:00Z'))
    const dues = Array.from({ length: 100 }, (_, n) => planOf(changedHead(held(keyOf(n), reason), signal, night))[1]?.due ?? 0)
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(opens)
    expect(Math.max(...dues)).toBeLessThan(opens + 3_600)
    expect(new Set(dues).size).toBeGreaterThan(90)
  })
})

describe('the allow-list', () => {
  const at = (allowList: string[] | null) => decide(walking(), dueSignal('s1', 1, controls({ allowList })), now)
  const verdictOf = (decision: ReturnType<typeof decide>) =>
    decision.kind === 'changed' ? decision.verdicts?.find(({ gate }) => gate === 'allow_list') : undefined

  it('lets an address and a whole mail domain pass, and nobody else', () => {
    expect(verdictOf(at(null))).toMatchObject({ pass: true, saw: 'not limited' })
    expect(verdictOf(at(['dana@example.com']))).toMatchObject({ pass: true, saw: 'listed' })
    expect(verdictOf(at(['@example.com']))).toMatchObject({ pass: true })
    for (const list of [[], ['@ample.com'], ['@mail.example.com'], ['ana@example.com'], ['+13125550142']])
      expect(verdictOf(at(list)), list.join()).toMatchObject({ pass: false, reason: 'not_on_allow_list' })
  })

  it('skips the message, and the sequence goes on', () => {
    const decision = at(['@example.org'])
    if (decision.kind !== 'changed') throw new Error(decision.reason)
    expect(planOf(decision.head).map(({ state }) => state)).toEqual(['skipped', 'scheduled', 'scheduled', 'scheduled'])
  })

  it('does not concern what a person carries out', () => {
    const atTask = walking('ck1', { s1: { state: 'sent' }, s2: { state: 'sent' }, s3: { state: 'sent' }, s4: { due: seconds(now) } })
    expect(planOf(changedHead(atTask, dueSignal('s4', 1, controls({ allowList: [] }))))[3]).toMatchObject({ state: 'sent' })
  })
})
