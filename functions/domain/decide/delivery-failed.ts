/** A text or a call did not get through: remembered once, told of the number where it says so, and handed to healing. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { isOfChannel, knownFailure, withFailure } from '../healing/failures.ts'
import { channelOf } from '../plan.ts'
import type { DeliveryFailure, Signal } from '../signal.ts'
import { addressFailed, numberClosed, type FailedAt } from './address-failed.ts'
import type { Change } from './change.ts'
import { after, changed, liveOf, refused, secondsOf, startChange, withEnrollment, withHead, withMessage } from './change.ts'

type Failed = Extract<Signal, { kind: 'delivery_failed' }>

/** What is said of a number holds whatever became of the message and its enrollment: the next one would go to the same number. */
export const deliveryFailed = (head: ContactHead, signal: Failed, now: number): Decision => {
  const decision = messageFailed(head, signal, now)
  if (decision.kind !== 'refused') return decision
  const { failure, detail, addressKey } = signal
  const told = numberFailed(startChange(head), { failure, detail, addressKey, enrollmentId: null, step: null }, now)
  return told.head === head ? decision : changed(told)
}

const messageFailed = (head: ContactHead, signal: Failed, now: number): Decision => {
  const { attemptId, failure, detail, addressKey } = signal
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  const item = enrollment.plan.find(({ step }) => step === signal.step)
  if (!item) return refused('no_such_step')
  if (item.state === 'claimed') return refused('claim_in_flight')
  const known = knownFailure(enrollment, item, attemptId)
  if (known)
    return known.open
      ? { kind: 'unchanged', after: [healOf(enrollment, item, failure)], reason: 'nothing_to_do' }
      : refused('nothing_to_do', 'it is known already')
  // The provider's own later word on an attempt whose answer was lost.
  const isProven = item.state === 'unknown' && attemptId !== null && item.attempt === attemptId
  if ((item.state !== 'sent' && !isProven) || !isOfChannel(failure, channelOf(item))) return refused('nothing_to_do', failure)
  const { attempt: _heardOf, ...sent } = item
  const left: PlannedMessage = { ...sent, state: 'sent' }
  const change = isProven ? withMessage(startChange(head), enrollment.id, left) : startChange(head)
  const of = addressKey ?? head.addresses.phone?.key
  return changed(failed(change, left, { enrollmentId: enrollment.id, failure, attemptId, detail, addressKey: of }, now))
}

export interface DeliveryFailed {
  enrollmentId: string
  failure: DeliveryFailure
  attemptId: string | null
  detail: string
  /** Of the number that it went to. */
  addressKey: string | undefined
}

/** The change with the failure remembered and healing asked for. What it says of a number counts where the contact still has that one. */
export const failed = (change: Change, item: PlannedMessage, of: DeliveryFailed, now: number): Change => {
  const { enrollmentId, attemptId } = of
  const live = liveOf(change.head, enrollmentId)
  if (!live) return change
  // A number that was corrected meanwhile is not the one that failed: the message is tried at the new one.
  const failure = isNumbers(of.failure) && !isCurrent(change, of) ? failureOn(item) : of.failure
  const attempt = attemptId === null ? {} : { attempt: attemptId }
  const entry = { failure, step: item.step, at: secondsOf(now), rev: item.rev, ...attempt, open: true } as const
  const held = numberFailed(withEnrollment(change, withFailure(live, entry)), { ...of, failure, step: item.step }, now)
  const isAsked = held.after.some((effect) => effect.kind === 'heal' && effect.enrollmentId === enrollmentId)
  return isAsked ? held : after(held, healOf(live, item, failure))
}

/** The change with what the failure says of the number itself: that it is a landline, or does not exist. Known already, it is the same change. */
export const numberFailed = (
  change: Change,
  of: Pick<DeliveryFailed, 'failure' | 'detail' | 'addressKey'> & FailedAt,
  now: number,
): Change => {
  const { phone } = change.head.addresses
  if (!phone || !isCurrent(change, of)) return change
  if (of.failure === 'landline_detected' && phone.lineType !== 'landline')
    return withHead(change, { addresses: { ...change.head.addresses, phone: { ...phone, lineType: 'landline' } } })
  if (of.failure !== 'invalid_number' || phone.dead) return change
  return addressFailed(numberClosed(change, 'address_dead', of.detail, now), 'phone', of.detail, of, now)
}

const isNumbers = (failure: DeliveryFailure): boolean => failure === 'invalid_number' || failure === 'landline_detected'

const isCurrent = ({ head }: Change, { addressKey }: Pick<DeliveryFailed, 'addressKey'>): boolean =>
  addressKey !== undefined && head.addresses.phone?.key === addressKey

const failureOn = (item: PlannedMessage): DeliveryFailure => (channelOf(item) === 'sms' ? 'sms_failed' : 'call_failed')

const healOf = ({ id }: LiveEnrollment, { step }: PlannedMessage, failure: DeliveryFailure) =>
  ({ kind: 'heal', enrollmentId: id, step, failure }) as const
