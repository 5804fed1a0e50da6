import { describe, expect, it } from 'vitest'
import { unsetPostalAddress } from '../../functions/domain/email-body.ts'
import { mailingSender } from '../../functions/domain/email-sender.ts'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import type { LiveEnrollment } from '../../functions/domain/contact.ts'
import { change, claimed, dueSignal, effectsOf, enrollment, enrollmentId, head, itemOf, now, rules, version } from './builders.ts'

const senders = ['a@acme.example', 'b@acme.example', 'c@acme.example']
const of = (overrides: Partial<LiveEnrollment> = {}) => enrollment(overrides)

describe('who mails an enrollment', () => {
  it('is the same each time, and each sender gets its share', () => {
    const count: Record<string, number> = {}
    for (let i = 0n; i < 600n; i++) {
      const id = enrollmentIdFrom(now, i * 1_000_003n * 1024n)
      const sender = mailingSender(senders, { id }, 'nobody') ?? ''
      expect(mailingSender(senders, { id }, 'nobody')).toBe(sender)
      count[sender] = (count[sender] ?? 0) + 1
    }
    for (const sender of senders) expect(count[sender]).toBeGreaterThan(150)
  })

  it("is the sequence's owner where that is one of them", () => {
    expect(mailingSender(senders, of(), 'B@acme.example')).toBe('b@acme.example')
  })

  it('stays who it was, whoever owns the sequence by now', () => {
    expect(mailingSender(senders, of({ senders: { email: 'c@acme.example' } }), 'b@acme.example')).toBe('c@acme.example')
  })

  it('is the first one where who it was is no sender any more, and nobody where there is none', () => {
    expect(mailingSender(senders, of({ senders: { email: 'gone@acme.example' } }), 'b@acme.example')).toBe('a@acme.example')
    expect(mailingSender([], of(), 'b@acme.example')).toBeUndefined()
  })

  it('is kept in the head with the first mail, and named on the message', () => {
    const state = head({ enrollments: [enrollment()] })
    const decision = change(state, dueSignal('s1', 1, { rules: { ...rules, emailSenders: senders }, owner: 'b@acme.example' }))
    expect(effectsOf(decision.after, 'send')[0]?.message.from).toBe('b@acme.example')
    expect(decision.head.enrollments[0]?.senders).toEqual({ email: 'b@acme.example' })
    expect(decision.verdicts?.find(({ gate }) => gate === 'adapter')?.saw).toBe('ses for b@acme.example')
  })

  it('says so where it had to change', () => {
    const state = head({ enrollments: [enrollment({ senders: { email: 'gone@acme.example' } })] })
    const decision = change(state, dueSignal('s1', 1, { rules: { ...rules, emailSenders: ['a@acme.example'] } }))
    expect(decision.head.enrollments[0]?.senders).toEqual({ email: 'a@acme.example' })
    expect(decision.verdicts?.find(({ gate }) => gate === 'adapter')?.saw).toBe(
      'ses for a@acme.example, as gone@acme.example is no sender any more,',
    )
  })

  it('is not named where a tenant has one sender only', () => {
    const { send } = claimed(head({ enrollments: [enrollment()] }))
    expect(send.verdicts.find(({ gate }) => gate === 'adapter')?.saw).toBe('ses')
  })
})

describe('a mail without a postal address', () => {
  const unset = { ...rules, postalAddress: unsetPostalAddress }

  it('is held, and goes on once sending is turned on with one', () => {
    const held = change(head({ enrollments: [enrollment()] }), dueSignal('s1', 1, { rules: unset })).head
    expect(itemOf(held, 's1')).toMatchObject({ state: 'held', reason: 'no_postal_address' })
    const resumed = change(held, { kind: 'sending_resumed', rules }).head
    expect(itemOf(resumed, 's1')).toMatchObject({ state: 'scheduled' })
  })

  it('holds up no text', () => {
    const texts = version({ steps: version().steps.filter(({ channel }) => channel === 'sms') })
    const state = head({
      enrollments: [
        { ...enrollment({}, texts), id: enrollmentId, plan: enrollment({}, texts).plan.map((item) => ({ ...item, due: now / 1000 })) },
      ],
    })
    expect(effectsOf(change(state, dueSignal('s2', 1, { rules: unset, version: texts })).after, 'send')).toHaveLength(1)
  })
})
