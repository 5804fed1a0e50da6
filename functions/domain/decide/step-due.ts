/** A step's time has come: every check on the head just read, then a claim with its one send, a task for a person, or a reason why not. */
import { countsAsTouch, type Channel } from '../channel.ts'
import { handedOver } from '../composed.ts'
import type { ContactHead, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { lateSeconds } from '../departure.ts'
import type { Decision, OutgoingMessage } from '../effect.ts'
import { mailingSender } from '../email-sender.ts'
import type { Gates } from '../gates.ts'
import { askGates, variantOf } from '../gates.ts'
import { messageIdOf } from '../ids.ts'
import { stepOf } from '../injected.ts'
import { messageRow } from '../message-row.ts'
import { channelOf, frontOf, isAskedAgain, isResolved, moveBehind, moveTo, withItem } from '../plan.ts'
import { recipientOf } from '../recipient.ts'
import type { SendContext, Signal } from '../signal.ts'
import { textingSender } from '../sms-sender.ts'
import { mergeVariables } from '../template.ts'
import { referencesOf } from '../thread.ts'
import type { ChosenVariant } from '../variants.ts'
import { localDate } from '../windows.ts'
import type { Change } from './change.ts'
import {
  after,
  before,
  changed,
  handOver,
  isoOf,
  liveOf,
  refused,
  scheduleAll,
  secondsOf,
  startChange,
  unscheduleAll,
  withEnrollment,
  withHead,
  withMessage,
  withMoved,
} from './change.ts'
import { published } from './publish-message.ts'
import { closeGate } from './close-gate.ts'
import { aheadOf } from './turn.ts'

/** A firing this much ahead of its due time (seconds) is due; one further ahead re-arms itself. */
const earlySeconds = 5

export const stepDue = (head: ContactHead, signal: Extract<Signal, { kind: 'step_due' }>, now: number): Decision => {
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  const item = enrollment.plan.find((other) => other.step === signal.step)
  if (!item) return refused('no_such_step')
  if (item.rev !== signal.revision) return refused('stale_revision')
  if (isResolved(item)) return refused('already_resolved')
  if (item.state === 'claimed') return { kind: 'unchanged', after: [], reason: 'claim_in_flight' }
  if (item.state === 'held' && !isAskedAgain(item)) return refused('nothing_to_do', item.reason)
  if (enrollment.status === 'paused') return refused('enrollment_paused', enrollment.pauseReason)
  if (item.due - secondsOf(now) > earlySeconds)
    return { kind: 'unchanged', after: scheduleAll(enrollment.id, item, now), reason: 'not_due_yet' }
  if (frontOf(enrollment) !== item) return { kind: 'unchanged', after: [], reason: 'predecessor_unresolved' }
  if (head.inFlight) return { kind: 'unchanged', after: [], reason: 'claim_in_flight' }
  const first = aheadOf(head, item, secondsOf(now))
  if (first) return { kind: 'unchanged', after: [handOver(first.enrollmentId, first.item)], reason: 'not_its_turn' }
  return atTheGates(head, enrollment, item, signal.context, now)
}

const atTheGates = (head: ContactHead, enrollment: LiveEnrollment, item: PlannedMessage, context: SendContext, now: number): Decision => {
  const change = startChange(head)
  const step = stepOf(context.version, item.step, enrollment.id)
  if (!step)
    return closeGate(change, enrollment, item, context, { verdicts: [], closing: { becomes: 'skipped', reason: 'step_removed' } }, now)
  const at = secondsOf(now)
  const isEnd = item.until !== undefined && item.until > at && item.until - at <= earlySeconds
  // The time for which it waited is not lateness.
  const asked = item.state === 'held' ? { ...item, due: Math.max(item.due, Math.min(at, item.until ?? at)) } : item
  const gates = askGates({ head, enrollment, item: asked, step, context, at: isEnd ? (item.until ?? at) : at })
  const variant = variantOf({ item, step, draft: context.draft })
  if (!gates.open) return closeGate(change, enrollment, item, context, { ...gates, variant }, now)
  const free = onItsWay(change, enrollment, item, now)
  const channel = channelOf(item)
  const leaves = context.adapters[channel].byPerson || channel === 'linkedin' || channel === 'task' ? handToPerson : claim
  const left = leaves(free.change, free.enrollment, free.item, context, { ...gates, variant }, now)
  return changed(moveLate(left, enrollment.id, free.item, now), gates.verdicts)
}

/** What has waited is due now, as a revision of its own, and what follows keeps its distance to it. */
const onItsWay = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  now: number,
): { change: Change; enrollment: LiveEnrollment; item: PlannedMessage } => {
  const { heldAt: _held, until: _until, draftAt: _draft, ...rest } = item
  const free: PlannedMessage = { ...rest, state: 'scheduled' }
  if (item.state !== 'held') return { change, enrollment, item: free }
  const { plan, moved } = moveTo(withItem(enrollment.plan, free), item.step, secondsOf(now))
  const behind = withMoved(change, enrollment, { plan, moved: moved.slice(1) }, now)
  const { reason: _waited, ...mine } = plan.find(({ step }) => step === item.step) ?? free
  return {
    change: after(behind, ...unscheduleAll(enrollment.id, item)),
    enrollment: { ...enrollment, plan },
    item: mine,
  }
}

/** `variant`: in whose words the message is. */
type OpenGates = Extract<Gates, { open: true }> & { variant: ChosenVariant | undefined }

