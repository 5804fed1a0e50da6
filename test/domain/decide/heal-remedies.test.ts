import { describe, expect, it } from 'vitest'
import type { AddressRecord, ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import { stepOf } from '../../../functions/domain/injected.ts'
import type { DeliveryFailure, HealFailure, OtherAddress, Signal } from '../../../functions/domain/signal.ts'
import {
  change,
  context,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  otherEnrollmentId,
  planStates,
  profile,
  record,
  refusal,
  resultSignal,
  rules,
  seconds,
  step,
  version,
  withPlan,
  claimed,
} from '../builders.ts'

const steps = version({
  steps: [
    step(1, 'sms', 0),
    step(2, 'call', 60, { body: 'Call about {{street}}', smsText: 'Can we talk about {{street}}?' }),
    step(3, 'sms', 1440),
    step(4, 'email', 2880),
    step(5, 'call', 4320, { body: 'Call again' }),
  ],
})
const at = (states: Parameters<typeof withPlan>[1], overrides: Partial<LiveEnrollment> = {}): ContactHead =>
  head({ enrollments: [withPlan(enrollment(overrides, steps), states)] })
const texted = at({ s1: { state: 'sent' } })
const called = at({ s1: { state: 'sent' }, s2: { state: 'sent', due: seconds(now) } })

const failure = (kind: DeliveryFailure, of: string, attemptId: string | null = 'A1', addressKey?: string): Signal => ({
  kind: 'delivery_failed',
  enrollmentId,
  step: of,
  attemptId,
  failure: kind,
  detail: 'as the provider says',
  ...(addressKey === undefined ? {} : { addressKey }),
})
const healing = (kind: HealFailure, of: string, overrides: Partial<Extract<Signal, { kind: 'heal' }>> = {}): Signal => ({
  kind: 'heal',
  enrollmentId,
  failure: kind,
  step: of,
  version: steps,
  records: {},
  rules,
  profile,
  ...overrides,
})
const healed = (
  state: ContactHead,
  kind: DeliveryFailure,
  of: string,
  overrides: Partial<Extract<Signal, { kind: 'heal' }>> = {},
  attempt: string | null = 'A1',
  when = now,
) => change(change(state, failure(kind, of, attempt), when).head, healing(kind, of, overrides), when)
const sentAgain = (state: ContactHead, of: string): ContactHead => ({
  ...state,
  enrollments: state.enrollments.map((live) => withPlan(live, { [of]: { state: 'sent' } })),
})
const actionsOf = (state: ContactHead): string[] => state.enrollments[0]?.healing?.map(({ action }) => action) ?? []
const noEmail = { addresses: { phone: { key: 'ap1', value: '+13125550142' } } }
const other = (value: string, overrides: Partial<AddressRecord> = {}): OtherAddress => ({
  key: `key of ${value}`,
  value,
  record: record({ key: `key of ${value}`, kind: value.includes('@') ? 'email' : 'phone', ...overrides }),
})

describe('a text that does not get through', () => {
  it('is tried again after five minutes, then from another of our numbers, then by email, and then all texts are', () => {
    const senders = { rules: { ...rules, smsSenders: ['+13125550001', '+13125550002'] } }
    const first = healed(texted, 'sms_undelivered', 's1')
    expect(itemOf(first.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2, due: seconds(now) + 300, reason: 'retry_later' })
    const second = healed(sentAgain(first.head, 's1'), 'sms_failed', 's1', senders, 'A2')
    expect(second.head.enrollments[0]?.senders).toEqual({ sms: '+13125550002' })
    expect(itemOf(second.head, 's1')).toMatchObject({ state: 'scheduled', rev: 3 })
    const third = healed(sentAgain(second.head, 's1'), 'sms_undelivered', 's1', senders, 'A3')
    expect(itemOf(third.head, 's1')).toMatchObject({ state: 'scheduled', via: 'email', reason: 'healing' })
    expect(itemOf(third.head, 's3')).toMatchObject({ state: 'scheduled', via: 'email', due: seconds(now) + 86_400 })
    expect(third.head.enrollments[0]?.overrides).toEqual({ sms: 'email' })
    expect(actionsOf(third.head)).toEqual(['retry', 'retry_alternative', 'switch_channel'])
  })

  it('is mailed with a subject: of the thread, else of the sequence', () => {
    const second = healed(sentAgain(healed(texted, 'sms_failed', 's1').head, 's1'), 'sms_failed', 's1', {}, 'A2').head
    const due = dueSignal('s1', itemOf(second, 's1').rev, { version: steps })
    const [send] = effectsOf(change(second, due, now + 300_000).after, 'send')
    expect(send?.message).toMatchObject({ channel: 'email', subject: 'Seller outreach', body: 'Hi Dana, about 12 Elm St.' })
  })

  it('is the same failure when it is received again, also after it was sent once more', () => {
    const first = change(texted, failure('sms_failed', 's1')).head
    expect(decide(first, failure('sms_failed', 's1'), now)).toMatchObject({ kind: 'unchanged', after: [{ kind: 'heal' }] })
    const resent = sentAgain(change(first, healing('sms_failed', 's1')).head, 's1')
    expect(refusal(resent, failure('sms_failed', 's1', 'A1'))).toBe('nothing_to_do')
    expect(change(resent, failure('sms_failed', 's1', 'A2')).head.enrollments[0]?.failures).toHaveLength(2)
  })

  it('is nothing new of a message that is on its way again, was never sent, or is no text', () => {
    const waiting = healed(texted, 'sms_failed', 's1').head
    expect(refusal(waiting, failure('sms_failed', 's1', 'A9'))).toBe('nothing_to_do')
    expect(refusal(texted, failure('sms_failed', 's3'))).toBe('nothing_to_do')
    expect(refusal(texted, failure('call_busy', 's1'))).toBe('nothing_to_do')
    expect(refusal(texted, failure('sms_failed', 's9'))).toBe('no_such_step')
    expect(refusal(claimed(head({ enrollments: [enrollment()] })).head, failure('sms_failed', 's1'))).toBe('claim_in_flight')
  })

  it('proves that a message whose answer was lost has left', () => {
    const lost = at({ s1: { state: 'unknown', attempt: 'A1' } })
    expect(itemOf(change(lost, failure('sms_failed', 's1', 'A1')).head, 's1')).toMatchObject({ state: 'sent' })
    expect(refusal(lost, failure('sms_failed', 's1', 'A7'))).toBe('nothing_to_do')
  })

  it('is asked to be healed by the sweep where that was lost', () => {
    const state = change(texted, failure('sms_failed', 's1')).head
    const swept = (after: number) => decide(state, { kind: 'swept', rules }, now + after)
    expect(swept(299_000)).toMatchObject({ kind: 'refused' })
    expect(swept(300_000)).toMatchObject({ after: [{ kind: 'heal', step: 's1', failure: 'sms_failed' }] })
  })
})

describe('a landline', () => {
  it('is flagged, and every text goes by email', () => {
    const decision = healed(texted, 'landline_detected', 's1', {}, 'A1')
    expect(decision.head.addresses.phone).toMatchObject({ lineType: 'landline' })
    expect([itemOf(decision.head, 's1').via, itemOf(decision.head, 's3').via]).toEqual(['email', 'email'])
    expect(itemOf(decision.head, 's2')).toMatchObject({ channel: 'call', state: 'scheduled' })
    expect(itemOf(decision.head, 's2').via).toBeUndefined()
  })

  it('that was refused as one is healed at once, with the touch given back', () => {
    const texts = version({ steps: [step(1, 'sms', 0), step(2, 'sms', 60)] })
    const state = head({ enrollments: [enrollment({}, texts)] })
    const claim = change(state, dueSignal('s1', 1, { version: texts }))
    const [send] = effectsOf(claim.after, 'send')
    if (!send) throw new Error('nothing was sent')
    const refused = {
      kind: 'refused',
      cls: 'permanent',
      reason: 'a landline',
      at: '2026-11-20T15:00:01Z',
      failure: 'landline_detected',
    } as const
    const answer = change(claim.head, resultSignal(send, refused, { version: texts }))
    expect(planStates(answer.head)).toEqual({ s1: 'held delivery_failed', s2: 'scheduled' })
    expect(answer.head.touches['2026-11-20']).toBe(0)
    const after = change(answer.head, healing('landline_detected', 's1', { version: texts }))
    expect(after.head.enrollments[0]?.plan.map(({ state: now, via }) => [now, via])).toEqual([
      ['scheduled', 'email'],
      ['scheduled', 'email'],
    ])
  })

  it('is one also where the enrollment is over, and said again changes nothing', () => {
    const said = failure('landline_detected', 's1', 'A1', 'ap1')
    const decision = change(head(), said)
    expect(decision.head.addresses.phone).toEqual({ key: 'ap1', value: '+13125550142', lineType: 'landline' })
    expect(decide(decision.head, said, now)).toEqual({ kind: 'refused', reason: 'not_enrolled' })
  })

  it('of a number that the contact has no more says nothing of the new one: the message is tried there', () => {
    const decision = change(texted, failure('landline_detected', 's1', 'A1', 'an old number'))
    expect(decision.head.addresses.phone).toEqual({ key: 'ap1', value: '+13125550142' })
    expect(effectsOf(decision.after, 'heal')).toEqual([{ kind: 'heal', enrollmentId, step: 's1', failure: 'sms_failed' }])
  })
})

describe('a number that does not exist', () => {
  it('is dead for whoever uses it, and calls and texts go by email, or to a person where there is no text for it', () => {
    const failed = change(texted, failure('invalid_number', 's1'))
    expect(failed.head.addresses.phone?.dead?.why).toBe('as the provider says')
    expect(effectsOf(failed.before, 'suppress_address')[0]).toMatchObject({
      address: { key: 'ap1' },
      channels: ['sms', 'call'],
      reason: 'address_dead',
    })
    expect(planStates(failed.head)).toMatchObject({ s2: 'held address_dead', s3: 'held address_dead', s4: 'scheduled' })
    const decision = change(failed.head, healing('invalid_number', 's1'))
    expect(decision.head.enrollments[0]?.plan.map(({ via }) => via)).toEqual(['email', 'email', 'email', undefined, 'task'])
    expect(decision.head.enrollments[0]?.overrides).toEqual({ sms: 'email', call: 'email' })
  })

  it.each([
    ['the enrollment is over', head()],
    ['the message is planned again', at({ s1: { state: 'scheduled' } })],
    ['the message is with its provider anew', at({ s1: { state: 'claimed' } })],
  ])('is dead also where %s, and said again changes nothing', (_when, state) => {
    const said = failure('invalid_number', 's1', 'A1', 'ap1')
    const decision = change(state, said)
    expect(decision.head.addresses.phone?.dead?.why).toBe('as the provider says')
    expect(effectsOf(decision.before, 'suppress_address')).toMatchObject([{ address: { key: 'ap1' }, reason: 'address_dead' }])
    expect(effectsOf(decision.after, 'heal')).toHaveLength(state.enrollments.length)
    expect(decide(decision.head, said, now).kind).toBe('refused')
    expect(decide(state, failure('invalid_number', 's1', 'A1', 'an old number'), now).kind).toBe('refused')
    expect(decide(state, failure('invalid_number', 's1'), now).kind).toBe('refused')
  })

  it('asks for another one, and what waits goes back to it once it is known', () => {
    const failed = change(texted, failure('invalid_number', 's1')).head
    const asked = change(failed, healing('invalid_number', 's1', { canEnrich: true })).head
    expect(asked.enrollments[0]?.enrichment?.phone).toMatchObject({ until: seconds(now) + 86_400 })
    const found = other('+13125550177')
    const decision = change(asked, { kind: 'enriched', address: 'phone', found, source: 'people-data', rules })
    expect(decision.head.addresses.phone).toEqual({ key: found.key, value: '+13125550177', insteadOf: ['ap1'] })
    expect(itemOf(decision.head, 's3')).toMatchObject({ state: 'scheduled' })
    expect(itemOf(decision.head, 's3').via).toBeUndefined()
    expect(decision.head.enrollments[0]?.overrides).toBeUndefined()
  })

  it('is no more believed when the CRM names it again', () => {
    const failed = change(texted, failure('invalid_number', 's1')).head
    const alternatives = { phone: { ...other('+14155550101'), zones: ['America/Los_Angeles'] } }
    const decision = change({ ...failed, timeZoneSource: 'phone' }, healing('invalid_number', 's1', { alternatives }))
    expect(decision.head.addresses.phone?.value).toBe('+14155550101')
    expect(decision.head.timeZone).toBe('America/Los_Angeles')
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2 })
    const facts = {
      key: 'ck1',
      contactId: 'c-1001',
      leadId: 'lead-1001',
      addresses: { phone: { key: 'ap1', value: '+13125550142' } },
      phoneZones: ['America/Chicago'],
    }
    expect(refusal(decision.head, { kind: 'contact_seen', facts, rules })).toBe('nothing_to_do')
  })
})

