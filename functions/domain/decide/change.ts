/** A decision in the making: the head as it will be, and the effects around its commit. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision, Effect, RefusalReason } from '../effect.ts'
import type { GateVerdict } from '../message.ts'
import type { Moved } from '../plan.ts'
import { withItem } from '../plan.ts'
import { overdueSeconds } from '../wake.ts'

export interface Change {
  head: ContactHead
  before: Effect[]
  after: Effect[]
}

export const startChange = (head: ContactHead): Change => ({ head, before: [], after: [] })

export const changed = (change: Change, verdicts?: GateVerdict[]): Decision =>
  verdicts ? { kind: 'changed', ...change, verdicts } : { kind: 'changed', ...change }

export const refused = (reason: RefusalReason, detail?: string): Decision =>
  detail === undefined ? { kind: 'refused', reason } : { kind: 'refused', reason, detail }

/** Epoch seconds of epoch milliseconds. */
export const secondsOf = (now: number): number => Math.floor(now / 1000)

export const isoOf = (now: number): string => new Date(now).toISOString()

/** A live enrollment that is not already ending. */
export const liveOf = (head: ContactHead, enrollmentId: string): LiveEnrollment | undefined =>
  head.enrollments.find((enrollment) => enrollment.id === enrollmentId && !enrollment.ending)

export const livesOf = (head: ContactHead): LiveEnrollment[] => head.enrollments.filter((enrollment) => !enrollment.ending)

export const before = (change: Change, ...effects: Effect[]): Change => ({ ...change, before: [...change.before, ...effects] })

export const after = (change: Change, ...effects: Effect[]): Change => ({ ...change, after: [...change.after, ...effects] })

export const withHead = (change: Change, fields: Partial<ContactHead>): Change => ({ ...change, head: { ...change.head, ...fields } })

/** The change with one enrollment replaced by its id. */
export const withEnrollment = (change: Change, enrollment: LiveEnrollment): Change =>
  withHead(change, { enrollments: change.head.enrollments.map((other) => (other.id === enrollment.id ? enrollment : other)) })

/** The change with one message of an enrollment replaced. */
export const withMessage = (change: Change, enrollmentId: string, item: PlannedMessage): Change => {
  const enrollment = change.head.enrollments.find((other) => other.id === enrollmentId)
  return enrollment ? withEnrollment(change, { ...enrollment, plan: withItem(enrollment.plan, item) }) : change
}

/** The change with a moved plan: each moved message gives up its old schedule entries and gets new ones. */
export const withMoved = (change: Change, enrollment: LiveEnrollment, { plan, moved }: Moved, now: number): Change =>
  after(
    withEnrollment(change, { ...enrollment, plan }),
    ...moved.flatMap((item) => [...unscheduleAll(enrollment.id, { ...item, rev: item.rev - 1 }), ...scheduleAll(enrollment.id, item, now)]),
  )

/**
 * Every entry that a planned message has: for its time, or the end of what it waits for, and for its draft while that is not made. For one
 * that is due at once it is the net under the hand-over: two minutes ahead.
 */
export const scheduleAll = (enrollmentId: string, item: PlannedMessage, now: number): Effect[] =>
  entriesOf(item).map(({ due, draft }) => ({
    kind: 'schedule',
    enrollmentId,
    step: item.step,
    revision: item.rev,
    due: due > secondsOf(now) ? due : secondsOf(now) + overdueSeconds,
    ...(draft ? { for: 'draft' } : {}),
  }))

export const unscheduleAll = (enrollmentId: string, item: PlannedMessage): Effect[] =>
  entriesOf(item).map(({ draft }) => ({
    kind: 'unschedule',
    enrollmentId,
    step: item.step,
    revision: item.rev,
    ...(draft ? { for: 'draft' } : {}),
  }))

const entriesOf = ({ state, due, until, draftAt }: PlannedMessage): { due: number; draft?: true }[] => [
  ...(state === 'scheduled' ? [{ due }] : []),
  ...(state === 'held' && until !== undefined ? [{ due: until }] : []),
  ...(draftAt !== undefined && (state === 'scheduled' || state === 'held') ? [{ due: draftAt, draft: true as const }] : []),
]

export const handOver = (enrollmentId: string, item: PlannedMessage, what?: 'draft'): Effect => ({
  kind: 'hand_over',
  enrollmentId,
  step: item.step,
  revision: item.rev,
  ...(what ? { for: what } : {}),
})
