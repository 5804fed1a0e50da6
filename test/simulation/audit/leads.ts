/** An answer of one contact ends what runs for the lead's other contacts too, where the sequence says so. */
import type { Finding, ShownEnrollment, Word } from '../ledger.ts'
import { wasUnfollowed } from './routes.ts'
import { handMs, iso, type View } from './view.ts'

export const leadsStopped = (view: View): Finding[] => [
  ...view.known('reply').flatMap((word) => stopped(view, word, answeredBy(view, word.what.address, word.what.named))),
  ...view.known('act').flatMap((word) =>
    word.what.action === 'book'
      ? stopped(
          view,
          word,
          [view.enrollment(word.what.enrollmentId)].filter((one) => one !== undefined),
        )
      : [],
  ),
]

const answeredBy = (view: View, address: string, named: string | null): ShownEnrollment[] =>
  view.ledger.enrollments.filter((enrollment) => {
    const contact = view.contact(enrollment.contactId)
    const wrote = contact?.email === address || contact?.phone === address
    return wrote && (named === null || named === enrollment.id) && view.planOf(enrollment.sequenceId)?.policies.onReply === 'finish'
  })

const stopped = (view: View, { said, known }: Word & { known: number }, answered: ShownEnrollment[]): Finding[] =>
  answered.flatMap((one) => {
    const ended = one.exitReason === 'replied' || one.exitReason === 'booked'
    // It must have been this answer that ended it.
    if (!ended || wasUnfollowed(one) || !view.planOf(one.sequenceId)?.policies.stopWholeLead) return []
    const finishedAt = Date.parse(one.finishedAt ?? '')
    if (finishedAt < said - handMs || finishedAt > known + handMs) return []
    return view.ledger.enrollments
      .filter(
        ({ leadId, contactId, enrolledAt }) =>
          leadId === one.leadId && contactId !== one.contactId && Date.parse(enrolledAt) < said - handMs,
      )
      .filter((other) => !other.finishedAt || Date.parse(other.finishedAt) > known + view.spreadMs)
      .map((other) => ({
        rule: 'lead_not_stopped',
        detail: `${other.id}, though ${one.id} of its lead ended ${one.exitReason} at ${iso(finishedAt)}`,
      }))
  })