/** One plain commit: sent to a person, with an open task. */
const handToPerson = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  gates: OpenGates,
  now: number,
): Change => {
  const adapter = context.adapters[channelOf(item)]
  const sent = withMessage(counted(change, item, now), enrollment.id, { ...item, state: 'sent' })
  const row = messageRow(change.head, enrollment, item, {
    status: 'sent',
    sentAt: isoOf(now),
    ...(gates.content.subject === undefined ? {} : { subject: gates.content.subject }),
    body: gates.content.body,
    ...(gates.variant ? { variant: gates.variant } : {}),
    adapter: adapter.name,
    task: { state: 'open' },
    attempts: [
      ...(context.previous?.attempts ?? []),
      {
        id: context.attemptId,
        startedAt: isoOf(now),
        completedAt: isoOf(now),
        adapter: adapter.name,
        outcome: 'accepted',
        detail: 'handed to a person',
        revision: item.rev,
        verdicts: gates.verdicts,
      },
    ],
  })
  const handed = before(sent, { kind: 'put_message', row })
  return published(handed, enrollment, item, context.rules, { detailType: 'Task Created', at: isoOf(now) })
}

/** The last act before the provider's one request. */
const claim = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  gates: OpenGates,
  now: number,
): Change => {
  const day = countsAsTouch(channelOf(item)) ? localDate(secondsOf(now), change.head.timeZone) : ''
  const { reason: _moved, ...rest } = item
  const claimed: PlannedMessage = { ...rest, ...(item.via && item.reason ? { reason: item.reason } : {}), state: 'claimed' }
  const inFlight = {
    enrollmentId: enrollment.id,
    step: item.step,
    attemptId: context.attemptId,
    at: now,
    touchDay: day,
    adapter: context.adapters[channelOf(item)].name,
    ...(gates.variant ? { variant: gates.variant } : {}),
  }
  const from = senderOf(enrollment, item, context)
  const bound = withSender(counted(change, item, now), enrollment.id, item, from)
  return after(withHead(withMessage(bound, enrollment.id, claimed), { inFlight }), {
    kind: 'send',
    message: { ...outgoing(change.head, enrollment, item, context, gates), ...(from === undefined ? {} : { from }) },
    verdicts: gates.verdicts,
  })
}

/** The number that a text comes from, or the address of a mail; undefined where the tenant names none. */
const senderOf = (enrollment: LiveEnrollment, item: PlannedMessage, { rules, owner }: SendContext): string | undefined => {
  const channel = channelOf(item)
  if (channel === 'email') return mailingSender(rules.emailSenders ?? [], enrollment, owner)
  return channel === 'sms' ? textingSender(rules.smsSenders ?? [], enrollment) : undefined
}

/** The enrollment keeps to the number of its first text, and to the address of its first mail. */
const withSender = (change: Change, enrollmentId: string, item: PlannedMessage, from: string | undefined): Change => {
  const live = liveOf(change.head, enrollmentId)
  const channel = channelOf(item)
  if (!live || from === undefined || (channel !== 'sms' && channel !== 'email') || live.senders?.[channel] === from) return change
  return withEnrollment(change, { ...live, senders: { ...live.senders, [channel]: from } })
}

const outgoing = (
  head: ContactHead,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  gates: OpenGates,
): OutgoingMessage => {
  const recipient = recipientOf(head, item)
  if (!recipient) throw new Error('the address gate let a message pass that has no recipient')
  const { subject, body } = gates.content
  const earlier = (context.previous?.attempts ?? []).filter(({ outcome }) => outcome === 'accepted').length
  const references = referencesOf(enrollment.thread)
  return {
    messageId: messageIdOf(enrollment.id, item.n),
    attemptId: context.attemptId,
    enrollmentId: enrollment.id,
    sequenceId: enrollment.sequenceId,
    stepId: item.step,
    contactKey: head.key,
    channel: channelOf(item),
    ...recipient,
    ...(subject === undefined ? {} : { subject }),
    body,
    ...handedOver(channelOf(item), body, context),
    ...(channelOf(item) === 'email' && references.length > 0 ? { references } : {}),
    ...(gates.variant ? { variant: gates.variant } : {}),
    ...(earlier > 0 ? { earlier } : {}),
    ...conversationFor(channelOf(item), context),
  }
}

/** For whoever, or whatever, speaks to the person: what was said so far, and whom they speak to. */
const conversationFor = (
  channel: Channel,
  { conversation, profile, rules }: SendContext,
): Pick<OutgoingMessage, 'history' | 'variables'> => {
  if (channel !== 'call' || !conversation) return {}
  const known = mergeVariables(profile, rules)
  const who = (['first_name', 'last_name', 'full_name', 'company'] as const).flatMap((name) => {
    const value = known[name]
    return value === undefined ? [] : [[name, String(value)] as const]
  })
  return { history: conversation.lines, variables: { ...conversation.variables, ...Object.fromEntries(who) } }
}

/** The touch counted on the contact's local date; dates older than three days are let go. */
const counted = (change: Change, item: PlannedMessage, now: number): Change => {
  if (!countsAsTouch(channelOf(item))) return change
  const { timeZone, touches } = change.head
  const today = localDate(secondsOf(now), timeZone)
  const oldest = localDate(secondsOf(now) - 3 * 86_400, timeZone)
  const recent = Object.fromEntries(Object.entries(touches).filter(([day]) => day >= oldest))
  return withHead(change, { touches: { ...recent, [today]: (touches[today] ?? 0) + 1 } })
}

/** A message that leaves late takes what follows it along, so that an outage ends in no burst. */
const moveLate = (change: Change, enrollmentId: string, item: PlannedMessage, now: number): Change => {
  const late = secondsOf(now) - item.due
  const enrollment = liveOf(change.head, enrollmentId)
  return enrollment && late > lateSeconds ? withMoved(change, enrollment, moveBehind(enrollment.plan, item.step, late), now) : change
}
