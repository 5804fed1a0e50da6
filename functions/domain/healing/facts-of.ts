/** The facts of a diagnosis, read off the head and what was read with it. */
import type { AddressKind, ConsentChannel } from '../channel.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { retryOf } from '../decide/retry.ts'
import { hasConsent, obstacle, suppressionOf, type Records } from '../reachable.ts'
import type { Step } from '../sequence.ts'
import type { OtherAddress, Signal } from '../signal.ts'
import { otherSender } from '../sms-sender.ts'
import { nthOf } from './failures.ts'
import { isCounted, mostHealings, type Closed, type Facts } from './facts.ts'
import { mostKept } from './note.ts'

type Heal = Extract<Signal, { kind: 'heal' }>

export const factsOf = (
  head: ContactHead,
  enrollment: LiveEnrollment,
  item: PlannedMessage | undefined,
  step: Step | undefined,
  signal: Heal,
): Facts => {
  const { records, failure, alternatives = {}, rules, canEnrich = false } = signal
  const closed = closedOf(head, records)
  const healings = enrollment.healing ?? []
  const enrichable = (kind: AddressKind): boolean =>
    canEnrich && enrollment.enrichment?.[kind] === undefined && channelsOf[kind].some((channel) => mayReach(head, records, channel))
  return {
    failure,
    policy: step?.onFailure ?? 'heal',
    nth: nthOf(enrollment, failure),
    closed,
    lineType: head.addresses.phone?.lineType ?? 'unknown',
    otherSender: otherSender(rules.smsSenders ?? [], enrollment.senders?.sms) !== null,
    alternative: {
      email: isUsable(head, records, 'email', alternatives.email),
      phone: isUsable(head, records, 'phone', alternatives.phone),
    },
    enrichable: { email: enrichable('email'), phone: enrichable('phone') },
    triesLeft: item !== undefined && retryOf(item, step) !== null,
    exhausted: healings.filter(({ action }) => isCounted(action)).length >= mostHealings || healings.length >= mostKept,
    complained: suppressionOf(head, records, 'task') === 'complained',
  }
}

/** What keeps healing off each channel: as for any message, and nobody texts a landline. */
export const closedOf = (head: ContactHead, records: Records): Record<ConsentChannel, Closed> => ({
  email: obstacle(head, records, 'email'),
  sms: obstacle(head, records, 'sms') ?? (head.addresses.phone?.lineType === 'landline' ? 'landline' : null),
  call: obstacle(head, records, 'call'),
})

export const channelsOf: Record<AddressKind, readonly ConsentChannel[]> = { email: ['email'], phone: ['sms', 'call'] }

/**
 * Whether the contact could be reached at another address: it is not the one that they have, nor one that failed before, nobody has left by it,
 * and there is consent for a channel that it serves.
 */
export const isUsable = (
  head: ContactHead,
  records: Records,
  kind: AddressKind,
  other: OtherAddress | undefined,
): other is OtherAddress => {
  if (!other) return false
  const { key, value, record } = other
  const now = head.addresses[kind]
  if (now?.key === key || now?.insteadOf?.includes(key)) return false
  const moved: ContactHead = { ...head, addresses: { ...head.addresses, [kind]: { key, value } } }
  return channelsOf[kind].some((channel) => obstacle(moved, { ...records, [kind]: record }, channel) === null)
}

/** Whatever the address: whether the person may be reached on this channel at all. */
const mayReach = (head: ContactHead, records: Records, channel: ConsentChannel): boolean =>
  suppressionOf(head, records, channel) === null && hasConsent(head, channel)
