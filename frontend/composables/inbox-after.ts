/** How a reply stands in the inbox once its enrollment has another state: shown until the list is read anew. */
import type { InboxItem } from '../../functions/contract/api/inbox.ts'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'

type Enrollment = Pick<EnrollmentView, 'id' | 'status' | 'pauseReason'>

/** Replies to other enrollments stay as they are. */
export const decidedInInbox = (item: InboxItem, { id, status, pauseReason }: Enrollment): InboxItem => {
  if (item.enrollmentId !== id) return item
  const waits = status === 'paused' && (pauseReason === 'reply_review' || pauseReason === 'taken_over')
  return { ...item, enrollmentStatus: status, waits, ...(item.waits && !waits ? { did: doneBy(item, status) } : {}) }
}

const doneBy = ({ sequenceName = 'the sequence' }: InboxItem, status: Enrollment['status']): string =>
  status === 'finished' ? `"${sequenceName}" has ended.` : `Paused "${sequenceName}" for your decision; it goes on since.`
