/** A person's own word on being contacted: opting out, complaining, opting in again. */
import type { ConsentChannel } from '../channel.ts'
import { consentChannels } from '../channel.ts'
import type { ContactHead, ExitReason, SuppressionReason } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, changed, isoOf, livesOf, refused, startChange, withHead } from './change.ts'
import { finish } from './finish.ts'

/** An opt-out closes its channels and ends every enrollment: who leaves on one channel is not followed onto the next. */
export const optedOut = (head: ContactHead, signal: Extract<Signal, { kind: 'opted_out' }>, now: number): Decision =>
  leave(head, signal.channels, signal.reason, signal.reason === 'complained' ? 'complained' : 'unsubscribed', signal.detail, now)

/** A complaint closes every channel for good. */
export const complained = (head: ContactHead, signal: Extract<Signal, { kind: 'complained' }>, now: number): Decision =>
  leave(head, consentChannels, 'complained', 'complained', signal.detail, now)

export const leave = (
  head: ContactHead,
  channels: readonly ConsentChannel[],
  reason: SuppressionReason,
  exit: Extract<ExitReason, 'unsubscribed' | 'complained'>,
  detail: string,
  now: number,
): Decision => {
  const suppressed = { ...head.suppressed }
  // A complaint is the stronger word: it replaces what is there, and nothing replaces it.
  for (const channel of channels)
    if (!suppressed[channel] || (reason === 'complained' && suppressed[channel].reason !== 'complained'))
      suppressed[channel] = { reason, at: isoOf(now) }
  const news = channels.some((channel) => suppressed[channel] !== head.suppressed[channel])
  const live = livesOf(head)
  if (!news && live.length === 0) return refused('nothing_to_do')
  const gone = live.reduce(
    (change, enrollment) => finish(change, enrollment, exit, now, detail),
    withHead(startChange(head), { suppressed }),
  )
  return changed(told(gone, channels, reason))
}

/** Opting in again lifts what the person closed themselves, never a complaint, and is consent. */
export const optedIn = (head: ContactHead, signal: Extract<Signal, { kind: 'opted_in' }>, now: number): Decision => {
  const suppressed = { ...head.suppressed }
  const consent = { ...head.consent }
  for (const channel of signal.channels) {
    if (suppressed[channel]?.reason === 'complained') continue
    delete suppressed[channel]
    if (!consent[channel]?.given) consent[channel] = { given: true, at: isoOf(now), source: signal.detail }
  }
  const change = withHead(startChange(head), { suppressed, consent })
  return JSON.stringify(change.head) === JSON.stringify(head) ? refused('nothing_to_do') : changed(change)
}

/** It may be reached again as far as this address goes; that is no consent, and what ended stays over. */
export const suppressionLifted = (head: ContactHead, signal: Extract<Signal, { kind: 'suppression_lifted' }>): Decision => {
  const suppressed = { ...head.suppressed }
  for (const channel of signal.channels) delete suppressed[channel]
  const addresses = { ...head.addresses }
  for (const kind of ['email', 'phone'] as const) {
    const address = addresses[kind]
    if (address?.key !== signal.addressKey || !address.dead) continue
    const { dead: _dead, ...alive } = address
    addresses[kind] = alive
  }
  const change = withHead(startChange(head), { suppressed, addresses })
  return JSON.stringify(change.head) === JSON.stringify(head) ? refused('nothing_to_do') : changed(change)
}

const told = (change: Change, channels: readonly ConsentChannel[], reason: SuppressionReason): Change =>
  after(change, {
    kind: 'publish',
    detailType: 'Contact Unsubscribed',
    detail: { contactId: change.head.contactId, leadId: change.head.leadId, channels: [...channels], reason },
  })
