/**
 * A hard bounce at a step that retries. A dead address is never mailed again: what is tried again is whether the contact has another one by
 * then. After the last try the message fails, and what follows it goes by its own steps' choices.
 */
import type { HealingAction, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { lateSeconds } from '../departure.ts'
import { messageRow } from '../message-row.ts'
import { moveTo, withItem } from '../plan.ts'
import type { Step } from '../sequence.ts'
import type { Change } from './change.ts'
import { before, liveOf, secondsOf, withMessage, withMoved } from './change.ts'
import { released } from './release.ts'
import { defaultRetryMinutes, mostRetries, retryOf } from './retry.ts'

/** `waiting` are the held messages; the failed one is among them, or has left and bounced. */
export const againLater = (
  start: Change,
  enrollmentId: string,
  waiting: readonly PlannedMessage[],
  step: Step,
  now: number,
): { change: Change; action: HealingAction['action']; reason: string } => {
  const enrollment = liveOf(start.head, enrollmentId)
  const failed = enrollment?.plan.find((item) => item.step === step.id)
  const retry = failed ? retryOf(failed, step) : null
  const first = !enrollment || !failed ? start : retry ? tried(start, enrollment, failed, retry, now) : given(start, enrollment, failed)
  const change = waiting
    .filter((item) => item.step !== step.id)
    .reduce((sofar, { step: id }) => {
      const live = liveOf(sofar.head, enrollmentId)
      const item = live?.plan.find((other) => other.step === id)
      return live && item ? released(sofar, live, item, now) : sofar
    }, first)
  const minutes = step.retryAfterMinutes ?? defaultRetryMinutes
  return retry
    ? { change, action: 'retry', reason: `the email address bounced: the step looks for another one after ${minutes} minutes` }
    : { change, action: 'skip_and_advance', reason: `the email address bounced, and there was no other after ${mostRetries} tries` }
}

const tried = (
  start: Change,
  enrollment: LiveEnrollment,
  failed: PlannedMessage,
  { item, seconds }: NonNullable<ReturnType<typeof retryOf>>,
  now: number,
): Change => {
  const due = secondsOf(now) + seconds
  const keep = failed.state === 'held' && due - failed.due > lateSeconds ? 'distance' : 'order'
  return withMoved(start, enrollment, moveTo(withItem(enrollment.plan, item), item.step, due, keep), now)
}

/** One that has left and bounced stays as it is. */
const given = (start: Change, enrollment: LiveEnrollment, failed: PlannedMessage): Change => {
  if (failed.state !== 'held') return start
  const { heldAt: _held, ...rest } = failed
  const over: PlannedMessage = { ...rest, state: 'failed', reason: 'address_dead' }
  const row = messageRow(start.head, enrollment, over, { status: 'failed', attempts: [] })
  return before(withMessage(start, enrollment.id, over), { kind: 'put_message', row })
}
