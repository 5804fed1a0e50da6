/** Messages that are held until healing has found another way for them. */
import { addressKindOf } from '../channel.ts'
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { MessageReason } from '../message.ts'
import { channelOf } from '../plan.ts'
import type { HealFailure } from '../signal.ts'
import { addressOf, isHealFailure, openFailure } from './failures.ts'

const reasons: ReadonlySet<MessageReason | undefined> = new Set<MessageReason | undefined>([
  'address_bounced',
  'address_dead',
  'delivery_failed',
  'landline',
])

export const waitsForHealing = (item: PlannedMessage): boolean => item.state === 'held' && reasons.has(item.reason)

/** The failure that a held message waits to be healed of. */
export const failureOf = (enrollment: Pick<LiveEnrollment, 'failures'>, item: PlannedMessage): HealFailure => {
  if (item.reason === 'landline') return 'landline_detected'
  const failure = openFailure(enrollment, item.step)?.failure
  if (failure !== undefined && isHealFailure(failure)) return failure
  return channelOf(item) === 'email' ? 'email_bounced_hard' : 'invalid_number'
}

/** What waits for the healing of this failure. */
export const waitingFor = ({ plan }: Pick<LiveEnrollment, 'plan'>, failure: HealFailure): PlannedMessage[] =>
  plan.filter((item) => waitsForHealing(item) && addressKindOf(channelOf(item)) === addressOf(failure))

/** Until when (epoch seconds) an address is looked for that this message needs; undefined where none is. */
export const lookedForUntil = ({ enrichment = {} }: Pick<LiveEnrollment, 'enrichment'>, item: PlannedMessage): number | undefined => {
  const kind = addressKindOf(channelOf(item))
  const asked = Object.values(enrichment).filter(({ failure, until }) => until > 0 && isHealFailure(failure) && addressOf(failure) === kind)
  return asked.length > 0 ? Math.max(...asked.map(({ until }) => until)) : undefined
}
