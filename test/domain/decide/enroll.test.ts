import { describe, expect, it } from 'vitest'
import { decide, decideAll } from '../../../functions/domain/decide.ts'
import { headLimits } from '../../../functions/domain/decide/enroll.ts'
import { defaultPolicies } from '../../../functions/domain/sequence.ts'
import type { ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import {
  change,
  effectsOf,
  enrollSignal,
  enrollment,
  enrollmentId,
  head,
  now,
  otherEnrollmentId,
  record,
  refusal,
  rules,
  seconds,
  step,
  version,
} from '../builders.ts'

const other = (overrides: Partial<LiveEnrollment> = {}): LiveEnrollment =>
  enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ2', ...overrides })

describe('enrolling a contact', () => {
  it('plans every step from the enrollment and makes one schedule entry each', () => {
    const { head: after, after: effects } = change(head(), enrollSignal())
    expect(after.enrollments[0]?.plan.map((item) => item.due - seconds(now))).toEqual([0, 86_400, 259_200, 604_800])
    expect(effectsOf(effects, 'schedule').map((effect) => [effect.step, effect.revision, effect.due - seconds(now)])).toEqual([
      ['s1', 1, 120],
      ['s2', 1, 86_400],
      ['s3', 1, 259_200],
      ['s4', 1, 604_800],
    ])
  })

  it('hands only the step that is due at once to dispatch', () => {
    expect(effectsOf(change(head(), enrollSignal()).after, 'hand_over').map((effect) => effect.step)).toEqual(['s1'])
  })

  it('says that the enrollment started', () => {
    const { after } = change(head(), enrollSignal())
    expect(effectsOf(after, 'publish').map((effect) => effect.detailType)).toEqual(['Enrollment Started'])
  })

  it('repeats only the effects when the same enrollment comes again', () => {
    const { head: enrolled } = change(head(), enrollSignal())
    const again = decide(enrolled, enrollSignal(), now + 1000)
    expect(again).toMatchObject({ kind: 'unchanged', reason: 'already_enrolled' })
    expect(again.kind === 'unchanged' && again.after.map((effect) => effect.kind)).toEqual([
      'schedule',
      'schedule',
      'schedule',
      'schedule',
      'hand_over',
    ])
  })

  const refusals: [string, ContactHead, Parameters<typeof enrollSignal>[0], string][] = [
    ['is in the sequence already', head({ enrollments: [enrollment({ id: otherEnrollmentId })] }), {}, 'already_enrolled'],
    ['went through it and re-entry is never', head(), { lastFinishedAt: '2026-01-01T00:00:00.000Z' }, 'reentry_refused'],
    [
      'went through it too recently',
      head(),
      {
        lastFinishedAt: '2026-11-01T00:00:00.000Z',
        version: version({ policies: { ...defaultPolicies, reentry: { kind: 'afterDays', days: 30 } } }),
      },
      'reentry_refused',
    ],
    ['has no address', head({ addresses: {} }), {}, 'no_usable_address'],
    [
      'has only a dead address',
      head({ addresses: { email: { key: 'ae1', value: 'd@example.com', dead: { at: 'x', why: 'y' } } } }),
      {},
      'no_usable_address',
    ],
    [
      'has a phone only and no consent to use it',
      head({ addresses: { phone: { key: 'ap1', value: '+13125550142' } }, consent: {} }),
      {},
      'no_consent_any_channel',
    ],
    [
      'left every channel',
      head({ suppressed: { email: { reason: 'unsubscribed', at: 'x' }, sms: { reason: 'opted_out', at: 'x' } } }),
      {},
      'suppressed_everywhere',
    ],
    [
      'complained once',
      head({ suppressed: { call: { reason: 'complained', at: 'x' } } }),
      { version: version({ steps: [step(1, 'task', 0)] }) },
      'suppressed_everywhere',
    ],
    [
      'shares a mailbox whose owner complained',
      head(),
      { records: { email: record({ suppressed: { email: { reason: 'complained', at: 'x', source: 'ses' } } }) } },
      'suppressed_everywhere',
    ],
    [
      'is in another sequence and this one skips such contacts',
      head({ enrollments: [other()] }),
      { onConflict: 'skip' },
      'conflict_skipped',
    ],
    ['meets a sequence without steps', head(), { version: version({ steps: [] }) }, 'sequence_empty'],
    ['was erased', head({ erased: true }), {}, 'contact_erased'],
    [
      'is in as many sequences as one head holds',
      head({
        enrollments: Array.from({ length: headLimits.enrollments }, (_, index) => other({ id: `E${index}`, sequenceId: `Q${index}` })),
      }),
      {},
      'head_full',
    ],
  ]
  it.each(refusals)('refuses a contact who %s', (_why, state, overrides, reason) => {
    expect(refusal(state, enrollSignal(overrides))).toBe(reason)
  })

  it('refuses a head that outgrows its size', () => {
    const steps = Array.from({ length: 50 }, (_, index) => step(index + 1, 'email', index))
    const big = head({
      enrollments: [1, 2, 3].map((n) => other({ id: `E${n}`, sequenceId: `Q${n}`, plan: enrollment({}, version({ steps })).plan })),
    })
    expect(refusal(big, enrollSignal({ version: version({ steps }) }))).toBe('head_full')
  })

  it('names each channel that cannot be used', () => {
    const decision = decide(head({ addresses: {} }), enrollSignal(), now)
    expect(decision).toMatchObject({ detail: 'email: no address; sms: no address' })
  })

  it('enrolls a contact without a phone, whose SMS step is judged at its time', () => {
    const state = head({ addresses: { email: { key: 'ae1', value: 'dana@example.com' } } })
    expect(change(state, enrollSignal()).head.enrollments).toHaveLength(1)
  })

  it('enrolls a dead mailbox whose mails can be healed onto SMS', () => {
    const state = head({ addresses: { ...head().addresses, email: { key: 'ae1', value: 'd@example.com', dead: { at: 'x', why: 'y' } } } })
    expect(change(state, enrollSignal({ version: version({ steps: [step(1, 'email', 0)] }) })).head.enrollments).toHaveLength(1)
  })

  it('enrolls again once the days of re-entry are over', () => {
    const policies = { ...defaultPolicies, reentry: { kind: 'afterDays', days: 19 } } as const
    const signal = enrollSignal({ lastFinishedAt: '2026-11-01T00:00:00.000Z', version: version({ policies }) })
    expect(change(head(), signal).head.enrollments).toHaveLength(1)
  })

  it('does not hold what happened to a simulator address against another contact', () => {
    const simulator = record({ simulator: true, suppressed: { email: { reason: 'complained', at: 'x', source: 'ses' } } })
    expect(change(head(), enrollSignal({ records: { email: simulator } })).head.enrollments).toHaveLength(1)
  })

  it('replaces what runs where the conflict policy says so', () => {
    const { head: after, before } = change(head({ enrollments: [other()] }), enrollSignal({ onConflict: 'replace' }))
    expect(after.enrollments.map((live) => live.id)).toEqual([enrollmentId])
    expect(effectsOf(before, 'archive_enrollment')[0]?.finished).toMatchObject({ id: otherEnrollmentId, exitReason: 'replaced' })
  })

  it('enrolls an unknown contact in the same commit in which the CRM names them', () => {
    const facts = { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email: { key: 'ae1', value: 'dana@example.com' } } }
    const folded = decideAll(
      null,
      [{ kind: 'contact_seen', facts, rules }, enrollSignal(), enrollSignal({ enrollmentId: otherEnrollmentId })],
      now,
    )
    expect(folded).toMatchObject({
      changed: true,
      head: { contactId: 'c-1001', timeZone: 'America/New_York', enrollments: [{ id: enrollmentId }] },
    })
    expect(folded.decided.map(({ decision }) => decision.kind)).toEqual(['changed', 'changed', 'refused'])
  })
})