describe('a call', () => {
  it('that nobody answers is mentioned in a text at once, whose words follow from its step’s id', () => {
    const first = healed(called, 'call_no_answer', 's2')
    expect(first.head.enrollments[0]?.plan.map(({ step: id }) => id)).toEqual(['s1', 's2', 'missed_call_s2_900', 's3', 's4', 's5'])
    const text = itemOf(first.head, 'missed_call_s2_900')
    expect(text).toMatchObject({
      n: 900,
      channel: 'sms',
      state: 'scheduled',
      due: seconds(now),
      injected: { text: 'missed_call', of: 's2' },
    })
    expect(effectsOf(first.after, 'hand_over')).toEqual([{ kind: 'hand_over', enrollmentId, step: 'missed_call_s2_900', revision: 1 }])
    const [send] = effectsOf(change(first.head, dueSignal('missed_call_s2_900', 1, { version: steps })).after, 'send')
    expect(send?.message.text).toContain('Hey Dana, just tried calling')
    expect(refusal(first.head, failure('call_no_answer', 's2', 'A1'))).toBe('nothing_to_do')
  })

  it('is placed again in the other half of its step’s own hours where it has some', () => {
    const window = { from: '09:00', to: '13:00', days: [1, 5] }
    const once = at(
      { s1: { state: 'sent' }, s2: { state: 'sent', window } },
      { failures: [{ failure: 'call_no_answer', step: 's0', at: 0 }] },
    )
    const due = (when: string) => new Date(itemOf(healed(once, 'call_no_answer', 's2', {}, 'A1', Date.parse(when)).head, 's2').due * 1000)
    // Friday 09:30 in Chicago leads to 11:00, the middle; 12:00 to 09:00 of the next day of its own, Monday.
    expect(due('2026-11-20T15:30:00Z').toISOString()).toBe('2026-11-20T17:00:00.000Z')
    expect(due('2026-11-20T18:00:00Z').toISOString()).toBe('2026-11-23T15:00:00.000Z')
  })

  it('is placed again in the other half of the calling hours, with what follows behind it', () => {
    const once = at(
      { s1: { state: 'sent' }, s2: { state: 'sent', due: seconds(now) } },
      { failures: [{ failure: 'call_no_answer', step: 's0', at: 0 }] },
    )
    const decision = healed(once, 'call_no_answer', 's2')
    // 09:00 in Chicago leads to 14:30, the middle of 08:00 to 21:00.
    expect(itemOf(decision.head, 's2')).toMatchObject({ state: 'scheduled', rev: 2, due: Date.parse('2026-11-20T20:30:00Z') / 1000 })
    const late = healed(once, 'call_no_answer', 's2', {}, 'A1', Date.parse('2026-11-20T23:00:00Z'))
    expect(itemOf(late.head, 's2').due).toBe(Date.parse('2026-11-21T14:00:00Z') / 1000)
  })

  it('that nobody answered three times is the last one: what remains is written, or done by a person', () => {
    const twice = { failure: 'call_no_answer', step: 's0', at: 0 }
    const decision = healed(at({ s1: { state: 'sent' }, s2: { state: 'sent' } }, { failures: [twice, twice] }), 'call_no_answer', 's2')
    expect(itemOf(decision.head, 's5')).toMatchObject({ via: 'task', reason: 'short_form_missing' })
    expect(itemOf(decision.head, 's2')).toMatchObject({ state: 'sent' })
    expect(decision.head.enrollments[0]?.healing?.[0]?.reason).toBe(
      'nobody answered three calls: 1 message without a text for it became a task',
    )
  })

  it('that met a busy line is placed again after 15 minutes', () => {
    expect(itemOf(healed(called, 'call_busy', 's2').head, 's2')).toMatchObject({ state: 'scheduled', due: seconds(now) + 900 })
  })

  it('that could not be placed is stood in for by a text now, and placed after an hour', () => {
    const decision = healed(called, 'capacity_exhausted', 's2')
    expect(decision.head.enrollments[0]?.plan.map(({ step: id, state }) => [id, state]).slice(0, 3)).toEqual([
      ['s1', 'sent'],
      ['call_failed_s2_900', 'scheduled'],
      ['s2', 'scheduled'],
    ])
    expect(itemOf(decision.head, 's2').due).toBe(seconds(now) + 3600)
    expect(actionsOf(decision.head)).toEqual(['inject_step', 'retry'])
  })

  it('that met a voicemail is followed by a text, where there is consent to texts', () => {
    expect(actionsOf(healed(called, 'call_voicemail', 's2').head)).toEqual(['inject_step'])
    const { sms: _sms, ...consent } = called.consent
    const without = healed({ ...called, consent }, 'call_voicemail', 's2').head
    expect(actionsOf(without)).toEqual(['skip_and_advance'])
    expect(without.enrollments[0]?.plan).toHaveLength(5)
  })
})

