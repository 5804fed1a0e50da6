/** What whoever uses an address is told when it is closed, and how an address is named where nobody need know it whole. */
import type { AddressKind, ConsentChannel } from './channel.ts'
import type { SuppressionReason } from './contact.ts'
import type { Signal } from './signal.ts'

export interface Closing {
  address: { key: string; kind: AddressKind }
  channels: readonly ConsentChannel[]
  reason: SuppressionReason
  detail: string
}

export const closingSignal = ({ address, channels, reason, detail }: Closing): Signal => {
  switch (reason) {
    case 'complained':
      return { kind: 'complained', addressKey: address.key, detail }
    case 'address_dead':
      return { kind: 'bounced', enrollmentId: null, step: null, address: address.kind, addressKey: address.key, bounce: 'hard', detail }
    case 'unsubscribed':
    case 'opted_out':
      return { kind: 'opted_out', address: address.kind, addressKey: address.key, channels: [...channels], reason, detail }
    default:
      return reason satisfies never
  }
}

/** The channels that closing an address means where nobody says which: a complaint means all of them. */
export const channelsClosed = (kind: AddressKind, reason: SuppressionReason): ConsentChannel[] => {
  if (reason === 'complained') return ['email', 'sms', 'call']
  return kind === 'email' ? ['email'] : ['sms', 'call']
}

/** `d…@example.com`, `+1…0142`: enough to find it again in one's own list. */
export const masked = (address: string): string => {
  const at = address.lastIndexOf('@')
  return at > 0 ? `${address.slice(0, 1)}…${address.slice(at)}` : `${address.slice(0, 2)}…${address.slice(-4)}`
}
