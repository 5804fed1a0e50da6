/** An enrollment's plan on another version of its sequence: each message keeps its place by step id. Times in epoch seconds. */
import type { LiveEnrollment, PlannedMessage } from './contact.ts'
import type { MessageReason } from './message.ts'
import { draftMoved, isResolved, planOf } from './plan.ts'
import type { SequenceVersion, Step } from './sequence.ts'
import { stepWindowText } from './step-window.ts'
import { wordedFor } from './variants.ts'

export interface Rebased {
  /** In the new version's order; what it has no more stands behind what it stood behind. */
  plan: PlannedMessage[]
  /** Kept messages whose time or content changed: their revision went up by one. */
  moved: PlannedMessage[]
  /** New messages that are still to come, and those that the enrollment has passed already. */
  added: PlannedMessage[]
  past: PlannedMessage[]
  /** Messages still to come whose step is gone. */
  removed: PlannedMessage[]
}

/**
 * A kept message takes its step's new delay and the shift that it already had (a pause, a late start); a new one the shift of what it stands
 * before. Nothing is moved to before `at`, and what follows keeps its distance. `from` is the version that the plan is of; null where it is not
 * known, and then kept messages keep their times. Worked, at day 5: due days 7 and 14, new delays 2 and 4 days: due days 5 and 7.
 */
export const rebase = (enrollment: LiveEnrollment, to: SequenceVersion, from: SequenceVersion | null, at: number): Rebased => {
  const began = Math.floor(Date.parse(enrollment.enrolledAt) / 1000)
  const fresh = planOf(to, began)
  // Of a step that was switched off meanwhile and is on again: it comes as a new one, after the revisions that it had.
  const dropped = new Map(enrollment.plan.filter(isDropped).map((item) => [item.step, item]))
  const kept = new Map(enrollment.plan.filter((item) => !isDropped(item)).map((item) => [item.step, item]))
  const staying = new Set(fresh.map(({ step }) => step))
  const gone = enrollment.plan.filter(({ step }) => !staying.has(step))
  const front = fresh.findIndex(({ step }) => kept.has(step) && !hasLeft(kept.get(step)))
  // What a person skipped further on is no place that it stands at.
  const stands = fresh.slice(0, front < 0 ? fresh.length : front).findLastIndex(({ step }) => hasLeft(kept.get(step)))
  const shift = shiftsOf(fresh, kept, from, began)
  const rebased: Rebased = {
    plan: [],
    moved: [],
    added: [],
    past: [],
    // What healing put in belongs to no version, and stays where it stands.
    removed: gone.filter((item) => !isResolved(item) && item.state !== 'claimed' && !item.injected),
  }
  let extra = 0
  let floor = Number.NEGATIVE_INFINITY
  for (const [index, next] of fresh.entries()) {
    const item = kept.get(next.step)
    if (item && (isResolved(item) || item.state === 'claimed')) {
      if (item.state === 'claimed') floor = Math.max(floor, item.due)
      rebased.plan.push(item)
      continue
    }
    const wanted = next.due + (shift[index] ?? 0) + extra
    const first = floor === Number.NEGATIVE_INFINITY
    if (!item && (index < stands || (first && wanted < at))) {
      const before = dropped.get(next.step)
      if (before) {
        rebased.plan.push(before)
        continue
      }
      const past: PlannedMessage = { ...next, due: wanted, state: 'skipped', reason: 'step_past' }
      rebased.past.push(past)
      rebased.plan.push(past)
      continue
    }
    const edited = item !== undefined && isEdited(stepIn(from, item.step), stepIn(to, item.step), enrollment.id)
    const freed = item !== undefined && edited && isFreed(item, next)
    const due = Math.max(item && wanted === item.due && !freed ? wanted : Math.max(wanted, at), floor)
    extra += due - wanted
    floor = due
    const rev = (dropped.get(next.step)?.rev ?? 0) + 1
    const planned = item ? replanned(item, next, { due, edited, freed }) : { ...dueAt(next, due), rev }
    rebased.plan.push(planned)
    if (!item) rebased.added.push(planned)
    else if (planned !== item) rebased.moved.push(planned)
  }
  return { ...rebased, plan: gone.reduce((plan, item) => withGone(plan, item, enrollment.plan), rebased.plan) }
}

/** A message of `before` at its place behind the one that it followed there. */
const withGone = (plan: readonly PlannedMessage[], item: PlannedMessage, before: readonly PlannedMessage[]): PlannedMessage[] => {
  const ahead = before[before.findIndex(({ step }) => step === item.step) - 1]
  return plan.toSpliced(plan.findIndex(({ step }) => step === ahead?.step) + 1, 0, item)
}

