/** What is previewed is what then happens, message by message: random sequences over a year of time zones. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Predicate, StepCondition } from '../../../functions/domain/condition.ts'
import { enrollmentIdFrom } from '../../../functions/domain/ids.ts'
import { project, sequenceKey, type Surroundings } from '../../../functions/domain/project.ts'
import { defaultPolicies, type SequenceVersion, type Step } from '../../../functions/domain/sequence.ts'
import { noControls, type TenantRules } from '../../../functions/domain/signal.ts'
import { context, enrollSignal, head, profile, rules, step, version } from '../builders.ts'
import { createRunWorld, sweepMs } from './run-world.ts'

const zones = [
  'America/New_York',
  'America/Chicago',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'America/Phoenix',
  'Pacific/Kiritimati',
  'UTC',
]
/** Around the changes of the clocks, and any other time of the year 2026. */
const changes = ['2026-03-08', '2026-11-01', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04', '2026-09-27'].map((day) =>
  Date.parse(`${day}T00:00:00Z`),
)
const start = fc.oneof(
  fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * 1440, max: 3 * 1440 })).map(([at, minutes]) => at + minutes * 60_000),
  fc.integer({ min: 0, max: 525_599 }).map((minutes) => Date.parse('2026-01-01T00:00:00Z') + minutes * 60_000),
)

const channel = fc.constantFrom('email', 'email', 'sms', 'sms', 'call', 'linkedin', 'task')
/** Many at the same minute, so that they meet. */
const delay = fc.oneof(fc.constantFrom(0, 0, 60, 1440, 1440, 2880, 4320), fc.integer({ min: 0, max: 20_000 }))
const earlier = fc.constantFrom('s1', 's2', 's3')
const predicate = fc.oneof(
  fc.record({ kind: fc.constantFrom('opened', 'clicked', 'skipped'), step: earlier }),
  fc.record({ kind: fc.constantFrom('opened', 'clicked', 'skipped'), step: earlier, not: fc.constant(true) }),
  fc.constantFrom<Predicate>({ kind: 'engaged' }, { kind: 'engaged', not: true }, { kind: 'replied' }),
  fc.record({ kind: fc.constant('call_outcome'), step: earlier, outcomes: fc.constant(['answered']) }),
) as fc.Arbitrary<Predicate>
const condition = fc.record(
  {
    match: fc.constantFrom('all', 'any'),
    tests: fc.array(predicate, { minLength: 1, maxLength: 2 }),
    withinMinutes: fc.oneof(fc.constant(1440), fc.integer({ min: 0, max: 6000 })),
    otherwise: fc.oneof(
      fc.constantFrom('skip' as const, 'end' as const),
      fc.constantFrom('s5', 's6').map((goTo) => ({ goTo })),
    ),
  },
  { requiredKeys: ['match', 'tests', 'otherwise'] },
) as fc.Arbitrary<StepCondition>
const extras = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ condition }) },
  // A value that nobody has: whoever gets this text is held, and nobody else.
  {
    weight: 1,
    arbitrary: fc.constant<Pick<Step, 'variants'>>({ variants: [{ id: 'b', name: 'Asks', share: 50, body: 'About {{agent}}' }] }),
  },
  { weight: 1, arbitrary: fc.record({ approval: fc.constant('draft' as const), draftLeadMinutes: fc.integer({ min: 1, max: 4000 }) }) },
)
const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const window = fc
  .record({
    from: fc.integer({ min: 0, max: 20 * 60 }),
    length: fc.integer({ min: 30, max: 12 * 60 }),
    days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  })
  .map(({ from, length, days }) => ({ from: clock(from), to: clock(Math.min(1440, from + length)), days }))
/** Any part of a window of the step's own; some have nothing in common with the tenant's. */
const ownHours = fc.option(
  fc.oneof(
    window,
    window.map(({ days }) => ({ days })),
    window.map(({ from }) => ({ from })),
    window.map(({ to }) => ({ to })),
  ),
  { nil: undefined, freq: 2 },
)
const steps = fc.array(fc.record({ channel, delay, extras, ownHours }), { minLength: 1, maxLength: 6 }).map((chosen) =>
  chosen.map(({ channel: of, delay: minutes, extras: more, ownHours: own }, index) =>
    // Nobody approves in the second in which a draft is made and due.
    step(index + 1, of, 'approval' in more ? Math.max(minutes, 1) : minutes, own ? { ...more, window: own } : more),
  ),
)
const settings = fc
  .record({
    dailyTouchLimit: fc.integer({ min: 1, max: 4 }),
    latenessHours: fc.constantFrom(24, 72, 240),
    windows: fc.record({ email: window, sms: window, call: window }, { requiredKeys: [] }),
    holidays: fc.array(
      fc
        .integer({ min: 0, max: 364 })
        .map((day) => new Date(Date.parse('2026-01-01T00:00:00Z') + day * 86_400_000).toISOString().slice(0, 10)),
      { maxLength: 20 },
    ),
  })
  .map((chosen): TenantRules => ({ ...rules, ...chosen }))

