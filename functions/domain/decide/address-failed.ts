/** An address that does not work: dead on the head and held back in this same commit; healing then only plans. */
import type { AddressKind } from '../channel.ts'
import { addressKindOf } from '../channel.ts'
import { isSimulatorAddress } from '../addresses.ts'
import type { LiveEnrollment } from '../contact.ts'
import { waitsForHealing } from '../healing/waiting.ts'
import { channelOf, isResolved } from '../plan.ts'
import type { Change } from './change.ts'
import { after, before, isoOf, livesOf, secondsOf, withEnrollment, withHead } from './change.ts'

export interface FailedAt {
  enrollmentId: string | null
  step: string | null
}

/** The change with the contact's address of this kind dead. What remains on it waits for healing, which each enrollment is asked for. */
export const addressFailed = (change: Change, kind: AddressKind, why: string, at: FailedAt, now: number): Change => {
  const address = change.head.addresses[kind]
  if (!address) return change
  const dead = { ...address, dead: { at: isoOf(now), why } }
  const marked = withHead(change, { addresses: { ...change.head.addresses, [kind]: dead } })
  return livesOf(change.head).reduce((sofar, enrollment) => {
    const held = holdAll(enrollment, kind, secondsOf(now))
    const first = held.plan.find((item) => waitsForHealing(item) && addressKindOf(channelOf(item)) === kind)
    if (!first) return sofar
    const step = enrollment.id === at.enrollmentId && at.step ? at.step : first.step
    const failure = kind === 'email' ? 'email_bounced_hard' : 'invalid_number'
    return after(withEnrollment(sofar, held), { kind: 'heal', enrollmentId: enrollment.id, step, failure })
  }, marked)
}

/** The same for whoever else uses the number: its record is closed ahead of the head. A simulator's number belongs to everyone. */
export const numberClosed = (change: Change, reason: 'opted_out' | 'address_dead', detail: string, now: number): Change => {
  const phone = change.head.addresses.phone
  if (!phone || isSimulatorAddress(phone.value)) return change
  return before(change, {
    kind: 'suppress_address',
    address: { key: phone.key, kind: 'phone' },
    channels: reason === 'opted_out' ? ['sms'] : ['sms', 'call'],
    reason,
    at: isoOf(now),
    detail,
  })
}

/** What is neither resolved nor with the provider at this moment. */
const holdAll = (enrollment: LiveEnrollment, kind: AddressKind, at: number): LiveEnrollment => ({
  ...enrollment,
  plan: enrollment.plan.map((item) =>
    addressKindOf(channelOf(item)) === kind && !isResolved(item) && item.state !== 'claimed'
      ? { ...item, state: 'held', reason: kind === 'email' ? 'address_bounced' : 'address_dead', heldAt: at }
      : item,
  ),
})
