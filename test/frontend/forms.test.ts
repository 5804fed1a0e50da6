import { describe, expect, it } from 'vitest'
import { ApiProblem, fieldErrors, sentenceOf } from '../../frontend/api/problem.ts'
import { enrollmentReason, messageMoments, switchOf } from '../../frontend/format/enrollment.ts'
import { errorsUnder, failureOf } from '../../frontend/forms/errors.ts'
import { matching } from '../../frontend/components/sequences/status-filter.ts'
import { aMessage, anEnrollment, aSequence } from './fixtures.ts'

describe('what the API complains about', () => {
  const refused = new ApiProblem({
    type: 'about:blank',
    title: 'Not valid',
    status: 422,
    detail: 'Two things are wrong.',
    errors: [
      { field: 'steps[1].subject', message: 'an email needs a subject' },
      { field: 'steps.0.body', message: 'unknown merge variable {{frist_name}}' },
    ],
  })
  it('is found by its field, whichever way the index is written', () => {
    expect(errorsUnder(fieldErrors(refused), 'steps.1')).toEqual({ subject: 'an email needs a subject' })
    expect(errorsUnder(fieldErrors(refused), 'steps.0')).toEqual({ body: 'unknown merge variable {{frist_name}}' })
  })
  it('is said with the place that it is about where there is no form', () => {
    expect(sentenceOf(refused)).toBe('Step 2, subject: an email needs a subject. Step 1, body: unknown merge variable {{frist_name}}.')
    const errors = [
      { field: 'steps.2.condition.tests.0.outcomes', message: 'name at least one outcome' },
      { field: 'goalStages.0', message: 'is empty' },
    ]
    const within = new ApiProblem({ ...refused.problem, errors })
    const gone = (detail: string) => new ApiProblem({ type: 'about:blank', title: 'Not found', status: 404, detail })
    expect(sentenceOf(gone('There is no inbox entry "E1". Look it up: GET /api/v1/inbox lists them.'))).toBe(
      'There is no such inbox entry.',
    )
    expect(sentenceOf(gone('Nothing is known of "x". Look it up: GET /api/v1/suppressions?q= takes it.'))).toBe('Nothing is known of "x".')
    expect(sentenceOf(within)).toBe('Step 3, condition: name at least one outcome. Goal stages: is empty.')
  })
  it('is said over the form only where no field shows it', () => {
    const errors = fieldErrors(refused)
    expect(failureOf('Two things are wrong.', errors, (field) => field.startsWith('steps.'))).toBeNull()
    expect(failureOf('Two things are wrong.', errors, (field) => field === 'steps.0.body')).toBe('Two things are wrong.')
    expect(failureOf('Changed meanwhile.', {}, () => true)).toBe('Changed meanwhile.')
  })
})

describe('an enrollment', () => {
  it('says why it ended, in its own words before the general ones', () => {
    expect(enrollmentReason(anEnrollment({ status: 'finished', exitReason: 'bounced', exitDetail: 'no consent to texts' }))).toBe(
      'no consent to texts',
    )
    expect(enrollmentReason(anEnrollment({ status: 'finished', exitReason: 'replied' }))).toBe('The contact replied.')
    expect(enrollmentReason(anEnrollment())).toBe('')
    expect(enrollmentReason(anEnrollment({ status: 'paused', pauseReason: 'on holiday' }))).toBe('on holiday')
    expect(enrollmentReason(anEnrollment({ status: 'paused', pauseReason: 'reply_review' }))).toBe(
      'A reply waits for a decision: continue, or end it.',
    )
    expect(enrollmentReason(anEnrollment({ status: 'paused', pauseReason: 'taken_over', takenOverBy: 'sam' }))).toBe('Taken over by sam.')
  })
  it('says why a message left by another channel', () => {
    const healed = anEnrollment({
      healing: [
        { at: '2026-11-20T15:01:00Z', failure: 'email_bounced', action: 'switch_channel', step: 's1', reason: 'the email address bounced' },
      ],
    })
    expect(switchOf(aMessage({ stepId: 's3', channel: 'sms', plannedChannel: 'email' }), healed)).toEqual({
      label: 'email → SMS',
      because: 'the email address bounced',
    })
    expect(switchOf(aMessage(), healed)).toBeNull()
  })
  it('tells what came of a message in the order in which it happened', () => {
    const message = aMessage({
      events: { openedAt: '2026-11-20T16:00:00Z', deliveredAt: '2026-11-20T15:00:05Z', repliedAt: '2026-11-20T17:00:00Z' },
    })
    expect(messageMoments(message).map(({ word }) => word)).toEqual(['Delivered', 'Opened', 'Replied'])
  })
})

describe('the list’s filter', () => {
  const sequences = [
    aSequence(),
    aSequence({ id: 'b', name: 'Offer follow-up', triggerStage: 'offer-sent', status: 'paused' }),
    aSequence({ id: 'c', status: 'archived' }),
  ]
  it('keeps archived sequences out of the way unless asked', () => {
    expect(matching(sequences, 'all', '')).toHaveLength(2)
    expect(matching(sequences, 'archived', '').map(({ id }) => id)).toEqual(['c'])
  })
  it('finds every word in the name, the description or the trigger', () => {
    expect(matching(sequences, 'all', 'offer-sent FOLLOW').map(({ id }) => id)).toEqual(['b'])
    expect(matching(sequences, 'active', 'offer')).toEqual([])
  })
})
