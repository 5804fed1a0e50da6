/** Ending an enrollment: archived with the head's commit, its schedule entries given up, its end told, what follows begun. */
import type { ContactHead, ExitReason, FinishedEnrollment, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { channelOf, isResolved } from '../plan.ts'
import type { Change } from './change.ts'
import { after, before, isoOf, unscheduleAll, withEnrollment, withHead } from './change.ts'
import { notified } from './notify.ts'
import { followed } from './follow.ts'

/**
 * Ends an enrollment. Where one of its messages is with a provider at this moment it only stops: it is archived once the answer
 * is recorded, so that a finished enrollment never holds a message whose fate is open.
 */
export const finish = (change: Change, enrollment: LiveEnrollment, exit: ExitReason, now: number, detail?: string): Change => {
  if (change.head.inFlight?.enrollmentId === enrollment.id)
    return withEnrollment(change, { ...enrollment, ending: detail === undefined ? { exit } : { exit, detail } })
  const finished = finishedOf(change.head, enrollment, exit, isoOf(now), detail)
  const archived = before(withHead(change, { enrollments: change.head.enrollments.filter((other) => other.id !== enrollment.id) }), {
    kind: 'archive_enrollment',
    finished,
  })
  const text = 'A meeting was booked. See who it is with, and what was said before.'
  const told = exit === 'booked' ? notified(archived, enrollment, { type: 'appointment_booked', priority: 'normal', text }, now) : archived
  return after(followed(told, finished, enrollment.routes, now), ...enrollment.plan.flatMap((item) => unscheduleAll(enrollment.id, item)), {
    kind: 'publish',
    detailType: 'Enrollment Finished',
    detail: eventOf(finished),
  })
}

export const channelOfFirst = (plan: readonly PlannedMessage[]) => (plan[0] ? channelOf(plan[0]) : 'task')

const finishedOf = (
  head: ContactHead,
  enrollment: LiveEnrollment,
  exitReason: ExitReason,
  finishedAt: string,
  detail?: string,
): FinishedEnrollment => ({
  id: enrollment.id,
  sequenceId: enrollment.sequenceId,
  version: enrollment.version,
  contactKey: head.key,
  contactId: head.contactId,
  leadId: enrollment.leadId,
  stage: enrollment.stage,
  enrolledAt: enrollment.enrolledAt,
  enrolledBy: enrollment.enrolledBy,
  finishedAt,
  exitReason,
  ...(detail === undefined ? {} : { exitDetail: detail }),
  plan: enrollment.plan.map((item) => (isResolved(item) ? item : { ...item, ...leftOver(head, item, exitReason) })),
  ...(enrollment.healing ? { healing: enrollment.healing } : {}),
  ...(enrollment.overrides ? { overrides: enrollment.overrides } : {}),
  ...(enrollment.goal === undefined ? {} : { goal: enrollment.goal }),
  ...(enrollment.notes === undefined ? {} : { notes: enrollment.notes }),
  ...(enrollment.routedFrom === undefined ? {} : { routedFrom: enrollment.routedFrom }),
})

/** What was still to be sent: skipped for the person's own word where it would have gone by what they closed, else cancelled with the rest. */
const leftOver = ({ suppressed }: ContactHead, item: PlannedMessage, exit: ExitReason): Pick<PlannedMessage, 'state' | 'reason'> => {
  const channel = channelOf(item)
  const closed = channel !== 'linkedin' && channel !== 'task' && suppressed[channel] !== undefined
  return closed && (exit === 'unsubscribed' || exit === 'complained')
    ? { state: 'skipped', reason: 'suppressed' }
    : { state: 'cancelled', reason: 'enrollment_finished' }
}

const eventOf = (finished: FinishedEnrollment): Record<string, unknown> => ({
  enrollmentId: finished.id,
  sequenceId: finished.sequenceId,
  version: finished.version,
  contactId: finished.contactId,
  leadId: finished.leadId,
  enrolledAt: finished.enrolledAt,
  finishedAt: finished.finishedAt,
  exitReason: finished.exitReason,
  ...(finished.exitDetail === undefined ? {} : { exitDetail: finished.exitDetail }),
})
