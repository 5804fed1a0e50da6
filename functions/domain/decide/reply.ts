/** A reply ends or pauses by each sequence's policy, and may end what runs for the whole lead. */
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, changed, liveOf, livesOf, refused, secondsOf, startChange, withEnrollment } from './change.ts'
import { finish } from './finish.ts'
import { unfollowed } from './follow.ts'
import { pausedAs, reviewReason, takenOverReason } from './pause.ts'

/** With an enrollment named, that one was answered; without, the contact wrote and every enrollment of theirs was. */
export const replied = (head: ContactHead, signal: Extract<Signal, { kind: 'replied' }>, now: number): Decision => {
  const named = signal.enrollmentId === null ? livesOf(head) : [liveOf(head, signal.enrollmentId)].filter((found) => found !== undefined)
  if (named.length === 0) return refused('not_enrolled')
  const answered = named.reduce((change, enrollment) => answer(change, enrollment, signal.detail, now), startChange(head))
  const ending = named.filter((enrollment) => enrollment.onReply === 'finish' && enrollment.stopWholeLead)
  const stopped = ending.reduce((change, enrollment) => stopLead(change, enrollment, 'replied', now), answered)
  if (stopped.head === head) return refused('nothing_to_do')
  return changed(
    after(stopped, {
      kind: 'publish',
      detailType: 'Contact Replied',
      detail: { contactId: head.contactId, leadId: signal.leadId, enrollmentIds: named.map((enrollment) => enrollment.id) },
    }),
  )
}

const answer = (change: Change, enrollment: LiveEnrollment, detail: string, now: number): Change => {
  if (enrollment.onReply === 'finish') return finish(change, enrollment, 'replied', now, detail)
  if (enrollment.pauseReason === reviewReason) return change
  const heard: LiveEnrollment = { ...enrollment, reply: { at: secondsOf(now) } }
  // Who has taken it over reads the reply; any other pause waits for a decision from now on, and ends by nothing else.
  return withEnrollment(change, enrollment.pauseReason === takenOverReason ? heard : pausedAs(heard, reviewReason, now))
}

/** Ends what else runs for the same lead, here and at its other contacts. */
export const stopLead = (change: Change, enrollment: LiveEnrollment, exit: 'replied' | 'booked', now: number): Change =>
  after(endOfLead(change, enrollment.leadId, exit, now), {
    kind: 'tell_lead',
    leadId: enrollment.leadId,
    exceptContactKey: change.head.key,
    exit,
    sequenceId: enrollment.sequenceId,
  })

export const leadTold = (head: ContactHead, signal: Extract<Signal, { kind: 'lead_told' }>, now: number): Decision => {
  const change = endOfLead(startChange(head), signal.leadId, signal.exit, now)
  return change.head === head ? refused('nothing_to_do') : changed(change)
}

const endOfLead = (change: Change, leadId: string, exit: 'replied' | 'booked', now: number): Change =>
  livesOf(change.head)
    .filter((other) => other.leadId === leadId)
    .reduce((sofar, other) => finish(sofar, unfollowed(other, exit), exit, now, 'another of the lead’s conversations was answered'), change)
