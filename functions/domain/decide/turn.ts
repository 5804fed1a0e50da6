/**
 * Whose turn it is where several of a contact's messages are due at once: the earlier due one's, of equals that of the enrollment which began
 * earlier. Scheduler promises no order within a second; with one, the last touch of a day goes to the message that the preview named.
 */
import type { ContactHead, PlannedMessage } from '../contact.ts'
import { frontOf } from '../plan.ts'
import { overdueSeconds } from '../wake.ts'
import { livesOf } from './change.ts'

/**
 * The message that goes ahead of `item`, due at `at` (epoch seconds) or before; null where it is its own turn. One that is overdue goes
 * ahead of nothing: whatever keeps it there keeps no other message back. What was held waits for no other either.
 */
export const aheadOf = (head: ContactHead, item: PlannedMessage, at: number): { enrollmentId: string; item: PlannedMessage } | null => {
  if (item.state !== 'scheduled') return null
  const due = livesOf(head).flatMap((enrollment) => {
    const front = enrollment.status === 'active' ? frontOf(enrollment) : undefined
    const isDue = front?.state === 'scheduled' && (front === item || (front.due <= at && front.due + overdueSeconds > at))
    return isDue ? [{ enrollmentId: enrollment.id, item: front }] : []
  })
  const first = due.reduce<(typeof due)[number] | null>((best, one) => (!best || one.item.due < best.item.due ? one : best), null)
  return first && first.item !== item ? first : null
}
