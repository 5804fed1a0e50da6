import { describe, expect, it } from 'vitest'
import { audit } from './audit/audit.ts'
import type { Ledger, Word } from './ledger.ts'
import { enrollment, iso, ledger, message, request, start } from './ledgers.ts'
import type { StepPlan } from './script.ts'

const rulesOf = (over: Partial<Ledger>): string[] => audit(ledger(over)).map(({ rule }) => rule)
const said = (what: Word['what'], at = start - 10_000): Word[] => [...ledger().words, { said: at, known: at + 100, what }]
const act = (action: string): Word[] => said({ kind: 'act', action, enrollmentId: 'e1', until: null, status: 200 })

describe('the auditor', () => {
  it('finds nothing in a history in which all is right', () => {
    expect(audit(ledger())).toEqual([])
  })

  it('sees a message that was sent twice', () => {
    expect(rulesOf({ requests: [request(), request({ at: start + 1_400 })] })).toEqual(
      expect.arrayContaining(['sent_twice', 'revision_sent_twice', 'attempt_repeated']),
    )
  })

  it('takes a second request for right where a person sent the message again', () => {
    const attempts = [
      { id: 'a1', outcome: 'unknown', revision: 1, startedAt: '' },
      { id: 'a2', outcome: 'accepted', revision: 2, startedAt: '' },
    ]
    const requests = [request({ fate: 'unanswered' }), request({ attemptId: 'a2', at: start + 1_500 })]
    const words = said({ kind: 'resend', messageId: 'm1', status: 200 }, start + 1_200)
    expect(rulesOf({ requests, words, messages: [message({ attempts })] })).toEqual([])
  })

  it('sees a request that no attempt of the timeline explains', () => {
    expect(rulesOf({ messages: [message({ attempts: [] })] })).toEqual(['request_unexplained'])
  })

  it.each([
    [
      'after an opt-out of the address',
      'after_opt_out',
      said({ kind: 'opt_out', address: 'dana@example.com', channels: ['email'], whole: false }),
    ],
    ['to an address known to be dead', 'to_dead_address', said({ kind: 'dead_address', address: 'dana@example.com' })],
    ['for a paused enrollment', 'while_paused', act('pause')],
    ['for a cancelled enrollment', 'after_finish', act('cancel')],
    [
      'for an archived sequence',
      'while_sequence_archived',
      said({ kind: 'turn', sequenceId: 'q1', to: 'archived', status: 200 }, start - 120_000),
    ],
    [
      'for a stage that the lead has left',
      'for_an_old_stage',
      said({ kind: 'stage', leadId: 'lead-1', stage: 'assigned', occurredAt: start - 100, consent: [{ id: 'c-1', email: true }] }),
    ],
    [
      'against a withdrawn consent',
      'without_consent',
      said({ kind: 'stage', leadId: 'lead-1', stage: 'new', occurredAt: start, consent: [{ id: 'c-1', email: false }] }),
    ],
  ])('sees a request %s', (_title, rule, words) => {
    expect(rulesOf({ words })).toContain(rule)
  })

  it('sees who leaves on one channel followed onto another', () => {
    const words = said({ kind: 'opt_out', address: '+13125550142', channels: ['sms'], whole: true }, start + 500)
    const late = request({ at: start + 13 * 3_600_000 - 1_000 })
    expect(
      rulesOf({ words, requests: [late], enrollments: [enrollment({ enrolledAt: new Date(start - 60_000).toISOString() })] }),
    ).toContain('followed_after_opt_out')
  })

  it('sees a request outside the hours of the contact’s place', () => {
    expect(rulesOf({ requests: [request({ at: Date.parse('2026-11-21T05:30:00Z') })] })).toContain('outside_window')
    expect(rulesOf({ requests: [request({ at: Date.parse('2026-11-21T03:30:00Z') })] })).not.toContain('outside_window')
  })

  it('sees a request outside the hours or days of its own step', () => {
    const whole = ledger()
    const [plan] = whole.script.sequences
    const [mail] = plan?.steps ?? []
    if (!plan || !mail) throw new Error('the small history has a mail')
    const rulesUnder = (window: StepPlan['window'], over: Partial<Ledger> = {}) =>
      rulesOf({ script: { ...whole.script, sequences: [{ ...plan, steps: [{ ...mail, ...(window ? { window } : {}) }] }] }, ...over })
    expect(rulesUnder({ from: '10:00', to: '12:00' })).toEqual(['outside_step_hours'])
    expect(rulesUnder({ to: '08:30' })).toEqual(['outside_step_hours'])
    expect(rulesUnder({ days: [1, 2, 3, 4] })).toEqual(['outside_step_hours'])
    for (const window of [{ from: '09:00', to: '12:00' }, { from: '08:00', days: [5] }, undefined]) expect(rulesUnder(window)).toEqual([])
    // Nothing is left of it for a text, so that the hours of texts count alone.
    expect(rulesUnder({ to: '07:30' }, { requests: [request({ channel: 'sms', to: '+13125550142' })] })).not.toContain('outside_step_hours')
  })

  it('sees a mail outside the hours, and a touch over the limit, that an admin set in place of the file’s', () => {
    const set = (email: { from: string; to: string } | null, limit: number | null, said: number) =>
      ({ said, known: said + 1_000, what: { kind: 'set_rules', email, limit, status: 200 } }) as const
    const early = set({ from: '09:00', to: '10:00' }, null, start - 60_000)
    const at = Date.parse('2026-11-20T18:30:00Z')
    expect(rulesOf({ words: [early], requests: [request({ at })] })).toContain('outside_window')
    expect(rulesOf({ words: [early, set(null, null, at - 60_000)], requests: [request({ at })] })).not.toContain('outside_window')
    // It was said at the moment at which the message was decided: either may have held.
    expect(rulesOf({ words: [set({ from: '09:00', to: '10:00' }, null, at - 2_500)], requests: [request({ at })] })).not.toContain(
      'outside_window',
    )
    const touch = (n: number) => request({ messageId: `m${n}`, attemptId: `a${n}`, at: start + n * 1_000 })
    expect(rulesOf({ requests: [touch(1), touch(2)] })).not.toContain('over_limit')
    expect(rulesOf({ words: [set(null, 1, start - 60_000)], requests: [touch(1), touch(2)] })).toContain('over_limit')
  })

  it('sees a third touch on one local day, and counts none that was refused', () => {
    const touch = (n: number, over = {}) => request({ messageId: `m${n}`, attemptId: `a${n}`, at: start + n * 1_000, ...over })
    expect(rulesOf({ requests: [touch(1), touch(2), touch(3)] })).toContain('over_limit')
    expect(rulesOf({ requests: [touch(1), touch(2), touch(3, { fate: 'refused' })] })).not.toContain('over_limit')
  })

  it('sees a request ahead of its time, out of its order, and late where nothing went wrong', () => {
    expect(rulesOf({ requests: [request({ at: start - 60_000 })] })).toContain('too_early')
    expect(rulesOf({ requests: [request({ at: start + 600_000 })] })).toContain('late')
    const second = { id: 'm2', stepId: 's2', stepOrder: 2 }
    expect(
      rulesOf({
        requests: [request({ at: start + 5_000 }), request({ messageId: 'm2', attemptId: 'a2', at: start + 1_000 })],
        messages: [message(), message(second)],
      }),
    ).toContain('out_of_order')
  })

  it('sees what was forgotten', () => {
    expect(rulesOf({ enrollments: [enrollment({ status: 'active', exitReason: undefined as never })] })).toContain('forgotten_enrollment')
    expect(rulesOf({ messages: [message({ status: 'scheduled' })], requests: [] })).toContain('forgotten_message')
    expect(rulesOf({ messages: [message({ status: 'claimed' })] })).toContain('never_ended')
    expect(rulesOf({ messages: [message({ status: 'skipped' })], requests: [] })).toContain('no_reason')
  })

  it('sees a state that nothing explains', () => {
    expect(rulesOf({ requests: [] })).toContain('sent_without_request')
    const words = said({ kind: 'event', event: 'delivered', messageId: 'm1', attemptId: 'a1' })
    expect(rulesOf({ words })).toContain('event_lost')
    expect(rulesOf({ words, messages: [message({ status: 'unknown' })] })).toContain('unknown_though_delivered')
    expect(rulesOf({ messages: [message({ status: 'failed', reason: 'refused_permanent' })] })).toContain('failed_without_refusal')
  })

  it('sees a forged webhook that was believed, and lets one be that was refused or that nobody answered', () => {
    const call = { event: 'SM1.delivered', forged: true, matters: true, at: start, answeredAt: start + 20 }
    expect(rulesOf({ hooked: [{ ...call, status: 200 }] })).toEqual(['forgery_believed'])
    expect(
      rulesOf({
        hooked: [
          { ...call, status: 401 },
          { ...call, answeredAt: null, status: null },
        ],
      }),
    ).toEqual([])
  })

  it('sees a webhook that was answered well and whose work was never done', () => {
    const call = { event: 'SM1.received', forged: false, matters: true, at: start, answeredAt: start + 20, status: 200 }
    expect(rulesOf({ hooked: [call] })).toEqual(['webhook_lost'])
    expect(rulesOf({ hooked: [{ ...call, status: 500 }] })).toEqual([])
    expect(rulesOf({ hooked: [call], workedOff: new Set(['SM1.received']) })).toEqual([])
    expect(rulesOf({ hooked: [call], dead: [{ queue: 'engage', body: '{"providerId":"SM1"}' }] })).toEqual([])
  })

  it('sees an event that no provider told of', () => {
    expect(rulesOf({ messages: [message({ status: 'delivered', events: { deliveredAt: iso(9_000) } })] })).toContain('event_of_nobody')
  })

  it('sees a text to a number that its provider had refused, unless START came in between', () => {
    const phone = '+13125550142'
    const text = request({ channel: 'sms', to: phone, fate: 'refused', refusal: 'permanent', taken: false, says: 'left' })
    const requests = [text, request({ channel: 'sms', to: phone, attemptId: 'a2', at: start + 61_000 })]
    const attempts = [
      { id: 'a1', outcome: 'refused_permanent', revision: 1, startedAt: '' },
      { id: 'a2', outcome: 'accepted', revision: 2, startedAt: '' },
    ]
    const messages = [message({ channel: 'sms', attempts })]
    expect(rulesOf({ requests, messages })).toContain('after_provider_refusal')
    const words = said({ kind: 'opt_in', address: phone, channels: ['sms'] }, start + 30_000)
    expect(rulesOf({ requests, messages, words })).not.toContain('after_provider_refusal')
    const unheard = [message({ channel: 'sms', attempts: attempts.map((one) => ({ ...one, outcome: 'unknown' })) })]
    expect(rulesOf({ requests, messages: unheard })).not.toContain('after_provider_refusal')
  })

  it('sees two enrollments for one stage change, and one that was missed', () => {
    expect(
      rulesOf({
        enrollments: [
          enrollment({ finishedAt: new Date(start + 60_000).toISOString() }),
          enrollment({ id: 'e2', enrolledAt: new Date(start + 10_000).toISOString() }),
        ],
      }),
    ).toEqual(expect.arrayContaining(['enrolled_twice', 'two_at_once']))
    expect(rulesOf({ enrollments: [], messages: [], requests: [] })).toContain('not_enrolled')
  })

  it('sees a counter that is not what the messages say', () => {
    const [sequence] = ledger().sequences
    if (!sequence) throw new Error('the history has a sequence')
    expect(rulesOf({ sequences: [{ ...sequence, counts: { ...sequence.counts, sent: 2 } }] })).toEqual(['counter_wrong'])
  })
})
