/** The kill switch was lifted: what it held leaves over the next hour, never in a burst. */
import type { ContactHead, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { channelOf } from '../plan.ts'
import type { Signal, TenantRules } from '../signal.ts'
import { shareOf } from '../spread.ts'
import { closesAt, nextOpening, zonesOf } from '../windows.ts'
import { changed, refused, secondsOf, startChange } from './change.ts'
import { releaseAll } from './release.ts'

/** Seconds over which contacts are spread. */
const resumedOver = 3600

export const sendingResumed = (head: ContactHead, { rules }: Extract<Signal, { kind: 'sending_resumed' }>, now: number): Decision => {
  const change = releaseAll(startChange(head), isStopped, now, (item) => leavesAt(head, item, rules, secondsOf(now)))
  return change.head === head ? refused('nothing_to_do') : changed(change)
}

export const isStopped = (item: PlannedMessage): boolean => item.state === 'held' && item.reason === 'sending_stopped'

/** The contact's own moment of the hour, always the same one: counted from when its channel is open, and before it closes again. */
const leavesAt = (head: ContactHead, item: PlannedMessage, rules: TenantRules, at: number): number => {
  const opens = nextOpening(channelOf(item), at, zonesOf(head), rules)
  const left = closesAt(channelOf(item), opens, zonesOf(head), rules) - opens
  return opens + Math.floor(shareOf(head.key) * Math.min(resumedOver, left))
}
