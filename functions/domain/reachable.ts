/** Whether a contact may be reached on a channel: address, suppression and consent, the same for enrolling, sending and healing. */
import type { AddressKind, Channel } from './channel.ts'
import { addressKindOf } from './channel.ts'
import type { AddressRecord, ContactHead, SuppressionReason } from './contact.ts'
import type { MessageReason } from './message.ts'

export type Records = Partial<Record<AddressKind, AddressRecord>>

/** A channel's address as head and address record know it: missing, dead, or working; `none needed` for what a person carries out. */
export const addressState = (head: ContactHead, records: Records, channel: Channel): 'missing' | 'dead' | 'working' | 'none needed' => {
  const kind = addressKindOf(channel)
  if (!kind) return 'none needed'
  const address = head.addresses[kind]
  if (!address) return 'missing'
  const record = shared(records[kind])
  const buried = (kind === 'email' ? [record?.suppressed.email] : [record?.suppressed.sms, record?.suppressed.call]).some(
    (entry) => entry?.reason === 'address_dead',
  )
  return address.dead || buried ? 'dead' : 'working'
}

/** Why the person closed this channel, or null. A complaint closes every channel, also those that a person would carry out. */
export const suppressionOf = (head: ContactHead, records: Records, channel: Channel): SuppressionReason | null => {
  const known = [head.suppressed, shared(records.email)?.suppressed ?? {}, shared(records.phone)?.suppressed ?? {}]
  const all = known.flatMap((suppressed) => Object.values(suppressed).map((entry) => entry.reason))
  if (all.includes('complained')) return 'complained'
  if (channel === 'linkedin' || channel === 'task') return null
  const own = known.map((suppressed) => suppressed[channel]?.reason).filter((reason) => reason !== undefined && reason !== 'address_dead')
  return own[0] ?? null
}

/** Email may be sent unless consent was refused; SMS and calls need it given. */
export const consentState = (head: ContactHead, channel: Channel): 'given' | 'refused' | 'unknown' | 'none needed' => {
  if (channel === 'linkedin' || channel === 'task') return 'none needed'
  const consent = head.consent[channel]
  return consent ? (consent.given ? 'given' : 'refused') : 'unknown'
}

export const hasConsent = (head: ContactHead, channel: Channel): boolean => {
  const state = consentState(head, channel)
  return state === 'given' || state === 'none needed' || (state === 'unknown' && channel === 'email')
}

export const obstacles = ['no_address', 'address_dead', 'suppressed', 'no_consent'] as const satisfies readonly MessageReason[]

/** What keeps a channel closed for this contact, or null where it is open. */
export const obstacle = (head: ContactHead, records: Records, channel: Channel): (typeof obstacles)[number] | null => {
  if (suppressionOf(head, records, channel)) return 'suppressed'
  const address = addressState(head, records, channel)
  if (address === 'missing') return 'no_address'
  if (address === 'dead') return 'address_dead'
  return hasConsent(head, channel) ? null : 'no_consent'
}

/** A simulator address belongs to everyone: what its record says holds for nobody. */
const shared = (record: AddressRecord | undefined): AddressRecord | undefined => (record?.simulator ? undefined : record)
