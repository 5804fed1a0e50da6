import { describe, expect, it } from 'vitest'
import { project, projectionLimits, sequenceKey, type Surroundings } from '../../../functions/domain/project.ts'
import { defaultPolicies, type SequenceVersion } from '../../../functions/domain/sequence.ts'
import { noControls } from '../../../functions/domain/signal.ts'
import {
  context,
  enrollment,
  enrollmentId,
  enrollSignal,
  head,
  hours,
  now,
  profile,
  rules,
  seconds,
  step,
  version,
  withPlan,
} from '../builders.ts'

const around = (of: SequenceVersion = version(), more: Partial<Surroundings> = {}): Surroundings => ({
  profile,
  records: {},
  rules,
  controls: noControls,
  adapters: context().adapters,
  sequences: new Map([[sequenceKey(of), { status: 'active', owner: 'ann', version: of }]]),
  ...more,
})
const iso = (after: number): string => new Date(now + hours(after)).toISOString()
const running = (of: SequenceVersion, more: Parameters<typeof enrollment>[0] = {}) => head({ enrollments: [enrollment(more, of)] })
const calendar = (of: SequenceVersion, options: Partial<Parameters<typeof project>[2]> = {}, more: Partial<Surroundings> = {}) =>
  project(running(of), around(of, more), { now, ...options })

