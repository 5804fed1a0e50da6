import { describe, expect, it } from 'vitest'
import { decide } from '../../../functions/domain/decide.ts'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import { gateNames } from '../../../functions/domain/message.ts'
import type { SendContext } from '../../../functions/domain/signal.ts'
import {
  change,
  context,
  dueSignal,
  effectsOf,
  enrollment,
  head,
  hours,
  itemOf,
  now,
  planStates,
  profile,
  record,
  refusal,
  rules,
  seconds,
  step,
  version,
  withPlan,
} from '../builders.ts'

const enrolled = (overrides: Partial<ContactHead> = {}): ContactHead => head({ enrollments: [enrollment()], ...overrides })
const emailSent = withPlan(enrollment(), { s1: { state: 'sent' } })
const at = (iso: string): number => Date.parse(iso)

describe('a step that is due', () => {
  it('is claimed and sent once with every gate passed', () => {
    const decision = change(enrolled(), dueSignal('s1'))
    expect(planStates(decision.head)['s1']).toBe('claimed')
    expect(decision.head.inFlight).toMatchObject({ step: 's1', attemptId: 'A1', touchDay: '2026-11-20', adapter: 'ses' })
    expect(decision.head.touches).toEqual({ '2026-11-20': 1 })
    expect(effectsOf(decision.after, 'send')).toHaveLength(1)
    expect(decision.verdicts?.map((verdict) => verdict.gate)).toEqual([...gateNames])
    expect(decision.verdicts?.every((verdict) => verdict.pass)).toBe(true)
  })

  it('is rendered with a footer that says who writes and how to leave', () => {
    const [send] = effectsOf(change(enrolled(), dueSignal('s1')).after, 'send')
    expect(send?.message).toMatchObject({
      to: 'dana@example.com',
      addressKey: 'ae1',
      subject: 'Hello Dana',
      body: 'Hi Dana, about 12 Elm St.',
    })
    expect(send?.message.text).toContain('1 Main St, Springfield')
    expect(send?.message.text).toContain('https://touch.example/u/token')
    expect(send?.message.html).toContain('<p>Hi Dana, about 12 Elm St.</p>')
  })

  it('becomes an open task of a person in one commit, and counts no touch', () => {
    const only = version({ steps: [step(1, 'task', 0), step(2, 'email', 60)] })
    const decision = change(head({ enrollments: [enrollment({}, only)] }), dueSignal('s1', 1, { version: only }))
    expect(planStates(decision.head)['s1']).toBe('sent')
    expect(decision.head.touches).toEqual({})
    expect(effectsOf(decision.before, 'put_message')[0]?.row).toMatchObject({ status: 'sent', task: { state: 'open' }, recipient: null })
    expect(effectsOf(decision.after, 'send')).toEqual([])
  })

  it('counts a LinkedIn note as a touch', () => {
    const only = version({ steps: [step(1, 'linkedin', 0), step(2, 'email', 60)] })
    expect(change(head({ enrollments: [enrollment({}, only)] }), dueSignal('s1', 1, { version: only })).head.touches).toEqual({
      '2026-11-20': 1,
    })
  })

  it('re-arms its entry where it fires early', () => {
    const decision = decide(head({ enrollments: [emailSent] }), dueSignal('s2'), now)
    expect(decision).toEqual({
      kind: 'unchanged',
      reason: 'not_due_yet',
      after: [{ kind: 'schedule', enrollmentId: emailSent.id, step: 's2', revision: 1, due: seconds(now) + 86_400 }],
    })
  })

  it('waits for the step before it', () => {
    expect(decide(enrolled(), dueSignal('s2'), now + hours(24))).toEqual({ kind: 'unchanged', after: [], reason: 'predecessor_unresolved' })
  })

  it('waits while another message of the contact is with a provider', () => {
    const inFlight = { enrollmentId: 'other', step: 's9', attemptId: 'A0', at: now, touchDay: '', adapter: 'ses' }
    expect(decide(enrolled({ inFlight }), dueSignal('s1'), now)).toMatchObject({ kind: 'unchanged', reason: 'claim_in_flight' })
  })

  it.each([
    ['of an older revision', enrolled(), 's1', 0, 'stale_revision'],
    ['of an enrollment that ended', head(), 's1', 1, 'not_enrolled'],
    ['of no step', enrolled(), 's99', 1, 'no_such_step'],
    ['that was sent', head({ enrollments: [emailSent] }), 's1', 1, 'already_resolved'],
    ['of a paused enrollment', head({ enrollments: [enrollment({ status: 'paused' })] }), 's1', 1, 'enrollment_paused'],
  ] as const)('does nothing for a firing %s', (_which, state, stepId, revision, reason) => {
    expect(refusal(state, dueSignal(stepId, revision))).toBe(reason)
  })
})

