import { describe, expect, it } from 'vitest'
import { isMeantBy } from '../../functions/domain/enrollment-filter.ts'
import { heldReasonText } from '../../functions/domain/message-reason-text.ts'
import { stuckIn, stuckOf } from '../../functions/domain/stuck.ts'
import { change, dueSignal, enrollment, head, itemOf, profile, withPlan } from './builders.ts'

const poor = { ...profile, attributes: {} }
const heldFor = () => change(head({ enrollments: [enrollment()] }), dueSignal('s1', 1, { profile: poor })).head

describe('somebody who stands still', () => {
  it('is held with the merge values that are missing, until the CRM says something new of them', () => {
    const held = heldFor()
    const item = itemOf(held, 's1')
    expect(item).toMatchObject({ state: 'held', reason: 'missing_merge_value', lacks: ['street'] })
    expect(heldReasonText({ reason: 'missing_merge_value', lacks: item?.lacks })).toBe(
      'It waits for {{street}}: the contact has no street. Fill it in the CRM, or give it a default in the step.',
    )
    expect(heldReasonText({ reason: 'missing_merge_value', lacks: ['street', 'first_name', 'city'] })).toContain(
      'the contact has no street, first name and city. Fill them in the CRM, or give them defaults',
    )
    const released = change(held, { kind: 'release_held', enrollmentId: enrollment().id, step: 's1' }).head
    expect(itemOf(released, 's1')).toMatchObject({ state: 'scheduled' })
    expect(itemOf(released, 's1')).not.toHaveProperty('lacks')
  })

  it.each([
    ['missing_merge_value', { state: 'held', reason: 'missing_merge_value' }, {}],
    ['approval_pending', { state: 'held', reason: 'approval_pending' }, {}],
    ['review', {}, { status: 'paused', pauseReason: 'reply_review' }],
    [null, { state: 'held', reason: 'missing_merge_value' }, { status: 'paused', pauseReason: 'by ann' }],
    [null, { state: 'held', reason: 'waiting_for_condition' }, {}],
    [null, { state: 'held', reason: 'address_bounced' }, {}],
    [null, { state: 'held', reason: 'template_error' }, { ending: { exit: 'replied' } }],
    [null, {}, {}],
  ] as const)('for %s', (reason, item, given) => {
    const live = { ...withPlan(enrollment(), { s1: item }), ...given }
    expect(stuckOf(live)).toBe(reason)
    for (const held of ['missing_merge_value', 'review'] as const) expect(isMeantBy({ held })({ live, profile })).toBe(reason === held)
  })

  it('is nobody who is over, and never less than none', () => {
    expect(isMeantBy({ held: 'review' })({ live: null, profile })).toBe(false)
    expect(stuckIn({ '*:held-review': -2, '*:held-template_error': 1, 's1:sent': 4 })).toEqual([{ reason: 'template_error', count: 1 }])
  })
})
