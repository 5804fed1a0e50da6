import { describe, expect, it } from 'vitest'
import type { ContactHead } from '../../../functions/domain/contact.ts'
import { publish } from '../../../functions/domain/publish.ts'
import { newSequence } from '../../../functions/domain/sequence-edit.ts'
import type { SequenceVersion } from '../../../functions/domain/sequence.ts'
import type { SendResult, Signal } from '../../../functions/domain/signal.ts'
import {
  accepted,
  change,
  dueSignal,
  effectsOf,
  enrollment,
  enrollmentId,
  head,
  itemOf,
  now,
  planStates,
  profile,
  resultSignal,
  rules,
  seconds,
  step,
  version,
  withPlan,
  grounds,
} from '../builders.ts'

const no = (cls: 'transient' | 'permanent'): SendResult => ({ kind: 'refused', cls, reason: 'no', at: accepted.at })
const trying = (over = {}): SequenceVersion =>
  version({ steps: [step(1, 'email', 0, { onFailure: 'retry', ...over }), step(2, 'sms', 10), step(3, 'email', 30)] })
const on = (of: SequenceVersion): ContactHead => head({ enrollments: [enrollment({}, of)] })

/** Sends s1 when it is due and takes this answer. */
const refusedOnce = (state: ContactHead, of: SequenceVersion, result: SendResult) => {
  const item = itemOf(state, 's1')
  const at = item.due * 1000
  const { head: flying, after } = change(state, dueSignal('s1', item.rev, { version: of, attemptId: `A${item.rev}` }), at)
  const [send] = effectsOf(after, 'send')
  if (!send) throw new Error('nothing was sent')
  const decision = change(flying, resultSignal(send, result, { version: of }), at)
  const waited = decision.head.enrollments.length > 0 ? itemOf(decision.head, 's1').due - seconds(at) : null
  return { decision, waited }
}

describe('a step that retries', () => {
  it('is sent again after its time, three times at most, and then fails', () => {
    const of = trying({ retryAfterMinutes: 30 })
    let state = on(of)
    for (let tries = 1; tries <= 3; tries++) {
      const { decision, waited } = refusedOnce(state, of, no('permanent'))
      expect(waited).toBe(1800)
      expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', reason: 'retry_later', again: tries, rev: tries + 1 })
      expect(effectsOf(decision.after, 'schedule')).toContainEqual(expect.objectContaining({ step: 's1', revision: tries + 1 }))
      state = decision.head
    }
    expect(planStates(refusedOnce(state, of, no('permanent')).decision.head)['s1']).toBe('failed refused_permanent')
  })

  it('waits an hour where it does not say how long, and what follows keeps its distance', () => {
    const { decision, waited } = refusedOnce(on(trying()), trying(), no('permanent'))
    expect(waited).toBe(3600)
    expect(['s2', 's3'].map((id) => itemOf(decision.head, id).due - itemOf(decision.head, 's1').due)).toEqual([600, 1800])
  })

  it('begins again with its backoff once that is used up', () => {
    let state = on(trying())
    for (let tries = 1; tries <= 4; tries++) state = refusedOnce(state, trying(), no('transient')).decision.head
    const { decision, waited } = refusedOnce(state, trying(), no('transient'))
    expect(waited).toBe(3600)
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', again: 1 })
    expect(itemOf(decision.head, 's1')).not.toHaveProperty('tries')
  })

  it('is sent once a retry is accepted', () => {
    const { decision } = refusedOnce(on(trying()), trying(), no('permanent'))
    expect(planStates(refusedOnce(decision.head, trying(), accepted).decision.head)['s1']).toBe('sent')
  })

  it('whose backoff is used up ends the enrollment where the step says so', () => {
    const of = trying({ onFailure: 'end' })
    let state = on(of)
    for (let tries = 1; tries <= 4; tries++) state = refusedOnce(state, of, no('transient')).decision.head
    expect(effectsOf(refusedOnce(state, of, no('transient')).decision.before, 'archive_enrollment')).toMatchObject([
      { finished: { exitReason: 'bounced' } },
    ])
  })
})

describe('a hard bounce at a step that retries', () => {
  const of = trying()
  const bounce: Signal = { kind: 'bounced', enrollmentId, step: 's1', address: 'email', addressKey: 'ae1', bounce: 'hard', detail: 'x' }
  const heal: Signal = { kind: 'heal', enrollmentId, failure: 'email_bounced_hard', step: 's1', version: of, records: {}, rules, profile }
  const bounced = change(head({ enrollments: [withPlan(enrollment({}, of), { s1: { state: 'sent' } })] }), bounce).head
  const waiting = change(bounced, heal)

  it('looks for another address later, and lets the rest go on', () => {
    expect(planStates(waiting.head)).toEqual({ s1: 'scheduled retry_later', s2: 'scheduled', s3: 'scheduled' })
    expect(itemOf(waiting.head, 's1').due).toBe(seconds(now) + 3600)
    expect(waiting.head.enrollments[0]?.healing).toMatchObject([{ action: 'retry', step: 's1' }])
  })

  it('mails the corrected address', () => {
    const facts = { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: { email: { key: 'ae2', value: 'new@example.com' } } }
    const { head: corrected } = change(waiting.head, { kind: 'contact_seen', facts, rules }, now + 60_000)
    const item = itemOf(corrected, 's1')
    const sent = change(corrected, dueSignal('s1', item.rev, { version: of }), item.due * 1000)
    expect(effectsOf(sent.after, 'send')[0]?.message.to).toBe('new@example.com')
  })

  it('never mails the dead one, and fails after three tries', () => {
    let state = waiting.head
    for (let tries = 1; tries <= 3; tries++) {
      const item = itemOf(state, 's1')
      expect(item.again).toBe(tries)
      const closed = change(state, dueSignal('s1', item.rev, { version: of }), item.due * 1000)
      expect(effectsOf(closed.after, 'send')).toEqual([])
      expect(effectsOf(closed.after, 'heal')).toMatchObject([{ step: 's1' }])
      state = change(closed.head, heal, item.due * 1000).head
    }
    expect(planStates(state)).toEqual({ s1: 'failed address_dead', s2: 'scheduled', s3: 'scheduled' })
  })
})

it('a time to retry is only for a step that retries', () => {
  const made = newSequence(
    {
      name: 'A',
      description: '',
      triggerStage: null,
      goalStages: [],
      policies: {},
      steps: [{ name: 'One', channel: 'task', delayMinutes: 0, onFailure: 'skip', retryAfterMinutes: 30 }],
    },
    { id: 'SEQ', owner: 'ann', now },
  )
  if (made.kind !== 'edited') throw new Error('it was refused')
  expect(publish(made.sequence, grounds(), now)).toMatchObject({ kind: 'refused', errors: [{ field: 'steps[0].retryAfterMinutes' }] })
})
