/** What a provider answered to the one request of a claim. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { lateSeconds } from '../departure.ts'
import type { Decision, Effect } from '../effect.ts'
import { messageIdOf } from '../ids.ts'
import { stepOf } from '../injected.ts'
import type { Attempt, MessageRow } from '../message.ts'
import { messageRow } from '../message-row.ts'
import { channelOf, moveTo, withItem } from '../plan.ts'
import type { SendContext, Signal } from '../signal.ts'
import { shareOf } from '../spread.ts'
import { withMail } from '../thread.ts'
import type { Change } from './change.ts'
import {
  after,
  before,
  changed,
  isoOf,
  refused,
  secondsOf,
  startChange,
  withEnrollment,
  withHead,
  withMessage,
  withMoved,
} from './change.ts'
import { numberClosed } from './address-failed.ts'
import { failed as failedAt, numberFailed } from './delivery-failed.ts'
import { finish } from './finish.ts'
import { leave } from './opt-out.ts'
import { channelStopped } from './notify.ts'
import { published } from './publish-message.ts'
import { retryOf } from './retry.ts'

type SendResultSignal = Extract<Signal, { kind: 'send_result' }>

/**
 * After the first, second … transient refusal: 60 s, four times as long each time, at most an hour, and up to a fifth more or less, so that
 * what was refused together does not come together again. The refusal after the fourth is final. One that asks for a slower pace waits as
 * long, but uses up no try: it is final once the first try is longer ago than a message may be late.
 */
const backoff = { first: 60, factor: 4, most: 3600, jitter: 0.2, tries: 4 }
/** A channel's pause: as long as its message has been refused already, at least 30 s, at most 15 minutes. */
const pause = { least: 30, most: 900 }
/** Refused again within 15 minutes of its last pause, a channel needs a longer one. */
const again = { within: 900, least: 240 }

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
    const { attempt: _heardOf, triedAt: _triedAt, ...sent } = item
    const left = threaded(recorded(change, enrollment, { ...sent, state: 'sent' }, signal, claimedBy), signal)
    const { name: adapter, simulated } = signal.context.adapters[channelOf(item)]
    return published(left, enrollment, item, signal.context.rules, {
      detailType: 'Message Sent',
      at: result.at,
      also: { adapter, simulated },
    })
  }
  if (result.kind === 'unknown')
    return recorded(change, enrollment, { ...item, state: 'unknown', attempt: signal.attemptId }, signal, claimedBy)
  const untouched = touchGivenBack(change, claimedBy.inFlight?.touchDay ?? '')
  switch (result.cls) {
    case 'transient':
      return refusedForNow(untouched, enrollment, item, signal, claimedBy, now)
    case 'permanent':
      if (result.failure === 'opted_out') return leftByProvider(untouched, enrollment, item, signal, claimedBy, now)
      return failedForGood(untouched, enrollment, item, 'refused_permanent', signal, claimedBy, now)
    case 'account': {
      const held: PlannedMessage = { ...item, state: 'held', reason: 'channel_stopped', heldAt: secondsOf(now) }
      const channel = channelOf(item)
      return after(
        recorded(untouched, enrollment, held, signal, claimedBy),
        { kind: 'alarm_channel', channel, reason: result.reason },
        channelStopped(channel, result.reason, now),
      )
    }
    default:
      return result.cls satisfies never
  }
}

/** What follows a mail threads on it, by the Message-ID that its provider assigned or kept. */
const threaded = (change: Change, { enrollmentId, message, result }: SendResultSignal): Change => {
  const live = change.head.enrollments.find(({ id }) => id === enrollmentId)
  if (!live || message.channel !== 'email' || result.kind !== 'accepted' || result.mailId === undefined) return change
  return withEnrollment(change, { ...live, thread: withMail(live.thread, { subject: message.subject ?? '', mailId: result.mailId }) })
}

