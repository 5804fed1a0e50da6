/** The counters are exact: they equal what the API's own messages and enrollments say, one by one. */
import type { Finding } from '../ledger.ts'
import type { View } from './view.ts'

const events = {
  delivered: 'deliveredAt',
  opened: 'openedAt',
  clicked: 'clickedAt',
  replied: 'repliedAt',
  bounced: 'bouncedAt',
  unsubscribed: 'unsubscribedAt',
}

/** What was counted of an erased contact stays counted, and is not listed any more. */
export const countersEqual = (view: View): Finding[] =>
  view.words('erase').length > 0
    ? []
    : view.ledger.sequences.flatMap(({ id, counts }) => {
        // An answer that was lost: that it did not get through proves that it had left.
        const failed = new Set(view.known('failed_delivery').map(({ what }) => what.messageId))
        const messages = view.ledger.messages.filter(({ sequenceId }) => sequenceId === id)
        const enrollments = view.ledger.enrollments.filter(({ sequenceId }) => sequenceId === id)
        const exits = (...reasons: string[]): number => enrollments.filter(({ exitReason }) => reasons.includes(exitReason ?? '')).length
        const expected: Record<string, number> = {
          enrolled: enrollments.length,
          finished: enrollments.filter(({ status }) => status === 'finished').length,
          running: enrollments.filter(({ status }) => status !== 'finished').length,
          moved: exits('moved'),
          converted: exits('converted', 'booked'),
          // One that is planned again after a bounce was sent all the same: its attempts say so.
          sent: messages.filter(
            ({ id, sentAt, events: known, attempts = [] }) =>
              Boolean(sentAt ?? known['deliveredAt'] ?? known['bouncedAt'] ?? known['openedAt']) ||
              attempts.some(({ outcome }) => outcome === 'accepted') ||
              failed.has(id),
          ).length,
        }
        for (const [measure, name] of Object.entries(events)) expected[measure] = messages.filter((message) => message.events[name]).length
        return Object.entries(expected)
          .filter(([measure, count]) => counts[measure] !== count)
          .map(([measure, count]) => ({
            rule: 'counter_wrong',
            detail: `${measure} of ${id} is counted ${counts[measure]}, and is ${count}`,
          }))
      })
