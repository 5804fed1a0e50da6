/** A step's own hours: they narrow the channel's, and never widen them. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plannedMessage, planText } from '../../functions/data/plan-text.ts'
import { rebase } from '../../functions/domain/plan-rebase.ts'
import { validateForPublish } from '../../functions/domain/publish.ts'
import { silenceOf } from '../../functions/domain/silence.ts'
import { narrowedHours, stepWindowText, type StepWindow } from '../../functions/domain/step-window.ts'
import { versionDifference } from '../../functions/domain/version-difference.ts'
import { closesAt, nextOpening, type OpeningRules, type Zones } from '../../functions/domain/windows.ts'
import type { Signal } from '../../functions/domain/signal.ts'
import { change, claimed, dueSignal, effectsOf, enrollSignal, grounds, head, itemOf, now, rules, step, version } from './builders.ts'

const at = (iso: string): number => Date.parse(iso) / 1000
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '')
const chicago = 'America/Chicago'
const mornings: StepWindow = { from: '09:00', to: '12:00', days: [1, 2, 3, 4, 5] }

describe('a step’s own hours', () => {
  it.each<[string, StepWindow, string, string]>([
    ['within them nothing moves', mornings, '2026-11-20T16:30:00Z', '2026-11-20T16:30:00Z'],
    ['the first minute is within', mornings, '2026-11-20T15:00:00Z', '2026-11-20T15:00:00Z'],
    ['the last is not', mornings, '2026-11-20T18:00:00Z', '2026-11-23T15:00:00Z'],
    ['before them waits for them', mornings, '2026-11-20T14:59:59Z', '2026-11-20T15:00:00Z'],
    ['only days', { days: [2] }, '2026-11-20T16:00:00Z', '2026-11-24T14:00:00Z'],
    ['only an end', { to: '10:00' }, '2026-11-20T16:30:00Z', '2026-11-21T14:00:00Z'],
    ['earlier than the law allows, as the law opens', { from: '06:00', to: '09:00' }, '2026-11-20T10:00:00Z', '2026-11-20T14:00:00Z'],
  ])('of a text: %s', (_title, own, from, opens) => {
    expect(iso(nextOpening('sms', at(from), chicago, { windows: {}, own }))).toBe(opens)
  })

  it('that have nothing in common with the channel’s do not count', () => {
    const windows = { email: { from: '14:00', to: '18:00', days: [1, 2, 3, 4, 5] } }
    const noon = at('2026-11-20T18:00:00Z')
    for (const own of [mornings, { days: [6] }])
      expect(nextOpening('email', noon, chicago, { windows, own })).toBe(nextOpening('email', noon, chicago, { windows }))
  })

  it('say nothing of what a person carries out', () => {
    expect(nextOpening('task', now / 1000, chicago, { windows: {}, own: { days: [1] } })).toBe(now / 1000)
  })

  it('count in every zone of a number, or else where the contact is first', () => {
    const florida: Zones = ['America/New_York', 'America/Chicago']
    const from = at('2026-11-20T12:00:00Z')
    expect(iso(nextOpening('sms', from, florida, { windows: {}, own: { from: '09:00', to: '12:00' } }))).toBe('2026-11-20T15:00:00Z')
    expect(iso(nextOpening('sms', from, florida, { windows: {}, own: { from: '09:30', to: '10:00' } }))).toBe('2026-11-20T14:30:00Z')
    expect(iso(nextOpening('sms', from, florida, { windows: {}, own: { from: '08:00', to: '09:00' } }))).toBe('2026-11-20T14:00:00Z')
  })

  it('close before the channel does, so that what is spread stays within them', () => {
    const opens = at('2026-11-20T15:00:00Z')
    expect(iso(closesAt('sms', opens, [chicago], { windows: {}, own: mornings }))).toBe('2026-11-20T18:00:00Z')
    expect(iso(closesAt('sms', opens, [chicago], { windows: {}, own: { days: [6] } }))).toBe('2026-11-21T03:00:00Z')
  })
})

describe('any window of a step, at any time and place', () => {
  const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const hours = fc
    .record({
      from: fc.integer({ min: 0, max: 22 * 4 }),
      length: fc.integer({ min: 4, max: 48 }),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    })
    .map(({ from, length, days }) => ({ from: clock(from * 15), to: clock(Math.min(24 * 60, (from + length) * 15)), days }))
  const own = fc.oneof(
    hours,
    hours.map(({ days }) => ({ days })),
    hours.map(({ from, to }) => ({ from, to })),
  )
  const sample = fc.record({
    at: fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') }),
    zone: fc.constantFrom(chicago, 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
    channel: fc.constantFrom('email' as const, 'sms' as const, 'call' as const),
    tenants: fc.option(hours, { nil: undefined }),
    own,
  })
  const local = (moment: number, zone: string): { clock: string; day: number } => {
    const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
      .format(moment * 1000)
      .split(' ')
    return { clock: time, day: new Date(`${date}T00:00:00Z`).getUTCDay() || 7 }
  }
  const within = (moment: number, zone: string, open: StepWindow): boolean => {
    const { clock: time, day } = local(moment, zone)
    return time >= (open.from ?? '00:00') && time < (open.to ?? '24:00') && (open.days?.includes(day) ?? true)
  }

  it('never leaves outside of it where it has anything in common with the channel’s, and never outside of the channel’s', () => {
    const met = { narrowed: 0, alone: 0, stayed: 0 }
    fc.assert(
      fc.property(sample, ({ at: moment, zone, channel, tenants, own: mine }) => {
        const tenant: OpeningRules = { windows: tenants ? { [channel]: tenants } : {} }
        const opens = nextOpening(channel, moment, zone, { ...tenant, own: mine })
        expect(opens).toBeGreaterThanOrEqual(nextOpening(channel, moment, zone, tenant))
        expect(nextOpening(channel, opens, zone, tenant)).toBe(opens)
        expect(nextOpening(channel, opens, zone, { ...tenant, own: mine })).toBe(opens)
        if (narrowedHours(channel, tenant, mine)) {
          met.narrowed++
          expect(within(opens, zone, mine)).toBe(true)
          if (within(moment, zone, mine) && nextOpening(channel, moment, zone, tenant) === moment) {
            met.stayed++
            expect(opens).toBe(moment)
          }
        } else {
          met.alone++
          expect(opens).toBe(nextOpening(channel, moment, zone, tenant))
        }
      }),
      { numRuns: 1_000, seed: 20_261_121 },
    )
    expect(Math.min(...Object.values(met))).toBeGreaterThan(30)
  })
})

describe('a message of a step with its own hours', () => {
  const narrow = version({ steps: [step(1, 'sms', 0, { window: mornings }), step(2, 'sms', 1440), step(3, 'email', 2880)] })
  const enrolled = change(head({ timeZone: chicago }), enrollSignal({ version: narrow }), Date.parse('2026-11-20T20:00:00Z'))

  it('moves to their next opening, takes what follows along, and says by which hours it went', () => {
    const { head: moved, before } = change(enrolled.head, dueSignal('s1', 1, { version: narrow }), Date.parse('2026-11-20T20:00:00Z'))
    expect(iso(itemOf(moved, 's1').due)).toBe('2026-11-23T15:00:00Z')
    expect(itemOf(moved, 's1').reason).toBe('outside_window')
    expect(iso(itemOf(moved, 's2').due)).toBe('2026-11-24T15:00:00Z')
    const [row] = effectsOf(before, 'put_message')
    const gate = row?.row.attempts.at(-1)?.verdicts.find((verdict) => verdict.gate === 'window')
    expect(gate?.saw).toBe("America/Chicago (contact), the step's own hours Mon–Fri 09:00–12:00")
    const left = claimed(moved, 's1', Date.parse('2026-11-23T15:00:00Z'))
    expect(left.send.message.stepId).toBe('s1')
  })

  it('goes by the channel’s hours alone where those were changed until nothing was left, and says so', () => {
    const afternoons = { ...rules, windows: { sms: { from: '14:00', to: '18:00' } } }
    const { send } = claimedUnder({ version: narrow, rules: afternoons }, '2026-11-20T20:05:00Z')
    expect(send?.verdicts.find(({ gate }) => gate === 'window')?.saw).toBe(
      "America/Chicago (contact); the step's own hours Mon–Fri 09:00–12:00 have nothing in common with the channel's, which count alone",
    )
  })

  const claimedUnder = (overrides: Parameters<typeof dueSignal>[2], moment: string) => {
    const { after } = change(enrolled.head, dueSignal('s1', 1, overrides), Date.parse(moment))
    const [send] = effectsOf(after, 'send')
    return { send }
  }

  it('is released and postponed into them, not only into the channel’s', () => {
    const held = {
      ...enrolled.head,
      enrollments: enrolled.head.enrollments.map((enrollment) => ({
        ...enrollment,
        plan: enrollment.plan.map((item) =>
          item.step === 's1' ? { ...item, state: 'held' as const, reason: 'sending_stopped' as const, heldAt: item.due } : item,
        ),
      })),
    }
    const freed = change(held, { kind: 'sending_resumed', rules }, Date.parse('2026-11-21T20:00:00Z'))
    const { due } = itemOf(freed.head, 's1')
    expect(due).toBeGreaterThanOrEqual(at('2026-11-23T15:00:00Z'))
    expect(due).toBeLessThan(at('2026-11-23T16:00:00Z'))
    const away: Signal = { kind: 'away', back: '2026-11-24', rules }
    expect(iso(itemOf(change(enrolled.head, away, Date.parse('2026-11-20T20:00:00Z')).head, 's1').due)).toBe('2026-11-26T15:00:00Z')
  })

  it('keeps them on the channel that healing moved it to, and spreads within them what an outage kept', () => {
    const via = (channel: 'email' | 'task') => ({
      ...enrolled.head,
      enrollments: enrolled.head.enrollments.map((enrollment) => ({
        ...enrollment,
        plan: enrollment.plan.map((item) => (item.step === 's1' ? { ...item, via: channel } : item)),
      })),
    })
    const moved = via('email')
    const later = (when: string) => itemOf(change(moved, dueSignal('s1', 1, { version: narrow }), Date.parse(when)).head, 's1')
    expect(iso(later('2026-11-20T20:00:00Z').due)).toBe('2026-11-23T15:00:00Z')
    const overdue = later('2026-11-21T20:00:00Z')
    expect(overdue).toMatchObject({ reason: 'overdue_respaced', respaced: true })
    expect(overdue.due).toBeGreaterThan(at('2026-11-23T15:00:00Z'))
    expect(overdue.due).toBeLessThan(at('2026-11-23T18:00:00Z'))
    const handed = change(via('task'), dueSignal('s1', 1, { version: narrow }), Date.parse('2026-11-20T20:00:00Z'))
    expect(handed.verdicts?.find(({ gate }) => gate === 'window')).toEqual({ gate: 'window', pass: true, saw: 'America/Chicago (contact)' })
  })

  it('keeps them in its row', () => {
    const item = itemOf(enrolled.head, 's1')
    expect(plannedMessage(planText(item))).toEqual(item)
    for (const window of [{ from: '09:00' }, { to: '24:00' }, { days: [6, 7] }, mornings])
      expect(plannedMessage(planText({ ...item, window }))).toEqual({ ...item, window })
    expect(planText(item).length).toBeLessThan(70)
  })

  it('takes those of a new version that changes nothing else: an approved text stays approved', () => {
    const [live] = enrolled.head.enrollments
    if (!live) throw new Error('nobody is enrolled')
    const approved = {
      ...live,
      plan: live.plan.map((item) => (item.step === 's1' ? { ...item, approval: 'approved' as const, approved: 'hash' } : item)),
    }
    const next = version({
      ...narrow,
      version: 2,
      steps: narrow.steps.map((one) => (one.id === 's1' ? { ...one, window: { days: [2] } } : one)),
    })
    const { plan, moved } = rebase(approved, next, narrow, at('2026-11-20T20:00:00Z'))
    expect(plan[0]).toMatchObject({ window: { days: [2] }, approval: 'approved', approved: 'hash', rev: 2 })
    expect(moved.map((item) => item.step)).toEqual(['s1'])
    const without = version({ ...narrow, version: 2, steps: narrow.steps.map(({ window: _own, ...one }) => one) })
    expect(rebase(live, without, narrow, at('2026-11-20T20:00:00Z')).plan[0]).not.toHaveProperty('window')
  })
})

it('is named where nothing is sent because of it', () => {
  const next = { at: at('2026-11-23T15:00:00Z'), channel: 'sms' as const, zones: [chicago] as const, window: mornings }
  const [said] = silenceOf({
    at: at('2026-11-20T20:00:00Z'),
    timeZone: chicago,
    rules,
    controls: { sending: 'on', allowList: null, absences: [] },
    mailsBySes: false,
    hasPostalAddress: true,
    sequences: [{ id: 'q1', name: 'One', owner: 'sam', status: 'active', running: 1 }],
    sentToday: 0,
    drafts: 0,
    tasks: 0,
    next,
  })
  expect(said).toMatchObject({ reason: 'outside_window', until: '2026-11-23T15:00:00.000Z' })
})

describe('publishing', () => {
  const complaints = (own: StepWindow, channel: 'email' | 'sms' | 'task' = 'email') =>
    validateForPublish(version({ steps: [step(1, channel, 0, { window: own })] }), {
      ...grounds(),
      windows: { email: { from: '08:00', to: '18:00', days: [1, 2, 3, 4, 5] } },
    }).map(({ field, message }) => `${field}: ${message}`)

  it('takes a window that leaves something', () => {
    expect(complaints(mornings)).toEqual([])
    expect(complaints({ from: '17:00' })).toEqual([])
  })

  it.each<[string, StepWindow, 'email' | 'sms' | 'task', string]>([
    [
      'hours',
      { from: '18:00', to: '20:00' },
      'email',
      'its window 18:00–20:00 has nothing in common with the hours of emails, Mon–Fri 08:00–18:00: choose a time within those',
    ],
    [
      'days',
      { days: [6, 7] },
      'email',
      'its window Sat, Sun has nothing in common with the hours of emails, Mon–Fri 08:00–18:00: choose a time within those',
    ],
    [
      'the law',
      { from: '21:00' },
      'sms',
      'its window from 21:00 has nothing in common with the hours of texts, 08:00–21:00: choose a time within those',
    ],
    ['a person', mornings, 'task', 'a person carries it out, at any time: take its window away, or choose email, SMS or call'],
  ])('refuses one that has nothing in common with %s, and names both', (_what, own, channel, sentence) => {
    const [complaint] = complaints(own, channel)
    expect(complaint).toMatch(/^steps\[0\]\.window: step "[^"]*": /)
    expect(complaint).toContain(sentence)
  })
})

it.each<[StepWindow, string]>([
  [mornings, 'Mon–Fri 09:00–12:00'],
  [{ from: '09:00' }, 'from 09:00'],
  [{ to: '12:00', days: [7, 6] }, 'Sat, Sun until 12:00'],
  [{ days: [1, 3, 5] }, 'Mon, Wed, Fri'],
  [{ days: [1, 2, 3, 4, 5, 6, 7] }, 'any day'],
])('%j is said as %s', (own, text) => {
  expect(stepWindowText(own)).toBe(text)
})

it('stands in words where two versions are compared', () => {
  const [before, after] = [version({ steps: [step(1, 'email', 0)] }), version({ steps: [step(1, 'email', 0, { window: mornings })] })]
  expect(versionDifference(before, after).changed[0]?.changes).toEqual([
    { field: 'window', before: null, after: 'only Mon–Fri 09:00–12:00' },
  ])
})
