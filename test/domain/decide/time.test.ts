import { describe, expect, it } from 'vitest'
import type { ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import { enrollmentIdFrom } from '../../../functions/domain/ids.ts'
import type { MessageRow } from '../../../functions/domain/message.ts'
import { frontOf } from '../../../functions/domain/plan.ts'
import { messageReasonText } from '../../../functions/domain/reasons.ts'
import { noControls, type SendContext } from '../../../functions/domain/signal.ts'
import { localDate } from '../../../functions/domain/windows.ts'
import {
  accepted,
  change,
  context,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  planStates,
  resultSignal,
  rules,
  seconds,
  step,
  version,
  withPlan,
} from '../builders.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (due: number): string => new Date(due * 1000).toISOString().replace('.000', '')
const enrolled = (overrides: Partial<ContactHead> = {}): ContactHead => head({ enrollments: [enrollment()], ...overrides })
const sent = withPlan(enrollment(), { s1: { state: 'sent' } })
const gaps = (state: ContactHead): number[] => {
  const dues = state.enrollments.flatMap(({ plan }) => plan.filter((item) => item.state === 'scheduled').map((item) => item.due))
  return dues.slice(1).map((due, index) => due - (dues[index] ?? 0))
}

describe('while the owner is away', () => {
  const away = (from: string, to: string, owner = 'sam@acme.example'): Partial<SendContext> => ({
    controls: { ...noControls, absences: [{ owner, from, to }] },
  })

  it('a message shifts to its own time of the first day back, and what follows keeps its distance', () => {
    const decision = change(enrolled(), dueSignal('s1', 1, away('2026-11-19', '2026-11-24')))
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', reason: 'owner_away', rev: 2 })
    expect(iso(itemOf(decision.head, 's1').due)).toBe('2026-11-25T15:00:00Z')
    expect(gaps(decision.head)).toEqual(gaps(enrolled()))
    expect(effectsOf(decision.after, 'send')).toEqual([])
  })

  it('it shifts on to where its channel opens, and past another absence', () => {
    const night = at('2026-11-22T04:30:00Z')
    const state = head({ enrollments: [withPlan(sent, { s2: { due: seconds(night) } })] })
    const two = away('2026-11-21', '2026-11-22')
    const open = change(state, dueSignal('s2', 1, two), night)
    expect(iso(itemOf(open.head, 's2').due)).toBe('2026-11-23T14:00:00Z')
    const more = {
      controls: {
        ...noControls,
        absences: [...(two.controls?.absences ?? []), { owner: 'sam@acme.example', from: '2026-11-23', to: '2026-11-23' }],
      },
    }
    expect(iso(itemOf(change(state, dueSignal('s2', 1, more), night).head, 's2').due)).toBe('2026-11-24T14:00:00Z')
  })

  it('tasks wait too, for there is nobody to do them', () => {
    const only = version({ steps: [step(1, 'task', 0)] })
    const decision = change(
      head({ enrollments: [enrollment({}, only)] }),
      dueSignal('s1', 1, { version: only, ...away('2026-11-20', '2026-11-20') }),
    )
    expect(planStates(decision.head)['s1']).toBe('scheduled owner_away')
  })

  it('the messages of others leave, and those of the day before and the day after', () => {
    for (const other of [
      away('2026-11-20', '2026-11-20', 'kim@acme.example'),
      away('2026-11-18', '2026-11-19'),
      away('2026-11-21', '2026-11-30'),
    ])
      expect(planStates(change(enrolled(), dueSignal('s1', 1, other)).head)['s1']).toBe('claimed')
  })

  it('an absence longer than the lateness skips nothing', () => {
    const decision = change(enrolled(), dueSignal('s1', 1, away('2026-11-19', '2026-12-31')))
    expect(iso(itemOf(decision.head, 's1').due)).toBe('2027-01-01T15:00:00Z')
  })
})

describe('after an outage', () => {
  const late = (state: ContactHead, by: number) => change(state, dueSignal('s1', itemOf(state, 's1').rev), now + hours(by))
  const keyed = (key: string): ContactHead => enrolled({ key })

  it('what is overdue gets a time of its own within as long as it is late, and what follows keeps its distance', () => {
    const decision = late(enrolled(), 2)
    const { due } = itemOf(decision.head, 's1')
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', reason: 'overdue_respaced', respaced: true, rev: 2 })
    expect(due).toBeGreaterThan(seconds(now) + 2 * 3600)
    expect(due).toBeLessThan(seconds(now) + 4 * 3600)
    expect(gaps(decision.head)).toEqual(gaps(enrolled()))
  })

  it('a thousand contacts leave evenly over the time, and never in a burst', () => {
    const dues = Array.from({ length: 1000 }, (_one, index) => itemOf(late(keyed(index.toString(16).padStart(8, '0')), 10).head, 's1').due)
    // Whose turn is this very second leaves as it is.
    const minutes = dues.map((due) => Math.floor(Math.max(0, due - seconds(now) - 10 * 3600) / 60))
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...minutes)).toBeLessThan(240)
    const perQuarter = Array.from({ length: 16 }, (_one, quarter) => minutes.filter((minute) => Math.floor(minute / 15) === quarter).length)
    expect(Math.max(...perQuarter)).toBeLessThan(120)
    expect(Math.min(...perQuarter)).toBeGreaterThan(20)
  })

  it('it stays within what is left of the day’s hours, and begins with the next opening where they are over', () => {
    const dues = (hour: string): string[] =>
      Array.from({ length: 50 }, (_one, index) => {
        const key = `${index}`.padStart(8, '0')
        const text = withPlan(sent, { s2: { due: seconds(now) } })
        return iso(itemOf(change(head({ key, enrollments: [text] }), dueSignal('s2'), at(hour)).head, 's2').due)
      }).toSorted()
    // 20:30 in Chicago, half an hour before the texts end.
    const evening = dues('2026-11-21T02:30:00Z')
    expect(evening[0] && evening[0] >= '2026-11-21T02:30:00Z' && (evening.at(-1) ?? '') < '2026-11-21T03:00:00Z').toBe(true)
    const night = dues('2026-11-21T07:00:00Z')
    expect(night[0] && night[0] >= '2026-11-21T14:00:00Z' && (night.at(-1) ?? '') < '2026-11-21T18:00:00Z').toBe(true)
    expect(new Set(night).size).toBeGreaterThan(40)
  })

  it('it is spread once: late again, it leaves', () => {
    const spread = late(enrolled(), 2).head
    const again = change(spread, dueSignal('s1', 2), (itemOf(spread, 's1').due + 3600) * 1000)
    expect(planStates(again.head)['s1']).toBe('claimed')
  })

  it('what is a quarter of an hour late leaves as it is, and what is later than the lateness is skipped', () => {
    expect(planStates(late(enrolled(), 0.25).head)['s1']).toBe('claimed')
    expect(planStates(late(enrolled(), 73).head)['s1']).toBe('skipped too_late')
  })

  it('a task is handed over at once', () => {
    const only = version({ steps: [step(1, 'task', 0)] })
    const decision = change(head({ enrollments: [enrollment({}, only)] }), dueSignal('s1', 1, { version: only }), now + hours(5))
    expect(decision.head.enrollments).toEqual([])
    expect(effectsOf(decision.before, 'put_message')[0]?.row.status).toBe('sent')
  })

  it('what stood behind a held message is not late: once that one is skipped, it leaves', () => {
    const waiting = withPlan(enrollment(), { s1: { state: 'held', reason: 'missing_merge_value' } })
    const noon = now + hours(24 * 2)
    const skipped = change(head({ enrollments: [waiting] }), { kind: 'skip', enrollmentId, step: 's1', reason: 'x' }, noon).head
    expect(itemOf(skipped, 's2').due).toBe(seconds(noon))
    expect(itemOf(skipped, 's3').due - itemOf(skipped, 's2').due).toBe(2 * 86_400)
    expect(planStates(change(skipped, dueSignal('s2', itemOf(skipped, 's2').rev), noon).head)['s2']).toBe('claimed')
  })
})