const oneSequence = fc.record({ steps, completeAfterDays: fc.constantFrom(0, 0, 3), start, gap: fc.integer({ min: 0, max: 4000 }) })
const scene = fc.record({
  zone: fc.constantFrom(...zones),
  rules: settings,
  start,
  sequences: fc.array(oneSequence, { minLength: 1, maxLength: 5 }),
  joined: fc.boolean(),
  consentToSms: fc.boolean(),
  away: fc.option(fc.record({ from: fc.integer({ min: 0, max: 6 }), days: fc.integer({ min: 0, max: 6 }) })),
  disorder: fc.infiniteStream(fc.nat(1_000)),
})

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

const play = (
  from: number,
  { zone, rules: tenant, sequences, joined, consentToSms, away, disorder }: typeof scene extends fc.Arbitrary<infer T> ? T : never,
) => {
  const contact = head({ timeZone: zone, timeZoneSource: 'contact' })
  if (!consentToSms) delete contact.consent.sms
  const versions = sequences.map(
    (one, index): SequenceVersion =>
      version({
        sequenceId: `SEQ${index + 1}`,
        steps: one.steps,
        policies: { ...defaultPolicies, completeAfterDays: one.completeAfterDays },
      }),
  )
  const controls = {
    ...noControls,
    absences: away
      ? [
          {
            owner: 'sam@acme.example',
            from: dateOf(from + away.from * 86_400_000),
            to: dateOf(from + (away.from + away.days) * 86_400_000),
          },
        ]
      : [],
  }
  const around: Surroundings = {
    profile,
    records: {},
    rules: tenant,
    controls,
    adapters: context().adapters,
    sequences: new Map(versions.map((one) => [sequenceKey(one), { status: 'active', owner: 'sam@acme.example', version: one }])),
  }
  // All at the same moment, or each some time after the one before.
  const begins = sequences.reduce<number[]>(
    (at, { gap }, index) => [...at, index === 0 ? from : (at.at(-1) ?? from) + (joined ? 0 : gap * 60_000)],
    [],
  )
  const signals = versions.map((one, index) => ({
    at: begins[index] ?? from,
    signal: enrollSignal({ enrollmentId: enrollmentIdFrom(from, BigInt(index + 1) << 12n), version: one }),
  }))
  const preview = project(contact, around, { now: from, begin: signals, approvals: 'given' })

  const world = createRunWorld(
    contact,
    from,
    tenant,
    (sequenceId, happened) => {
      const found = around.sequences.get(sequenceKey({ sequenceId, version: 1 }))
      if (!found) throw new Error(`no sequence ${sequenceId}`)
      return context({ version: found.version, rules: tenant, controls, ...happened })
    },
    () => disorder.next().value,
  )
  for (const { at, signal } of signals) {
    // What is due at that very second may come first or last; here the enrollment does.
    world.runUntil(at - 1)
    world.at(at)
    world.signal(signal)
  }
  world.runUntil(from + 400 * 86_400_000)
  return { preview, world }
}

const shown = (at: number): string => new Date(at).toISOString()

describe('a preview', () => {
  it('equals the run: who gets what when, and what is skipped, for any sequences, windows, limits and zones', () => {
    const met = { sent: 0, handed_over: 0, skipped: 0, moved: 0 }
    fc.assert(
      fc.property(scene, (given) => {
        const { preview, world } = play(given.start, given)
        const previewed = preview.touches
          .filter(({ becomes }) => becomes !== 'held')
          .map(({ enrollmentId, stepId, at, becomes }) => `${enrollmentId} ${stepId} ${becomes} ${at ?? ''}`)
        const happened = world.left.map(({ enrollmentId, step: stepId, at, how }) => `${enrollmentId} ${stepId} ${how} ${shown(at)}`)
        expect(previewed.toSorted()).toEqual(happened.toSorted())
        for (const touch of preview.touches) {
          if (touch.becomes in met) met[touch.becomes as 'sent']++
          if (touch.at !== null && touch.at !== touch.dueAt) met.moved++
        }
        expect(preview.refusals.map(({ enrollmentId, reason }) => `${enrollmentId} ${reason}`)).toEqual(world.refusals)
        expect(preview.stopped).toBeNull()
        // The end is found by the sweep, so it comes within one round of it.
        for (const { enrollmentId, finish } of preview.enrollments) {
          const end = world.ends.find((one) => one.enrollmentId === enrollmentId)
          expect(finish?.exitReason).toBe(end?.exitReason)
          if (!finish || !end) continue
          const late = end.at - Date.parse(finish.at)
          expect(late).toBeGreaterThanOrEqual(0)
          expect(late).toBeLessThanOrEqual(sweepMs)
        }
      }),
      { numRuns: 300, seed: 20_261_120 },
    )
    // Sequences really met windows, limits and each other.
    expect(Math.min(...Object.values(met))).toBeGreaterThan(100)
  }, 60_000)
})
