/** Every signal, each kind with the examples that differ in what they lead to. A new kind of the domain does not compile. */
import type { AddressRecord, Draft } from '../../../functions/domain/contact.ts'
import { hashOf } from '../../../functions/domain/draft.ts'
import { messageIdOf } from '../../../functions/domain/ids.ts'
import type { HealFailure, SendResult, Signal } from '../../../functions/domain/signal.ts'
import {
  accepted,
  context,
  dueSignal,
  enrollSignal,
  enrollmentId,
  now,
  otherEnrollmentId,
  profile,
  resultSignal,
  rules,
  seconds,
  step,
  version,
} from '../builders.ts'
import { send } from './states.ts'

const by = 'ann@acme.example'
const at = accepted.at
const answered = (result: SendResult) => resultSignal(send, result)
const bounced = (bounce: 'hard' | 'soft') =>
  ({ kind: 'bounced', enrollmentId, step: 's1', address: 'email', addressKey: 'ae1', bounce, detail: 'x' }) as const
const exit = (to: Extract<Signal, { kind: 'exit' }>['exit']) => ({ kind: 'exit', enrollmentId, exit: to, reason: 'x', by }) as const
const text = { recipient: 'dana@example.com', channel: 'email', subject: 'Hello Dana', body: 'Hi Dana.' } as const
const draft: Draft = {
  id: messageIdOf(enrollmentId, 1),
  contactKey: 'ck1',
  contactId: 'c-1001',
  leadId: 'lead-1001',
  enrollmentId,
  sequenceId: 'SEQ1',
  version: 1,
  stepId: 's1',
  ...text,
  missing: [],
  hash: hashOf(text),
  status: 'pending',
  madeAt: '2026-11-20T15:00:00.000Z',
  dueAt: '2026-11-20T15:00:00.000Z',
  revision: 1,
}
const gapped = { ...text, body: 'Hi {{street}}.' }
const briefed: Draft = { ...draft, brief: draft.body }
const gaps: Draft = { ...draft, ...gapped, missing: ['street'], hash: hashOf(gapped) }
const next = version({ version: 2, steps: [step(1, 'email', 60), step(2, 'sms', 1440), step(5, 'task', 2880)] })

const left: AddressRecord = {
  key: 'ap1',
  kind: 'phone',
  suppressed: { sms: { reason: 'opted_out', at: '2026-11-01T00:00:00.000Z', source: 'crm' } },
  contacts: ['ck1'],
  simulator: false,
}
const heal = (failure: HealFailure, overrides: Partial<Extract<Signal, { kind: 'heal' }>> = {}) =>
  ({ kind: 'heal', enrollmentId, failure, step: 's1', version: version(), records: {}, rules, profile, ...overrides }) as const

