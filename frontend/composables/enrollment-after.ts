/** How an enrollment will look once the API has taken an action: shown until its answer is here. */
import type { EnrollmentAction } from '../../functions/contract/api/lifecycle.ts'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import type { ExitReason } from '../../functions/domain/contact.ts'

export const enrollmentAfter = (enrollment: EnrollmentView, action: EnrollmentAction, by: string, now: string): EnrollmentView => {
  switch (action.action) {
    case 'pause':
      return {
        ...running(enrollment),
        status: 'paused',
        pauseReason: action.reason ?? `by ${by}`,
        nextDueAt: action.until ?? null,
        ...(action.until === undefined ? {} : { resumeAt: action.until }),
      }
    case 'take-over':
      return { ...running(enrollment), status: 'paused', pauseReason: 'taken_over', takenOverBy: by, nextDueAt: null }
    case 'resume':
    case 'continue':
      return running(enrollment)
    case 'skip':
      return enrollment
    case 'exit':
      return ended(enrollment, 'replied', now)
    case 'cancel':
      return ended(enrollment, 'cancelled', now)
    case 'convert':
      return ended(enrollment, 'converted', now)
    case 'book':
      return ended(enrollment, 'booked', now)
    case 'reject':
      return ended(enrollment, 'rejected', now)
    case 'unsubscribe':
      return ended(enrollment, 'unsubscribed', now)
    default:
      return action.action satisfies never
  }
}

const running = ({ pauseReason: _why, resumeAt: _until, takenOverBy: _who, ...rest }: EnrollmentView): EnrollmentView => ({
  ...rest,
  status: 'active',
})

const ended = (enrollment: EnrollmentView, exitReason: ExitReason, now: string): EnrollmentView => ({
  ...running(enrollment),
  status: 'finished',
  exitReason,
  finishedAt: now,
  currentStep: null,
  nextDueAt: null,
})