describe('a gate that closes', () => {
  const skips: [string, ContactHead, Partial<SendContext>, string][] = [
    ['there is no address', enrolled({ addresses: {} }), {}, 'skipped no_address'],
    ['the contact unsubscribed', enrolled({ suppressed: { email: { reason: 'unsubscribed', at: 'x' } } }), {}, 'skipped suppressed'],
    [
      'the mailbox is closed under another contact id',
      enrolled(),
      { records: { email: record({ suppressed: { email: { reason: 'unsubscribed', at: 'x', source: 'y' } } }) } },
      'skipped suppressed',
    ],
    ['email was refused', enrolled({ consent: { email: { given: false, at: 'x', source: 'crm' } } }), {}, 'skipped no_consent'],
    ['the sequence is paused', enrolled(), { sequenceStatus: 'paused' }, 'held sequence_paused'],
    ['a merge value is missing', enrolled(), { profile: { ...profile, attributes: {} } }, 'held missing_merge_value'],
    [
      'the channel is stopped',
      enrolled(),
      { adapters: { ...context().adapters, email: { name: 'ses', simulated: false, stopped: true } } },
      'held channel_stopped',
    ],
    [
      'the address is known dead',
      enrolled({ addresses: { email: { key: 'ae1', value: 'd@example.com', dead: { at: 'x', why: 'y' } } } }),
      {},
      'held address_dead',
    ],
  ]
  it.each(skips)('says so on the row where %s', (_why, state, overrides, expected) => {
    const decision = change(state, dueSignal('s1', 1, overrides))
    expect(planStates(decision.head)['s1']).toBe(expected)
    const row = effectsOf(decision.before, 'put_message')[0]?.row
    expect(`${row?.status} ${row?.reason}`).toBe(expected)
    expect(row?.attempts.at(-1)?.verdicts.at(-1)).toMatchObject({ pass: false, reason: expected.split(' ')[1] })
    expect(effectsOf(decision.after, 'send')).toEqual([])
    expect(decision.head.touches).toEqual({})
  })

  it('names the fields that are missing', () => {
    const decision = change(enrolled(), dueSignal('s1', 1, { profile: { ...profile, firstName: '', attributes: {} } }))
    expect(decision.verdicts?.at(-1)?.saw).toBe('first_name, street')
  })

  it('asks healing where a mail meets an address that is known dead', () => {
    const dead = enrolled({ addresses: { email: { key: 'ae1', value: 'd@example.com', dead: { at: 'x', why: 'y' } } } })
    expect(effectsOf(change(dead, dueSignal('s1')).after, 'heal')).toHaveLength(1)
  })

  it('ends the enrollment where its sequence was archived', () => {
    const decision = change(enrolled(), dueSignal('s1', 1, { sequenceStatus: 'archived' }))
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished.exitReason).toBe('archived')
  })

  it('needs consent given for SMS, where email needs only none refused', () => {
    const state = head({ consent: {}, enrollments: [emailSent] })
    expect(planStates(change(state, dueSignal('s2'), now + hours(24)).head)['s2']).toBe('skipped no_consent')
    expect(planStates(change(enrolled({ consent: {} }), dueSignal('s1')).head)['s1']).toBe('claimed')
  })

  it('skips a message that is later than the lateness', () => {
    expect(planStates(change(enrolled(), dueSignal('s1'), now + hours(73)).head)['s1']).toBe('skipped too_late')
  })

  it('lets what follows keep its distance where a message leaves late', () => {
    const spread = head({ enrollments: [withPlan(enrollment(), { s1: { respaced: true } })] })
    const decision = change(spread, dueSignal('s1'), now + hours(10))
    expect(planStates(decision.head)['s1']).toBe('claimed')
    expect(itemOf(decision.head, 's2').due - seconds(now)).toBe(34 * 3600)
    expect(effectsOf(decision.after, 'schedule').map((effect) => [effect.step, effect.revision])).toEqual([
      ['s2', 2],
      ['s3', 2],
      ['s4', 2],
    ])
  })
})

