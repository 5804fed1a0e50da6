/** A step that tries again after a failure: after its stated time, at most three times beyond the first. */
import type { PlannedMessage } from '../contact.ts'
import type { Step } from '../sequence.ts'

export const mostRetries = 3
/** Where a step with `retry` does not say after how many minutes. */
export const defaultRetryMinutes = 60

/** The message on its way once more and the seconds until then, or null where its step does not retry, or not any more. */
export const retryOf = (item: PlannedMessage, step: Step | undefined): { item: PlannedMessage; seconds: number } | null => {
  const again = (item.again ?? 0) + 1
  if (step?.onFailure !== 'retry' || again > mostRetries) return null
  const { tries: _tries, triedAt: _triedAt, heldAt: _held, reason, ...rest } = item
  // What healing moved to another channel goes on saying so.
  const why = item.via && reason ? reason : 'retry_later'
  return { item: { ...rest, state: 'scheduled', again, reason: why }, seconds: (step.retryAfterMinutes ?? defaultRetryMinutes) * 60 }
}