describe('while a channel goes slower', () => {
  const slowed = (until: number): Partial<SendContext> => ({ controls: { ...noControls, slowUntil: { email: seconds(now) + until } } })

  it('its messages wait for their turn within a quarter of an hour after the pause, which counts as no try', () => {
    const decision = change(enrolled(), dueSignal('s1', 1, slowed(60)))
    const item = itemOf(decision.head, 's1')
    expect(item).toMatchObject({ state: 'scheduled', reason: 'channel_throttled', rev: 2 })
    expect(item).not.toHaveProperty('tries')
    expect(item.due).toBeGreaterThanOrEqual(seconds(now) + 60)
    expect(item.due).toBeLessThan(seconds(now) + 60 + 900)
    expect(decision.head.touches).toEqual({})
  })

  it('a short wait leaves what follows where it is', () => {
    const decision = change(enrolled(), dueSignal('s1', 1, slowed(1)))
    expect(effectsOf(decision.after, 'schedule').map((effect) => effect.step)).toEqual(['s1'])
  })

  it('the other channels keep their pace, and its own once the pause is over', () => {
    expect(planStates(change(head({ enrollments: [sent] }), dueSignal('s2', 1, slowed(90_000)), now + hours(24)).head)['s2']).toBe(
      'claimed',
    )
    expect(planStates(change(enrolled(), dueSignal('s1', 1, slowed(0))).head)['s1']).toBe('claimed')
  })
})

