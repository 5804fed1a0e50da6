import { describe, expect, it } from 'vitest'
import { mailIdOf, messageOfMailId, threadIdOf } from '../../functions/domain/mail-id.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { continuedSubject, referencesOf, withMail } from '../../functions/domain/thread.ts'
import type { ContactHead, LiveEnrollment } from '../../functions/domain/contact.ts'
import {
  accepted,
  change,
  claimed,
  dueSignal,
  enrollment,
  enrollmentId,
  head,
  hours,
  now,
  resultSignal,
  step,
  version,
  withPlan,
} from './builders.ts'

const mails = version({
  steps: [step(1, 'email', 0), step(2, 'email', 60, { subject: '' }), step(3, 'email', 2880, { subject: 'Other news' })],
})
const running = (overrides: Partial<LiveEnrollment> = {}): ContactHead => head({ enrollments: [enrollment(overrides, mails)] })
const sendStep = (state: ContactHead, id: string, at: number) => claimedOf(state, id, at).send.message
const claimedOf = (state: ContactHead, id: string, at: number) => {
  const decision = change(state, dueSignal(id, 1, { version: mails }), at)
  const send = decision.after.find((effect) => effect.kind === 'send')
  if (send?.kind !== 'send') throw new Error('nothing was sent')
  return { head: decision.head, send }
}
const sentMail = { ...accepted, mailId: 'ses-1@email.amazonses.com' }
const afterFirst = (result: Parameters<typeof resultSignal>[1] = sentMail): ContactHead => {
  const { head: state, send } = claimedOf(running(), 's1', now)
  return change(state, resultSignal(send, result), now).head
}

describe('the mails of an enrollment', () => {
  it('begin with one that follows nothing', () => {
    const first = sendStep(running(), 's1', now)
    expect(first).toMatchObject({ subject: 'Hello Dana' })
    expect(first.references).toBeUndefined()
  })

  it('are followed by the ones after them, as the provider names them', () => {
    const state = afterFirst()
    expect(state.enrollments[0]?.thread).toEqual({
      subject: 'Hello Dana',
      first: 'ses-1@email.amazonses.com',
      last: 'ses-1@email.amazonses.com',
    })
    const second = claimedOf(state, 's2', now + hours(1))
    expect(second.send.message).toMatchObject({ subject: 'Re: Hello Dana', references: ['ses-1@email.amazonses.com'] })
    const later = change(second.head, resultSignal(second.send, { ...sentMail, mailId: 'ses-2@email.amazonses.com' }), now + hours(1)).head
    expect(sendStep(later, 's3', now + hours(48))).toMatchObject({
      subject: 'Other news',
      references: ['ses-1@email.amazonses.com', 'ses-2@email.amazonses.com'],
    })
  })

  it('say Re: of nothing that was never sent', () => {
    const state = running()
    const skipped = {
      ...state,
      enrollments: state.enrollments.map((one) => withPlan(one, { s1: { state: 'skipped', reason: 'no_consent' } })),
    }
    const second = sendStep(skipped, 's2', now + hours(1))
    expect(second).toMatchObject({ subject: 'Hello Dana' })
    expect(second.references).toBeUndefined()
  })

  it('do not thread on a mail that was refused or whose fate is unknown', () => {
    for (const result of [
      { kind: 'unknown', reason: 'timeout', at: accepted.at },
      { kind: 'refused', cls: 'permanent', reason: 'no', at: accepted.at },
    ] as const)
      expect(afterFirst(result).enrollments[0]?.thread).toBeUndefined()
  })

  it('thread on no text', () => {
    const state = head({ enrollments: [enrollment({}, version({ steps: [step(1, 'sms', 0)] }))] })
    const { head: texted, send } = claimed(state, 's1', now)
    expect(change(texted, resultSignal(send, sentMail), now).head.enrollments[0]?.thread).toBeUndefined()
  })
})

describe('a thread', () => {
  it('keeps its first subject, without Re:', () => {
    const thread = withMail(undefined, { subject: 'RE: re: Your house', mailId: 'a@x' })
    expect(thread).toEqual({ subject: 'Your house', first: 'a@x', last: 'a@x' })
    expect(withMail(thread, { subject: 'Another', mailId: 'b@x' })).toEqual({ subject: 'Your house', first: 'a@x', last: 'b@x' })
  })

  it('refers to its first mail and its last', () => {
    expect(referencesOf(undefined)).toEqual([])
    expect(referencesOf({ subject: '', first: 'a', last: 'a' })).toEqual(['a'])
    expect(referencesOf({ subject: '', first: 'a', last: 'c' })).toEqual(['a', 'c'])
  })

  it('has no subject to go on with where no mail before has one', () => {
    const steps = [step(1, 'sms', 0), step(2, 'email', 60, { subject: '' }), step(3, 'email', 120)]
    expect(continuedSubject({ id: 's2' }, { version: { steps }, enrollmentId: null })).toBeUndefined()
    expect(continuedSubject({ id: 's3' }, { version: { steps: [...steps, step(4, 'email', 180)] }, enrollmentId: null })).toBeUndefined()
  })

  it('makes no template of what a contact is called', () => {
    const thread = { subject: 'Hello {{agent}}', first: 'a', last: 'a' }
    expect(continuedSubject({ id: 's2' }, { thread, version: { steps: [] }, enrollmentId: null })).toBe('Re: Hello agent')
  })
})

describe('a Message-ID of ours', () => {
  const messageId = messageIdOf(enrollmentId, 3)
  const mailId = mailIdOf({ messageId, attemptId: '01KAHDM8Z0000000000000000A' }, 'sam@acme.example.com')

  it('names its message, in brackets or not, in any case', () => {
    for (const text of [mailId, `<${mailId}>`, mailId.toLowerCase()]) expect(messageOfMailId(text)).toBe(messageId)
  })

  it.each(['ses-1@email.amazonses.com', threadIdOf(enrollmentId, 'sam@acme.example.com'), '', `${messageId}@acme.example.com`])(
    'is none in %s',
    (text) => expect(messageOfMailId(text)).toBeNull(),
  )
})