const isDropped = ({ state, reason }: PlannedMessage): boolean => state === 'skipped' && reason === 'step_removed'

const hasLeft = (item: PlannedMessage | undefined): boolean => item !== undefined && (isResolved(item) || item.state === 'claimed')

const stepIn = (version: SequenceVersion | null, id: string): Step | undefined => version?.steps.find((step) => step.id === id)

/** Seconds by which each message is off its step's delay: its own where it is kept, else that of what follows it, else of what goes before. */
const shiftsOf = (
  fresh: readonly PlannedMessage[],
  kept: ReadonlyMap<string, PlannedMessage>,
  from: SequenceVersion | null,
  began: number,
): number[] => {
  const own = fresh.map((next) => {
    const item = kept.get(next.step)
    if (!item || isResolved(item)) return undefined
    const was = stepIn(from, item.step)
    return item.due - (was ? began + was.delayMinutes * 60 : next.due)
  })
  const before = own.findLast((seconds) => seconds !== undefined) ?? lastShift(kept, from, began)
  return own.map((seconds, index) => seconds ?? own.slice(index).find((later) => later !== undefined) ?? before)
}

/** Where nothing is still to come: by how much the last message was off. */
const lastShift = (kept: ReadonlyMap<string, PlannedMessage>, from: SequenceVersion | null, began: number): number =>
  Math.max(
    0,
    ...[...kept.values()]
      .map((item) => item.due - (began + (stepIn(from, item.step)?.delayMinutes ?? Number.NaN) * 60))
      .filter(Number.isFinite),
  )

const contentFields = [
  'channel',
  'subject',
  'body',
  'smsText',
  'condition',
  'brief',
  'contentType',
  'approval',
  'draftLeadMinutes',
] as const

/** In the words that this enrollment gets. A step of which it is not known what it was counts as edited. */
const isEdited = (was: Step | undefined, is: Step | undefined, enrollmentId: string): boolean => {
  const [before, after] = [was, is].map((step) => step && wordedFor(step, enrollmentId))
  return contentFields.some((field) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]))
}

/** What holds a message for a reason that has nothing to do with what it says. */
const holdsOn: ReadonlySet<MessageReason | undefined> = new Set<MessageReason | undefined>([
  'sequence_paused',
  'sending_stopped',
  'channel_stopped',
])
const addressFailed: ReadonlySet<MessageReason | undefined> = new Set<MessageReason | undefined>(['address_bounced', 'address_dead'])

/** Held for what it said, or for an address that it needs no more: its gates are asked again. */
const isFreed = (item: PlannedMessage, next: PlannedMessage): boolean =>
  item.state === 'held' && !holdsOn.has(item.reason) && !(addressFailed.has(item.reason) && item.channel === next.channel)

const replanned = (
  item: PlannedMessage,
  next: PlannedMessage,
  { due, edited, freed }: { due: number; edited: boolean; freed: boolean },
): PlannedMessage => {
  if (!edited) {
    const hasSameHours = stepWindowText(item.window ?? {}) === stepWindowText(next.window ?? {})
    if (due === item.due && hasSameHours) return item
    const { window: _old, ...rest } = item
    const own = next.window ? { window: next.window } : {}
    return { ...rest, ...own, due, rev: item.rev + 1, ...draftMoved(item, due - item.due) }
  }
  const moved = dueAt(next, due)
  const { via, reason, heldAt, lacks, deferred, respaced } = item
  const held = item.state === 'held' && !freed
  return {
    ...moved,
    rev: item.rev + 1,
    state: held ? 'held' : 'scheduled',
    ...(held && reason ? { reason } : {}),
    ...(held && heldAt !== undefined ? { heldAt } : {}),
    ...(held && lacks ? { lacks } : {}),
    ...(via && item.channel === next.channel ? { via, ...(reason ? { reason } : {}) } : {}),
    ...(deferred ? { deferred } : {}),
    ...(respaced ? { respaced } : {}),
    ...(next.draftAt === undefined ? byHand(item) : {}),
  }
}

/** What a person wrote for this message stands, whatever its step says now; where that asks for an approval, a draft of it is made anew. */
const byHand = ({ edited, approval, approved, draftAt }: PlannedMessage): Partial<PlannedMessage> =>
  edited
    ? {
        edited,
        ...(approval === undefined ? {} : { approval }),
        ...(approved === undefined ? {} : { approved }),
        ...(draftAt === undefined ? {} : { draftAt }),
      }
    : {}

const dueAt = (next: PlannedMessage, due: number): PlannedMessage => ({ ...next, due, ...draftMoved(next, due - next.due) })