describe('a projection', () => {
  it('shows a text that nobody approved as waiting, and goes on from its due time', () => {
    const drafted = version({ steps: [step(1, 'email', 2880, { brief: 'Ask how it went' }), step(2, 'sms', 4320)] })
    expect(calendar(drafted).touches).toMatchObject([
      { stepId: 's1', at: iso(48), becomes: 'held', reason: 'approval_pending' },
      { stepId: 's2', at: iso(72), becomes: 'sent', reason: null },
    ])
    expect(calendar(drafted, { approvals: 'given' }).touches).toMatchObject([{ at: iso(48), becomes: 'sent' }, { at: iso(72) }])
    const [first, second] = calendar(drafted).touches
    expect(first?.verdicts.find(({ gate }) => gate === 'approval')).toMatchObject({ pass: false, reason: 'approval_pending' })
    expect(first?.text).toMatch(
      /waits for a person to approve.* The time shown, and those of what follows, hold if it is approved by then\.$/,
    )
    expect(second?.text).toBe('Its time holds if the text before it, which waits for approval, is approved by its own time.')
    expect(calendar(drafted, { approvals: 'given' }).touches.map(({ text }) => text)).toEqual([null, null])
  })

  it('lets a condition wait out its window, and takes the branch of a contact who does nothing', () => {
    const condition = { match: 'all', tests: [{ kind: 'opened', step: 's1' }], withinMinutes: 2880, otherwise: 'skip' } as const
    const branched = version({
      steps: [step(1, 'email', 0), step(2, 'email', 1440, { condition: { ...condition, tests: [...condition.tests] } })],
    })
    const { touches, enrollments } = calendar(branched)
    expect(touches).toMatchObject([{ becomes: 'sent' }, { at: iso(48), becomes: 'skipped', reason: 'condition_not_met' }])
    expect(enrollments).toMatchObject([{ finish: { at: iso(48), exitReason: 'completed' } }])
  })

  it('says of a step that waits for an outcome until when it waits, not that it was skipped', () => {
    const called = version({
      steps: [
        step(1, 'call', 0),
        step(2, 'email', 60, {
          condition: {
            match: 'all',
            tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }],
            withinMinutes: 2880,
            otherwise: 'skip',
          },
        }),
      ],
    })
    const [, second] = calendar(called).touches
    expect(second).toMatchObject({ at: iso(48), becomes: 'skipped', reason: 'waiting_for_outcome' })
    expect(second?.text).toMatch(/^It waits for a person to record .* Without that outcome it is skipped at .*\.$/)
  })

  it('knows what happened already: an opening takes the other branch', () => {
    const opened = version({
      steps: [
        step(1, 'email', 0),
        step(2, 'email', 1440, { condition: { match: 'all', tests: [{ kind: 'opened', step: 's1' }], otherwise: 'skip' } }),
      ],
    })
    const walked = head({ enrollments: [withPlan(enrollment({}, opened), { s1: { state: 'sent' } })] })
    const events = { [enrollmentId]: { s1: { sentAt: seconds(now), openedAt: seconds(now) } } }
    expect(project(walked, around(opened, { events }), { now }).touches).toMatchObject([{ stepId: 's2', becomes: 'sent' }])
  })

  it('leaves a paused enrollment where it is, and follows one that resumes by itself', () => {
    const [one] = running(version()).enrollments
    if (!one) throw new Error('nothing runs')
    const paused = { ...one, status: 'paused' as const, pauseReason: 'on holiday', pausedAt: seconds(now) }
    const stays = project(head({ enrollments: [paused] }), around(), { now })
    expect(stays.touches.map(({ becomes, reason, at }) => [becomes, reason, at])).toEqual(
      stays.touches.map(() => ['held', 'enrollment_paused', null]),
    )
    // What is still to be told of an answer for another lead delays nothing here.
    const telling = [{ leadId: 'lead-2', exit: 'replied' as const, sequenceId: null, at: seconds(now) }]
    const resumes = project(head({ enrollments: [{ ...paused, resumeAt: seconds(now) + 86_400 }], telling }), around(), { now })
    expect(resumes.touches[0]).toMatchObject({ at: iso(24), becomes: 'sent' })
  })

  it('takes what is with a provider as sent', () => {
    const flying = head({
      enrollments: [withPlan(enrollment(), { s1: { state: 'claimed' } })],
      inFlight: { enrollmentId, step: 's1', attemptId: 'A9', at: now - 1000, touchDay: '2026-11-20', adapter: 'ses' },
    })
    expect(project(flying, around(), { now }).touches.map(({ becomes }) => becomes)).toEqual(['sent', 'sent', 'sent', 'handed_over'])
  })

  it('heals as the real thing would: a dead address moves the mail to SMS', () => {
    const dead = head({
      addresses: { ...head().addresses, email: { key: 'ae1', value: 'dana@example.com', dead: { at: iso(-1), why: 'gone' } } },
      enrollments: [enrollment()],
    })
    expect(project(dead, around(), { now }).touches[0]).toMatchObject({ stepId: 's1', channel: 'sms', becomes: 'sent' })
  })

  it('does not try for ever what a stopped channel holds', () => {
    const stopped = { ...context().adapters, email: { name: 'ses', simulated: false, stopped: true } }
    const { touches, stopped: why } = calendar(version(), {}, { adapters: stopped })
    expect(touches[0]).toMatchObject({ becomes: 'held', reason: 'channel_stopped', at: null })
    expect(touches[1]).toMatchObject({ becomes: 'held', reason: 'predecessor_unresolved' })
    expect(why).toBeNull()
  })

  it('names the sequence or the gate that follows, and does not walk it', () => {
    const routed = version({ steps: [step(1, 'email', 0)], exitRoutes: { completed: 'close' } })
    const { enrollments, touches } = project(head(), around(routed), {
      now,
      begin: [{ at: now, signal: enrollSignal({ version: routed }) }],
    })
    expect(enrollments).toMatchObject([{ finish: { exitReason: 'completed', follows: { kind: 'sequence', slug: 'close' } } }])
    expect(touches).toHaveLength(1)
  })

  it('looks 400 days ahead and says so', () => {
    const steps = [step(1, 'email', 0), step(2, 'email', 525_600)]
    const long = version({ steps, policies: { ...defaultPolicies, completeAfterDays: 90 } })
    const { touches, enrollments, stopped } = calendar(long)
    expect(touches.map(({ becomes }) => becomes)).toEqual(['sent', 'sent'])
    expect(enrollments[0]?.finish).toBeNull()
    expect(stopped).toBe('horizon')
    expect(projectionLimits).toEqual({ days: 400, decisions: 1_000 })
  })
})