describe('a text of healing’s own', () => {
  it('waits for approval where the step that it stands in for does', () => {
    const strict = { ...steps, steps: steps.steps.map((one) => (one.id === 's2' ? { ...one, approval: 'draft' as const } : one)) }
    const decision = healed(called, 'call_no_answer', 's2', { version: strict })
    expect(itemOf(decision.head, 'missed_call_s2_900')).toMatchObject({ draftAt: seconds(now) })
    expect(stepOf(strict, 'missed_call_s2_900', enrollmentId)).toMatchObject({ approval: 'draft', onFailure: 'skip' })
  })

  it('keeps its place when the enrollment moves to a newer version', () => {
    const state = healed(called, 'call_no_answer', 's2').head
    const next = { ...steps, version: 2, steps: steps.steps.filter(({ id }) => id !== 's3') }
    const moved = change(state, { kind: 'version_moved', version: next, from: [steps] }).head
    expect(planStates(moved)).toMatchObject({ missed_call_s2_900: 'scheduled healing', s3: 'skipped step_removed' })
    expect(moved.enrollments[0]?.plan.map(({ step: id }) => id).indexOf('missed_call_s2_900')).toBe(2)
  })

  it('that fails too is not healed with yet another one', () => {
    const sent = sentAgain(healed(called, 'call_no_answer', 's2').head, 'missed_call_s2_900')
    const decision = healed(sent, 'sms_failed', 'missed_call_s2_900', {}, 'A7')
    expect(actionsOf(decision.head)).toEqual(['inject_step', 'skip_and_advance'])
  })
})

