/** What a person does to one enrollment: pause, resume, cancel, skip, end, send again. */
import { consentChannels } from '../channel.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { messageRow } from '../message-row.ts'
import { frontOf, moveBehind, moveTo, withItem } from '../plan.ts'
import type { Signal } from '../signal.ts'
import { before, changed, refused, secondsOf, startChange, withEnrollment, withMessage, withMoved } from './change.ts'
import { finish } from './finish.ts'
import { leave } from './opt-out.ts'
import { stopLead } from './reply.ts'

type On<K extends Signal['kind']> = Extract<Signal, { kind: K }>

export const pause = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'pause'>, now: number): Decision => {
  if (enrollment.status === 'paused') return refused('already_paused', enrollment.pauseReason)
  return changed(
    withEnrollment(startChange(head), { ...enrollment, status: 'paused', pauseReason: signal.reason, pausedAt: secondsOf(now) }),
  )
}

/** What remains moves by the time that the pause took, at least so far that the first is due now: spacing is kept and nothing piles up. */
export const resume = (head: ContactHead, enrollment: LiveEnrollment, now: number): Decision => {
  if (enrollment.status !== 'paused') return refused('not_paused')
  const { pauseReason: _reason, pausedAt, ...rest } = enrollment
  const going: LiveEnrollment = { ...rest, status: 'active' }
  const at = secondsOf(now)
  const front = frontOf(going)
  const change = withEnrollment(startChange(head), going)
  if (front?.state !== 'scheduled') return changed(moveRest(going, front, at - (pausedAt ?? at), change, now))
  const due = Math.max(at, front.due + (at - (pausedAt ?? at)))
  return changed(withMoved(change, going, moveTo(going.plan, front.step, due), now))
}

/** A front that is held, or with a provider, keeps its own time; what is behind it moves by the pause. */
const moveRest = (
  enrollment: LiveEnrollment,
  front: PlannedMessage | undefined,
  seconds: number,
  change: ReturnType<typeof startChange>,
  now: number,
) => (front ? withMoved(change, enrollment, moveBehind(enrollment.plan, front.step, Math.max(0, seconds)), now) : change)

export const cancel = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'cancel'>, now: number): Decision =>
  changed(finish(startChange(head), enrollment, 'cancelled', now, signal.reason))

/** Skips the named step, or the one that the enrollment stands at. */
export const skip = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'skip'>): Decision => {
  const item = signal.step === undefined ? frontOf(enrollment) : enrollment.plan.find((other) => other.step === signal.step)
  if (!item) return refused('no_such_step')
  if (item.state === 'claimed') return refused('claim_in_flight')
  if (item.state !== 'scheduled' && item.state !== 'held') return refused('already_resolved')
  const { heldAt: _held, ...rest } = item
  const skipped: PlannedMessage = { ...rest, state: 'skipped', reason: 'skipped_by_person', rev: item.rev + 1 }
  const row = messageRow(head, enrollment, skipped, { status: 'skipped', attempts: [] })
  return changed(before(withMessage(startChange(head), enrollment.id, skipped), { kind: 'put_message', row }))
}

export const exit = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'exit'>, now: number): Decision => {
  if (signal.exit === 'unsubscribed') return leave(head, consentChannels, 'unsubscribed', 'unsubscribed', signal.reason, now)
  const ended = finish(startChange(head), enrollment, signal.exit, now, signal.reason)
  const whole = enrollment.stopWholeLead && (signal.exit === 'booked' || signal.exit === 'replied')
  return changed(whole ? stopLead(ended, enrollment, signal.exit === 'booked' ? 'booked' : 'replied', now) : ended)
}

/** A failed, skipped or unknown message once more: a new revision, due now, with its retries ahead of it. */
export const resend = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'resend'>, now: number): Decision => {
  const item = enrollment.plan.find((other) => other.step === signal.step)
  if (!item) return refused('no_such_step')
  if (item.state === 'claimed') return refused('claim_in_flight')
  if (item.state !== 'failed' && item.state !== 'skipped' && item.state !== 'unknown') return refused('nothing_to_do', item.state)
  const { reason: _reason, tries: _tries, attempt: _attempt, deferred: _deferred, ...rest } = item
  const again = withItem(enrollment.plan, { ...rest, state: 'scheduled' })
  return changed(withMoved(startChange(head), enrollment, moveTo(again, item.step, secondsOf(now), 'order'), now))
}