/** By kind, then by what tells the examples apart (empty where there is one). */
export const signals: { [K in Signal['kind']]: Record<string, Extract<Signal, { kind: K }>> } = {
  contact_seen: {
    'new address': {
      kind: 'contact_seen',
      rules,
      facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email: { key: 'ae2', value: 'new@example.com' } } },
    },
  },
  enroll: {
    'same sequence': enrollSignal({ enrollmentId: otherEnrollmentId }),
    'other sequence, parallel': enrollSignal({ enrollmentId: otherEnrollmentId, version: version({ sequenceId: 'SEQ2' }) }),
    'other sequence, skip': enrollSignal({ enrollmentId: otherEnrollmentId, version: version({ sequenceId: 'SEQ2' }), onConflict: 'skip' }),
    'other sequence, replace': enrollSignal({
      enrollmentId: otherEnrollmentId,
      version: version({ sequenceId: 'SEQ2' }),
      onConflict: 'replace',
    }),
    'has been through it': enrollSignal({
      enrollmentId: otherEnrollmentId,
      version: version({ sequenceId: 'SEQ2' }),
      lastFinishedAt: '2026-11-01T00:00:00.000Z',
    }),
    'no steps': enrollSignal({ enrollmentId: otherEnrollmentId, version: version({ sequenceId: 'SEQ2', steps: [] }) }),
    'more steps than fit': enrollSignal({
      enrollmentId: otherEnrollmentId,
      version: version({ sequenceId: 'SEQ2', steps: Array.from({ length: 200 }, (_, i) => step(i + 1, 'email', i)) }),
    }),
    'by a route': enrollSignal({
      enrollmentId: otherEnrollmentId,
      version: version({ sequenceId: 'SEQ2' }),
      by: 'route',
      routedFrom: enrollmentId,
    }),
  },
  route_dropped: { '': { kind: 'route_dropped', from: enrollmentId, why: 'The sequence is not active.' } },
  stage_changed: {
    'left the stage': { kind: 'stage_changed', leadId: 'lead-1001', stage: 'contacted' },
    'reached a goal': { kind: 'stage_changed', leadId: 'lead-1001', stage: 'under-contract' },
    'still there': { kind: 'stage_changed', leadId: 'lead-1001', stage: 'new' },
  },
  step_due: { '': dueSignal('s1', 1), 'the step after': dueSignal('s2', 1), 'planned anew since': dueSignal('s1', 9) },
  send_result: {
    accepted: answered(accepted),
    'refused for now': answered({ kind: 'refused', cls: 'transient', reason: 'x', at }),
    'refused for good': answered({ kind: 'refused', cls: 'permanent', reason: 'x', at }),
    'account refused': answered({ kind: 'refused', cls: 'account', reason: 'x', at }),
    'no answer': answered({ kind: 'unknown', reason: 'x', at }),
  },
  claim_expired: {
    'nothing recorded': { kind: 'claim_expired', enrollmentId, step: 's1', attemptId: 'A1', recorded: null },
    'recorded as sent': { kind: 'claim_expired', enrollmentId, step: 's1', attemptId: 'A1', recorded: 'sent' },
  },
  arrived: { '': { kind: 'arrived', enrollmentId, step: 's1', attemptId: 'A1' } },
  send_proven: { '': { kind: 'send_proven', enrollmentId, step: 's1', attemptId: 'A1' } },
  bounced: { hard: bounced('hard'), soft: bounced('soft') },
  delivery_failed: {
    'no answer': { kind: 'delivery_failed', enrollmentId, step: 's1', attemptId: null, failure: 'call_no_answer', detail: 'no answer' },
  },
  enriched: {
    found: {
      kind: 'enriched',
      address: 'email',
      found: {
        key: 'ae9',
        value: 'found@example.com',
        record: { key: 'ae9', kind: 'email', suppressed: {}, contacts: [], simulator: false },
      },
      source: 'people-data',
      rules,
    },
    nothing: { kind: 'enriched', address: 'email', found: null, source: 'nobody', rules },
  },
  line_typed: {
    landline: { kind: 'line_typed', addressKey: 'ap1', lineType: 'landline' },
    invalid: { kind: 'line_typed', addressKey: 'ap1', lineType: 'invalid' },
  },
  away: { '': { kind: 'away', back: '2026-11-27', rules } },
  complained: { '': { kind: 'complained', addressKey: 'ae1', detail: 'x' } },
  opted_out: { '': { kind: 'opted_out', address: 'email', addressKey: 'ae1', channels: ['email'], reason: 'unsubscribed', detail: 'x' } },
  suppression_lifted: { '': { kind: 'suppression_lifted', addressKey: 'ap1', channels: ['sms'] } },
  opted_in: { '': { kind: 'opted_in', address: 'phone', addressKey: 'ap1', channels: ['sms'], detail: 'x' } },
  replied: {
    '': { kind: 'replied', reply: 'r2', enrollmentId, leadId: 'lead-1001', detail: 'x' },
    'received again': { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'x' },
  },
  lead_told: {
    '': { kind: 'lead_told', leadId: 'lead-1001', exit: 'booked', sequenceId: 'SEQ9', at: seconds(now) },
    'of an older answer': { kind: 'lead_told', leadId: 'lead-1001', exit: 'booked', sequenceId: 'SEQ9', at: seconds(now) - 3600 },
  },
  telling_done: { '': { kind: 'telling_done', leadId: 'lead-1001', at: seconds(now) } },
  heal: {
    'hard bounce': heal('email_bounced_hard'),
    'hard bounce, with a source to ask': heal('email_bounced_hard', { canEnrich: true, records: { phone: left } }),
    'text failed': heal('sms_failed'),
  },
  pause: {
    '': { kind: 'pause', enrollmentId, reason: 'x', by },
    'until tomorrow': { kind: 'pause', enrollmentId, reason: 'x', by, until: seconds(now) + 86_400 },
    'until yesterday': { kind: 'pause', enrollmentId, reason: 'x', by, until: seconds(now) - 86_400 },
  },
  continue: { '': { kind: 'continue', enrollmentId, intent: 'interested', by } },
  take_over: { '': { kind: 'take_over', enrollmentId, by, reason: 'x' } },
  resume: { '': { kind: 'resume', enrollmentId, by } },
  cancel: { '': { kind: 'cancel', enrollmentId, reason: 'x', by } },
  skip: {
    '': { kind: 'skip', enrollmentId, reason: 'x', by },
    'unknown step': { kind: 'skip', enrollmentId, step: 's9', reason: 'x', by },
  },
  exit: {
    converted: exit('converted'),
    booked: exit('booked'),
    rejected: exit('rejected'),
    replied: exit('replied'),
    unsubscribed: exit('unsubscribed'),
  },
  resend: { '': { kind: 'resend', enrollmentId, step: 's1', by } },
  sequence_resumed: { '': { kind: 'sequence_resumed', sequenceId: 'SEQ1', rules } },
  sequence_archived: { '': { kind: 'sequence_archived', sequenceId: 'SEQ1' } },
  version_moved: {
    'to a newer one': { kind: 'version_moved', version: next, from: [version()] },
    'to its own': { kind: 'version_moved', version: version(), from: [] },
  },
  sending_resumed: { '': { kind: 'sending_resumed', rules } },
  erased: { '': { kind: 'erased', key: 'ck1' } },
  absorbed: {
    'an opt-out from texts': {
      kind: 'absorbed',
      from: { consent: {}, suppressed: { sms: { reason: 'opted_out', at } }, touches: {}, addresses: {} },
      detail: 'merged from c-9',
    },
    nothing: { kind: 'absorbed', from: { consent: {}, suppressed: {}, touches: {}, addresses: {} }, detail: 'merged from c-9' },
  },
  merged_away: { '': { kind: 'merged_away', into: 'ck9', detail: 'merged into c-9' } },
  heard: { '': { kind: 'heard', enrollmentId, step: 's1' } },
  draft_due: { '': { kind: 'draft_due', enrollmentId, step: 's1', revision: 1, context: context() } },
  draft_edited: {
    '': { kind: 'draft_edited', enrollmentId, step: 's1', draft },
    'with no text': { kind: 'draft_edited', enrollmentId, step: 's1', draft: { ...draft, body: '' } },
  },
  draft_approved: {
    'as read': { kind: 'draft_approved', enrollmentId, step: 's1', draft, hash: draft.hash, by },
    'changed since': { kind: 'draft_approved', enrollmentId, step: 's1', draft, hash: 'another', by },
    'its brief as the text': { kind: 'draft_approved', enrollmentId, step: 's1', draft: briefed, hash: draft.hash, by },
    'with gaps': { kind: 'draft_approved', enrollmentId, step: 's1', draft: gaps, hash: gaps.hash, by },
  },
  draft_dismissed: { '': { kind: 'draft_dismissed', enrollmentId, step: 's1', draft, by } },
  message_edited: {
    '': { kind: 'message_edited', enrollmentId, step: 's1', draft, by },
    'with gaps': { kind: 'message_edited', enrollmentId, step: 's1', draft: gaps, by },
  },
  message_restored: { '': { kind: 'message_restored', enrollmentId, step: 's1', draft, by } },
  completion_due: { '': { kind: 'completion_due', enrollmentId } },
  swept: { '': { kind: 'swept', rules } },
  release_held: { '': { kind: 'release_held', enrollmentId, step: 's1' } },
}
