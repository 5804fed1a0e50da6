/** A reply ends or pauses by each sequence's policy, and may end what runs for the whole lead. */
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, changed, liveOf, livesOf, refused, secondsOf, startChange, withEnrollment, withHead } from './change.ts'
import { finish } from './finish.ts'
import { notified } from './notify.ts'
import { pausedAs, reviewReason, takenOverReason } from './pause.ts'
import { stopLead, tellAgain } from './tell-lead.ts'

/**
 * With an enrollment named, that one was answered; without, the contact wrote and every enrollment of theirs was. An answer to a conversation
 * that is over already is one all the same: it is published, and what else runs for the lead ends by its own policy.
 */
export const replied = (head: ContactHead, signal: Extract<Signal, { kind: 'replied' }>, now: number): Decision => {
  if (head.lastReply === signal.reply) return receivedAgain(head)
  const named = signal.enrollmentId === null ? livesOf(head) : [liveOf(head, signal.enrollmentId)].filter((found) => found !== undefined)
  const answered = named.reduce((change, enrollment) => answer(change, enrollment, signal.detail, now), startChange(head))
  const ending = named.filter((enrollment) => enrollment.onReply === 'finish' && enrollment.stopWholeLead)
  const leads = [...new Map(ending.map((enrollment) => [enrollment.leadId, enrollment])).values()]
  const stopped = leads.reduce((change, enrollment) => stopLead(change, enrollment, 'replied', now), answered)
  const ofTheLead = named.some(({ leadId }) => leadId === signal.leadId)
  if (ofTheLead && stopped.head === head) return refused('nothing_to_do')
  const told = ofTheLead ? stopped : stopLead(stopped, { leadId: signal.leadId, sequenceId: null }, 'replied', now)
  return changed(
    after(present(withHead(told, { lastReply: signal.reply })), {
      kind: 'publish',
      detailType: 'Contact Replied',
      detail: {
        contactId: head.contactId,
        leadId: signal.leadId,
        enrollmentIds: named.map((enrollment) => enrollment.id),
        ...signal.entry,
      },
    }),
  )
}

/** Who answers is there. */
const present = (change: Change): Change => {
  const { away: _over, ...head } = change.head
  return { ...change, head }
}

/** Whoever took it in first may have died before the lead's other contacts were told. */
const receivedAgain = (head: ContactHead): Decision => {
  const again = tellAgain(head, Infinity)
  return again.length > 0 ? { kind: 'unchanged', after: again, reason: 'nothing_to_do' } : refused('nothing_to_do')
}

const answer = (change: Change, enrollment: LiveEnrollment, detail: string, now: number): Change => {
  if (enrollment.onReply === 'finish') return finish(change, enrollment, 'replied', now, detail)
  if (enrollment.pauseReason === reviewReason) return change
  const heard: LiveEnrollment = { ...enrollment, reply: { at: secondsOf(now) } }
  const text = 'A contact replied, and the sequence waits for your decision. Read the reply, then let it go on or end it.'
  const told = notified(change, enrollment, { type: 'needs_human', priority: 'normal', text }, now)
  // Who has taken it over reads the reply; any other pause waits for a decision from now on, and ends by nothing else.
  return withEnrollment(told, enrollment.pauseReason === takenOverReason ? heard : pausedAs(heard, reviewReason, now))
}
