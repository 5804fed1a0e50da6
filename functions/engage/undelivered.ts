/** A text that did not arrive: it failed where it was sent, the timeline says why, and what remains of the enrollment is looked at. */
import type { EngagePorts } from './ports.ts'
import { isInFlight, note, notYet, numberOf, record, type Happened } from './record.ts'

/** An event of an earlier attempt, or one after the delivery, changes nothing. */
export const undelivered = async (ports: EngagePorts, work: Happened<'undelivered'>): Promise<string> => {
  const { of, at, sentAt = at, event } = work
  const detail = event.detail.slice(0, 200)
  const row = await record(ports, work, {
    status: { to: 'failed', from: ['sent', 'unknown'] },
    first: { bounceType: detail },
    sentAt: new Date(sentAt).toISOString(),
  })
  if (!row || row.status === 'delivered') return 'undelivered_before'
  await note(ports, work, { direction: 'system', kind: 'undelivered', outcome: 'failed', detail })
  const { contactKey, enrollmentId, step, attemptId } = of
  const addressKey = await numberOf(ports, contactKey, row)
  const number = addressKey === undefined ? {} : { addressKey }
  await ports.engine.settle(contactKey, (head) => {
    // The row is written ahead of the head, which refuses a failure of what it still takes to be with the provider.
    if (isInFlight(head, of)) throw notYet(of)
    return head ? [{ kind: 'delivery_failed', enrollmentId, step, attemptId, failure: event.failure, detail, ...number }] : []
  })
  return event.failure
}
