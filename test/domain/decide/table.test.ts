/** Every signal in every state: what decide answers, as one table to read and to compare. */
import { expect, it } from 'vitest'
import { decide } from '../../../functions/domain/decide.ts'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import {
  accepted,
  claimed,
  context,
  dueSignal,
  enrollSignal,
  enrollment,
  enrollmentId,
  head,
  hours,
  now,
  otherEnrollmentId,
  profile,
  resultSignal,
  rules,
  seconds,
  version,
  withPlan,
} from '../builders.ts'

const active = head({ enrollments: [enrollment()] })
const flight = claimed(active)
const states: Record<string, ContactHead | null> = {
  'no head': null,
  active,
  paused: head({ enrollments: [enrollment({ status: 'paused', pauseReason: 'x', pausedAt: seconds(now) })] }),
  claimed: flight.head,
  held: head({
    addresses: { ...active.addresses, email: { key: 'ae1', value: 'dana@example.com', dead: { at: 'x', why: 'y' } } },
    enrollments: [
      withPlan(enrollment(), {
        s1: { state: 'held', reason: 'address_bounced', heldAt: seconds(now) },
        s3: { state: 'held', reason: 'address_bounced', heldAt: seconds(now) },
      }),
    ],
  }),
  finished: head(),
}

const signals: { [K in Signal['kind']]: Extract<Signal, { kind: K }> } = {
  contact_seen: {
    kind: 'contact_seen',
    rules,
    facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email: { key: 'ae2', value: 'new@example.com' } } },
  },
  enroll: enrollSignal({ enrollmentId: otherEnrollmentId }),
  stage_changed: { kind: 'stage_changed', leadId: 'lead-1001', stage: 'contacted' },
  step_due: dueSignal('s1', 1),
  send_result: resultSignal(flight.send, accepted),
  claim_expired: { kind: 'claim_expired', enrollmentId, step: 's1', attemptId: 'A1', recorded: null },
  send_proven: { kind: 'send_proven', enrollmentId, step: 's1', attemptId: 'A1' },
  bounced: { kind: 'bounced', enrollmentId, step: 's1', address: 'email', addressKey: 'ae1', bounce: 'hard', detail: 'x' },
  complained: { kind: 'complained', addressKey: 'ae1', detail: 'x' },
  opted_out: { kind: 'opted_out', address: 'email', addressKey: 'ae1', channels: ['email'], reason: 'unsubscribed', detail: 'x' },
  opted_in: { kind: 'opted_in', address: 'phone', addressKey: 'ap1', channels: ['sms'], detail: 'x' },
  replied: { kind: 'replied', enrollmentId, leadId: 'lead-1001', detail: 'x' },
  lead_told: { kind: 'lead_told', leadId: 'lead-1001', exit: 'replied', sequenceId: 'SEQ9' },
  heal: { kind: 'heal', enrollmentId, failure: 'email_bounced_hard', step: 's1', version: version(), records: {}, rules, profile },
  pause: { kind: 'pause', enrollmentId, reason: 'x' },
  resume: { kind: 'resume', enrollmentId },
  cancel: { kind: 'cancel', enrollmentId, reason: 'x' },
  skip: { kind: 'skip', enrollmentId, reason: 'x' },
  exit: { kind: 'exit', enrollmentId, exit: 'converted', reason: 'x' },
  resend: { kind: 'resend', enrollmentId, step: 's1' },
  sequence_resumed: { kind: 'sequence_resumed', sequenceId: 'SEQ1' },
  sequence_archived: { kind: 'sequence_archived', sequenceId: 'SEQ1' },
  completion_due: { kind: 'completion_due', enrollmentId },
  swept: { kind: 'swept' },
  release_held: { kind: 'release_held', enrollmentId, step: 's1' },
}

/** Ten minutes on: everything due at once is overdue, and a claim has expired. */
const later = now + hours(1) / 6

const cell = (state: ContactHead | null, signal: Signal): string => {
  const decision = decide(state, signal.kind === 'step_due' ? { ...signal, context: context() } : signal, later)
  if (decision.kind !== 'changed') return `${decision.kind === 'refused' ? '-' : '='} ${decision.reason}`
  const ended = decision.before.find((effect) => effect.kind === 'archive_enrollment')
  const live = decision.head.enrollments[0]
  const to = ended
    ? `ends ${ended.finished.exitReason}`
    : live?.ending
      ? `ending ${live.ending.exit}`
      : live
        ? `${live.status}: ${live.plan.map((item) => item.state).join(' ')}`
        : 'head'
  return `> ${to}`
}

it('answers every signal in every state', () => {
  const rows = Object.values(signals).map((signal) => [signal.kind, ...Object.values(states).map((state) => cell(state, signal))])
  const table = [['signal', ...Object.keys(states)], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  const text = table
    .map((row) =>
      row
        .map((value, column) => value.padEnd(widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n')
  console.log(text)
  expect(text).toMatchSnapshot()
})
