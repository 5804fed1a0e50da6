/** A message that definitely failed goes once more: a new revision of it. */
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import { moveTo, withItem } from '../plan.ts'
import type { Change } from './change.ts'
import { withMoved } from './change.ts'

/** Due at `due` (epoch seconds); what follows stays behind it. */
export const again = (change: Change, enrollment: LiveEnrollment, failed: PlannedMessage, due: number, now: number): Change => {
  const {
    tries: _tries,
    triedAt: _triedAt,
    heldAt: _held,
    attempt: _attempt,
    deferred: _deferred,
    respaced: _respaced,
    reason,
    ...rest
  } = failed
  // What healing moved to another channel goes on saying so.
  const waits: PlannedMessage = { ...rest, state: 'scheduled', reason: failed.via && reason ? reason : 'retry_later' }
  return withMoved(change, enrollment, moveTo(withItem(enrollment.plan, waits), failed.step, due, 'order'), now)
}
