/** Who was erased hears nothing more and is shown nowhere; what remains of them says nothing of the rest. */
import type { Finding, Ledger } from '../ledger.ts'
import { handMs, iso } from './view.ts'

export const erasedForGood = ({ script, words, requests, enrollments }: Ledger): Finding[] =>
  words.flatMap(({ known, what }) => {
    const erased = what.kind === 'erase' ? script.contacts.find(({ id }) => id === what.contactId) : undefined
    if (!erased || known === null) return []
    const others = script.contacts.filter(({ id }) => id !== erased.id)
    const alone = [erased.email, erased.phone].filter((own) => own && !others.some(({ email, phone }) => email === own || phone === own))
    return [
      ...requests
        .filter(({ at, to }) => at > known + handMs && alone.includes(to))
        .map(({ at, to }) => ({ rule: 'after_erasure', detail: `${to} at ${iso(at)}, erased at ${iso(known)}` })),
      ...enrollments.filter(({ contactId }) => contactId === erased.id).map(({ id }) => ({ rule: 'erased_and_shown', detail: id })),
    ]
  })

/** The ledger without whatever is of a contact whose erasure was asked for. */
export const withoutErased = (ledger: Ledger): Ledger => {
  const erased = new Set(ledger.words.flatMap(({ what }) => (what.kind === 'erase' ? [what.contactId] : [])))
  if (erased.size === 0) return ledger
  const enrollments = ledger.enrollments.filter(({ contactId }) => contactId !== '' && !erased.has(contactId))
  const kept = new Set(enrollments.map(({ id }) => id))
  return {
    ...ledger,
    enrollments,
    messages: ledger.messages.filter(({ enrollmentId }) => kept.has(enrollmentId)),
    requests: ledger.requests.filter(({ enrollmentId }) => kept.has(enrollmentId)),
    gates: ledger.gates.filter((id) => kept.has(id)),
  }
}
