/** A bounce. A hard one marks the address dead and holds what remains on it in this same commit; healing then only plans. */
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { channelOf, isResolved } from '../plan.ts'
import type { Signal } from '../signal.ts'
import { after, changed, isoOf, liveOf, livesOf, refused, secondsOf, startChange, withEnrollment, withHead } from './change.ts'

type Bounced = Extract<Signal, { kind: 'bounced' }>

export const bounced = (head: ContactHead, signal: Bounced, now: number): Decision => {
  switch (signal.bounce) {
    case 'hard':
      return hardBounce(head, signal, now)
    case 'soft':
      return softBounce(head, signal)
    // An echo of a suppression list is no new evidence, and an undetermined bounce is only counted.
    case 'suppressed':
    case 'undetermined':
      return refused('nothing_to_do', signal.bounce)
    default:
      return signal.bounce satisfies never
  }
}

const hardBounce = (head: ContactHead, signal: Bounced, now: number): Decision => {
  const address = head.addresses[signal.address]
  if (!address || address.key !== signal.addressKey) return refused('nothing_to_do', 'the contact has another address by now')
  if (address.dead) return refused('nothing_to_do', 'the address is marked dead already')
  const dead = { ...address, dead: { at: isoOf(now), why: signal.detail } }
  const marked = withHead(startChange(head), { addresses: { ...head.addresses, [signal.address]: dead } })
  if (signal.address !== 'email') return changed(marked)
  return changed(
    livesOf(head).reduce((change, enrollment) => {
      const held = holdEmail(enrollment, secondsOf(now))
      const first = held.plan.find((item) => item.state === 'held' && item.reason === 'address_bounced')
      if (!first) return change
      const step = enrollment.id === signal.enrollmentId && signal.step ? signal.step : first.step
      return after(withEnrollment(change, held), { kind: 'heal', enrollmentId: enrollment.id, step, failure: 'email_bounced_hard' })
    }, marked),
  )
}

/** What is neither resolved nor with the provider at this moment waits for healing. */
const holdEmail = (enrollment: LiveEnrollment, at: number): LiveEnrollment => ({
  ...enrollment,
  plan: enrollment.plan.map((item) =>
    channelOf(item) === 'email' && !isResolved(item) && item.state !== 'claimed'
      ? { ...item, state: 'held', reason: 'address_bounced', heldAt: at }
      : item,
  ),
})

/** A full mailbox may have room later: the message is tried once more, by healing. */
const softBounce = (head: ContactHead, signal: Bounced): Decision => {
  const enrollment = signal.enrollmentId ? liveOf(head, signal.enrollmentId) : undefined
  const item = enrollment?.plan.find((other) => other.step === signal.step)
  if (!enrollment || item?.state !== 'sent' || channelOf(item) !== 'email') return refused('nothing_to_do', signal.bounce)
  return {
    kind: 'unchanged',
    after: [{ kind: 'heal', enrollmentId: enrollment.id, step: item.step, failure: 'email_bounced_soft' }],
    reason: 'nothing_to_do',
  }
}
