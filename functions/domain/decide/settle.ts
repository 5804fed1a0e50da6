/** What follows from any change: enrollments that reached their end finish, and nothing that is due is left waiting. */
import type { LiveEnrollment } from '../contact.ts'
import { frontOf, hasReached, isAskedAgain, isRemade, isResolved } from '../plan.ts'
import type { Effect } from '../effect.ts'
import type { Change } from './change.ts'
import { after, handOver, livesOf, secondsOf, withEnrollment } from './change.ts'
import { finish } from './finish.ts'

export const settle = (change: Change, now: number): Change => {
  const ended = change.head.enrollments.reduce((sofar, enrollment) => settleEnrollment(sofar, enrollment, now), change)
  return after(ended, ...dueNow(ended, now))
}

const settleEnrollment = (change: Change, enrollment: LiveEnrollment, now: number): Change => {
  const { ending, completeAt, ...going } = enrollment
  if (ending)
    return change.head.inFlight?.enrollmentId === enrollment.id ? change : finish(change, enrollment, ending.exit, now, ending.detail)
  if (frontOf(enrollment)) return completeAt === undefined ? change : withEnrollment(change, going)
  if (enrollment.status === 'paused') return change
  if (completeAt !== undefined && completeAt > secondsOf(now)) return change
  if (completeAt === undefined && enrollment.completeAfterDays > 0)
    return withEnrollment(change, { ...enrollment, completeAt: secondsOf(now) + enrollment.completeAfterDays * 86_400 })
  return finish(change, enrollment, 'completed', now, hasReached(enrollment.plan) ? undefined : 'no message could be sent')
}

/**
 * The messages that enrollments stand at and whose time has come, and the drafts that should be there; none while one of this contact's
 * messages is with a provider. What waits for an answer is asked again with every change: one that nobody was told of is found so.
 */
export const dueNow = (change: Pick<Change, 'head'>, now: number): Effect[] => {
  if (change.head.inFlight) return []
  const at = secondsOf(now)
  return livesOf(change.head).flatMap((enrollment) => {
    const remade = enrollment.plan.filter(isRemade).map((item) => handOver(enrollment.id, item, 'draft'))
    if (enrollment.status !== 'active') return remade
    const front = frontOf(enrollment)
    const isDue = front?.state === 'scheduled' || (front && isAskedAgain(front) && (front.heldAt ?? 0) < at)
    const goes = front && isDue && front.due <= at ? front : undefined
    const drafts = enrollment.plan.filter((item) => item !== goes && !isResolved(item) && item.draftAt !== undefined && item.draftAt <= at)
    return [...(goes ? [handOver(enrollment.id, goes)] : []), ...drafts.map((item) => handOver(enrollment.id, item, 'draft'))]
  })
}
