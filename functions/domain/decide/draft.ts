/**
 * Drafts and what a person decides about them. The head's lock orders them: an approval is the hash that the plan keeps, so that whatever
 * the draft's own record says by then, no other text leaves. That record follows the head's commit.
 */
import type { ContactHead, Draft, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { asItLeaves, draftToApprove, flawOf, isEmpty } from '../draft.ts'
import type { Decision, Effect, RefusalReason } from '../effect.ts'
import { messageIdOf } from '../ids.ts'
import { stepOf } from '../injected.ts'
import { channelOf, isRemade, isResolved, speaksByDraft } from '../plan.ts'
import { recipientOf } from '../recipient.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, before, changed, isoOf, liveOf, livesOf, refused, scheduleAll, secondsOf, startChange, withMessage } from './change.ts'
import { passedOver } from './lifecycle.ts'
import { steered } from './steer.ts'

type On<K extends Signal['kind']> = Extract<Signal, { kind: K }>

/** Seconds ahead of its time at which a draft may be made. */
const earlySeconds = 5

/** A draft that was written before the commit was lost is taken as it is. */
export const draftDue = (head: ContactHead, { enrollmentId, step: stepId, revision, context }: On<'draft_due'>, now: number): Decision => {
  const enrollment = liveOf(head, enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  const item = enrollment.plan.find(({ step }) => step === stepId)
  if (!item) return refused('no_such_step')
  if (item.rev !== revision) return refused('stale_revision')
  if (isResolved(item) || item.state === 'claimed') return refused('already_resolved')
  if (item.draftAt === undefined) return refused('nothing_to_do')
  if (enrollment.status === 'paused' && !isRemade(item)) return refused('enrollment_paused', enrollment.pauseReason)
  if (item.draftAt - secondsOf(now) > earlySeconds)
    return { kind: 'unchanged', after: scheduleAll(enrollment.id, item, now), reason: 'not_due_yet' }
  const { draftAt: _made, ...rest } = item
  const step = stepOf(context.version, stepId, enrollmentId)
  if (!step || !speaksByDraft(item, step)) return changed(withMessage(startChange(head), enrollment.id, rest))
  const { draft, isNews } = draftToApprove({ head, enrollment, item, step, context }, now)
  const made = withMessage(startChange(head), enrollment.id, { ...rest, approval: 'pending' })
  return changed(isNews ? before(made, { kind: 'put_draft', draft }) : made)
}

/** Whatever was approved, this text was not. */
export const draftEdited = (head: ContactHead, signal: On<'draft_edited'>): Decision => {
  const found = openDraft(head, signal)
  if (found.kind === 'refused') return found
  if (isEmpty(signal.draft)) return refused('draft_empty')
  const { enrollment, item } = found
  const { approved: _void, ...rest } = item
  const put: Effect = { kind: 'put_draft', draft: asItLeaves(head, item, { ...signal.draft, status: 'pending' }) }
  if (item.approval === 'pending') return { kind: 'unchanged', after: [put], reason: 'nothing_to_do' }
  return changed(after(withMessage(startChange(head), enrollment.id, { ...rest, approval: 'pending' }), put))
}

/** Approves what would leave now, where that is the text that the person saw. */
export const draftApproved = (head: ContactHead, signal: On<'draft_approved'>, now: number): Decision => {
  const found = openDraft(head, signal)
  if (found.kind === 'refused') return found
  const { enrollment, item } = found
  const draft = asItLeaves(head, item, signal.draft)
  if (draft.hash !== signal.hash) return refused('draft_changed')
  const flaw = flawOf(draft)
  if (flaw) return refused(flaw, flaw === 'draft_incomplete' ? draft.missing.join(', ') || undefined : undefined)
  if (item.approval === 'approved' && item.approved === draft.hash) return { kind: 'unchanged', after: [], reason: 'nothing_to_do' }
  const { draftAt: _made, ...rest } = item
  const change = withMessage(startChange(head), enrollment.id, { ...rest, approval: 'approved', approved: draft.hash })
  const put: Effect = { kind: 'put_draft', draft: decided(draft, 'approved', signal.by, now) }
  return changed(steered(after(change, put), enrollment, { what: `text of step ${item.step} approved`, by: signal.by }, now))
}

export const draftDismissed = (head: ContactHead, signal: On<'draft_dismissed'>, now: number): Decision => {
  const found = openDraft(head, signal)
  if (found.kind === 'refused') return found
  const { by, reason } = signal
  const { approved: _void, ...item } = found.item
  const change = passedOver(startChange(head), found.enrollment, { ...item, approval: 'dismissed' }, 'draft_dismissed')
  const put: Effect = { kind: 'put_draft', draft: decided(signal.draft, 'dismissed', by, now) }
  return changed(steered(after(change, put), found.enrollment, { what: `draft of step ${item.step} dismissed`, by, reason }, now))
}

/**
 * Whatever gave a message another recipient or channel, its approval was for the one before: it waits for a person again, and its draft is
 * made anew.
 */
export const voided = (was: ContactHead | null, change: Change, now: number): Change =>
  livesOf(change.head).reduce((sofar, enrollment) => {
    const before = was?.enrollments.find(({ id }) => id === enrollment.id)
    return enrollment.plan.reduce((voiding, item) => {
      const old = before?.plan.find(({ step }) => step === item.step)
      if (!was || !old || item.approval !== 'approved' || item.approved !== old.approved) return voiding
      if (isResolved(item) || item.state === 'claimed' || isSameWay({ head: was, item: old }, { head: change.head, item })) return voiding
      const { approved: _void, ...rest } = item
      return withMessage(voiding, enrollment.id, { ...rest, approval: 'pending', draftAt: secondsOf(now) })
    }, sofar)
  }, change)

type Way = { head: ContactHead; item: PlannedMessage }
const isSameWay = (one: Way, other: Way): boolean =>
  channelOf(one.item) === channelOf(other.item) && recipientOf(one.head, one.item)?.to === recipientOf(other.head, other.item)?.to

/** The drafts that waited for a person and whose messages are over with this change, whatever ended them. */
export const draftsOver = (was: ContactHead | null, is: ContactHead): Effect[] =>
  (was?.enrollments ?? []).flatMap((enrollment) => {
    const live = is.enrollments.find(({ id }) => id === enrollment.id)
    const waited = enrollment.plan.filter((item) => item.approval === 'pending' && !isResolved(item))
    return waited.flatMap((item): Effect[] => {
      const now = live?.plan.find(({ step }) => step === item.step)
      // A dismissed one is written by its own decision.
      const isOver = !now || (isResolved(now) && now.approval === 'pending')
      return isOver ? [{ kind: 'close_draft', messageId: messageIdOf(enrollment.id, item.n) }] : []
    })
  })

type Found = { kind: 'found'; enrollment: LiveEnrollment; item: PlannedMessage } | { kind: 'refused'; reason: RefusalReason }

const openDraft = (head: ContactHead, { enrollmentId, step }: { enrollmentId: string; step: string }): Found => {
  const enrollment = liveOf(head, enrollmentId)
  if (!enrollment) return { kind: 'refused', reason: 'draft_decided' }
  const item = enrollment.plan.find((other) => other.step === step)
  if (!item || item.approval === undefined) return { kind: 'refused', reason: 'no_such_draft' }
  if (item.state === 'claimed') return { kind: 'refused', reason: 'claim_in_flight' }
  if (isResolved(item) || item.approval === 'dismissed') return { kind: 'refused', reason: 'draft_decided' }
  return { kind: 'found', enrollment, item }
}

const decided = (draft: Draft, status: 'approved' | 'dismissed', by: string, now: number): Draft => ({
  ...draft,
  status,
  revision: draft.revision + 1,
  decidedBy: by,
  decidedAt: isoOf(now),
})
