/** What follows from any change: enrollments that reached their end finish, and nothing that is due is left waiting. */
import type { LiveEnrollment } from '../contact.ts'
import { frontOf } from '../plan.ts'
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
  const reached = enrollment.plan.some((item) => item.state === 'sent' || item.state === 'unknown')
  return finish(change, enrollment, 'completed', now, reached ? undefined : 'no message could be sent')
}

/** The messages that enrollments stand at and whose time has come; none while one of this contact's messages is with a provider. */
export const dueNow = (change: Pick<Change, 'head'>, now: number): Effect[] => {
  if (change.head.inFlight) return []
  return livesOf(change.head).flatMap((enrollment) => {
    const front = enrollment.status === 'active' ? frontOf(enrollment) : undefined
    return front?.state === 'scheduled' && front.due <= secondsOf(now) ? [handOver(enrollment.id, front)] : []
  })
}