describe('a contact whose number lies over two zones', () => {
  it('is texted only in the hours of both', () => {
    const florida: Partial<ContactHead> = {
      timeZone: 'America/Chicago',
      timeZoneSource: 'phone',
      timeZones: ['America/Chicago', 'America/New_York'],
    }
    const evening = at('2026-11-22T02:30:00Z')
    const state = head({ enrollments: [withPlan(sent, { s2: { due: seconds(evening) } })], ...florida })
    const decision = change(state, dueSignal('s2'), evening)
    expect(iso(itemOf(decision.head, 's2').due)).toBe('2026-11-22T14:00:00Z')
    expect(decision.verdicts?.at(-1)).toEqual({
      gate: 'window',
      pass: false,
      reason: 'outside_window',
      saw: 'America/Chicago, America/New_York (phone)',
    })
  })
})

describe('what the gates said when they moved a message', () => {
  const night = at('2026-11-22T04:30:00Z')
  const state = head({ enrollments: [withPlan(sent, { s2: { due: seconds(night) } })] })
  const rowOf = (decision: ReturnType<typeof change>): MessageRow | undefined => effectsOf(decision.before, 'put_message')[0]?.row

  it('is on its row, with the new time and the revision that was asked', () => {
    const row = rowOf(change(state, dueSignal('s2'), night))
    expect(row).toMatchObject({ status: 'scheduled', reason: 'outside_window', dueAt: '2026-11-22T14:00:00.000Z', revision: 2, events: {} })
    expect(row?.attempts).toMatchObject([{ id: 'A1', outcome: 'gated', detail: 'outside_window', revision: 1 }])
    expect(row?.attempts[0]?.verdicts.at(-1)).toMatchObject({ gate: 'window', pass: false, reason: 'outside_window' })
  })

  it('stays there with every later attempt, the newest twenty of them', () => {
    const row = rowOf(change(state, dueSignal('s2'), night))
    const attempts = Array.from({ length: 25 }, (_one, index) => ({
      ...row!.attempts[0]!,
      id: `old-${index}`,
      startedAt: new Date(night - (25 - index) * 3_600_000).toISOString(),
    }))
    const moved = change(state, dueSignal('s2', 1, { previous: { ...row!, attempts } }), night)
    expect(rowOf(moved)?.attempts.map(({ id }) => id)).toEqual([...attempts.slice(-19).map(({ id }) => id), 'A1'])
  })

  it('has a sentence', () => {
    for (const reason of ['outside_window', 'owner_away', 'overdue_respaced', 'channel_throttled', 'touch_limit'] as const)
      expect(messageReasonText(reason)).toMatch(/^[A-Z].*\.$/)
  })
})

