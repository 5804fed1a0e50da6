import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideAll } from '../../../functions/domain/decide.ts'
import type { ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import { routedExits, type ExitRoute } from '../../../functions/domain/sequence.ts'
import { nextWake } from '../../../functions/domain/wake.ts'
import {
  accepted,
  change,
  claimed,
  effectsOf,
  enrollment,
  enrollmentId,
  enrollSignal,
  head,
  now,
  otherEnrollmentId,
  refusal,
  resultSignal,
  rules,
  seconds,
  version,
  withPlan,
} from '../builders.ts'

const running = (overrides: Partial<LiveEnrollment> = {}): ContactHead => head({ enrollments: [enrollment(overrides)] })
const book = { kind: 'exit', enrollmentId, exit: 'booked', reason: 'Tuesday at ten' } as const
const convert = { kind: 'exit', enrollmentId, exit: 'converted', reason: 'signed' } as const
const waiting = { from: enrollmentId, leadId: 'lead-1001', exit: 'converted' as const, to: 'onboarding', at: seconds(now) }
const target = version({ sequenceId: 'SEQ2', name: 'Onboarding' })
const routedIn = (overrides = {}) =>
  enrollSignal({
    enrollmentId: otherEnrollmentId,
    version: target,
    stage: null,
    by: 'route',
    routedFrom: enrollmentId,
    goal: 'pipeline',
    ...overrides,
  })

describe('an enrollment that ends', () => {
  it('leaves a route in the head and hands it over, with goal and notes', () => {
    const { head: after, after: effects } = change(
      running({ routes: { converted: 'onboarding' }, goal: 'pipeline', notes: 'met at the fair' }),
      convert,
    )
    expect(after.routing).toEqual([{ ...waiting, goal: 'pipeline', notes: 'met at the fair' }])
    expect(effectsOf(effects, 'route')).toEqual([{ kind: 'route', from: enrollmentId }])
  })

  it('is followed by nothing where its route says so, and by nothing where it has none', () => {
    for (const routes of [{ converted: null }, {}, undefined]) {
      const { head: after, before, after: effects } = change(running(routes ? { routes } : {}), convert)
      expect(after.routing).toBeUndefined()
      expect([...effectsOf(effects, 'route'), ...effectsOf(before, 'open_gate')]).toEqual([])
    }
  })

  it('is followed by nothing where it completed and no message could be sent, and the timeline says so', () => {
    const unsent = enrollment({ plan: enrollment().plan.map((item) => ({ ...item, state: 'skipped', reason: 'no_consent' })) })
    for (const [route, named] of [
      ['nurture', 'nurture'],
      [{ gate: ['close'] }, 'a gate'],
    ] as const) {
      const routes = { completed: typeof route === 'string' ? route : { gate: [...route.gate] } }
      const over = change(head({ enrollments: [{ ...unsent, routes }] }), { kind: 'swept', rules })
      expect(effectsOf(over.before, 'archive_enrollment')[0]?.finished).toMatchObject({
        exitReason: 'completed',
        exitDetail: 'no message could be sent',
      })
      expect([...effectsOf(over.before, 'open_gate'), ...effectsOf(over.after, 'route'), ...(over.head.routing ?? [])]).toEqual([])
      const told = effectsOf(over.after, 'put_interaction').map(({ interaction }) => [interaction.kind, interaction.detail])
      expect(told).toContainEqual(['routed', `completed: ${named} did not follow, for no message could be sent.`])
    }
  })

  it('is followed by its route where it completed and one message left', () => {
    const one = withPlan(enrollment({ routes: { completed: 'nurture' } }), {
      s1: { state: 'unknown' },
      s2: { state: 'skipped' },
      s3: { state: 'failed' },
      s4: { state: 'skipped' },
    })
    expect(change(head({ enrollments: [one] }), { kind: 'swept', rules }).head.routing).toMatchObject([{ to: 'nurture' }])
  })

  it('opens a gate when a meeting is booked, ahead of its own end, with what its routes suggest', () => {
    const { before, head: after } = change(running({ routes: { booked: { gate: ['close'] } } }), book)
    expect(effectsOf(before, 'open_gate')).toEqual([
      {
        kind: 'open_gate',
        gate: {
          id: enrollmentId,
          contactKey: 'ck1',
          contactId: 'c-1001',
          leadId: 'lead-1001',
          sequenceId: 'SEQ1',
          exit: 'booked',
          openedAt: new Date(now).toISOString(),
          suggested: ['close'],
          state: 'open',
        },
      },
    ])
    expect(after.routing).toBeUndefined()
  })

  it('opens a gate for a booking that no route speaks of, and none where the route is nothing', () => {
    expect(effectsOf(change(running(), book).before, 'open_gate')[0]?.gate.suggested).toEqual([])
    expect(effectsOf(change(running({ routes: { booked: null } }), book).before, 'open_gate')).toEqual([])
  })

  it('is followed only once the provider call in flight is answered', () => {
    const flight = claimed(running({ routes: { converted: 'onboarding' } }))
    const ending = change(flight.head, convert)
    expect(ending.head.routing).toBeUndefined()
    expect(change(ending.head, resultSignal(flight.send, accepted)).head.routing).toEqual([waiting])
  })

  it('has its route alone where another of the lead’s conversations was answered', () => {
    const routes = { booked: 'close', replied: 'talk' }
    const other = enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ2', routes })
    const both = head({ enrollments: [enrollment({ routes }), other] })
    expect(change(both, book).head.routing?.map(({ from }) => from)).toEqual([enrollmentId])
    const told = change(both, { kind: 'lead_told', leadId: 'lead-1001', exit: 'booked', sequenceId: 'SEQ9', at: seconds(now) })
    expect(told.head.routing).toBeUndefined()
    expect(effectsOf(told.before, 'open_gate')).toEqual([])
  })

  it('does exactly one thing about what follows, whatever its routes', () => {
    const route: fc.Arbitrary<ExitRoute> = fc.constantFrom<ExitRoute>('next', null, { gate: ['next'] })
    const exits = fc.constantFrom('booked', 'converted', 'rejected')
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...routedExits), route), exits, (routes, exit) => {
        const decision = change(running({ routes }), { kind: 'exit', enrollmentId, exit, reason: 'x' })
        const gates = effectsOf(decision.before, 'open_gate').length
        const pending = decision.head.routing?.length ?? 0
        const said = routes[exit]
        expect(effectsOf(decision.after, 'route')).toHaveLength(pending)
        if (typeof said === 'string') expect([gates, pending]).toEqual([0, 1])
        else if (said === null) expect([gates, pending]).toEqual([0, 0])
        else expect([gates, pending]).toEqual([said || exit === 'booked' ? 1 : 0, 0])
      }),
    )
  })
})

