/**
 * A text that a person writes for one message, in place of its step's template: a draft that is approved by being written. The head keeps its
 * hash and the draft stands with that very commit, so that whatever races with it, one whole text leaves or none.
 */
import type { ContactHead, Draft, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { asItLeaves, flawOf } from '../draft.ts'
import type { Decision, Effect, RefusalReason } from '../effect.ts'
import type { MessageReason } from '../message.ts'
import { isResolved } from '../plan.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { before, changed, isoOf, liveOf, refused, startChange, withMessage } from './change.ts'
import { released } from './release.ts'
import { steered } from './steer.ts'

type On<K extends Signal['kind']> = Extract<Signal, { kind: K }>

export const messageEdited = (head: ContactHead, signal: On<'message_edited'>, now: number): Decision => {
  const found = waiting(head, signal)
  if (found.kind === 'refused') return refused(found.reason)
  const { enrollment, item } = found
  const draft: Draft = { ...asItLeaves(head, item, signal.draft), status: 'approved', decidedBy: signal.by, decidedAt: isoOf(now) }
  const flaw = flawOf(draft)
  if (flaw) return refused(flaw, flaw === 'draft_incomplete' ? draft.missing.join(', ') || undefined : undefined)
  const { draftAt: _remade, ...rest } = item
  const written: PlannedMessage = { ...rest, edited: true, approval: 'approved', approved: draft.hash }
  return changed(told(put(startChange(head), draft), enrollment, written, { what: 'written by hand', by: signal.by }, now))
}

/** The step's own template leaves again; the person's text stays on record only. */
export const messageRestored = (head: ContactHead, signal: On<'message_restored'>, now: number): Decision => {
  const found = waiting(head, signal)
  if (found.kind === 'refused') return refused(found.reason)
  const { enrollment, item } = found
  if (!item.edited) return refused('nothing_to_do')
  const { edited: _edited, approval: _approval, approved: _approved, draftAt: _remade, ...own } = item
  const { decidedBy: _by, decidedAt: _at, ...draft } = signal.draft
  const closed: Draft = { ...draft, status: 'dismissed', revision: draft.revision + 1 }
  return changed(told(put(startChange(head), closed), enrollment, own, { what: 'taken from the template again', by: signal.by }, now))
}

const put = (change: Change, draft: Draft): Change => before(change, { kind: 'put_draft', draft, joint: true } satisfies Effect)

/** The message with its new text, on its way again where its old one held it. */
const told = (
  change: Change,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  { what, by }: { what: string; by: string },
  now: number,
): Change => {
  const changing = withMessage(change, enrollment.id, item)
  const live = liveOf(changing.head, enrollment.id) ?? enrollment
  const held = item.state === 'held' && item.reason !== undefined && forItsText.has(item.reason)
  return steered(held ? released(changing, live, item, now) : changing, enrollment, { what: `text of step ${item.step} ${what}`, by }, now)
}

/** What another text may be the answer to. */
const forItsText: ReadonlySet<MessageReason> = new Set<MessageReason>([
  'missing_merge_value',
  'template_error',
  'text_too_long',
  'approval_pending',
])

type Found = { kind: 'found'; enrollment: LiveEnrollment; item: PlannedMessage } | { kind: 'refused'; reason: RefusalReason }

/** A message that has not left, and whose step leaves its text to the template. */
const waiting = (head: ContactHead, { enrollmentId, step }: { enrollmentId: string; step: string }): Found => {
  const enrollment = liveOf(head, enrollmentId)
  if (!enrollment) return { kind: 'refused', reason: 'not_enrolled' }
  const item = enrollment.plan.find((other) => other.step === step)
  if (!item) return { kind: 'refused', reason: 'no_such_step' }
  if (item.state === 'claimed') return { kind: 'refused', reason: 'claim_in_flight' }
  if (isResolved(item)) return { kind: 'refused', reason: 'already_resolved' }
  if (!item.edited && (item.approval !== undefined || item.draftAt !== undefined)) return { kind: 'refused', reason: 'has_draft' }
  return { kind: 'found', enrollment, item }
}
