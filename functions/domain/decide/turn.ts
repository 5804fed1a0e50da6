/**
 * Whose turn it is where several of a contact's messages are due at once: the earlier due one's, of equals that of the enrollment which began
 * earlier. Scheduler promises no order within a second; with one, the last touch of a day goes to the message that the preview named.
 */
import type { ContactHead, PlannedMessage } from '../contact.ts'
import { frontOf, isAskedAgain } from '../plan.ts'
import { overdueSeconds } from '../wake.ts'
import { livesOf } from './change.ts'

/**
 * The message that goes ahead of `item`, due at `at` (epoch seconds) or before; null where it is its own turn. One that is overdue goes
 * ahead of nothing: whatever keeps it there keeps no other message back.
 */
export const aheadOf = (head: ContactHead, item: PlannedMessage, at: number): { enrollmentId: string; item: PlannedMessage } | null => {
  const mine = momentOf(item)
  if (mine === null || mine > at) return null
  const due = livesOf(head).flatMap((enrollment) => {
    const front = enrollment.status === 'active' ? frontOf(enrollment) : undefined
    const moment = front ? momentOf(front) : null
    if (!front || moment === null) return []
    return front === item || (moment <= at && moment + overdueSeconds > at) ? [{ enrollmentId: enrollment.id, item: front, moment }] : []
  })
  const first = due.reduce<(typeof due)[number] | null>((best, one) => (!best || one.moment < best.moment ? one : best), null)
  return first && first.item !== item ? { enrollmentId: first.enrollmentId, item: first.item } : null
}

/** When a message is to be decided: as planned, or once the time in which an answer was waited for is over. Null where no time decides. */
const momentOf = (item: PlannedMessage): number | null => {
  if (item.state === 'scheduled') return item.due
  return isAskedAgain(item) ? (item.until ?? null) : null
}
