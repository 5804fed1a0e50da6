/** What a bulk action says to one enrollment, whether it has been said already, and what takes it back. */
import type { EnrollmentBefore, EnrollmentLeft } from '../contract/bulk-action.ts'
import type { Job } from '../contract/job.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead, ExitReason, FinishedEnrollment, LiveEnrollment } from '../domain/contact.ts'
import { takenOverReason } from '../domain/decide/pause.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { Signal } from '../domain/signal.ts'
import { derivedEnrollmentId } from '../runtime/enrollment-id.ts'

/** One enrollment at the moment of deciding. `first`: as the first delivery of its row found it; `now` in epoch milliseconds. */
export interface Steered {
  job: Job
  id: string
  contactKey: string
  first: EnrollmentBefore
  live: LiveEnrollment | null
  head: ContactHead | null
  finished: readonly FinishedEnrollment[]
  now: number
}

export const beforeOf = (live: LiveEnrollment | null): EnrollmentBefore => {
  if (!live || live.ending) return { status: 'over' }
  const { status, pauseReason, resumeAt, takenOverBy } = live
  return {
    status,
    ...(pauseReason === undefined ? {} : { pauseReason }),
    ...(resumeAt === undefined ? {} : { resumeAt }),
    ...(takenOverBy === undefined ? {} : { takenOverBy }),
  }
}

export const leftOf = (live: LiveEnrollment | null): EnrollmentLeft => ({
  ...(live?.pauseReason === undefined ? {} : { pauseReason: live.pauseReason }),
  ...(live?.status !== 'paused' || live.pausedAt === undefined ? {} : { pausedAt: live.pausedAt }),
})

const reasonOf = ({ by, action }: Job): string => action?.reason ?? `by ${by}`

/** What the action says; nothing where the job has none. */
export const steering = ({ job, id }: Steered): Signal[] => {
  const { by, action } = job
  const reason = reasonOf(job)
  const { name, until, reason: given = '' } = action ?? {}
  switch (name) {
    case 'pause':
      return [{ kind: 'pause', enrollmentId: id, reason, by, ...(until === undefined ? {} : { until }) }]
    case 'resume':
      return [{ kind: 'resume', enrollmentId: id, reason, by }]
    case 'take-over':
      return [{ kind: 'take_over', enrollmentId: id, by, reason: given }]
    case 'cancel':
      return [{ kind: 'cancel', enrollmentId: id, reason, by }]
    case 'convert':
      return [{ kind: 'exit', enrollmentId: id, exit: 'converted', reason, by }]
    case 'move':
    case undefined:
      throw new Error(`the job ${job.id} says nothing to an enrollment by itself`)
    default:
      return name satisfies never
  }
}

/** Whether an earlier delivery of this row has done it: it was not so when the first one came, and now it is, in this job's words. */
export const isDoneAlready = (steered: Steered): boolean => {
  const { job, first, live, head, finished, contactKey } = steered
  const name = job.action?.name
  switch (name) {
    case 'pause':
      return first.status === 'active' && live?.status === 'paused' && live.pauseReason === reasonOf(job)
    case 'resume':
      return first.status === 'paused' && live?.status === 'active' && !live.ending
    case 'take-over':
      return first.pauseReason !== takenOverReason && live?.pauseReason === takenOverReason && live.takenOverBy === job.by
    case 'cancel':
      return hasEnded(steered, 'cancelled', reasonOf(job))
    case 'convert':
      return hasEnded(steered, 'converted', reasonOf(job))
    case 'move': {
      const id = movedId(job, contactKey)
      return (head?.enrollments.some((one) => one.id === id) ?? false) || finished.some((one) => one.id === id)
    }
    case undefined:
      return false
    default:
      return name satisfies never
  }
}

const hasEnded = ({ id, first, live, finished }: Steered, exit: ExitReason, detail: string): boolean => {
  if (first.status === 'over') return false
  const end =
    live?.ending ??
    finished.filter((one) => one.id === id).map(({ exitReason, exitDetail }) => ({ exit: exitReason, detail: exitDetail }))[0]
  return end?.exit === exit && end.detail === detail
}

/** One new enrollment for each contact of a job, whichever delivery of its row begins it. */
export const movedId = ({ id, createdAt }: Job, contactKey: string): string => derivedEnrollmentId(Date.parse(createdAt), [id, contactKey])

/** In one commit: it ends here and begins there, with what was noted of it. */
export const moving = (
  { job, id, contactKey, live, finished }: Steered,
  version: SequenceVersion,
  records: Partial<Record<AddressKind, AddressRecord>>,
): Signal[] => {
  const why = job.action?.reason
  const reason = `moved to "${version.name}"${why === undefined ? '' : `: ${why}`}`
  const ends = finished.filter((one) => one.sequenceId === version.sequenceId).map(({ finishedAt }) => finishedAt)
  return [
    { kind: 'cancel', enrollmentId: id, reason: `${reason} by ${job.by}`, by: job.by },
    {
      kind: 'enroll',
      enrollmentId: movedId(job, contactKey),
      version,
      leadId: live?.leadId ?? '',
      stage: null,
      by: 'manual',
      records,
      lastFinishedAt: ends.toSorted().at(-1) ?? null,
      onConflict: job.onConflict,
      ...(live?.goal === undefined ? {} : { goal: live.goal }),
      ...(live?.notes === undefined ? {} : { notes: live.notes }),
    },
  ]
}

/** Takes a change back where the enrollment still stands as it was left. A date to resume on that has come since counts: then it runs. */
export const restoring = (
  { job, id, live, first, now }: Steered,
  was: EnrollmentBefore,
  left: EnrollmentLeft,
): Signal[] | 'done' | 'changed_since' => {
  const { by } = job
  const back = { kind: 'resume', enrollmentId: id, by, reason: 'taken back' } as const
  const over = was.resumeAt !== undefined && was.resumeAt * 1000 <= now
  const wanted: EnrollmentBefore = over ? { status: 'active' } : was
  if (!live || live.ending) return 'changed_since'
  if (!standsAs(live, left)) return isLike(live, wanted) && !isLike(first, wanted) ? 'done' : 'changed_since'
  if (wanted.status !== 'paused') return live.status === 'paused' ? [back] : 'done'
  const { pauseReason: reason = `by ${by}`, resumeAt, takenOverBy } = wanted
  const again: Signal =
    takenOverBy === undefined
      ? { kind: 'pause', enrollmentId: id, reason, by, ...(resumeAt === undefined ? {} : { until: resumeAt }) }
      : { kind: 'take_over', enrollmentId: id, by: takenOverBy, reason: `taken back by ${by}` }
  return live.status === 'paused' ? [back, again] : [again]
}

const standsAs = (live: LiveEnrollment, { pauseReason, pausedAt }: EnrollmentLeft): boolean =>
  live.pauseReason === pauseReason && (live.status === 'paused' ? live.pausedAt === pausedAt : pausedAt === undefined)

const isLike = (live: EnrollmentBefore, { status, pauseReason, takenOverBy }: EnrollmentBefore): boolean =>
  live.status === status && live.pauseReason === pauseReason && live.takenOverBy === takenOverBy
