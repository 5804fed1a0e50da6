/** The gates that protect whoever sends: the account that SES has not released yet, and a sender that mailbox providers do not know yet. */
import { isSimulatorAddress } from './addresses.ts'
import { isAllowed } from './allow-list.ts'
import { freeAt } from './departure.ts'
import type { Gate, GateInput } from './gates.ts'
import { channelOf } from './plan.ts'
import { rampPatienceDays } from './ramp.ts'
import { recipientOf } from './recipient.ts'
import { shareOf } from './spread.ts'
import { closesAt, openingRulesOf, startOfNextDay, zonesOf } from './windows.ts'

/** In SES's sandbox only who is on the allow-list is written to, and SES's own simulator: SES would refuse anybody else. */
export const sandbox: Gate = ({ head, item, context: { controls, adapters } }) => {
  const recipient = recipientOf(head, item)
  if (channelOf(item) !== 'email' || adapters.email.name !== 'ses' || !controls.account?.sandbox || !recipient) return { saw: 'none' }
  const known = isSimulatorAddress(recipient.to) || (controls.allowList !== null && isAllowed(controls.allowList, recipient.to))
  return known ? { saw: 'listed' } : { saw: 'not listed', closing: { becomes: 'held', reason: 'account_sandbox' } }
}

/** Over the sender's cap of the day, a message takes a moment of its own on the next one; after a week of that it is skipped. */
export const sender: Gate = (input) => {
  const { item, context, at } = input
  const use = context.senderUse
  if (channelOf(item) !== 'email' || !use) return { saw: 'not capped' }
  const saw = `${use.taken} of ${use.cap} on ${use.day}`
  if (use.taken < use.cap) return { saw }
  if (at - (item.cappedAt ?? at) > rampPatienceDays * 86_400) return { saw, closing: { becomes: 'skipped', reason: 'sender_cap' } }
  return { saw, closing: { becomes: 'later', reason: 'sender_cap', due: nextTurn(input) } }
}

/** What waits is spread over so many seconds of the next day's hours. */
const spreadOver = 4 * 3600

const nextTurn = (input: GateInput): number => {
  const { head, enrollment, item, context, at } = input
  const opens = freeAt(input, startOfNextDay(at, context.rules.timeZone)).at
  const left = closesAt(channelOf(item), opens, zonesOf(head), openingRulesOf(item, context.rules)) - opens
  return freeAt(input, opens + Math.floor(shareOf(head.key, enrollment.id) * Math.min(spreadOver, left))).at
}
