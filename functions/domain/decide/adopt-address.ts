/** Another address of the contact takes the place of one that failed: what waited for it goes on, on every enrollment. */
import type { AddressKind } from '../channel.ts'
import { addressKindOf } from '../channel.ts'
import type { HeadAddress, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { withoutFailuresOf } from '../healing/failures.ts'
import { waitsForHealing } from '../healing/waiting.ts'
import { channelOf, moveTo, withItem } from '../plan.ts'
import type { OtherAddress, TenantRules } from '../signal.ts'
import type { Change } from './change.ts'
import { liveOf, livesOf, secondsOf, withEnrollment, withMoved } from './change.ts'
import { placeOf } from './place.ts'
import { releaseAll } from './release.ts'
import { again } from './send-again.ts'

/** Keys of failed addresses that are remembered. */
const mostFailed = 4

export interface Adopting {
  /** Whose message failed, and is sent again by the new address. */
  enrollmentId: string
  step: string | null
  rules: TenantRules
}

export const adopted = (change: Change, kind: AddressKind, { key, value, zones }: OtherAddress, of: Adopting, now: number): Change => {
  const old = change.head.addresses[kind]
  const insteadOf = [...(old ? [old.key] : []), ...(old?.insteadOf ?? [])].slice(0, mostFailed)
  const address: HeadAddress = { key, value, ...(insteadOf.length > 0 ? { insteadOf } : {}) }
  const said = { phoneZones: zones ?? [], addresses: kind === 'phone' ? { phone: { key, value } } : {} }
  const moved = placeOf({ ...change.head, addresses: { ...change.head.addresses, [kind]: address } }, said, of.rules)
  const isWaiting = (item: PlannedMessage): boolean => waitsForHealing(item) && addressKindOf(channelOf(item)) === kind
  const sentAgain = onceMore(counted({ ...change, head: moved }, kind), kind, of, now)
  return releaseAll(sentAgain, isWaiting, now)
}

/** Nothing is counted against the new address. */
const counted = (change: Change, kind: AddressKind): Change =>
  livesOf(change.head).reduce((sofar, live) => withEnrollment(sofar, withoutFailuresOf(live, kind)), change)

const onceMore = (change: Change, kind: AddressKind, { enrollmentId, step }: Adopting, now: number): Change => {
  const live = liveOf(change.head, enrollmentId)
  const item = live?.plan.find((other) => other.step === step)
  const isSent = item?.state === 'sent' || item?.state === 'failed'
  return live && item && isSent && addressKindOf(channelOf(item)) === kind ? again(change, live, item, secondsOf(now), now) : change
}

/** What healing moved away from addresses of this kind goes back to its own channel, as far as it has not left. */
export const takenBack = (change: Change, enrollmentId: string, kind: AddressKind, now: number): Change => {
  const enrollment = liveOf(change.head, enrollmentId)
  if (!enrollment) return change
  const { overrides = {}, ...rest } = enrollment
  const kept = Object.fromEntries(Object.entries(overrides).filter(([from]) => !isOfKind(from, kind)))
  const base: LiveEnrollment = Object.keys(kept).length > 0 ? { ...rest, overrides: kept } : rest
  return enrollment.plan.reduce(
    (sofar, { step }) => {
      const live = liveOf(sofar.head, enrollmentId)
      const item = live?.plan.find((other) => other.step === step)
      if (!live || item?.via === undefined || item.state !== 'scheduled' || addressKindOf(item.channel) !== kind) return sofar
      const { via: _via, reason: _reason, ...own } = item
      return withMoved(sofar, live, moveTo(withItem(live.plan, own), step, own.due), now)
    },
    withEnrollment(change, base),
  )
}

const isOfKind = (channel: string, kind: AddressKind): boolean =>
  kind === 'email' ? channel === 'email' : channel === 'sms' || channel === 'call'
