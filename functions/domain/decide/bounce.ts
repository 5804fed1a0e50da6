/** A bounce. A hard one marks the address dead and holds what remains on it in this same commit; healing then only plans. */
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { knownFailure, nthOf, undetermined, withFailure } from '../healing/failures.ts'
import { channelOf } from '../plan.ts'
import type { Signal } from '../signal.ts'
import { addressFailed } from './address-failed.ts'
import { after, changed, liveOf, refused, secondsOf, startChange, withEnrollment } from './change.ts'

type Bounced = Extract<Signal, { kind: 'bounced' }>

export const bounced = (head: ContactHead, signal: Bounced, now: number): Decision => {
  switch (signal.bounce) {
    case 'hard':
      return hardBounce(head, signal, now)
    case 'soft':
    case 'undetermined':
      return softBounce(head, signal, now)
    // An echo of a suppression list is no new evidence.
    case 'suppressed':
      return refused('nothing_to_do', signal.bounce)
    default:
      return signal.bounce satisfies never
  }
}

const hardBounce = (head: ContactHead, signal: Bounced, now: number): Decision => {
  const address = head.addresses[signal.address]
  if (!address || address.key !== signal.addressKey) return refused('nothing_to_do', 'the contact has another address by now')
  if (address.dead) return refused('nothing_to_do', 'the address is marked dead already')
  return changed(addressFailed(startChange(head), signal.address, signal.detail, signal, now))
}

/** A full mailbox may have room later. What the provider could not judge is counted, and acted upon as a soft one from the second on. */
const softBounce = (head: ContactHead, signal: Bounced, now: number): Decision => {
  const enrollment = signal.enrollmentId ? liveOf(head, signal.enrollmentId) : undefined
  const item = enrollment?.plan.find((other) => other.step === signal.step)
  if (!enrollment || item?.state !== 'sent' || channelOf(item) !== 'email') return refused('nothing_to_do', signal.bounce)
  if (head.addresses.email?.key !== signal.addressKey) return refused('nothing_to_do', 'the contact has another address by now')
  const heal = { kind: 'heal', enrollmentId: enrollment.id, step: item.step, failure: 'email_bounced_soft' } as const
  const known = knownFailure(enrollment, item, signal.attemptId ?? null)
  if (known) return known.open ? { kind: 'unchanged', after: [heal], reason: 'nothing_to_do' } : refused('nothing_to_do', signal.bounce)
  const noted = withFailure(enrollment, { ...entry(item, signal, now), open: true })
  if (signal.bounce === 'soft' || nthOf(noted, 'email_bounced_soft') > 1)
    return changed(after(withEnrollment(startChange(head), noted), heal))
  return changed(withEnrollment(startChange(head), withFailure<LiveEnrollment>(enrollment, entry(item, signal, now))))
}

const entry = (item: PlannedMessage, { bounce, attemptId }: Bounced, now: number) => ({
  ...(attemptId === undefined ? {} : { attempt: attemptId }),
  failure: bounce === 'soft' ? 'email_bounced_soft' : undetermined,
  step: item.step,
  at: secondsOf(now),
  rev: item.rev,
})
