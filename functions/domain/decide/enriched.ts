/** A source answered, or none will: what was waiting for another address goes on with it, or by the healing table's next branch. */
import type { AddressKind } from '../channel.ts'
import type { ContactHead, HealingAction, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { addressOf, isHealFailure } from '../healing/failures.ts'
import { isUsable } from '../healing/facts-of.ts'
import { withAction } from '../healing/note.ts'
import type { OtherAddress, Signal } from '../signal.ts'
import { adopted, takenBack } from './adopt-address.ts'
import type { Change } from './change.ts'
import { after, changed, isoOf, liveOf, livesOf, refused, startChange, withEnrollment } from './change.ts'
import { told } from './heal-told.ts'

type Enriched = Extract<Signal, { kind: 'enriched' }>

export const enriched = (head: ContactHead, signal: Enriched, now: number): Decision => {
  const { address, found } = signal
  const waiting = livesOf(head).filter(({ enrichment }) => (enrichment?.[address]?.until ?? 0) > 0)
  if (waiting.length === 0) return refused('nothing_to_do', 'nobody waits for this address')
  if (!found) return changed(waiting.reduce((change, { id }) => healedAgain(change, id, address), startChange(head)))
  if (!isUsable(head, {}, address, found)) return refused('nothing_to_do', 'the address cannot be used')
  return changed(waiting.reduce((change, { id }) => goesOn(change, id, { ...signal, found }, now), startChange(head)))
}

/** What it was asked for is healed anew, with all that is known by now; it is not asked for again. */
const healedAgain = (change: Change, enrollmentId: string, address: AddressKind): Change => {
  const live = liveOf(change.head, enrollmentId)
  const asked = live?.enrichment?.[address]
  if (!live || !asked || !isHealFailure(asked.failure)) return change
  const over: LiveEnrollment = {
    ...live,
    enrichment: { ...live.enrichment, [address]: { ...asked, until: 1 } },
    failures: (live.failures ?? []).map((one) => (one.step === asked.step ? { ...one, open: true } : one)),
  }
  return after(withEnrollment(change, over), { kind: 'heal', enrollmentId, step: asked.step, failure: asked.failure })
}

const goesOn = (
  change: Change,
  enrollmentId: string,
  { address, found, source, rules }: Enriched & { found: OtherAddress },
  now: number,
): Change => {
  const live = liveOf(change.head, enrollmentId)
  const asked = live?.enrichment?.[address]
  if (!live || !asked) return change
  const isOwn = isHealFailure(asked.failure) && addressOf(asked.failure) === address
  const closed: LiveEnrollment = { ...live, enrichment: { ...live.enrichment, [address]: { ...asked, until: 0 } } }
  const isNew = change.head.addresses[address]?.key !== found.key
  const start = withEnrollment(change, closed)
  const moved = isNew ? adopted(start, address, found, { enrollmentId, step: isOwn ? asked.step : null, rules }, now) : start
  const restored = isOwn ? takenBack(moved, enrollmentId, address, now) : moved
  const action: HealingAction = {
    at: isoOf(now),
    failure: asked.failure,
    action: 'retry_alternative',
    step: asked.step,
    reason: `${source} knows another ${address === 'email' ? 'email address' : 'number'}`,
  }
  const going = liveOf(restored.head, enrollmentId)
  const noted = told(going ? withEnrollment(restored, withAction(going, action)) : restored, live, action)
  // An email address in place of a number: the table says what goes there.
  return isOwn ? noted : healedAgain(noted, enrollmentId, address)
}
