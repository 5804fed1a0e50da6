/** Every state that a contact's enrollment can be in, each with the moment at which it is looked at. A new one of the domain does not compile. */
import type { ContactHead, LiveEnrollment, PlannedMessage, PlanState } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import type { HeldReason } from '../../../functions/domain/message.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import { claimed, enrollment, enrollmentId, head, hours, now, otherEnrollmentId, seconds, withPlan } from '../builders.ts'

export interface State {
  head: ContactHead | null
  /** Epoch milliseconds. */
  at: number
}

/** Ten minutes on: what was due at once is overdue, and a claim has expired. */
export const later = now + hours(1) / 6

const of = (live: LiveEnrollment, overrides: Partial<ContactHead> = {}, at = later): State => ({
  head: head({ enrollments: [live], ...overrides }),
  at,
})
const front = (item: Partial<PlannedMessage>, overrides: Partial<ContactHead> = {}): State =>
  of(withPlan(enrollment(), { s1: item }), overrides)
const after = (state: ContactHead | null, ...signals: Signal[]): ContactHead => {
  const last = signals.reduce<ContactHead | null>((at, signal) => {
    const decision = decide(at, signal, now)
    if (decision.kind !== 'changed') throw new Error(`${signal.kind} made no state: ${decision.reason}`)
    return decision.head
  }, state)
  if (!last) throw new Error('no state was made')
  return last
}

const due = head({ enrollments: [enrollment()] })
const flight = claimed(due)
const earlier = enrollment().plan.map((item) => ({ ...item, due: item.due - 60 }))
const dead = { key: 'ae1', value: 'dana@example.com', dead: { at: '2026-11-20T15:00:00.000Z', why: 'Permanent: General' } }

const fronts: Record<Exclude<PlanState, 'held'>, Record<string, State>> = {
  scheduled: {
    'not due': { head: due, at: now - 60_000 },
    due: { head: due, at: later },
    'overdue, the next too': { head: due, at: now + hours(25) },
    'due, after another sequence': {
      head: head({ enrollments: [enrollment(), enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ9', plan: earlier })] }),
      at: now + 30_000,
    },
  },
  claimed: {
    'being sent': { head: flight.head, at: now + 1000 },
    'no answer for 30 s': { head: flight.head, at: later },
    'being sent, ending': { head: after(flight.head, { kind: 'cancel', enrollmentId, reason: 'x' }), at: now + 1000 },
  },
  sent: { 'first sent': front({ state: 'sent' }) },
  unknown: { 'answer lost': front({ state: 'unknown', attempt: 'A1' }) },
  skipped: { 'first skipped': front({ state: 'skipped', reason: 'no_consent' }) },
  failed: { 'first failed': front({ state: 'failed', reason: 'refused_permanent' }) },
  cancelled: { 'first cancelled': front({ state: 'cancelled', reason: 'enrollment_finished' }) },
}

const heldAt = seconds(now)
const held: Record<HeldReason, State> = {
  sequence_paused: front({ state: 'held', reason: 'sequence_paused', heldAt }),
  sending_stopped: front({ state: 'held', reason: 'sending_stopped', heldAt }),
  account_sandbox: front({ state: 'held', reason: 'account_sandbox', heldAt }),
  no_postal_address: front({ state: 'held', reason: 'no_postal_address', heldAt }),
  channel_stopped: front({ state: 'held', reason: 'channel_stopped', heldAt }),
  address_bounced: front({ state: 'held', reason: 'address_bounced', heldAt }, { addresses: { ...due.addresses, email: dead } }),
  address_dead: front({ state: 'held', reason: 'address_dead', heldAt }, { addresses: { ...due.addresses, email: dead } }),
  delivery_failed: of({
    ...withPlan(enrollment(), { s1: { state: 'held', reason: 'delivery_failed', heldAt, via: 'sms' } }),
    failures: [{ failure: 'sms_failed', step: 's1', at: heldAt, rev: 1, open: true }],
  }),
  missing_merge_value: front({ state: 'held', reason: 'missing_merge_value', heldAt }),
  template_error: front({ state: 'held', reason: 'template_error', heldAt }),
  text_too_long: front({ state: 'held', reason: 'text_too_long', heldAt, via: 'sms' }),
  landline: front(
    { state: 'held', reason: 'landline', heldAt, via: 'sms' },
    { addresses: { ...due.addresses, phone: { key: 'ap1', value: '+13125550142', lineType: 'landline' } } },
  ),
  waiting_for_condition: front({ state: 'held', reason: 'waiting_for_condition', heldAt, until: seconds(now) + 86_400 }),
  waiting_for_outcome: front({ state: 'held', reason: 'waiting_for_outcome', heldAt }),
  approval_pending: front({ state: 'held', reason: 'approval_pending', heldAt, approval: 'pending' }),
}

const paused = (overrides: Partial<LiveEnrollment>): LiveEnrollment =>
  enrollment({ status: 'paused', pauseReason: 'x', pausedAt: seconds(now), ...overrides })
const statuses: Record<LiveEnrollment['status'], Record<string, State>> = {
  active: {
    'waits for an answer': of(allSent({ completeAt: seconds(now) + 86_400 })),
    'wait for an answer over': of(allSent({ completeAt: seconds(now) + 60 })),
  },
  paused: {
    paused: of(paused({})),
    'paused until later': of(paused({ resumeAt: seconds(now) + 86_400 })),
    'paused until now': of(paused({ resumeAt: seconds(now) + 60 })),
    'reply in review': of(paused({ pauseReason: 'reply_review', reply: { at: seconds(now) }, onReply: 'review' })),
    'taken over': of(paused({ pauseReason: 'taken_over', takenOverBy: 'sam@acme.example' })),
  },
}

function allSent(overrides: Partial<LiveEnrollment>): LiveEnrollment {
  const sent = { state: 'sent' } as const
  return withPlan(enrollment({ completeAfterDays: 1, ...overrides }), { s1: sent, s2: sent, s3: sent, s4: sent })
}

const contacts: Record<string, State> = {
  unknown: { head: null, at: later },
  'known, not enrolled': { head: head(), at: later },
  'known, without an address': { head: head({ addresses: {} }), at: later },
  'known, without consent': {
    head: head({ consent: { email: { given: false, at: '2026-11-01T00:00:00.000Z', source: 'crm' } } }),
    at: later,
  },
  'known, left': { head: after(head(), { kind: 'complained', addressKey: 'ae1', detail: 'x' }), at: later },
  'ended, route waiting': {
    head: head({ routing: [{ from: enrollmentId, leadId: 'lead-1001', exit: 'completed', to: 'next', at: seconds(now) }] }),
    at: later,
  },
  'answered, lead to be told': {
    head: head({ telling: [{ leadId: 'lead-1001', exit: 'replied', sequenceId: 'SEQ1', at: seconds(now) }], lastReply: 'r1' }),
    at: later,
  },
  'merged away': { head: after(due, { kind: 'merged_away', into: 'ck9', detail: 'merged into c-9' }), at: later },
  erased: { head: after(due, { kind: 'erased' }), at: later },
  'erased, being sent': { head: after(flight.head, { kind: 'erased' }), at: now + 1000 },
}

const named = (groups: Record<string, State>[]): Record<string, State> => Object.assign({}, ...groups) as Record<string, State>

export const states: Record<string, State> = named([
  contacts,
  ...Object.values(fronts),
  Object.fromEntries(Object.entries(held).map(([reason, state]) => [`held: ${reason}`, state])),
  ...Object.values(statuses),
])

/** What the state `being sent` asked the provider to do. */
export const { send } = flight
