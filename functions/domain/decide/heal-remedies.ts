/** The remedies of the healing table, carried out on one enrollment's plan. */
import type { AddressKind, Channel, ConsentChannel } from '../channel.ts'
import { addressKindOf } from '../channel.ts'
import type { HealingAction, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { channelFor } from '../healing/adapt.ts'
import type { Facts, Remedy } from '../healing/facts.ts'
import { withAction } from '../healing/note.ts'
import { otherHalf } from '../healing/other-half.ts'
import { waitingFor } from '../healing/waiting.ts'
import { injectedItem, stepOf } from '../injected.ts'
import { messageRow } from '../message-row.ts'
import { channelOf, isResolved, moveTo, withItem } from '../plan.ts'
import { needsApproval } from '../sequence.ts'
import type { Signal } from '../signal.ts'
import { otherSender } from '../sms-sender.ts'
import { adopted } from './adopt-address.ts'
import type { Change } from './change.ts'
import { after, before, liveOf, scheduleAll, secondsOf, withEnrollment, withMessage, withMoved } from './change.ts'
import { finish } from './finish.ts'
import { again } from './send-again.ts'
import { retryOf } from './retry.ts'

/** Seconds for which an answer of a source is waited for. */
export const enrichmentSeconds = 86_400

export interface Case {
  enrollmentId: string
  signal: Extract<Signal, { kind: 'heal' }>
  facts: Facts
  /** Epoch milliseconds. */
  now: number
}

interface Carrying extends Case {
  because: string
  /** The failed message is tried again by another remedy. */
  isAgain: boolean
  note: (reason: string) => HealingAction
}

export interface Done {
  change: Change
  reason: string
}

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
      const retry = retryOf(failed, stepOf(of.signal.version, failed.step))
      return said(retry ? again(change, enrollment, retry.item, at + retry.seconds, of.now) : change)
    }
    case 'extend_delay':
      return said(failed ? again(change, enrollment, failed, otherHalf(change.head, at, of.signal.rules), of.now) : change)
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

/** Each message keeps its time, or its distance from now; one that waits for something else goes on waiting for it. */
const switched = (
  change: Change,
  enrollment: LiveEnrollment,
  { from, to, what }: Extract<Remedy, { action: 'switch_channel' }>,
  of: Carrying,
  failed: PlannedMessage | undefined,
): Done => {
  const { signal, facts } = of
  const waiting = new Set(waitingFor(enrollment, signal.failure).map(({ step }) => step))
  const isMeant = (item: PlannedMessage): boolean => {
    if (!from.some((channel) => channel === channelOf(item)) || item.state === 'claimed') return false
    const isFailed = item.step === failed?.step
    if (isFailed && (what !== 'remaining' || waiting.has(item.step))) return item.state !== 'skipped' && item.state !== 'cancelled'
    return what !== 'this' && !isResolved(item)
  }
  const meant = enrollment.plan.filter(isMeant).map(({ step }) => step)
  const went: Channel[] = []
  const moved = meant.reduce((sofar, id) => {
    const live = liveOf(sofar.head, enrollment.id)
    const item = live?.plan.find(({ step }) => step === id)
    const step = stepOf(signal.version, id)
    if (!live || !item || !step) return sofar
    const via = channelFor(step, to, { profile: signal.profile, rules: signal.rules, closed: facts.closed })
    went.push(via)
    return onto(sofar, live, item, via, waiting.has(id) || id === failed?.step, of.now)
  }, change)
  const live = liveOf(moved.head, enrollment.id)
  const usual = went.find((one) => one !== 'task') ?? went[0] ?? to[0]
  const overrides = what === 'this' || !usual ? {} : Object.fromEntries(from.map((channel) => [channel, usual]))
  const overridden = live ? withEnrollment(moved, { ...live, overrides: { ...live.overrides, ...overrides } }) : moved
  return { change: overridden, reason: `${of.because}: ${wentText(went)}` }
}

const onto = (change: Change, enrollment: LiveEnrollment, item: PlannedMessage, to: Channel, isFree: boolean, now: number): Change => {
  const { via: _via, ...rest } = item
  const way = to === item.channel ? {} : { via: to }
  if (item.state === 'held' && !isFree) return withMessage(change, enrollment.id, { ...rest, ...way })
  const { heldAt: _held, tries: _tries, triedAt: _triedAt, attempt: _attempt, until: _until, ...free } = rest
  const moved: PlannedMessage = { ...free, ...way, state: 'scheduled', reason: to === 'task' ? 'short_form_missing' : 'healing' }
  const due = isFree ? secondsOf(now) : item.due
  const keep = isResolved(item) ? 'order' : 'distance'
  return withMoved(change, enrollment, moveTo(withItem(enrollment.plan, moved), item.step, due, keep), now)
}

const labels: Record<ConsentChannel, string> = { email: 'email', sms: 'SMS', call: 'a call' }

const wentText = (went: readonly Channel[]): string => {
  const tasks = went.filter((channel) => channel === 'task').length
  const parts = (['sms', 'email', 'call'] as const).flatMap((channel) => {
    const count = went.filter((one) => one === channel).length
    return count > 0 ? [`${counted(count)} moved to ${labels[channel]}`] : []
  })
  const made = tasks > 0 ? [`${counted(tasks)} without a text for it became a task`] : []
  return [...parts, ...made].join(', ') || 'nothing remains to be moved'
}

const counted = (count: number): string => `${count} message${count === 1 ? '' : 's'}`

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
  const step = stepOf(of.signal.version, failed.step)
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
