/**
 * Healing: a failure is diagnosed by the table, and a new plan made for this enrollment alone. It never moves onto a channel that the contact
 * has not consented to or has left.
 */
import type { ContactHead, HealingAction, LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import { addressOf, isHealFailure, openFailure, withHealed } from '../healing/failures.ts'
import type { Diagnosis } from '../healing/facts.ts'
import { factsOf } from '../healing/facts-of.ts'
import { withAction } from '../healing/note.ts'
import { diagnose } from '../healing/table.ts'
import { waitingFor } from '../healing/waiting.ts'
import { stepOf } from '../injected.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { changed, isoOf, liveOf, refused, secondsOf, startChange, withEnrollment } from './change.ts'
import { againLater } from './heal-again.ts'
import type { Case } from './heal-case.ts'
import { carryOut } from './heal-remedies.ts'
import { told } from './heal-told.ts'

type Heal = Extract<Signal, { kind: 'heal' }>

export const heal = (head: ContactHead, signal: Heal, now: number): Decision => {
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  if (!isToHeal(enrollment, signal, secondsOf(now))) return refused('nothing_to_do')
  const item = enrollment.plan.find(({ step }) => step === signal.step)
  const isLeft = openFailure(enrollment, signal.step) !== undefined || waitingFor(enrollment, signal.failure).length > 0
  const step = stepOf(signal.version, signal.step, enrollment.id)
  const taken = withEnrollment(startChange(head), withoutAsking(withHealed(enrollment, signal.step), secondsOf(now)))
  if (!isLeft) return changed(noted(taken, enrollment, { ...unanswered, failure: signal.failure, step: signal.step }, now))
  const facts = factsOf(head, enrollment, item, step, signal)
  if (signal.failure === 'email_bounced_hard' && step && facts.policy === 'retry' && !facts.complained) {
    const { change, action, reason } = againLater(taken, enrollment.id, waitingFor(enrollment, signal.failure), step, now)
    return changed(noted(change, enrollment, { failure: signal.failure, action, step: signal.step, reason }, now))
  }
  return changed(healed(taken, enrollment, item, { signal, facts, now, enrollmentId: enrollment.id }, diagnose(facts)))
}

/** Nothing waits for the address that was asked for. */
const unanswered = { action: 'skip_and_advance', reason: 'no other address was found' } as const

/** Something failed, something is held for it, or an address was asked for and nobody answered in time. */
const isToHeal = (enrollment: LiveEnrollment, { step, failure }: Heal, at: number): boolean => {
  const asked = Object.values(enrollment.enrichment ?? {}).filter((one) => one.until > 0)
  const isOverdue = asked.some((one) => one.step === step && one.until <= at)
  if (isOverdue || openFailure(enrollment, step)) return true
  const isLookedFor = asked.some((one) => one.until > at && isHealFailure(one.failure) && addressOf(one.failure) === addressOf(failure))
  return !isLookedFor && waitingFor(enrollment, failure).length > 0
}

/** Nobody answered in time: that address is not waited for any more, nor asked for again. */
const withoutAsking = (enrollment: LiveEnrollment, at: number): LiveEnrollment => {
  const { enrichment } = enrollment
  if (!enrichment) return enrollment
  const over = Object.fromEntries(Object.entries(enrichment).map(([kind, one]) => [kind, one.until <= at ? { ...one, until: 0 } : one]))
  return { ...enrollment, enrichment: over }
}

const healed = (
  start: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage | undefined,
  of: Case,
  { because, remedies }: Diagnosis,
): Change => {
  const { failure, step } = of.signal
  const isAgain = remedies.some(({ action }) => action === 'retry')
  return remedies.reduce((change, remedy) => {
    const action = (reason: string): HealingAction => ({ at: isoOf(of.now), failure, action: remedy.action, step, reason })
    const done = carryOut(change, remedy, { ...of, because, isAgain, note: action }, item)
    return told(done.change, enrollment, action(done.reason), item)
  }, start)
}

const noted = (change: Change, enrollment: LiveEnrollment, done: Omit<HealingAction, 'at'>, now: number): Change => {
  const action = { at: isoOf(now), ...done }
  const live = liveOf(change.head, enrollment.id)
  return told(live ? withEnrollment(change, withAction(live, action)) : change, enrollment, action)
}
