/** What a person does to one enrollment beside pausing it: cancel, skip, end, send again. */
import { consentChannels } from '../channel.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { messageRow } from '../message-row.ts'
import { frontOf, moveTo, withItem } from '../plan.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { before, changed, refused, secondsOf, startChange, unscheduleAll, after, withMessage, withMoved } from './change.ts'
import { finish } from './finish.ts'
import { leave } from './opt-out.ts'
import { reviewReason } from './pause.ts'
import { steered } from './steer.ts'
import { stopLead } from './tell-lead.ts'

type On<K extends Signal['kind']> = Extract<Signal, { kind: K }>

export const cancel = (head: ContactHead, enrollment: LiveEnrollment, { by, reason }: On<'cancel'>, now: number): Decision =>
  changed(steered(finish(startChange(head), enrollment, 'cancelled', now, reason), enrollment, { what: 'cancelled', by, reason }, now))

/** Skips the named step, or the one that the enrollment stands at. */
export const skip = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'skip'>, now: number): Decision => {
  const { by, reason } = signal
  const item = signal.step === undefined ? frontOf(enrollment) : enrollment.plan.find((other) => other.step === signal.step)
  if (!item) return refused('no_such_step')
  if (item.state === 'claimed') return refused('claim_in_flight')
  if (item.state !== 'scheduled' && item.state !== 'held') return refused('already_resolved')
  const skipped = passedOver(startChange(head), enrollment, item, 'skipped_by_person')
  return changed(steered(skipped, enrollment, { what: `step ${item.step} skipped`, by, reason }, now))
}

/** A message that will not leave: its row says why, and its schedule entry is given up. */
export const passedOver = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  reason: NonNullable<PlannedMessage['reason']>,
): Change => {
  const { heldAt: _held, until: _until, draftAt: _draft, ...rest } = item
  const passed: PlannedMessage = { ...rest, state: 'skipped', reason, rev: item.rev + 1 }
  const row = messageRow(change.head, enrollment, passed, { status: 'skipped', attempts: [] })
  const gone = before(withMessage(change, enrollment.id, passed), { kind: 'put_message', row })
  return after(gone, ...unscheduleAll(enrollment.id, item))
}

export const exit = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'exit'>, now: number): Decision => {
  const { by, reason, goal, notes } = signal
  if (signal.exit === 'replied' && enrollment.pauseReason !== reviewReason) return refused('not_in_review')
  if (signal.exit === 'unsubscribed') {
    const left = leave(head, consentChannels, 'unsubscribed', 'unsubscribed', reason, now)
    return left.kind === 'changed' ? changed(steered(left, enrollment, { what: 'unsubscribed', by, reason }, now)) : left
  }
  const ending: LiveEnrollment = { ...enrollment, ...(goal === undefined ? {} : { goal }), ...(notes === undefined ? {} : { notes }) }
  const ended = finish(startChange(head), ending, signal.exit, now, reason)
  const noted = steered(ended, enrollment, { what: `marked ${signal.exit}`, by, reason }, now)
  const whole = enrollment.stopWholeLead && (signal.exit === 'booked' || signal.exit === 'replied')
  return changed(whole ? stopLead(noted, enrollment, signal.exit === 'booked' ? 'booked' : 'replied', now) : noted)
}

/** A failed, skipped or unknown message once more: a new revision, due now, with its retries ahead of it. */
export const resend = (head: ContactHead, enrollment: LiveEnrollment, signal: On<'resend'>, now: number): Decision => {
  const item = enrollment.plan.find((other) => other.step === signal.step)
  if (!item || item.reason === 'step_removed') return refused('no_such_step')
  if (item.state === 'claimed') return refused('claim_in_flight')
  if (item.state !== 'failed' && item.state !== 'skipped' && item.state !== 'unknown') return refused('nothing_to_do', item.state)
  const {
    reason: _reason,
    tries: _tries,
    triedAt: _triedAt,
    again: _again,
    attempt: _attempt,
    deferred: _deferred,
    respaced: _respaced,
    ...rest
  } = item
  const plan = withItem(enrollment.plan, { ...rest, state: 'scheduled' })
  const sent = withMoved(startChange(head), enrollment, moveTo(plan, item.step, secondsOf(now), 'order'), now)
  return changed(steered(sent, enrollment, { what: `step ${item.step} sent again`, by: signal.by }, now))
}
