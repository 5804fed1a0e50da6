/** Which enrollments a list or a bulk action is about: one test, whether a table shows them or a job changes them. */
import type { ContactProfile, LiveEnrollment } from './contact.ts'
import { finderOf, searchText } from './contact-search.ts'
import { frontOf } from './plan.ts'
import { stuckOf, type StuckReason } from './stuck.ts'

export interface EnrollmentFilter {
  status?: 'active' | 'paused' | 'finished' | undefined
  /** What it waits for a person to do. */
  held?: StuckReason | undefined
  /** The step that is next. */
  step?: string | undefined
  /** The next thing happens by itself from this time on, and before that one; ISO 8601. */
  dueFrom?: string | undefined
  dueBefore?: string | undefined
  /** Words that stand in the contact's name, addresses or ids. */
  q?: string | undefined
}

/**
 * When the next thing happens by itself, epoch seconds; null where nothing is planned. Nothing happens at a step's time while the enrollment is
 * paused. One that resumes by itself moves what remains by the time of its pause.
 */
export const nextDueOf = (live: Pick<LiveEnrollment, 'plan' | 'status' | 'resumeAt' | 'pausedAt'>): number | null => {
  const due = frontOf(live)?.due
  if (due === undefined) return null
  const { status, resumeAt, pausedAt } = live
  if (status !== 'paused') return due
  return resumeAt === undefined ? null : Math.max(resumeAt, due + resumeAt - (pausedAt ?? resumeAt))
}

/** Whether one that stands so is meant, as far as its own state tells; `live` null: it is over, and has neither a next step nor a next time. */
export const standsIn =
  ({ status, held, step, dueFrom, dueBefore }: EnrollmentFilter): ((live: LiveEnrollment | null) => boolean) =>
  (live) => {
    if (status !== undefined && (live?.status ?? 'finished') !== status) return false
    if (held !== undefined && (live ? stuckOf(live) : null) !== held) return false
    if (step !== undefined && (live ? frontOf(live)?.step : undefined) !== step) return false
    if (dueFrom === undefined && dueBefore === undefined) return true
    const due = live && nextDueOf(live)
    if (due === null) return false
    return (dueFrom === undefined || due * 1000 >= Date.parse(dueFrom)) && (dueBefore === undefined || due * 1000 < Date.parse(dueBefore))
  }

/** Whether one is meant, with whom it is about. */
export const isMeantBy = (
  filter: EnrollmentFilter,
): ((one: { live: LiveEnrollment | null; profile: ContactProfile | null }) => boolean) => {
  const stands = standsIn(filter)
  const finds = filter.q === undefined ? null : finderOf(filter.q)
  return ({ live, profile }) => stands(live) && (finds === null || (profile !== null && finds(searchText(profile))))
}

/** Whether one that is over can be meant: only then is it worth looking for. */
export const canBeOver = (filter: EnrollmentFilter): boolean => standsIn(filter)(null)
