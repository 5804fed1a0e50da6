/** What a provider answered to the one request of a claim. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Attempt, MessageRow } from '../message.ts'
import { messageRow } from '../message-row.ts'
import { channelOf, moveTo, withItem } from '../plan.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, before, changed, isoOf, refused, secondsOf, startChange, withHead, withMessage, withMoved } from './change.ts'
import { retryOf } from './retry.ts'
import { lateSeconds } from './step-due.ts'
import { finish } from './finish.ts'

type SendResultSignal = Extract<Signal, { kind: 'send_result' }>

/** Seconds to wait after the first, second … transient refusal; the one after the last is final. */
export const backoffSeconds = [60, 240, 900, 3600] as const

export const sendResult = (head: ContactHead, signal: SendResultSignal, now: number): Decision => {
  const enrollment = head.enrollments.find((other) => other.id === signal.enrollmentId)
  const item = enrollment?.plan.find((other) => other.step === signal.step)
  if (!enrollment || !item) return refused('not_enrolled')
  const inFlight = item.state === 'claimed' && head.inFlight?.attemptId === signal.attemptId
  const answeredLate = item.state === 'unknown' && item.attempt === signal.attemptId && signal.result.kind === 'accepted'
  if (!inFlight && !answeredLate) return refused('already_resolved')
  const { inFlight: _answered, ...free } = head
  return changed(answered(startChange(inFlight ? free : head), head, enrollment, item, signal, now))
}

const answered = (
  change: Change,
  claimedBy: ContactHead,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  signal: SendResultSignal,
  now: number,
): Change => {
  const { result } = signal
  if (result.kind === 'accepted') {
    const { attempt: _heardOf, ...sent } = item
    return recorded(change, enrollment, { ...sent, state: 'sent' }, signal, claimedBy)
  }
  if (result.kind === 'unknown')
    return recorded(change, enrollment, { ...item, state: 'unknown', attempt: signal.attemptId }, signal, claimedBy)
  const untouched = touchGivenBack(change, claimedBy.inFlight?.touchDay ?? '')
  switch (result.cls) {
    case 'transient':
      return refusedForNow(untouched, enrollment, item, signal, claimedBy, now)
    case 'permanent':
      return failedForGood(untouched, enrollment, item, 'refused_permanent', signal, claimedBy, now)
    case 'account': {
      const held: PlannedMessage = { ...item, state: 'held', reason: 'channel_stopped', heldAt: secondsOf(now) }
      return after(recorded(untouched, enrollment, held, signal, claimedBy), {
        kind: 'alarm_channel',
        channel: channelOf(item),
        reason: result.reason,
      })
    }
    default:
      return result.cls satisfies never
  }
}

const refusedForNow = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  signal: SendResultSignal,
  claimedBy: ContactHead,
  now: number,
): Change => {
  const tries = (item.tries ?? 0) + 1
  const wait = backoffSeconds[tries - 1]
  if (wait === undefined) return failedForGood(change, enrollment, { ...item, tries }, 'refused_retries_exhausted', signal, claimedBy, now)
  return waits(change, enrollment, { ...item, tries, state: 'scheduled' }, wait, signal, claimedBy, now)
}

/** What a failure for good leads to is the step's choice: another try later, the end, or going on without it. */
const failedForGood = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  reason: 'refused_permanent' | 'refused_retries_exhausted',
  signal: SendResultSignal,
  claimedBy: ContactHead,
  now: number,
): Change => {
  const step = signal.context.version.steps.find((other) => other.id === item.step)
  const retry = retryOf(item, step)
  if (retry) return waits(change, enrollment, retry.item, retry.seconds, signal, claimedBy, now)
  const failed = recorded(change, enrollment, { ...item, state: 'failed', reason }, signal, claimedBy)
  const live = failed.head.enrollments.find((other) => other.id === enrollment.id)
  const detail = signal.result.kind === 'refused' ? signal.result.reason : undefined
  return step?.onFailure === 'end' && live ? finish(failed, live, 'bounced', now, detail) : failed
}

const waits = (
  change: Change,
  enrollment: LiveEnrollment,
  waiting: PlannedMessage,
  seconds: number,
  signal: SendResultSignal,
  claimedBy: ContactHead,
  now: number,
): Change => {
  const kept = recorded(change, enrollment, waiting, signal, claimedBy)
  const due = secondsOf(now) + seconds
  const keep = due - waiting.due > lateSeconds ? 'distance' : 'order'
  return withMoved(kept, enrollment, moveTo(withItem(enrollment.plan, waiting), waiting.step, due, keep), now)
}

/** The touch that a claim counted, given back because nothing reached the contact. */
export const touchGivenBack = (change: Change, day: string): Change => {
  const count = change.head.touches[day]
  return count ? withHead(change, { touches: { ...change.head.touches, [day]: count - 1 } }) : change
}

const recorded = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  signal: SendResultSignal,
  claimedBy: ContactHead,
): Change => {
  const { context, message, result, verdicts } = signal
  const adapter = context.adapters[channelOf(item)]
  const attempt: Attempt = {
    id: signal.attemptId,
    startedAt: isoOf(claimedBy.inFlight?.at ?? Date.parse(result.at)),
    completedAt: result.at,
    adapter: adapter.name,
    outcome: result.kind === 'refused' ? `refused_${result.cls}` : result.kind,
    ...(result.kind === 'accepted' ? { providerId: result.providerId } : { detail: result.reason }),
    revision: item.rev,
    verdicts,
  }
  const row: MessageRow = messageRow(change.head, enrollment, item, {
    status: item.state,
    ...(result.kind === 'accepted' ? { sentAt: result.at, providerId: result.providerId } : {}),
    ...(message.subject === undefined ? {} : { subject: message.subject }),
    body: message.body,
    recipient: message.to,
    simulated: adapter.simulated,
    adapter: adapter.name,
    attempts: [...(context.previous?.attempts ?? []).filter((other) => other.id !== attempt.id), attempt],
  })
  return before(withMessage(change, enrollment.id, item), { kind: 'put_message', row })
}