describe('another email address', () => {
  const mails = version({ steps: [step(1, 'email', 0), step(2, 'email', 1440)] })
  const consent = { email: { given: true, at: 'x', source: 'crm' } }
  const bounced = change(head({ consent, enrollments: [withPlan(enrollment({}, mails), { s1: { state: 'sent' } })] }), {
    kind: 'bounced',
    enrollmentId,
    step: 's1',
    address: 'email',
    addressKey: 'ae1',
    bounce: 'hard',
    detail: 'no such user',
  }).head
  const hard = (overrides: Partial<Extract<Signal, { kind: 'heal' }>> = {}): Signal =>
    healing('email_bounced_hard', 's1', { version: mails, ...overrides })

  it('takes the place of the dead one: the bounced mail goes again, and the rest at its time', () => {
    const decision = change(bounced, hard({ alternatives: { email: other('dana@home.example') } }))
    expect(decision.head.addresses.email).toMatchObject({ value: 'dana@home.example', insteadOf: ['ae1'] })
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2 })
    expect(itemOf(decision.head, 's2')).toMatchObject({ state: 'scheduled', due: seconds(now) + 86_400 })
  })

  const left: [string, OtherAddress][] = [
    ['that the person left', other('dana@home.example', { suppressed: { email: { reason: 'unsubscribed', at: 'x', source: 'y' } } })],
    ['that is dead', other('dana@home.example', { suppressed: { email: { reason: 'address_dead', at: 'x', source: 'y' } } })],
    ['that is the dead one itself', { ...other('dana@example.com'), key: 'ae1' }],
  ]
  it.each(left)('%s is not used', (_what, email) => {
    expect(change(bounced, hard({ alternatives: { email } })).head.enrollments).toEqual([])
  })

  it('is asked for, for a day at most: nothing waits for ever', () => {
    const asked = change(bounced, hard({ canEnrich: true })).head
    expect(planStates(asked)).toEqual({ s1: 'sent', s2: 'held address_bounced' })
    expect(refusal(asked, hard({ canEnrich: true }))).toBe('nothing_to_do')
    expect(decide(asked, { kind: 'swept', rules }, now + hours(23)).kind).toBe('refused')
    expect(decide(asked, { kind: 'swept', rules }, now + hours(24))).toMatchObject({
      after: [{ kind: 'heal', failure: 'email_bounced_hard' }],
    })
    const over = change(asked, hard({ canEnrich: true }), now + hours(24))
    expect(effectsOf(over.before, 'archive_enrollment')[0]?.finished).toMatchObject({ exitReason: 'bounced' })
  })

  it('that a source knows lets the held mails go, in every enrollment that waits for it', () => {
    const second = enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ2' }, mails)
    const both = { ...bounced, enrollments: [...bounced.enrollments, { ...second, plan: bounced.enrollments[0]?.plan ?? [] }] }
    const asked = change(both, hard({ canEnrich: true })).head
    const decision = change(asked, { kind: 'enriched', address: 'email', found: other('new@home.example'), source: 'crm', rules })
    expect(planStates(decision.head)).toEqual({ s1: 'scheduled retry_later', s2: 'scheduled' })
    expect(planStates(decision.head, otherEnrollmentId)['s2']).toBe('scheduled')
    expect(actionsOf(decision.head)).toEqual(['enrich_contact', 'retry_alternative'])
    expect(refusal(decision.head, { kind: 'enriched', address: 'email', found: other('x@y.example'), source: 'crm', rules })).toBe(
      'nothing_to_do',
    )
  })

  it('that no source knows leads to the next branch at once', () => {
    const asked = change(bounced, hard({ canEnrich: true })).head
    const nothing = change(asked, { kind: 'enriched', address: 'email', found: null, source: 'nobody', rules })
    expect(effectsOf(nothing.after, 'heal')).toHaveLength(1)
    expect(change(nothing.head, hard({ canEnrich: true }), now + 1000).head.enrollments).toEqual([])
  })

  it('is found for a text that does not get through, and the text goes there', () => {
    const state = healed(
      sentAgain(healed({ ...texted, ...noEmail }, 'sms_failed', 's1').head, 's1'),
      'sms_failed',
      's1',
      { canEnrich: true },
      'A2',
    ).head
    expect(state.enrollments[0]?.enrichment?.email).toBeDefined()
    const found = change(state, { kind: 'enriched', address: 'email', found: other('new@home.example'), source: 'crm', rules })
    const decision = change(found.head, healing('sms_failed', 's1'), now + 1000)
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', via: 'email' })
  })
})

