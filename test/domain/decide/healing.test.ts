import { describe, expect, it } from 'vitest'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import { decide } from '../../../functions/domain/decide.ts'
import {
  change,
  claimed,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
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

const started = withPlan(enrollment(), { s1: { state: 'sent' } })
const bounce = (overrides: Partial<Extract<Signal, { kind: 'bounced' }>> = {}): Signal => ({
  kind: 'bounced',
  enrollmentId,
  step: 's1',
  address: 'email',
  addressKey: 'ae1',
  bounce: 'hard',
  detail: '5.1.1 unknown user',
  ...overrides,
})
const healing = (overrides: Partial<Extract<Signal, { kind: 'heal' }>> = {}): Signal => ({
  kind: 'heal',
  enrollmentId,
  failure: 'email_bounced_hard',
  step: 's1',
  version: version(),
  records: {},
  rules,
  profile,
  ...overrides,
})
const bounced = (state: ContactHead = head({ enrollments: [started] })): ContactHead => change(state, bounce()).head

describe('a hard bounce', () => {
  it('marks the address dead and holds what remains on it in the same commit', () => {
    const decision = change(head({ enrollments: [started] }), bounce())
    expect(decision.head.addresses.email?.dead).toEqual({ at: new Date(now).toISOString(), why: '5.1.1 unknown user' })
    expect(planStates(decision.head)).toEqual({ s1: 'sent', s2: 'scheduled', s3: 'held address_bounced', s4: 'scheduled' })
    expect(effectsOf(decision.after, 'heal')).toEqual([{ kind: 'heal', enrollmentId, step: 's1', failure: 'email_bounced_hard' }])
  })

  it('says nothing about an address that the contact no longer has', () => {
    expect(refusal(head({ enrollments: [started] }), bounce({ addressKey: 'old' }))).toBe('nothing_to_do')
  })

  it('is believed once', () => {
    expect(refusal(bounced(), bounce())).toBe('nothing_to_do')
  })

  it('leaves a mail that is with the provider at this moment to its answer', () => {
    expect(planStates(change(claimed(head({ enrollments: [enrollment()] })).head, bounce()).head)['s1']).toBe('claimed')
  })

  it('is not what an echo of a suppression list is', () => {
    expect(refusal(head({ enrollments: [started] }), bounce({ bounce: 'suppressed' }))).toBe('nothing_to_do')
  })
})

describe('healing after a hard bounce', () => {
  it('switches the remaining mails to SMS, at their own times', () => {
    const decision = change(bounced(), healing())
    expect(itemOf(decision.head, 's3')).toMatchObject({
      state: 'scheduled',
      via: 'sms',
      rev: 2,
      due: seconds(now) + 259_200,
      reason: 'healing',
    })
    expect(decision.head.enrollments[0]).toMatchObject({ overrides: { email: 'sms' }, healing: [{ action: 'switch_channel' }] })
    expect(effectsOf(decision.after, 'publish')[0]?.detailType).toBe('Enrollment Healed')
    expect(effectsOf(decision.after, 'schedule')).toEqual([
      { kind: 'schedule', enrollmentId, step: 's3', revision: 2, due: seconds(now) + 259_200 },
    ])
  })

  it('then texts the mail’s own words where they are short', () => {
    const healed = change(bounced(), healing()).head
    const ready = { ...healed, enrollments: healed.enrollments.map((live) => withPlan(live, { s2: { state: 'sent' } })) }
    const decision = change(ready, dueSignal('s3', 2), now + hours(72))
    expect(effectsOf(decision.after, 'send')[0]?.message).toMatchObject({
      channel: 'sms',
      to: '+13125550142',
      text: 'Hi Dana, about 12 Elm St.',
    })
  })

  it('makes a task of a mail that is too long to text', () => {
    const long = version({ steps: [step(1, 'email', 0), step(2, 'email', 60, { body: 'word '.repeat(80) })] })
    const state = head({ enrollments: [withPlan(enrollment({}, long), { s1: { state: 'sent' } })] })
    const decision = change(bounced(state), healing({ version: long }))
    expect(itemOf(decision.head, 's2')).toMatchObject({ via: 'task', reason: 'short_form_missing' })
  })

  it('texts the step’s SMS text where it has one', () => {
    const long = version({
      steps: [step(1, 'email', 0), step(2, 'email', 60, { body: 'word '.repeat(80), smsText: 'Short, {{first_name}}' })],
    })
    const state = head({ enrollments: [withPlan(enrollment({}, long), { s1: { state: 'sent' } })] })
    const healed = change(bounced(state), healing({ version: long })).head
    const decision = change(healed, dueSignal('s2', 2, { version: long }), now + hours(1))
    expect(effectsOf(decision.after, 'send')[0]?.message.text).toBe('Acme Homes: Short, Dana\nReply STOP to opt out.')
  })

  const without: [string, Partial<ContactHead>, Partial<Extract<Signal, { kind: 'heal' }>>][] = [
    ['consent to SMS', { consent: {} }, {}],
    ['a phone number', { addresses: { email: { key: 'ae1', value: 'dana@example.com' } } }, {}],
    ['SMS left open', { suppressed: { sms: { reason: 'opted_out', at: 'x' } } }, {}],
    [
      'an open phone record',
      {},
      { records: { phone: record({ kind: 'phone', suppressed: { sms: { reason: 'opted_out', at: 'x', source: 'y' } } }) } },
    ],
  ]
  it.each(without)('ends the enrollment bounced without %s', (_what, state, overrides) => {
    const decision = change(bounced(head({ enrollments: [started], ...state })), healing(overrides))
    expect(decision.head.enrollments).toEqual([])
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished).toMatchObject({
      exitReason: 'bounced',
      healing: [{ action: 'end_sequence' }],
    })
  })

  it.each([
    ['end', 'bounced'],
    ['skip', undefined],
  ] as const)('follows a step whose failure policy is %s', (onFailure, exit) => {
    const strict = version({ steps: [step(1, 'email', 0, { onFailure }), ...version().steps.slice(1)] })
    const decision = change(bounced(), healing({ version: strict }))
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished.exitReason).toBe(exit)
    if (onFailure === 'skip') expect(planStates(decision.head)['s3']).toBe('skipped address_dead')
  })

  it('finds nothing left the second time', () => {
    expect(refusal(change(bounced(), healing()).head, healing())).toBe('nothing_to_do')
  })

  it('is asked for again by the sweep where it was lost', () => {
    const state = bounced()
    expect(decide(state, { kind: 'swept', rules }, now + 299_000).kind).toBe('refused')
    expect(decide(state, { kind: 'swept', rules }, now + 300_000)).toMatchObject({ kind: 'unchanged', after: [{ kind: 'heal' }] })
  })

  it('heals a claim that bounced before a corrected address came, and mails the new address', () => {
    const facts = { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email: { key: 'ae2', value: 'new@example.com' } } }
    const decision = change(bounced(), { kind: 'contact_seen', facts, rules })
    expect(decision.head.addresses.email).toEqual({ key: 'ae2', value: 'new@example.com' })
    expect(itemOf(decision.head, 's3')).toMatchObject({ state: 'scheduled', rev: 2 })
    expect(refusal(decision.head, healing())).toBe('nothing_to_do')
  })
})

