/** The failures of an enrollment: counted by kind, each believed once. */
import type { AddressKind, Channel } from '../channel.ts'
import { addressKindOf } from '../channel.ts'
import type { Failure, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { healFailures, type HealFailure } from '../signal.ts'

/** A bounce of which the provider does not say what it means: acted upon from the second one on, as a soft one. */
export const undetermined = 'email_undetermined'

/** Failures that an enrollment remembers: no rule counts farther. */
const mostRemembered = 12

/** Failures of one family are counted together. */
const families: Partial<Record<string, string>> = {
  sms_failed: 'sms_undelivered',
  capacity_exhausted: 'call_failed',
  [undetermined]: 'email_bounced_soft',
}
const familyOf = (failure: string): string => families[failure] ?? failure

/** Which one of its kind the last failure of this kind is; 1 where none is remembered. */
export const nthOf = ({ failures = [] }: Pick<LiveEnrollment, 'failures'>, failure: string): number =>
  Math.max(1, failures.filter((one) => familyOf(one.failure) === familyOf(failure)).length)

export const withFailure = <E extends Pick<LiveEnrollment, 'failures'>>(enrollment: E, failure: Failure): E => ({
  ...enrollment,
  failures: [...(enrollment.failures ?? []), failure].slice(-mostRemembered),
})

/** The failure that this attempt of a message was recorded with, if any. */
export const knownFailure = (
  { failures = [] }: Pick<LiveEnrollment, 'failures'>,
  item: PlannedMessage,
  attemptId: string | null,
): Failure | undefined =>
  failures.find(({ step, rev, attempt }) => step === item.step && (rev === item.rev || (attemptId !== null && attempt === attemptId)))

/** The soft bounce that this attempt of a message was recorded with, if any. */
export const softFailure = ({ failures = [] }: Pick<LiveEnrollment, 'failures'>, step: string, attemptId: string): Failure | undefined =>
  failures.find((one) => one.step === step && one.attempt === attemptId && familyOf(one.failure) === 'email_bounced_soft')

export const openFailure = ({ failures = [] }: Pick<LiveEnrollment, 'failures'>, step: string): Failure | undefined =>
  failures.find((one) => one.open && one.step === step)

/** The enrollment with a step's failures healed. */
export const withHealed = <E extends Pick<LiveEnrollment, 'failures'>>(enrollment: E, step: string): E =>
  enrollment.failures ? { ...enrollment, failures: enrollment.failures.map((one) => (one.step === step ? closed(one) : one)) } : enrollment

const closed = ({ open: _open, ...failure }: Failure): Failure => failure

/** The enrollment with nothing counted against an address of this kind: it has another one. */
export const withoutFailuresOf = (enrollment: LiveEnrollment, kind: AddressKind): LiveEnrollment => {
  const { failures, ...rest } = enrollment
  const kept = (failures ?? []).filter((one) => !isHealFailure(one.failure) || addressOf(one.failure) !== kind)
  return kept.length > 0 ? { ...rest, failures: kept } : rest
}

/** The kind of address that a failure is about. */
export const addressOf = (failure: HealFailure): AddressKind => (failure.startsWith('email_') ? 'email' : 'phone')

export const isHealFailure = (failure: string): failure is HealFailure => healFailures.some((one) => one === failure)

/** Whether a failure can be one of a message on this channel. */
export const isOfChannel = (failure: HealFailure, channel: Channel): boolean => {
  if (failure.startsWith('sms_') || failure === 'landline_detected') return channel === 'sms'
  if (failure.startsWith('call_') || failure === 'capacity_exhausted') return channel === 'call'
  return addressKindOf(channel) === addressOf(failure)
}
