/** The remedies of the healing table, carried out on one enrollment's plan. */
import type { AddressKind } from '../channel.ts'
import { addressKindOf } from '../channel.ts'
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Remedy } from '../healing/facts.ts'
import { withAction } from '../healing/note.ts'
import { otherHalf } from '../healing/other-half.ts'
import { waitingFor } from '../healing/waiting.ts'
import { injectedItem, stepOf } from '../injected.ts'
import { messageRow } from '../message-row.ts'
import { channelOf } from '../plan.ts'
import { needsApproval } from '../sequence.ts'
import { otherSender } from '../sms-sender.ts'
import { openingRulesOf } from '../windows.ts'
import { adopted } from './adopt-address.ts'
import type { Change } from './change.ts'
import { after, before, liveOf, scheduleAll, secondsOf, withEnrollment, withMessage } from './change.ts'
import { finish } from './finish.ts'
import type { Carrying, Done } from './heal-case.ts'
import { switched } from './heal-switch.ts'
import { again } from './send-again.ts'
import { retryOf } from './retry.ts'

/** Seconds for which an answer of a source is waited for. */
export const enrichmentSeconds = 86_400

/** `failed`: the message that failed, where its step is still in the plan. */
export const carryOut = (change: Change, remedy: Remedy, of: Carrying, failed: PlannedMessage | undefined): Done => {
  const enrollment = liveOf(change.head, of.enrollmentId)
  if (!enrollment) return { change, reason: of.because }
  if (remedy.action === 'end_sequence') {
    const noted = withAction(enrollment, of.note(of.because))
    const exit = of.facts.complained ? 'complained' : 'bounced'
    return { change: finish(withEnrollment(change, noted), noted, exit, of.now, of.because), reason: of.because }
  }
  const done = planned(change, enrollment, remedy, of, failed)
  const live = liveOf(done.change.head, enrollment.id)
  return live ? { ...done, change: withEnrollment(done.change, withAction(live, of.note(done.reason))) } : done
}

const planned = (
  change: Change,
  enrollment: LiveEnrollment,
  remedy: Exclude<Remedy, { action: 'end_sequence' }>,
  of: Carrying,
  failed: PlannedMessage | undefined,
): Done => {
  const at = secondsOf(of.now)
  const said = (next: Change): Done => ({ change: next, reason: of.because })
  switch (remedy.action) {
    case 'retry': {
      if (!failed) return said(change)
      if (remedy.after !== 'step') return said(again(change, enrollment, failed, at + remedy.after, of.now))
      const retry = retryOf(failed, stepOf(of.signal.version, failed.step, enrollment.id))
      return said(retry ? again(change, enrollment, retry.item, at + retry.seconds, of.now) : change)
    }
    case 'extend_delay':
      return said(
        failed ? again(change, enrollment, failed, otherHalf(change.head, at, openingRulesOf(failed, of.signal.rules)), of.now) : change,
      )
    case 'switch_channel':
      return switched(change, enrollment, remedy, of, failed)
    case 'retry_alternative':
      return said(byAlternative(change, enrollment, remedy.by, of, failed))
    case 'inject_step':
      return said(failed ? injected(change, enrollment, remedy.text, of, failed) : change)
    case 'enrich_contact':
      return said(asked(change, enrollment, remedy.address, of))
    case 'skip_and_advance':
      return said(skipped(change, enrollment, of, failed))
    default:
      return remedy satisfies never
  }
}

const byAlternative = (
  change: Change,
  enrollment: LiveEnrollment,
  by: AddressKind | 'sender',
  of: Carrying,
  failed: PlannedMessage | undefined,
): Change => {
  const { signal, now } = of
  if (by === 'sender') {
    const sender = otherSender(signal.rules.smsSenders ?? [], enrollment.senders?.sms)
    if (sender === null) return change
    const bound: LiveEnrollment = { ...enrollment, senders: { ...enrollment.senders, sms: sender } }
    return failed ? again(withEnrollment(change, bound), bound, failed, secondsOf(now), now) : withEnrollment(change, bound)
  }
  const other = signal.alternatives?.[by]
  return other ? adopted(change, by, other, { enrollmentId: enrollment.id, step: failed?.step ?? null, rules: signal.rules }, now) : change
}

/** The text goes at once; a call that is placed again stands behind it. */
const injected = (
  change: Change,
  enrollment: LiveEnrollment,
  text: Extract<Remedy, { action: 'inject_step' }>['text'],
  of: Carrying,
  failed: PlannedMessage,
): Change => {
  const step = stepOf(of.signal.version, failed.step, enrollment.id)
  const item = injectedItem(
    enrollment.plan,
    { text, of: failed.step, approved: step !== undefined && needsApproval(step) },
    secondsOf(of.now),
  )
  if (!item) return change
  const at = enrollment.plan.findIndex((other) => other.step === failed.step) + (of.isAgain ? 0 : 1)
  const plan = enrollment.plan.toSpliced(at, 0, item)
  return after(withEnrollment(change, { ...enrollment, plan }), ...scheduleAll(enrollment.id, item, of.now))
}

const asked = (change: Change, enrollment: LiveEnrollment, address: AddressKind, { signal, now }: Carrying): Change => {
  const at = secondsOf(now)
  const asking = { failure: signal.failure, step: signal.step, until: at + enrichmentSeconds }
  const enrichment = { ...enrollment.enrichment, [address]: asking }
  return withEnrollment(change, { ...enrollment, enrichment })
}

/** What is held for the failure is over. What had left stays as it is. */
const skipped = (change: Change, enrollment: LiveEnrollment, { signal }: Carrying, failed: PlannedMessage | undefined): Change =>
  enrollment.plan.reduce((sofar, item) => {
    const isFailed = item.step === failed?.step && item.state === 'held' && item.reason === 'delivery_failed'
    if (!isFailed && !waitingFor(enrollment, signal.failure).includes(item)) return sofar
    const { heldAt: _held, ...rest } = item
    const isDead = addressKindOf(channelOf(item)) === 'email' || sofar.head.addresses.phone?.dead !== undefined
    const over: PlannedMessage = isFailed
      ? { ...rest, state: 'failed', reason: 'refused_permanent' }
      : { ...rest, state: 'skipped', reason: isDead ? 'address_dead' : 'healed_away' }
    const row = messageRow(sofar.head, enrollment, over, { status: over.state === 'failed' ? 'failed' : 'skipped', attempts: [] })
    return before(withMessage(sofar, enrollment.id, over), { kind: 'put_message', row })
  }, change)