describe('a soft bounce', () => {
  const soft = bounce({ bounce: 'soft' })
  const asked = { kind: 'heal', enrollmentId, step: 's1', failure: 'email_bounced_soft' } as const
  const healSoft = healing({ failure: 'email_bounced_soft' })
  const again = (state: ContactHead): ContactHead => ({
    ...state,
    enrollments: state.enrollments.map((live) => withPlan(live, { s1: { state: 'sent' } })),
  })

  it('is remembered, and its message tried once more after an hour', () => {
    const decision = change(head({ enrollments: [started] }), soft)
    expect(effectsOf(decision.after, 'heal')).toEqual([asked])
    const retried = change(decision.head, healSoft)
    expect(itemOf(retried.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2, due: seconds(now) + 3600 })
    expect(refusal(retried.head, healSoft)).toBe('nothing_to_do')
  })

  it('received again asks for the same healing, and once healed for none', () => {
    const state = change(head({ enrollments: [started] }), soft).head
    expect(decide(state, soft, now)).toMatchObject({ kind: 'unchanged', after: [asked] })
    expect(refusal(again(change(state, healSoft).head), bounce({ bounce: 'soft', enrollmentId: 'gone' }))).toBe('nothing_to_do')
  })

  it('of an attempt that is known already is no second one, though the message has been sent again since', () => {
    const attempt = bounce({ bounce: 'soft', attemptId: 'A1' })
    const resent = again(change(change(head({ enrollments: [started] }), attempt).head, healSoft).head)
    expect(refusal(resent, attempt)).toBe('nothing_to_do')
    expect(effectsOf(change(resent, bounce({ bounce: 'soft', attemptId: 'A2' })).after, 'heal')).toEqual([asked])
  })

  it('is not mailed a third time: the second one looks for another address, and goes on where there is none', () => {
    const second = change(again(change(change(head({ enrollments: [started] }), soft).head, healSoft).head), soft)
    const decision = change(second.head, healSoft)
    expect(decision.head.enrollments[0]?.healing?.map(({ action }) => action)).toEqual(['retry', 'skip_and_advance'])
    expect(itemOf(decision.head, 's1').state).toBe('sent')
  })

  it('that the provider could not judge is counted, and acted upon from the second one on', () => {
    const unclear = bounce({ bounce: 'undetermined' })
    const first = change(head({ enrollments: [started] }), unclear)
    expect(effectsOf(first.after, 'heal')).toEqual([])
    const resent = { ...first.head, enrollments: first.head.enrollments.map((live) => withPlan(live, { s1: { rev: 2 } })) }
    expect(effectsOf(change(resent, unclear).after, 'heal')).toEqual([asked])
  })
})
