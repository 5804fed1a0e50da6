/** A gate closed: the message is skipped, held, moved or healed, and its row says which gate and why. */
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import { lateSeconds } from '../departure.ts'
import type { Decision } from '../effect.ts'
import type { Closing } from '../gates.ts'
import type { GateVerdict, MessageReason } from '../message.ts'
import { failureOf } from '../healing/waiting.ts'
import { messageRow } from '../message-row.ts'
import { channelOf, isResolved, moveTo, withItem } from '../plan.ts'
import type { SendContext } from '../signal.ts'
import type { ChosenVariant } from '../variants.ts'
import type { Change } from './change.ts'
import { after, before, changed, isoOf, scheduleAll, secondsOf, unscheduleAll, withMessage, withMoved } from './change.ts'
import { finish } from './finish.ts'
import { passedOver } from './lifecycle.ts'

export const closeGate = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  { verdicts, closing, variant }: Answered & { closing: Closing },
  now: number,
): Decision => {
  if (waitsOn(item, closing))
    return { kind: 'unchanged', after: item.until === undefined ? [] : scheduleAll(enrollment.id, item, now), reason: 'not_due_yet' }
  return changed(closed(change, enrollment, item, context, { verdicts, variant }, closing, now), verdicts)
}

/** What the gates said, and in whose words the message was. */
interface Answered {
  verdicts: GateVerdict[]
  variant?: ChosenVariant | undefined
}

/** Asked again, it waits for the same thing as before. */
const waitsOn = (item: PlannedMessage, closing: Closing): boolean =>
  item.state === 'held' &&
  closing.becomes === 'held' &&
  item.reason === closing.reason &&
  item.until === closing.until &&
  closing.reason !== 'approval_pending'

const closed = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  answered: Answered,
  closing: Closing,
  now: number,
): Change => {
  switch (closing.becomes) {
    case 'end':
      return finish(change, enrollment, closing.exit, now, closing.exit === 'bounced' ? 'the address is known not to work' : undefined)
    case 'later':
      return moved(change, enrollment, item, context, answered, closing, now)
    case 'skipped':
      return skipped(change, enrollment, item, context, answered, closing.reason, now)
    case 'past':
      return branched(change, enrollment, item, context, answered, closing, now)
    case 'held':
      return held(change, enrollment, item, context, answered, closing, now)
    case 'heal': {
      const waiting: PlannedMessage = { ...item, state: 'held', reason: closing.reason, heldAt: secondsOf(now) }
      const kept = withRow(withMessage(change, enrollment.id, waiting), enrollment, waiting, context, answered, now)
      return after(kept, {
        kind: 'heal',
        enrollmentId: enrollment.id,
        step: item.step,
        failure: failureOf(enrollment, waiting),
      })
    }
    default:
      return closing satisfies never
  }
}

/** What follows keeps its distance, unless the channel only pauses for a moment. */
const moved = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  answered: Answered,
  { reason, due }: Extract<Closing, { becomes: 'later' }>,
  now: number,
): Change => {
  const { heldAt: _held, ...rest } = item
  const moving: PlannedMessage = {
    ...rest,
    state: 'scheduled',
    reason,
    ...(reason === 'touch_limit' ? { deferred: true } : {}),
    ...(reason === 'sender_cap' ? { cappedAt: item.cappedAt ?? secondsOf(now) } : {}),
    ...(reason === 'overdue_respaced' ? { respaced: true } : {}),
  }
  const keep = reason === 'channel_throttled' && due - item.due <= lateSeconds ? 'order' : 'distance'
  const next = moveTo(withItem(enrollment.plan, moving), item.step, due, keep)
  const later = next.plan.find(({ step }) => step === item.step) ?? moving
  return withRow(withMoved(change, enrollment, next, now), enrollment, later, context, answered, now, item.rev)
}

const skipped = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  answered: Answered,
  reason: MessageReason,
  now: number,
): Change => {
  const { heldAt: _held, until: _until, draftAt: _draft, ...rest } = item
  const passed: PlannedMessage = { ...rest, state: 'skipped', reason }
  const kept = withRow(withMessage(change, enrollment.id, passed), enrollment, passed, context, answered, now)
  return after(kept, ...unscheduleAll(enrollment.id, { ...item, state: 'held' }))
}

/**
 * Everything before the step that the branch leads to, or all that remains where it leads to the end: that comes as after a last step. A step
 * that is not there any more, or over, leaves only this one out.
 */
const branched = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  answered: Answered,
  { to, reason }: Extract<Closing, { becomes: 'past' }>,
  now: number,
): Change => {
  const from = enrollment.plan.findIndex(({ step }) => step === item.step)
  const target = to === null ? enrollment.plan.length : enrollment.plan.findIndex((other) => other.step === to && !isResolved(other))
  const first = skipped(change, enrollment, item, context, answered, target > from ? reason : 'condition_not_met', now)
  const between = target > from ? enrollment.plan.slice(from + 1, target).filter((other) => !isResolved(other)) : []
  return between.reduce((sofar, other) => passedOver(sofar, enrollment, other, 'branched_past'), first)
}

/** One that waits until a stated time has an entry for it: a revision of its own, for the entry of its due time may still be there. */
const held = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  answered: Answered,
  { reason, until, draft, lacks }: Extract<Closing, { becomes: 'held' }>,
  now: number,
): Change => {
  const asks = reason === 'approval_pending'
  const { approved, approval, draftAt, until: _until, lacks: _lacked, ...rest } = item
  const waits: PlannedMessage = {
    ...rest,
    ...(asks ? { approval: 'pending' } : given({ approved, approval, draftAt })),
    state: 'held',
    reason,
    heldAt: secondsOf(now),
    ...(lacks ? { lacks } : {}),
    ...(until === undefined ? {} : { until, rev: until === item.until ? item.rev : item.rev + 1 }),
  }
  const kept = withRow(withMessage(change, enrollment.id, waits), enrollment, waits, context, answered, now)
  const drafted = draft ? before(kept, { kind: 'put_draft', draft }) : kept
  const isFresh = waits.rev !== item.rev
  const old = asks || isFresh ? unscheduleAll(enrollment.id, { ...item, state: 'held' }) : []
  return after(drafted, ...old, ...(isFresh ? scheduleAll(enrollment.id, waits, now) : []))
}

const given = ({
  approved,
  approval,
  draftAt,
}: {
  [K in 'approved' | 'approval' | 'draftAt']: PlannedMessage[K] | undefined
}): Pick<PlannedMessage, 'approved' | 'approval' | 'draftAt'> => ({
  ...(approved === undefined ? {} : { approved }),
  ...(approval === undefined ? {} : { approval }),
  ...(draftAt === undefined ? {} : { draftAt }),
})

/** `asked`: the revision whose gates were asked, where the message has another one by now. */
const withRow = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  { verdicts, variant }: Answered,
  now: number,
  asked = item.rev,
): Change => {
  const { name, simulated } = context.adapters[channelOf(item)]
  const row = messageRow(change.head, enrollment, item, {
    status: item.state,
    simulated,
    adapter: name,
    ...(variant ? { variant } : {}),
    attempts: [
      ...(context.previous?.attempts ?? []),
      {
        id: context.attemptId,
        startedAt: isoOf(now),
        completedAt: isoOf(now),
        adapter: name,
        outcome: 'gated',
        ...(item.reason ? { detail: item.reason } : {}),
        revision: asked,
        verdicts,
      },
    ],
  })
  return before(change, { kind: 'put_message', row })
}
