/** Who is moved to a new version is on it, and hears its words. */
import type { Finding } from '../ledger.ts'
import { marksIn } from './texts.ts'
import { handMs, iso, type Known, type View } from './view.ts'

export const movedOn = (view: View): Finding[] =>
  view.known('republish').flatMap((word) => (word.what.running === 'move' ? [...oldWords(view, word), ...leftBehind(view, word)] : []))

const later = (view: View, { said, what }: Known<'republish'>, before: number): boolean =>
  view.words('republish').some((other) => other.what.sequenceId === what.sequenceId && other.said > said && other.said <= before)

const oldWords = (view: View, word: Known<'republish'>): Finding[] =>
  view.ledger.requests.flatMap((request) => {
    const { said, known, what } = word
    const enrollment = view.enrollment(request.enrollmentId)
    const message = view.ledger.messages.find(({ id }) => id === request.messageId)
    if (!enrollment || !message || request.sequenceId !== what.sequenceId || view.stepOf(message)?.approval || marksIn(request).length > 0)
      return []
    if (Date.parse(enrollment.enrolledAt) > said - handMs || request.at <= known + view.spreadMs || later(view, word, request.at)) return []
    return !what.steps.includes(message.stepId) || request.text.includes(what.edition)
      ? []
      : [{ rule: 'old_version_sent', detail: `message ${message.id} at ${iso(request.at)}, moved at ${iso(known)}` }]
  })

const leftBehind = (view: View, word: Known<'republish'>): Finding[] => {
  const { said, what } = word
  const sequence = view.ledger.sequences.find(({ id }) => id === what.sequenceId)
  if (!sequence || later(view, word, Infinity) || word.known + view.spreadMs > view.ledger.readAt) return []
  return view.ledger.enrollments
    .filter(({ sequenceId, status, enrolledAt }) => sequenceId === sequence.id && status !== 'finished' && Date.parse(enrolledAt) < said)
    .filter(({ version }) => version !== sequence.version)
    .map(({ id, version }) => ({ rule: 'not_moved', detail: `${id} is on version ${version} of ${sequence.version}` }))
}
