import { describe, expect, it } from 'vitest'
import { decideAll } from '../../../functions/domain/decide.ts'
import { needsApproval } from '../../../functions/domain/sequence.ts'
import { isComplete } from '../../../functions/domain/draft.ts'
import {
  change,
  context,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  hours,
  now,
  planStates,
  refusal,
  rules,
  step,
  version,
} from '../builders.ts'

const phone = { key: 'ap1', value: '+13125550142' }
const texts = version({ steps: [step(1, 'sms', 0), step(2, 'sms', 1440)] })
const typed = (lineType: 'mobile' | 'landline' | 'voip' | 'unknown' | 'invalid', addressKey = 'ap1') =>
  ({ kind: 'line_typed', addressKey, lineType }) as const
const running = (of = texts) => head({ enrollments: [enrollment({}, of)] })
const due = (of = texts, more = {}) => dueSignal('s1', 1, { ...context({ version: of }), version: of, ...more })

describe('what kind of line a number is', () => {
  it('is kept with the number, and said again changes nothing', () => {
    const known = change(running(), typed('mobile')).head
    expect(known.addresses.phone).toEqual({ ...phone, lineType: 'mobile' })
    expect(refusal(known, typed('mobile'))).toBe('nothing_to_do')
  })

  it('says nothing of the number that the contact has by now', () => {
    expect(refusal(running(), typed('landline', 'ap0'))).toBe('nothing_to_do')
  })

  it('is forgotten with the number', () => {
    const known = change(running(), typed('landline')).head
    const facts = { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { phone: { key: 'ap2', value: '+13125550143' } } }
    expect(change(known, { kind: 'contact_seen', rules, facts }).head.addresses.phone).toEqual({ key: 'ap2', value: '+13125550143' })
  })

  it('none at all: the number is dead for everyone, and every text waits to be healed', () => {
    const decision = change(running(), typed('invalid'))
    expect(decision.head.addresses.phone?.dead?.why).toBe('there is no such number')
    expect(planStates(decision.head)).toEqual({ s1: 'held address_dead', s2: 'held address_dead' })
    expect(effectsOf(decision.after, 'heal')).toEqual([{ kind: 'heal', enrollmentId, step: 's1', failure: 'invalid_number' }])
    expect(effectsOf(decision.before, 'suppress_address')).toMatchObject([{ address: { key: 'ap1' }, reason: 'address_dead' }])
    expect(refusal(decision.head, typed('invalid'))).toBe('nothing_to_do')
  })
})

describe('a text to a number whose line is known', () => {
  it.each(['mobile', 'voip', 'unknown'] as const)('leaves where that is %s', (lineType) => {
    const { head: state, after, decided } = decideAll(running(), [typed(lineType), due()], now)
    expect(after.filter(({ kind }) => kind === 'send')).toHaveLength(1)
    expect(state?.inFlight?.step).toBe('s1')
    expect(decided[1]?.decision).toMatchObject({ kind: 'changed' })
  })

  it('leaves where nobody knows it', () => {
    const decision = change(running(), due())
    expect(effectsOf(decision.after, 'send')).toHaveLength(1)
    expect(decision.verdicts).toContainEqual({ gate: 'line_type', pass: true, saw: 'not looked up' })
  })

  it('does not leave where that is a landline, and healing is asked for another way', () => {
    const folded = decideAll(running(), [typed('landline'), due()], now)
    expect(folded.after.filter(({ kind }) => kind === 'send')).toEqual([])
    expect(folded.after).toContainEqual({ kind: 'heal', enrollmentId, step: 's1', failure: 'landline_detected' })
    expect(folded.head && planStates(folded.head).s1).toBe('held landline')
    expect(folded.decided[1]?.decision).toMatchObject({
      verdicts: expect.arrayContaining([{ gate: 'line_type', pass: false, reason: 'landline', saw: 'landline' }]),
    })
  })

  it.each([
    ['skip', 'skipped landline'],
    ['retry', 'held landline'],
  ] as const)('follows its step’s own policy on a landline: %s', (onFailure, becomes) => {
    const of = version({ steps: [step(1, 'sms', 0, { onFailure }), step(2, 'email', 1440)] })
    expect(planStates(change(change(running(of), typed('landline')).head, due(of)).head).s1).toBe(becomes)
  })

  it('ends the enrollment where its step says so', () => {
    const of = version({ steps: [step(1, 'sms', 0, { onFailure: 'end' }), step(2, 'email', 1440)] })
    const decision = change(change(running(of), typed('landline')).head, due(of))
    expect(effectsOf(decision.before, 'archive_enrollment')[0]?.finished.exitReason).toBe('bounced')
  })

  it('matters to no call and no mail', () => {
    const calls = version({ steps: [step(1, 'call', 0)] })
    const decision = change(change(running(calls), typed('landline')).head, due(calls))
    expect(effectsOf(decision.after, 'send')).toHaveLength(1)
  })
})

