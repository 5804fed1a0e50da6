/** Who says that a message arrived is believed: it is not sent again, but by whoever asks for exactly that, and then once. */
import type { Finding } from '../ledger.ts'
import { counts, handMs, iso, tries, type View } from './view.ts'

export const settledOnce = (view: View): Finding[] =>
  view.known('settle').flatMap(({ known, said, what: { messageId } }) => {
    const after = view.requestsOf(messageId).filter(({ at }) => at > known + handMs)
    const asked = view.words('resend').filter(({ what }) => what.messageId === messageId)
    const failed = view.words('failed_delivery').some(({ what }) => what.messageId === messageId)
    const again = after.find(({ at }) => !asked.some((word) => word.said <= at) && !failed)
    const findings: Finding[] = again
      ? [{ rule: 'sent_after_settled', detail: `message ${messageId} at ${iso(again.at)}, said to have arrived at ${iso(known)}` }]
      : []
    const later = view.requestsOf(messageId).filter((request) => request.at > said && counts(request))
    const asks = asked.filter((word) => (word.over ?? Infinity) > said - handMs).reduce((sum, word) => sum + tries(word), 0)
    if (later.length > asks && !failed)
      findings.push({
        rule: 'settled_sent_twice',
        detail: `message ${messageId} was sent ${later.length} times since ${iso(said)}, asked for ${asks} times`,
      })
    const message = view.message(messageId)
    if (message?.status === 'unknown' && asks === 0)
      findings.push({ rule: 'settled_and_unknown', detail: `message ${messageId}, said to have arrived at ${iso(known)}` })
    return findings
  })
