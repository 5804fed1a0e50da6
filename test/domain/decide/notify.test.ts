import { describe, expect, it } from 'vitest'
import { change, claimed, effectsOf, enrollment, enrollmentId, head, hours, now, resultSignal, seconds, withPlan } from '../builders.ts'

const told = (decision: ReturnType<typeof change>) => effectsOf(decision.after, 'notify').map(({ notification }) => notification)
const replied = { kind: 'replied', reply: 'r1', enrollmentId: null, leadId: 'lead-1001', detail: 'Yes' } as const

describe('somebody is told', () => {
  it('of a reply that waits for a decision, and not of one that ends the sequence', () => {
    const review = head({ enrollments: [enrollment({ onReply: 'review' })] })
    expect(told(change(review, replied))).toMatchObject([{ type: 'needs_human', contactId: 'c-1001', enrollmentId }])
    expect(told(change(head({ enrollments: [enrollment()] }), replied))).toEqual([])
  })

  it('of a meeting', () => {
    const booked = change(head({ enrollments: [enrollment()] }), {
      kind: 'exit',
      enrollmentId,
      exit: 'booked',
      reason: 'by phone',
      by: 'ann',
    })
    expect(told(booked)).toMatchObject([{ type: 'appointment_booked', priority: 'normal', enrollmentId }])
  })

  it('of a provider that refuses the account, once an hour', () => {
    const refused = (at: number) => {
      const { head: state, send } = claimed(head({ enrollments: [withPlan(enrollment(), { s1: { due: seconds(at) } })] }), 's1', at)
      const result = { kind: 'refused', cls: 'account', reason: 'sending paused', at: new Date(at).toISOString() } as const
      return told(change(state, resultSignal(send, result), at))[0]
    }
    const [first, second, later] = [refused(now), refused(now + 60_000), refused(now + hours(1))]
    expect(first).toMatchObject({ type: 'escalation', priority: 'high', text: expect.stringContaining('sending paused') })
    expect(second).toEqual(first)
    expect(later).not.toEqual(first)
  })
})
