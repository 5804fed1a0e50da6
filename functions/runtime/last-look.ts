/**
 * One more look at the recipient's address right before the request. Whoever leaves closes the address first and is told to each contact after
 * that, so an opt-out that came between the gates and this moment stands here already, whichever contact's mail it answers.
 */
import type { Channel } from '../domain/channel.ts'
import type { AddressRecord, SuppressionReason } from '../domain/contact.ts'
import type { OutgoingMessage } from '../domain/effect.ts'
import type { SendResult } from '../domain/signal.ts'

/** Why the person closed this address for the channel, or null. What is dead is healed by what reported it; a simulator's address is nobody's. */
export const closedBy = (
  { suppressed, simulator }: Pick<AddressRecord, 'suppressed' | 'simulator'>,
  channel: Channel,
): SuppressionReason | null => {
  if (simulator) return null
  const reasons = Object.values(suppressed).map(({ reason }) => reason)
  if (reasons.includes('complained')) return 'complained'
  const own = channel === 'linkedin' || channel === 'task' ? undefined : suppressed[channel]?.reason
  return own === undefined || own === 'address_dead' ? null : own
}

interface Look {
  /** A consistent read; null for an address that has no record. */
  address(key: string): Promise<AddressRecord | null>
  now(): number
}

/** Nothing is requested where the address is closed, or cannot be looked at. */
export const afterLastLook = async (
  look: Look,
  message: OutgoingMessage,
  send: (message: OutgoingMessage) => Promise<SendResult>,
): Promise<SendResult> => {
  const refused = { kind: 'refused', at: new Date(look.now()).toISOString() } as const
  let record: AddressRecord | null
  try {
    record = await look.address(message.addressKey)
  } catch (error) {
    return { ...refused, cls: 'transient', reason: `the address could not be looked at: ${String(error)}` }
  }
  const closed = record && closedBy(record, message.channel)
  if (closed) return { ...refused, cls: 'permanent', reason: `the person left in the very moment (${closed})`, failure: 'opted_out' }
  return send(message)
}
