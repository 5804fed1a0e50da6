/** What stood behind a held message was not late while it had to wait. */
import type { ContactHead } from '../contact.ts'
import { frontOf, moveTo } from '../plan.ts'
import type { Change } from './change.ts'
import { livesOf, secondsOf, withMoved } from './change.ts'

/**
 * Where an enrollment has come past a message that was held, the next one is due now, or at the end of the time for which the held one was to
 * wait, if its own time is earlier; its distances are kept. So what a person skips after days of waiting lets the next one leave at once,
 * and is not taken for the end of an outage.
 */
export const freed = (before: ContactHead | null, change: Change, now: number): Change =>
  livesOf(change.head).reduce((sofar, enrollment) => {
    const was = before?.enrollments.find(({ id }) => id === enrollment.id)
    const waited = was?.status === 'active' ? frontOf(was) : undefined
    const front = enrollment.status === 'active' ? frontOf(enrollment) : undefined
    if (waited?.state !== 'held' || front?.state !== 'scheduled' || front.step === waited.step) return sofar
    const at = secondsOf(now)
    const due = Math.min(at, waited.until ?? at)
    return due > front.due ? withMoved(sofar, enrollment, moveTo(enrollment.plan, front.step, due), now) : sofar
  }, change)
