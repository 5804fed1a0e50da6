/** Which enrollments a bulk action is about, and how they look while it is carried out. */
import type { BodyOf } from '../../functions/contract/api/routes.ts'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'

export const bulkSteps = ['pause', 'resume', 'take-over', 'cancel', 'move'] as const
export type BulkStep = (typeof bulkSteps)[number]
/** What is asked for more before it is done to many enrollments. */
export type Asking = Extract<BulkStep, 'pause' | 'move' | 'cancel'>

/** Whether an action has anything to do with an enrollment: what has ended stays as it is. */
export const applies = (step: BulkStep, { status }: Pick<EnrollmentView, 'status'>): boolean => {
  if (step === 'pause') return status === 'active'
  if (step === 'resume') return status === 'paused'
  return status !== 'finished'
}

export type Matching = NonNullable<NonNullable<BodyOf<'bulkAction'>>['matching']>
/** Some by name, or all that match, also those that are not loaded. */
export type Target = { ids: readonly string[] } | { matching: Matching }

export const bulkTargets = (target: Target) => ('ids' in target ? { enrollmentIds: [...target.ids] } : { matching: target.matching })

/**
 * Whether those who match would be others a while after they are paused: nobody who is paused is active, due, or held for something else, and
 * somebody else may have come to a step.
 */
export const endsByPausing = ({ status, held, step, dueFrom, dueBefore }: Matching): boolean =>
  status === 'active' || [held, step, dueFrom, dueBefore].some((filter) => filter !== undefined)

/** The enrollment as it will stand, as far as that can be said before the job comes to it. */
export const shownAfter = (step: BulkStep, enrollment: EnrollmentView, isMeant: boolean): EnrollmentView => {
  if (!isMeant || !applies(step, enrollment)) return enrollment
  const { pauseReason: _reason, takenOverBy: _by, resumeAt: _at, ...plain } = enrollment
  if (step === 'resume') return { ...plain, status: 'active' }
  return { ...plain, status: 'paused', nextDueAt: null, ...(step === 'take-over' ? { pauseReason: 'taken_over' } : {}) }
}
