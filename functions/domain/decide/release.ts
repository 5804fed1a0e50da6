/** Held messages on their way again. */
import { addressKindOf } from '../channel.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { releaseOf } from '../departure.ts'
import type { Decision } from '../effect.ts'
import { channelOf, frontOf, moveTo, withItem } from '../plan.ts'
import type { Signal, TenantRules } from '../signal.ts'
import type { Change } from './change.ts'
import { changed, liveOf, livesOf, refused, secondsOf, startChange, withMoved } from './change.ts'

/**
 * A held message scheduled again, `from` then (epoch seconds) or at its later due time; what follows keeps its distance, so that nothing
 * piles up.
 */
export const released = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  now: number,
  from: number = secondsOf(now),
): Change => {
  const { heldAt: _held, lacks: _lacked, reason, ...rest } = item
  const free: PlannedMessage = { ...rest, state: 'scheduled', ...(item.via && reason ? { reason } : {}) }
  const at = secondsOf(now)
  // What a paused enrollment stands at has just been given all the time that it waited: the pause counts from here.
  const counted = enrollment.status === 'paused' && frontOf(enrollment)?.step === item.step && item.due < at
  return withMoved(
    change,
    counted ? { ...enrollment, pausedAt: at } : enrollment,
    moveTo(withItem(enrollment.plan, free), item.step, from),
    now,
  )
}

type Which = (item: PlannedMessage, enrollment: LiveEnrollment) => boolean

/** Every held message that `which` names, released one after the other, each from the moment that `from` says. */
export const releaseAll = (
  change: Change,
  which: Which,
  now: number,
  from: (item: PlannedMessage, enrollment: LiveEnrollment) => number = () => secondsOf(now),
): Change => {
  for (const enrollment of livesOf(change.head))
    for (const { step } of enrollment.plan) {
      const live = liveOf(change.head, enrollment.id)
      const item = live?.plan.find((other) => other.step === step)
      if (live && item?.state === 'held' && which(item, live)) change = released(change, live, item, now, from(item, live))
    }
  return change
}

/**
 * As `releaseAll`, where the same thing held many contacts' messages: each at a moment of its own, so that they do not leave in a burst. What a
 * paused enrollment holds does not leave now.
 */
export const releaseSpread = (change: Change, which: Which, rules: TenantRules, now: number): Change =>
  releaseAll(change, which, now, (item, enrollment) =>
    enrollment.status === 'paused'
      ? secondsOf(now)
      : releaseOf({ head: change.head, enrollment, item, context: { rules }, at: secondsOf(now) }),
  )

/** What a message waited for may have come. One that waits for healing goes on only where the address works again. */
export const releaseHeld = (head: ContactHead, signal: Extract<Signal, { kind: 'release_held' }>, now: number): Decision => {
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  const item = enrollment.plan.find((other) => other.step === signal.step)
  if (!item) return refused('no_such_step')
  const waitsForAddress = item.reason === 'address_bounced' || item.reason === 'address_dead'
  const kind = addressKindOf(channelOf(item))
  if (item.state !== 'held' || (waitsForAddress && kind && (!head.addresses[kind] || head.addresses[kind].dead)))
    return refused('nothing_to_do')
  return changed(released(startChange(head), enrollment, item, now))
}

/** A paused sequence goes on: what its gate held leaves spread from now on, with its distances kept. */
export const sequenceResumed = (
  head: ContactHead,
  { sequenceId, rules }: Extract<Signal, { kind: 'sequence_resumed' }>,
  now: number,
): Decision => {
  const change = releaseSpread(
    startChange(head),
    (item, enrollment) => enrollment.sequenceId === sequenceId && item.reason === 'sequence_paused',
    rules,
    now,
  )
  return change.head === head ? refused('nothing_to_do') : changed(change)
}
