/** A mail arrived after all, of which a soft bounce had come: whatever healing planned for that bounce is taken back. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { softFailure } from '../healing/failures.ts'
import { channelOf } from '../plan.ts'
import type { Signal } from '../signal.ts'
import { after, changed, isoOf, liveOf, refused, secondsOf, startChange, unscheduleAll, withEnrollment, withMessage } from './change.ts'

/** It is not sent again, no other address is looked for, and nothing is counted. What is with the provider already is not called back. */
export const arrived = (head: ContactHead, signal: Extract<Signal, { kind: 'arrived' }>, now: number): Decision => {
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  const item = enrollment.plan.find(({ step }) => step === signal.step)
  if (!item) return refused('no_such_step')
  if (!softFailure(enrollment, signal.step, signal.attemptId)) return refused('nothing_to_do')
  const unfailed = withEnrollment(startChange(head), withoutBounce(enrollment, signal))
  if (item.state !== 'scheduled' && item.state !== 'held') return changed(unfailed)
  const { heldAt: _held, until: _until, draftAt: _draft, reason: _waited, ...rest } = item
  const sent: PlannedMessage = { ...rest, state: 'sent', due: Math.min(item.due, secondsOf(now)) }
  return changed(
    after(
      withMessage(unfailed, enrollment.id, sent),
      { kind: 'put_interaction', interaction: takenBack(head, enrollment, item, now) },
      ...unscheduleAll(enrollment.id, item),
    ),
  )
}

const withoutBounce = (enrollment: LiveEnrollment, { step, attemptId }: { step: string; attemptId: string }): LiveEnrollment => {
  const { failures: known = [], ...rest } = enrollment
  const bounce = softFailure(enrollment, step, attemptId)
  const failures = known.filter((one) => one !== bounce)
  const kept: LiveEnrollment = failures.length > 0 ? { ...rest, failures } : rest
  const email = kept.enrichment?.email
  if (email?.step !== step || email.failure !== 'email_bounced_soft') return kept
  return { ...kept, enrichment: { ...kept.enrichment, email: { ...email, until: 0 } } }
}

const takenBack = (head: ContactHead, { id, sequenceId }: LiveEnrollment, item: PlannedMessage, now: number) => ({
  contactKey: head.key,
  at: isoOf(now),
  channel: channelOf(item),
  direction: 'system' as const,
  kind: 'healed' as const,
  enrollmentId: id,
  sequenceId,
  detail: `step ${item.step}: the email arrived after its bounce, so it is not sent again`,
})
