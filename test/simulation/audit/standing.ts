/** Nothing leaves for an enrollment that is paused or over, or for a sequence that is; what a person ended stays ended. */
import type { Finding } from '../ledger.ts'
import { handMs, iso, type View } from './view.ts'

export const whileStanding = (view: View): Finding[] => [
  ...paused(view),
  ...finished(view),
  ...sequences(view),
  ...stages(view),
  ...replies(view),
]

const acts = (view: View, enrollmentId: string) => view.words('act').filter(({ what }) => what.enrollmentId === enrollmentId)

const goesOn = new Set(['resume', 'continue'])

const paused = (view: View): Finding[] =>
  view.known('act').flatMap(({ known, said, what }) => {
    if (what.action !== 'pause' && what.action !== 'take-over') return []
    const resumed = acts(view, what.enrollmentId).find((word) => goesOn.has(word.what.action) && (word.known ?? Infinity) >= said)
    const ends = Math.min(resumed?.said ?? Infinity, what.until ?? Infinity)
    return view.ledger.requests
      .filter((request) => request.enrollmentId === what.enrollmentId && request.at > known + handMs && request.at < ends)
      .map((request) => ({ rule: 'while_paused', detail: `message ${request.messageId} at ${iso(request.at)}, paused at ${iso(known)}` }))
  })

/** A finish that the API shows, and an end that a person was told of, whichever came first. */
const finished = (view: View): Finding[] => {
  const findings: Finding[] = []
  const ending = new Set(['cancel', 'convert', 'book', 'reject', 'unsubscribe'])
  const told = new Map(
    view.known('act').flatMap(({ known, what }) => (ending.has(what.action) ? [[what.enrollmentId, known] as const] : [])),
  )
  for (const request of view.ledger.requests) {
    const enrollment = view.enrollment(request.enrollmentId)
    const over = Math.min(enrollment?.finishedAt ? Date.parse(enrollment.finishedAt) : Infinity, told.get(request.enrollmentId) ?? Infinity)
    if (request.at > over + handMs)
      findings.push({
        rule: 'after_finish',
        detail: `message ${request.messageId} at ${iso(request.at)}; its enrollment was over at ${iso(over)}`,
      })
  }
  return findings
}

/** A batch of records shares one look at a sequence's status, so that a pause acts from the next batch on: a minute at most. */
const batchMs = 60_000

const sequences = (view: View): Finding[] =>
  view.known('turn').flatMap(({ known, said, what }) => {
    if (what.to === 'active') return []
    const again = view
      .words('turn')
      .find((word) => word.what.sequenceId === what.sequenceId && word.what.to === 'active' && (word.known ?? Infinity) >= said)
    const until = what.to === 'archived' ? Infinity : (again?.said ?? Infinity)
    return view.ledger.requests
      .filter((request) => request.sequenceId === what.sequenceId && request.at > known + batchMs && request.at < until)
      .map((request) => ({
        rule: `while_sequence_${what.to}`,
        detail: `message ${request.messageId} at ${iso(request.at)}, since ${iso(known)}`,
      }))
  })

/** A lead that moved on is not written to for its old stage. */
const stages = (view: View): Finding[] => {
  const { script, sequenceIds, requests, enrollments } = view.ledger
  const changes = view.words('stage')
  return requests.flatMap((request) => {
    const enrollment = enrollments.find(({ id }) => id === request.enrollmentId)
    const plan = script.sequences[sequenceIds.indexOf(request.sequenceId)]
    if (!enrollment || !plan || enrollment.enrolledBy !== 'trigger' || plan.policies.onStageLeft === 'continue') return []
    const ofLead = changes.filter(({ what }) => what.leadId === enrollment.leadId)
    const settled = ofLead.filter(({ known }) => known !== null && known + handMs < request.at)
    const stands = settled.toSorted((a, b) => a.what.occurredAt - b.what.occurredAt).at(-1)
    // Another change may be on its way at this moment.
    const others = ofLead.some(
      (word) => word.said <= request.at && !settled.includes(word) && (!stands || word.what.occurredAt >= stands.what.occurredAt),
    )
    return !stands || others || stands.what.stage === plan.triggerStage
      ? []
      : [
          {
            rule: 'for_an_old_stage',
            detail: `message ${request.messageId} at ${iso(request.at)}; the lead was ${stands.what.stage} since ${iso(stands.known ?? 0)}`,
          },
        ]
  })
}

/** Where a reply finishes, what ran for its writer has ended. */
const replies = (view: View): Finding[] => {
  const { script, sequenceIds } = view.ledger
  return view.known('reply').flatMap(({ known, said, what }) =>
    view.ledger.requests.flatMap((request) => {
      const enrollment = view.enrollment(request.enrollmentId)
      const contact = view.contactOf(request)
      const plan = script.sequences[sequenceIds.indexOf(request.sequenceId)]
      if (!enrollment || !plan || (contact?.email !== what.address && contact?.phone !== what.address)) return []
      const answered = what.named === null || what.named === enrollment.id
      if (!answered || plan.policies.onReply !== 'finish' || Date.parse(enrollment.enrolledAt) > said - handMs) return []
      if (request.at <= known + (what.named === null ? handMs : view.spreadMs)) return []
      return [{ rule: 'after_reply', detail: `message ${request.messageId} at ${iso(request.at)}, answered at ${iso(known)}` }]
    }),
  )
}
