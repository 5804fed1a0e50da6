/** A gate closed: the message is skipped, held, moved or healed, and its row says which gate and why. */
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Closing } from '../gates.ts'
import type { GateVerdict } from '../message.ts'
import { messageRow } from '../message-row.ts'
import { channelOf, moveTo, withItem } from '../plan.ts'
import type { SendContext } from '../signal.ts'
import type { Change } from './change.ts'
import { after, before, changed, isoOf, secondsOf, withMessage, withMoved } from './change.ts'
import { finish } from './finish.ts'

export const closeGate = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  { verdicts, closing }: { verdicts: GateVerdict[]; closing: Closing },
  now: number,
): Decision => changed(closed(change, enrollment, item, context, verdicts, closing, now), verdicts)

const closed = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  verdicts: GateVerdict[],
  closing: Closing,
  now: number,
): Change => {
  switch (closing.becomes) {
    case 'end':
      return finish(change, enrollment, closing.exit, now, closing.exit === 'bounced' ? 'the address is known not to work' : undefined)
    case 'later': {
      const moving: PlannedMessage = { ...item, reason: closing.reason, ...(closing.reason === 'touch_limit' ? { deferred: true } : {}) }
      return withMoved(change, enrollment, moveTo(withItem(enrollment.plan, moving), item.step, closing.due), now)
    }
    case 'skipped': {
      const skipped: PlannedMessage = { ...item, state: 'skipped', reason: closing.reason }
      return withRow(withMessage(change, enrollment.id, skipped), enrollment, skipped, context, verdicts, now)
    }
    case 'held':
    case 'heal': {
      const held: PlannedMessage = { ...item, state: 'held', reason: closing.reason, heldAt: secondsOf(now) }
      const kept = withRow(withMessage(change, enrollment.id, held), enrollment, held, context, verdicts, now)
      if (closing.becomes === 'held') return kept
      return after(kept, { kind: 'heal', enrollmentId: enrollment.id, step: item.step, failure: 'email_bounced_hard' })
    }
    default:
      return closing satisfies never
  }
}

const withRow = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  context: SendContext,
  verdicts: GateVerdict[],
  now: number,
): Change => {
  const { name, simulated } = context.adapters[channelOf(item)]
  const row = messageRow(change.head, enrollment, item, {
    status: item.state === 'held' ? 'held' : 'skipped',
    simulated,
    adapter: name,
    attempts: [
      ...(context.previous?.attempts ?? []),
      {
        id: context.attemptId,
        startedAt: isoOf(now),
        completedAt: isoOf(now),
        adapter: name,
        outcome: 'gated',
        ...(item.reason ? { detail: item.reason } : {}),
        revision: item.rev,
        verdicts,
      },
    ],
  })
  return before(change, { kind: 'put_message', row })
}