/** Lives a contact's days: whatever is due next comes up, and the provider accepts it. */
const run = (start: ContactHead, overrides: Partial<SendContext>) => {
  let state = start
  let time = now
  let attempts = 0
  const left: { day: string; step: string; enrollment: string }[] = []
  const skipped: string[] = []
  for (let turns = 0; turns < 400; turns++) {
    const next = state.enrollments
      .flatMap((live) => {
        const front = frontOf(live)
        return front?.state === 'scheduled' ? [{ live, front }] : []
      })
      .reduce<{ live: LiveEnrollment; front: NonNullable<ReturnType<typeof frontOf>> } | null>(
        (first, one) => (!first || one.front.due < first.front.due ? one : first),
        null,
      )
    if (!next) return { left, skipped, state }
    time = Math.max(time, next.front.due * 1000)
    const own = context({ ...overrides, attemptId: `A${++attempts}` })
    const signal = { ...dueSignal(next.front.step, next.front.rev), enrollmentId: next.live.id, context: own }
    const decision = decide(state, signal, time)
    if (decision.kind !== 'changed') throw new Error(`${next.front.step} of ${next.live.id}: ${decision.reason}`)
    state = decision.head
    for (const { row } of effectsOf(decision.before, 'put_message')) if (row.status === 'skipped') skipped.push(row.reason ?? '')
    for (const send of effectsOf(decision.after, 'send')) {
      left.push({ day: localDate(seconds(time), state.timeZone), step: send.message.stepId, enrollment: next.live.id })
      const answered = decide(state, resultSignal(send, accepted, overrides), time)
      if (answered.kind === 'changed') state = answered.head
    }
  }
  throw new Error('it never ends')
}

describe('twenty messages due at once, of five sequences', () => {
  const four = version({ steps: [1, 2, 3, 4].map((number) => step(number, 'email', 0)) })
  const five = head({
    enrollments: [1, 2, 3, 4, 5].map((number) =>
      enrollment({ id: enrollmentIdFrom(now, BigInt(number) * 99_000_000n), sequenceId: `SEQ${number}` }, four),
    ),
  })
  const perDay = (left: { day: string }[]): number[] => {
    const days = new Map<string, number>()
    for (const { day } of left) days.set(day, (days.get(day) ?? 0) + 1)
    return [...days.values()]
  }

  it('make two touches that day and two on each day after it, and none is lost', () => {
    const { left, skipped, state } = run(five, { version: four })
    expect(left.length + skipped.length).toBe(20)
    expect(state.enrollments).toEqual([])
    expect(left[0]?.day).toBe('2026-11-20')
    expect(
      perDay(left)
        .slice(0, -1)
        .every((count) => count === 2),
    ).toBe(true)
    expect(Math.max(...perDay(left))).toBe(2)
    expect(new Set(left.map(({ enrollment: id, step: name }) => `${id} ${name}`)).size).toBe(left.length)
  })

  it('are skipped with the reason where the days that they would wait are more than the lateness allows', () => {
    const { left, skipped } = run(five, { version: four, rules: { ...rules, latenessHours: 24 } })
    expect(left.length + skipped.length).toBe(20)
    expect(skipped.length).toBeGreaterThan(0)
    expect(new Set(skipped)).toEqual(new Set(['touch_limit']))
    expect(Math.max(...perDay(left))).toBe(2)
  })

  it('keep the day that they were promised: what falls due there later goes behind them', () => {
    const promised = enrollment({ id: enrollmentIdFrom(now, 5_000_000n), sequenceId: 'SEQ8' })
    const tomorrow = seconds(now) + 86_400
    const waits = withPlan(promised, { s1: { due: tomorrow + 7200, deferred: true, reason: 'touch_limit', rev: 2 } })
    const other = withPlan(enrollment(), { s1: { due: tomorrow } })
    const state = head({ enrollments: [waits, other], touches: { '2026-11-21': 1 } })
    const decision = change(state, dueSignal('s1'), now + hours(24))
    expect(planStates(decision.head)['s1']).toBe('scheduled touch_limit')
    const kept = change(state, { ...dueSignal('s1', 2), enrollmentId: promised.id }, now + hours(26))
    expect(planStates(kept.head, promised.id)['s1']).toBe('claimed')
  })
})