const refusedForNow = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  signal: SendResultSignal,
  claimedBy: ContactHead,
  now: number,
): Change => {
  const triedAt = item.triedAt ?? secondsOf(claimedBy.inFlight?.at ?? now)
  const messageId = messageIdOf(enrollment.id, item.n)
  if (signal.result.kind === 'refused' && signal.result.throttled) {
    const passed = secondsOf(now) - triedAt
    const slowed = after(change, slower(item, passed, signal.context, now))
    if (passed > signal.context.rules.latenessHours * 3600)
      return failedForGood(slowed, enrollment, item, 'refused_retries_exhausted', signal, claimedBy, now)
    const wait = jittered(messageId, item.rev, throttledSeconds(passed))
    return waits(slowed, enrollment, { ...item, triedAt, state: 'scheduled' }, wait, signal, claimedBy, now)
  }
  const tries = (item.tries ?? 0) + 1
  if (tries > backoff.tries)
    return failedForGood(change, enrollment, { ...item, tries }, 'refused_retries_exhausted', signal, claimedBy, now)
  const wait = jittered(messageId, tries, backoff.first * backoff.factor ** (tries - 1))
  return waits(change, enrollment, { ...item, tries, triedAt, state: 'scheduled' }, wait, signal, claimedBy, now)
}

/**
 * The next wait after `passed` seconds of them, as the powers of four would have it: worked, 60 s after 0, 240 s after 60, 960 s after 300.
 */
const throttledSeconds = (passed: number): number => backoff.first + (backoff.factor - 1) * passed

/** Seconds until a message's next try, the same whoever works them out. */
const jittered = (messageId: string, nth: number, seconds: number): number => {
  const jitter = 1 + (2 * shareOf(messageId, String(nth)) - 1) * backoff.jitter
  return Math.min(backoff.most, Math.round(Math.min(backoff.most, seconds) * jitter))
}

/** The provider asks for a slower pace: of its whole channel, and of no other. `passed`: seconds since the message's first try. */
const slower = (item: PlannedMessage, passed: number, { controls }: SendContext, now: number): Effect => {
  const channel = channelOf(item)
  const at = secondsOf(now)
  const isAgain = at - (controls.slowUntil[channel] ?? 0) < again.within
  return { kind: 'slow_channel', channel, until: at + Math.min(pause.most, Math.max(isAgain ? again.least : pause.least, passed)) }
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
  const step = stepOf(signal.context.version, item.step, enrollment.id)
  const { result, attemptId, message } = signal
  const detail = result.kind === 'refused' ? result.reason : ''
  const failure = result.kind === 'refused' && result.failure !== 'opted_out' ? result.failure : undefined
  const of = failure && { enrollmentId: enrollment.id, failure, attemptId, detail, addressKey: message.addressKey }
  if (of && step?.onFailure === 'heal') {
    const held: PlannedMessage = { ...item, state: 'held', reason: 'delivery_failed', heldAt: secondsOf(now) }
    return failedAt(recorded(change, enrollment, held, signal, claimedBy), held, of, now)
  }
  const retry = retryOf(item, step)
  const next = retry
    ? waits(change, enrollment, retry.item, retry.seconds, signal, claimedBy, now)
    : recorded(change, enrollment, { ...item, state: 'failed', reason }, signal, claimedBy)
  const failed = of ? numberFailed(next, { ...of, step: item.step }, now) : next
  const live = failed.head.enrollments.find((other) => other.id === enrollment.id)
  return !retry && step?.onFailure === 'end' && live ? finish(failed, live, 'bounced', now, detail || undefined) : failed
}

/** The provider knows that the person left: closed for whoever uses the number, and nothing follows onto another channel. */
const leftByProvider = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  signal: SendResultSignal,
  claimedBy: ContactHead,
  now: number,
): Change => {
  const detail = signal.result.kind === 'refused' ? signal.result.reason : 'opted out'
  const over = recorded(change, enrollment, { ...item, state: 'skipped', reason: 'suppressed' }, signal, claimedBy)
  const closed = channelOf(item) === 'sms' ? numberClosed(over, 'opted_out', detail, now) : over
  const channel = channelOf(item) === 'call' ? 'call' : channelOf(item) === 'email' ? 'email' : 'sms'
  const left = leave(closed.head, [channel], 'opted_out', 'unsubscribed', detail, now)
  if (left.kind !== 'changed') return closed
  return { head: left.head, before: [...closed.before, ...left.before], after: [...closed.after, ...left.after] }
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
    ...(message.variant ? { variant: message.variant } : {}),
    recipient: message.to,
    simulated: adapter.simulated,
    adapter: adapter.name,
    attempts: [...(context.previous?.attempts ?? []).filter((other) => other.id !== attempt.id), attempt],
  })
  return before(withMessage(change, enrollment.id, item), { kind: 'put_message', row })
}
