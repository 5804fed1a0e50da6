/** When the sweep should look at a contact next: the net under every schedule entry, hand-over and provider call. */
import type { ContactHead, InFlight, LiveEnrollment } from './contact.ts'
import { lookedForUntil, waitsForHealing } from './healing/waiting.ts'
import { frontOf, isAskedAgain, isRemade, isResolved } from './plan.ts'

/** Seconds after its due time at which a message counts as overdue. */
export const overdueSeconds = 120
/** Seconds for which a claim holds. */
export const claimSeconds = 30
/** Seconds after which healing that has not happened is asked for again. */
export const healAgainSeconds = 300
/** Seconds after which a channel that its provider stopped is tried again. */
export const stoppedSeconds = 900

/** Epoch seconds of the earliest moment at which something could need the sweep, or null where nothing waits for time. */
export const nextWake = (head: ContactHead): number | null => {
  const moments = head.enrollments.flatMap(momentsOf)
  if (head.inFlight) moments.push(claimMoment(head, head.inFlight))
  for (const route of head.routing ?? []) moments.push(route.at + overdueSeconds)
  for (const telling of head.telling ?? []) moments.push(telling.at + overdueSeconds)
  return moments.length === 0 ? null : Math.min(...moments)
}

/** The claim whose 30 s are over at `now` (epoch milliseconds), or null: what its message row says becomes a `claim_expired` signal. */
export const expiredClaim = (head: ContactHead, now: number): { enrollmentId: string; step: string; attemptId: string } | null => {
  const flight = head.inFlight
  if (!flight || now - flight.at < claimSeconds * 1000) return null
  return { enrollmentId: flight.enrollmentId, step: flight.step, attemptId: flight.attemptId }
}

/**
 * A claim leaves the moment where its message had it: most claims are answered within a second, and moving an index entry there and on again
 * would cost as much as the message itself.
 */
const claimMoment = ({ enrollments }: ContactHead, { enrollmentId, step, at }: InFlight): number => {
  const enrollment = enrollments.find(({ id }) => id === enrollmentId)
  const front = enrollment && enrollment.status === 'active' && !enrollment.ending ? frontOf(enrollment) : undefined
  return front?.step === step ? front.due + overdueSeconds : Math.ceil(at / 1000) + claimSeconds
}

const momentsOf = (enrollment: LiveEnrollment): number[] => {
  if (enrollment.ending) return []
  const moments: number[] = []
  for (const item of enrollment.plan)
    if (waitsForHealing(item)) moments.push(lookedForUntil(enrollment, item) ?? (item.heldAt ?? item.due) + healAgainSeconds)
  for (const { open, at } of enrollment.failures ?? []) if (open) moments.push(at + healAgainSeconds)
  for (const { until } of Object.values(enrollment.enrichment ?? {})) if (until > 0) moments.push(until)
  for (const item of enrollment.plan) if (isRemade(item)) moments.push((item.draftAt ?? item.due) + overdueSeconds)
  if (enrollment.status === 'paused') return enrollment.resumeAt === undefined ? moments : [...moments, enrollment.resumeAt]
  const front = frontOf(enrollment)
  if (front?.state === 'scheduled') moments.push(front.due + overdueSeconds)
  if (front && isAskedAgain(front) && (front.until !== undefined || front.approval === 'approved'))
    moments.push(Math.max(front.due, front.until ?? 0) + overdueSeconds)
  for (const item of enrollment.plan) if (item.draftAt !== undefined && !isResolved(item)) moments.push(item.draftAt + overdueSeconds)
  if (front?.state === 'held' && front.reason === 'channel_stopped') moments.push((front.heldAt ?? front.due) + stoppedSeconds)
  if (!front && enrollment.completeAt !== undefined) moments.push(enrollment.completeAt)
  return moments
}
