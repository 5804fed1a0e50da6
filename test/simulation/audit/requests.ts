/** No message twice: at most one request per message and revision is accepted or unanswered, and each is explained. */
import type { Finding } from '../ledger.ts'
import { counts, tries, type View } from './view.ts'

export const sentOnce = (view: View): Finding[] => {
  const findings: Finding[] = []
  const resends = Map.groupBy(view.words('resend'), ({ what }) => what.messageId)
  const failures = Map.groupBy(view.words('failed_delivery'), ({ what }) => what.messageId)
  const attempts = new Map(view.ledger.messages.flatMap(({ attempts = [] }) => attempts.map((attempt) => [attempt.id, attempt] as const)))
  for (const { id, attempts: own = [] } of view.ledger.messages) {
    const requests = view.requestsOf(id)
    if (requests.length === 0) continue
    const weighty = requests.filter(counts)
    // A resend, and what healing or the step itself sends again after a definite failure, each make a new revision.
    const failed = new Set((failures.get(id) ?? []).map(({ what }) => what.attemptId)).size
    const allowed = 1 + (resends.get(id) ?? []).reduce((sum, word) => sum + tries(word), 0) + failed
    if (weighty.length > allowed)
      findings.push({
        rule: 'sent_twice',
        detail: `message ${id}: ${weighty.length} requests were accepted or not answered, ${allowed} allowed`,
      })
    const revisions = weighty.map(({ attemptId }) => attempts.get(attemptId)?.revision)
    const twice = revisions.find((revision, i) => revision !== undefined && revisions.indexOf(revision) !== i)
    if (twice !== undefined) findings.push({ rule: 'revision_sent_twice', detail: `message ${id}, revision ${twice}` })
    for (const { attemptId, fate } of requests)
      if (!own.some((attempt) => attempt.id === attemptId))
        findings.push({
          rule: 'request_unexplained',
          detail: `message ${id}: the ${fate} request of attempt ${attemptId} stands in no attempt`,
        })
    const repeated = requests.find(({ attemptId }, i) => requests.findIndex((other) => other.attemptId === attemptId) !== i)
    if (repeated)
      findings.push({ rule: 'attempt_repeated', detail: `message ${id}: attempt ${repeated.attemptId} asked its provider twice` })
  }
  for (const { messageId } of view.ledger.requests)
    if (!view.ledger.messages.some(({ id }) => id === messageId)) findings.push({ rule: 'request_of_no_message', detail: messageId })
  return findings
}