describe('a number that its provider knows to have opted out', () => {
  it('is closed for whoever uses it, and nothing follows onto another channel', () => {
    const texts = version({ steps: [step(1, 'sms', 0), step(2, 'email', 60)] })
    const claim = change(head({ enrollments: [enrollment({}, texts)] }), dueSignal('s1', 1, { version: texts }))
    const [send] = effectsOf(claim.after, 'send')
    if (!send) throw new Error('nothing was sent')
    const refused = { kind: 'refused', cls: 'permanent', reason: 'opted out', at: '2026-11-20T15:00:01Z', failure: 'opted_out' } as const
    const decision = change(claim.head, resultSignal(send, refused, { version: texts }))
    expect(decision.head.suppressed).toMatchObject({ sms: { reason: 'opted_out' } })
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished.exitReason).toBe('unsubscribed')
    expect(effectsOf(decision.before, 'suppress_address')[0]).toMatchObject({ channels: ['sms'], reason: 'opted_out' })
    expect(effectsOf(decision.before, 'put_message')[0]?.row).toMatchObject({ status: 'skipped', reason: 'suppressed' })
    expect(effectsOf(decision.after, 'heal')).toEqual([])
  })
})

describe('an enrollment that was healed ten times', () => {
  const done = (count: number): LiveEnrollment['healing'] =>
    Array.from({ length: count }, () => ({ at: 'x', failure: 'sms_failed', action: 'retry', step: 's1', reason: 'x' }))

  it('is not healed any more: what fails is left out', () => {
    const last = (healing: LiveEnrollment['healing']) =>
      actionsOf(healed(at({ s1: { state: 'sent' } }, { healing: healing ?? [] }), 'sms_failed', 's1').head).at(-1)
    expect(last(done(9))).toBe('retry')
    expect(last(done(10))).toBe('skip_and_advance')
  })
})

describe('the timeline', () => {
  it('says failure, diagnosis and action', () => {
    const [told] = effectsOf(healed(texted, 'sms_failed', 's1').after, 'put_interaction')
    expect(told?.interaction).toMatchObject({
      kind: 'healed',
      channel: 'sms',
      detail: 'step s1, text failed: the text did not get through; it is tried again after 5 minutes (tried again)',
    })
  })
})

describe('at the gates', () => {
  it('a dead number is healed as a dead mailbox is', () => {
    const dead = { key: 'ap1', value: '+13125550142', dead: { at: '2026-11-20T15:00:00.000Z', why: 'no such number' } }
    const state = at({})
    const decision = change(
      { ...state, addresses: { ...state.addresses, phone: dead } },
      dueSignal('s1', 1, { ...context(), version: steps }),
    )
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'held', reason: 'address_dead' })
    expect(effectsOf(decision.after, 'heal')).toEqual([{ kind: 'heal', enrollmentId, step: 's1', failure: 'invalid_number' }])
  })
})
