/** Enrolling a contact in a sequence version: the reasons against it, then the plan with one schedule entry per step. */
import { addressKindOf } from '../channel.ts'
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision, RefusalReason } from '../effect.ts'
import { planOf } from '../plan.ts'
import { obstacle, suppressionOf } from '../reachable.ts'
import type { Policies, Step } from '../sequence.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, changed, isoOf, livesOf, refused, scheduleAll, secondsOf, startChange, withHead } from './change.ts'
import { finish } from './finish.ts'
import { copiesOf } from './live-copies.ts'
import { dueNow } from './settle.ts'

type Enroll = Extract<Signal, { kind: 'enroll' }>

/** What one head holds at most: parallel enrollments, and characters of JSON (an item is read and written whole at each decision). */
export const headLimits = { enrollments: 8, characters: 12_000 }

/**
 * What else runs for the contact is met by `onConflict`: `replace` ends it as replaced, `parallel` leaves it running beside the new one,
 * `skip` refuses. The same sequence is never walked twice at once: only a person's explicit `restart` with `replace` ends the running
 * enrollment as replaced and begins anew, whatever the re-entry policy says; with anything else the contact is refused as already enrolled.
 */
export const enroll = (head: ContactHead, signal: Enroll, now: number): Decision => {
  const mine = head.enrollments.find((enrollment) => enrollment.id === signal.enrollmentId)
  if (mine) return { kind: 'unchanged', after: mirror(head, mine, now), reason: 'already_enrolled' }
  const against = refusal(head, signal, now)
  if (against) return refused(against.reason, against.detail)
  const enrollment = enrollmentOf(signal, now)
  const alone =
    signal.onConflict === 'replace'
      ? livesOf(head).reduce((change, other) => finish(change, other, 'replaced', now, signal.version.name), startChange(head))
      : startChange(head)
  const joined = withHead(alone, { enrollments: [...alone.head.enrollments, enrollment] })
  if (joined.head.enrollments.length > headLimits.enrollments || JSON.stringify(joined.head).length > headLimits.characters)
    return refused('head_full', `${head.enrollments.length} sequences at once`)
  return changed(told(joined, enrollment, now))
}

/** The entries of a plan as they should stand, once more: creating one that exists is success. */
const mirror = (head: ContactHead, enrollment: LiveEnrollment, now: number) => [
  ...enrollment.plan.flatMap((item) => scheduleAll(enrollment.id, item, now)),
  ...dueNow({ head }, now).filter((effect) => effect.kind === 'hand_over' && effect.enrollmentId === enrollment.id),
]

const refusal = (head: ContactHead, signal: Enroll, now: number): { reason: RefusalReason; detail?: string } | null => {
  const { version, records, lastFinishedAt } = signal
  if (version.steps.length === 0) return { reason: 'sequence_empty' }
  const same = head.enrollments.find((enrollment) => enrollment.sequenceId === version.sequenceId)
  const isAgain = signal.restart === true && signal.onConflict === 'replace'
  if (same && !isAgain) return { reason: 'already_enrolled', detail: same.id }
  // Its last message is on its way, and would arrive beside the first one of the new enrollment.
  if (same && (same.ending || head.inFlight?.enrollmentId === same.id)) return { reason: 'claim_in_flight', detail: same.id }
  const barred = same ? null : reentryRefusal(version.policies.reentry, lastFinishedAt, now)
  if (barred) return barred
  if (suppressionOf(head, records, 'task') === 'complained') return { reason: 'suppressed_everywhere', detail: 'complained' }
  const unreachable = noWay(head, signal)
  if (unreachable) return unreachable
  const other = livesOf(head)[0]
  return other && signal.onConflict === 'skip' ? { reason: 'conflict_skipped', detail: other.sequenceId } : null
}

/** Why a contact who has been through a sequence may not enter it again at `now` (epoch milliseconds); null where they may. */
export const reentryRefusal = (
  reentry: Policies['reentry'],
  lastFinishedAt: string | null,
  now: number,
): { reason: 'reentry_refused'; detail: string } | null => {
  if (lastFinishedAt === null || reentry.kind === 'always') return null
  if (reentry.kind === 'never') return { reason: 'reentry_refused', detail: `finished ${lastFinishedAt}` }
  if (now >= Date.parse(lastFinishedAt) + reentry.days * 86_400_000) return null
  return { reason: 'reentry_refused', detail: `finished ${lastFinishedAt}; again after ${reentry.days} days` }
}

/** Why none of the steps that need an address could reach this contact; null where at least one could, or none needs one. */
const noWay = (head: ContactHead, { version, records }: Enroll): { reason: RefusalReason; detail: string } | null => {
  const addressed = version.steps.filter((step) => addressKindOf(step.channel) !== null)
  if (addressed.length === 0) return null
  const obstacles = new Map(addressed.map((step) => [step.channel, wayOf(head, records, step)]))
  const why = [...obstacles.values()]
  if (why.includes(null)) return null
  const detail = [...obstacles].map(([channel, reason]) => `${channel}: ${String(reason).replaceAll('_', ' ')}`).join('; ')
  const reachable = why.filter((reason) => reason !== 'no_address' && reason !== 'address_dead')
  if (reachable.length === 0) return { reason: 'no_usable_address', detail }
  return { reason: reachable.includes('no_consent') ? 'no_consent_any_channel' : 'suppressed_everywhere', detail }
}

/** A mail step whose address is dead can still be healed onto SMS. */
const wayOf = (head: ContactHead, records: Enroll['records'], step: Step) => {
  const own = obstacle(head, records, step.channel)
  const heals = own === 'address_dead' && step.channel === 'email' && step.onFailure === 'heal'
  return heals && obstacle(head, records, 'sms') === null ? null : own
}

const enrollmentOf = ({ enrollmentId, version, leadId, stage, by, goal, notes, routedFrom }: Enroll, now: number): LiveEnrollment => ({
  id: enrollmentId,
  sequenceId: version.sequenceId,
  version: version.version,
  leadId,
  stage,
  status: 'active',
  enrolledAt: isoOf(now),
  enrolledBy: by,
  plan: planOf(version, secondsOf(now)),
  ...(goal === undefined ? {} : { goal }),
  ...(notes === undefined ? {} : { notes }),
  ...(routedFrom === undefined ? {} : { routedFrom }),
  ...copiesOf(version),
})

const told = (change: Change, enrollment: LiveEnrollment, now: number): Change =>
  after(change, ...enrollment.plan.flatMap((item) => scheduleAll(enrollment.id, item, now)), {
    kind: 'publish',
    detailType: 'Enrollment Started',
    detail: {
      enrollmentId: enrollment.id,
      sequenceId: enrollment.sequenceId,
      version: enrollment.version,
      contactId: change.head.contactId,
      leadId: enrollment.leadId,
      stage: enrollment.stage,
      enrolledBy: enrollment.enrolledBy,
      enrolledAt: enrollment.enrolledAt,
    },
  })