describe('the number that a text comes from', () => {
  const numbers = ['+13125550001', '+13125550002', '+13125550003']
  const withNumbers = { rules: { ...rules, smsSenders: numbers } }

  it('is one of the tenant’s, kept for the whole enrollment', () => {
    const first = change(running(), due(texts, withNumbers))
    const from = effectsOf(first.after, 'send')[0]?.message.from
    expect(numbers).toContain(from)
    expect(first.head.enrollments[0]?.senders).toEqual({ sms: from })
  })

  it('is the bound one, and where the tenant has it no more the first', () => {
    const bound = (sms: string) => head({ enrollments: [enrollment({ senders: { sms, email: 'ann@acme.example' } }, texts)] })
    const sent = (sms: string) => change(bound(sms), due(texts, withNumbers))
    expect(effectsOf(sent('+13125550003').after, 'send')[0]?.message.from).toBe('+13125550003')
    expect(effectsOf(sent('+13125559999').after, 'send')[0]?.message.from).toBe('+13125550001')
    expect(sent('+13125559999').head.enrollments[0]?.senders).toEqual({ sms: '+13125550001', email: 'ann@acme.example' })
  })

  it('is nobody’s where the tenant names none', () => {
    const decision = change(running(), due())
    expect(effectsOf(decision.after, 'send')[0]?.message).not.toHaveProperty('from')
    expect(decision.head.enrollments[0]).not.toHaveProperty('senders')
  })
})

describe('the text as it leaves', () => {
  const long = (letters: number) => version({ steps: [step(1, 'sms', 0, { body: 'a'.repeat(letters) })] })

  it('names the company and how to leave the first time, and not again', () => {
    const first = change(running(), due())
    const { message } = effectsOf(first.after, 'send')[0] ?? {}
    expect(message?.text).toBe('Acme Homes: Hi Dana, about 12 Elm St.\nReply STOP to opt out.')
    expect(message?.body).toBe(message?.text)
    const later = head({
      enrollments: [
        enrollment(
          { plan: enrollment({}, texts).plan.map((item) => (item.step === 's1' ? { ...item, state: 'sent' as const } : item)) },
          texts,
        ),
      ],
    })
    const second = change(later, dueSignal('s2', 1, { version: texts }), now + hours(24))
    expect(effectsOf(second.after, 'send')[0]?.message.text).toBe('Hi Dana, about 12 Elm St.')
  })

  it('says in its verdict what it takes', () => {
    expect(change(running(), due()).verdicts).toContainEqual({ gate: 'merge_fields', pass: true, saw: '1 segment of GSM-7' })
  })

  it('may take ten segments, and waits where it takes more', () => {
    const room = 10 * 153 - 'Acme Homes: '.length - '\nReply STOP to opt out.'.length
    expect(effectsOf(change(running(long(room)), due(long(room))).after, 'send')).toHaveLength(1)
    const held = change(running(long(room + 1)), due(long(room + 1)))
    expect(planStates(held.head).s1).toBe('held text_too_long')
    expect(held.verdicts?.at(-1)).toEqual({ gate: 'merge_fields', pass: false, reason: 'text_too_long', saw: '11 segments of GSM-7' })
  })
})

describe('a text that a person approves', () => {
  const of = version({ steps: [step(1, 'sms', 0, { approval: 'draft', body: 'Hi {{first_name}}.' })] })
  const made = change(head({ enrollments: [enrollment({}, of)] }), due(of))
  const draft = effectsOf(made.before, 'put_draft')[0]?.draft
  if (!draft) throw new Error('the gate made no draft')

  it('is the whole text: with the company and how to leave', () => {
    expect(of.steps.every(needsApproval)).toBe(true)
    expect(draft.body).toBe('Acme Homes: Hi Dana.\nReply STOP to opt out.')
    const approved = change(made.head, { kind: 'draft_approved', enrollmentId, step: 's1', draft, hash: draft.hash, by: 'ann' })
    const left = change(approved.head, due(of, { draft }))
    expect(effectsOf(left.after, 'send')[0]?.message.body).toBe(draft.body)
  })

  it('waits again where the approved one lacks what it has to say', () => {
    const bare = { ...draft, body: 'Hi Dana.', hash: 'x' }
    const edited = change(
      change(made.head, { kind: 'draft_approved', enrollmentId, step: 's1', draft, hash: draft.hash, by: 'ann' }).head,
      { kind: 'draft_edited', enrollmentId, step: 's1', draft: bare },
    )
    const asked = effectsOf(edited.after, 'put_draft')[0]?.draft
    if (!asked) throw new Error('an edit writes the draft')
    const approved = change(edited.head, { kind: 'draft_approved', enrollmentId, step: 's1', draft: asked, hash: asked.hash, by: 'ann' })
    const held = change(approved.head, due(of, { draft: asked }))
    expect(planStates(held.head).s1).toBe('held approval_pending')
    expect(effectsOf(held.before, 'put_draft')[0]?.draft.body).toBe(draft.body)
  })

  it('cannot be approved where no provider would take it', () => {
    expect(isComplete(draft)).toBe(true)
    expect(isComplete({ ...draft, body: 'a'.repeat(1531) })).toBe(false)
  })
})