describe('outside the window', () => {
  it('slides an SMS to the next opening at the contact’s place, and what follows with it', () => {
    const night = at('2026-11-22T04:30:00Z')
    const plan = withPlan(emailSent, { s2: { due: seconds(night) } })
    const decision = change(head({ enrollments: [plan] }), dueSignal('s2'), night)
    expect(itemOf(decision.head, 's2')).toMatchObject({
      due: seconds(at('2026-11-22T14:00:00Z')),
      rev: 2,
      reason: 'outside_window',
      state: 'scheduled',
    })
    expect(itemOf(decision.head, 's3').due - itemOf(plan.plan.length ? head({ enrollments: [plan] }) : decision.head, 's3').due).toBe(
      9.5 * 3600,
    )
    expect(effectsOf(decision.after, 'send')).toEqual([])
  })

  it('never moves a message inside it', () => {
    const state = head({ enrollments: [emailSent] })
    expect(planStates(change(state, dueSignal('s2'), now + hours(24)).head)['s2']).toBe('claimed')
  })
})

describe('at the touch limit', () => {
  const full = { '2026-11-20': 2 }

  it('takes the first free day at the same local time', () => {
    const decision = change(enrolled({ touches: full }), dueSignal('s1'))
    expect(itemOf(decision.head, 's1')).toMatchObject({ due: seconds(now) + 86_400, rev: 2, reason: 'touch_limit', deferred: true })
  })

  it('moves a message only once, then skips it', () => {
    const moved = change(enrolled({ touches: full }), dueSignal('s1')).head
    const again = change({ ...moved, touches: { '2026-11-21': 2 } }, dueSignal('s1', 2), now + hours(24))
    expect(planStates(again.head)['s1']).toBe('skipped touch_limit')
  })

  it('skips where the free day is beyond the lateness', () => {
    const decision = change(enrolled({ touches: full }), dueSignal('s1', 1, { rules: { ...rules, latenessHours: 12 } }))
    expect(planStates(decision.head)['s1']).toBe('skipped touch_limit')
  })

  it('counts by the contact’s own date', () => {
    const evening = at('2026-11-21T02:00:00Z')
    const due = withPlan(enrollment(), { s1: { due: seconds(evening) } })
    const state = head({ enrollments: [due], touches: { '2026-11-21': 2 } })
    expect(planStates(change(state, dueSignal('s1'), evening).head)['s1']).toBe('claimed')
  })

  it('looks at the day on which the window opens again', () => {
    const night = at('2026-11-22T04:30:00Z')
    const plan = withPlan(emailSent, { s2: { due: seconds(night) } })
    const decision = change(head({ enrollments: [plan], touches: { '2026-11-21': 2 } }), dueSignal('s2'), night)
    expect(itemOf(decision.head, 's2').reason).toBe('outside_window')
  })
})