describe('a route that waits in the head', () => {
  const state = head({ routing: [waiting] })

  it('is looked for by the sweep two minutes on, and handed over once more', () => {
    expect(nextWake(state)).toBe(seconds(now) + 120)
    expect(refusal(state, { kind: 'swept', rules }, now + 119_000)).toBe('nothing_to_do')
    const [folded] = [decideAll(state, [{ kind: 'swept', rules }], now + 120_000)]
    expect(effectsOf(folded.after, 'route')).toEqual([{ kind: 'route', from: enrollmentId }])
    expect(folded.changed).toBe(false)
  })

  it('leaves with the commit that enrolls, which carries goal and origin on', () => {
    const { head: after } = change(state, routedIn())
    expect(after.routing).toBeUndefined()
    expect(after.enrollments).toMatchObject([{ id: otherEnrollmentId, enrolledBy: 'route', goal: 'pipeline', routedFrom: enrollmentId }])
  })

  it('leaves all the same where the contact is refused, and the timeline says why', () => {
    const { head: after, after: effects } = change(state, routedIn({ lastFinishedAt: '2026-11-01T00:00:00.000Z' }))
    expect(after).toMatchObject({ enrollments: [] })
    expect(after.routing).toBeUndefined()
    expect(effectsOf(effects, 'put_interaction')[0]?.interaction).toMatchObject({
      kind: 'routed',
      enrollmentId,
      detail: expect.stringMatching(
        /^converted: onboarding did not follow\. The contact has been through this sequence.*\(finished 2026-11-01/,
      ),
    })
  })

  it('leaves with its reason where its sequence is gone', () => {
    const { head: after, after: effects } = change(state, { kind: 'route_dropped', from: enrollmentId, why: 'It is archived.' })
    expect(after.routing).toBeUndefined()
    expect(effectsOf(effects, 'put_interaction')[0]?.interaction.detail).toBe('converted: onboarding did not follow. It is archived.')
  })

  it('is carried out once: what comes again finds none', () => {
    expect(refusal(change(state, routedIn()).head, routedIn())).toBe('no_such_route')
    expect(refusal(head(), { kind: 'route_dropped', from: enrollmentId, why: 'x' })).toBe('no_such_route')
  })

  it('leaves the others that wait', () => {
    const second = { ...waiting, from: otherEnrollmentId }
    const both = head({ routing: [waiting, second] })
    expect(change(both, { kind: 'route_dropped', from: enrollmentId, why: 'x' }).head.routing).toEqual([second])
  })
})
