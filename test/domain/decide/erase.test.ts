import { describe, expect, it } from 'vitest'
import type { Signal } from '../../../functions/domain/signal.ts'
import { nextWake } from '../../../functions/domain/wake.ts'
import {
  accepted,
  change,
  claimed,
  effectsOf,
  enrollSignal,
  enrollment,
  enrollmentId,
  head,
  now,
  otherEnrollmentId,
  refusal,
  resultSignal,
  rules,
  seconds,
  withPlan,
} from '../builders.ts'

const erased: Signal = { kind: 'erased', key: 'ck1' }
const started = withPlan(enrollment({ goal: 'pipeline', notes: 'wants a demo' }), { s1: { state: 'sent' } })
const other = enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ2' })
const person = /dana|reyes|312555|c-1001|lead-1001|crm|demo/i

describe('a contact who is erased', () => {
  const full = head({
    enrollments: [started, other],
    touches: { '2026-11-20': 1 },
    suppressed: { sms: { reason: 'opted_out', at: '2026-11-01T00:00:00.000Z' } },
    routing: [{ from: 'F', leadId: 'lead-1001', exit: 'completed', to: 'next', at: seconds(now), notes: 'wants a demo' }],
    telling: [{ leadId: 'lead-1001', exit: 'replied', sequenceId: 'SEQ1', at: seconds(now) }],
    lastReply: 'r1',
  })
  const decision = change(full, erased)

  it('leaves a tombstone that says nothing of the person', () => {
    expect(decision.head).toEqual({
      key: 'ck1',
      contactId: '',
      leadId: '',
      schema: 1,
      revision: 1,
      timeZone: 'UTC',
      timeZoneSource: 'tenant',
      consent: {},
      addresses: {},
      suppressed: {},
      touches: {},
      enrollments: [],
      erased: true,
    })
    expect(nextWake(decision.head)).toBeNull()
  })

  it('ends every enrollment as erased, and the CRM learns it', () => {
    const ended = effectsOf(decision.before, 'archive_enrollment').map(({ finished }) => finished)
    expect(ended.map(({ id, exitReason }) => [id, exitReason])).toEqual([
      [enrollmentId, 'erased'],
      [otherEnrollmentId, 'erased'],
    ])
    expect(JSON.stringify(ended)).not.toMatch(person)
    expect(effectsOf(decision.after, 'publish').map(({ detail }) => detail['contactId'])).toEqual(['c-1001', 'c-1001'])
    expect(effectsOf(decision.after, 'unschedule')).toHaveLength(7)
    expect(effectsOf(decision.after, 'put_interaction')).toEqual([])
  })

  it.each<[string, Signal]>([
    ['what the CRM says', { kind: 'contact_seen', rules, facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: {} } }],
    ['enrolling', enrollSignal()],
    ['a route', enrollSignal({ routedFrom: 'F' })],
    ['a reply', { kind: 'replied', reply: 'r1', enrollmentId: null, leadId: 'lead-1001', detail: 'x' }],
    ['an opt-in', { kind: 'opted_in', address: 'email', addressKey: 'ae1', channels: ['email'], detail: 'x' }],
    ['erasing again', erased],
  ])('is not brought back by %s', (_what, signal) => {
    expect(refusal(decision.head, signal)).toBe('contact_erased')
  })

  it('is not enrolled later either where nothing was known yet', () => {
    const { head: tombstone } = change(null, erased)
    expect(tombstone).toMatchObject({ key: 'ck1', revision: 0, erased: true })
    expect(refusal(tombstone, enrollSignal())).toBe('contact_erased')
  })
})

describe('a message that is being sent while its contact is erased', () => {
  const { head: flying, send } = claimed(head({ enrollments: [enrollment(), other] }))
  const waiting = change(flying, erased).head

  it('is waited for, by what says nothing of the person', () => {
    expect(waiting.inFlight?.attemptId).toBe('A1')
    expect(waiting.enrollments).toMatchObject([{ id: enrollmentId, ending: { exit: 'erased' } }])
    expect(JSON.stringify(waiting)).not.toMatch(person)
    expect(nextWake(waiting)).toBe(seconds(now) + 30)
  })

  it.each<[string, Signal]>([
    ['an answer', resultSignal(send, accepted)],
    ['a refusal', resultSignal(send, { kind: 'refused', cls: 'transient', reason: 'no such user dana', at: accepted.at })],
    ['silence', { kind: 'claim_expired', enrollmentId, step: 's1', attemptId: 'A1', recorded: null }],
  ])('ends with %s, and what is written of it has no words and no name', (_what, signal) => {
    const decision = change(waiting, signal, now + 31_000)
    expect(decision.head).toMatchObject({ enrollments: [], erased: true })
    expect(decision.head.inFlight).toBeUndefined()
    const written = [...effectsOf(decision.before, 'put_message'), ...effectsOf(decision.before, 'archive_enrollment')]
    expect(written).toHaveLength(2)
    expect(JSON.stringify(written)).not.toMatch(person)
    expect([...effectsOf(decision.after, 'put_interaction'), ...effectsOf(decision.after, 'publish')]).toEqual([])
    expect(nextWake(decision.head)).toBeNull()
  })
})
