/** The one decision function: everything that can happen to a contact's outreach, as changes and effects, or a refusal with its reason. */
import type { ContactHead } from './contact.ts'
import { arrived } from './decide/arrived.ts'
import { away } from './decide/away.ts'
import { bounced } from './decide/bounce.ts'
import { after, changed, liveOf, livesOf, refused, startChange } from './decide/change.ts'
import { contactSeen } from './decide/contact-seen.ts'
import { deliveryFailed } from './decide/delivery-failed.ts'
import { draftApproved, draftDismissed, draftDue, draftEdited, draftsOver, voided } from './decide/draft.ts'
import { messageEdited, messageRestored } from './decide/edit-message.ts'
import { enroll } from './decide/enroll.ts'
import { finish } from './decide/finish.ts'
import { routed, routeDropped } from './decide/follow.ts'
import { heal } from './decide/heal.ts'
import { heard } from './decide/heard.ts'
import { enriched } from './decide/enriched.ts'
import { erased, forgetting, outlivesErasure } from './decide/erase.ts'
import { freed } from './decide/freed.ts'
import { lineTyped } from './decide/line-typed.ts'
import { cancel, exit, resend, skip } from './decide/lifecycle.ts'
import { absorbed, mergedAway, outlivesMerge } from './decide/merge.ts'
import { versionMoved } from './decide/move-version.ts'
import { complained, optedIn, optedOut, suppressionLifted } from './decide/opt-out.ts'
import { goOn, pause, resume, takeOver } from './decide/pause.ts'
import { releaseHeld, sequenceResumed } from './decide/release.ts'
import { replied } from './decide/reply.ts'
import { sendResult } from './decide/send-result.ts'
import { sendingResumed } from './decide/sending.ts'
import { settle } from './decide/settle.ts'
import { stageChanged } from './decide/stage.ts'
import { stepDue } from './decide/step-due.ts'
import { claimExpired, sendProven, swept } from './decide/sweep.ts'
import { leadTold, tellingDone } from './decide/tell-lead.ts'
import type { Decision, Effect } from './effect.ts'
import type { Signal } from './signal.ts'

/**
 * What one signal changes, given the head as read (null = the contact is not known yet) and `now` in epoch milliseconds.
 * Pure, and total: it refuses with a reason, it never throws. The head's revision is left to whoever commits it.
 */
export const decide = (state: ContactHead | null, signal: Signal, now: number): Decision => {
  const decision = answer(state, signal, now)
  if (decision.kind !== 'changed') return decision
  const settled = settle(voided(state, freed(state, decision, now), now), now)
  return changed(settled.head.erased ? forgetting(settled) : after(settled, ...draftsOver(state, settled.head)), decision.verdicts)
}

export interface DecidedSignal {
  signal: Signal
  decision: Decision
}

/** Several signals in one commit: the head they leave, all effects in order, and each signal's own decision. */
export interface FoldedDecision {
  /** Whether there is a head to commit. */
  changed: boolean
  head: ContactHead | null
  before: Effect[]
  after: Effect[]
  decided: DecidedSignal[]
}

/** Decides each signal on the head that the one before left. One signal's refusal does not keep back another. */
export const decideAll = (state: ContactHead | null, signals: readonly Signal[], now: number): FoldedDecision => {
  const folded: FoldedDecision = { changed: false, head: state, before: [], after: [], decided: [] }
  for (const signal of signals) {
    const decision = decide(folded.head, signal, now)
    folded.decided.push({ signal, decision })
    if (decision.kind === 'changed') {
      folded.changed = true
      folded.head = decision.head
      folded.before.push(...decision.before)
    }
    if (decision.kind !== 'refused') folded.after.push(...decision.after)
  }
  return folded
}

const answer = (state: ContactHead | null, signal: Signal, now: number): Decision => {
  if (state?.erased && !outlivesErasure.has(signal.kind)) return refused('contact_erased')
  if (state?.mergedInto !== undefined && !state.erased && !outlivesMerge.has(signal.kind)) return refused('contact_merged')
  if (signal.kind === 'contact_seen') return contactSeen(state, signal, now)
  if (signal.kind === 'erased') return erased(state, signal, now)
  if (!state) return refused('not_enrolled', 'the contact is not known')
  switch (signal.kind) {
    case 'enroll':
      if (signal.routedFrom !== undefined) return routed(state, { ...signal, routedFrom: signal.routedFrom }, now, enroll)
      return enroll(state, signal, now)
    case 'stage_changed':
      return stageChanged(state, signal, now)
    case 'step_due':
      return stepDue(state, signal, now)
    case 'send_result':
      return sendResult(state, signal, now)
    case 'claim_expired':
      return claimExpired(state, signal, now)
    case 'send_proven':
      return sendProven(state, signal)
    case 'bounced':
      return bounced(state, signal, now)
    case 'arrived':
      return arrived(state, signal, now)
    case 'delivery_failed':
      return deliveryFailed(state, signal, now)
    case 'enriched':
      return enriched(state, signal, now)
    case 'away':
      return away(state, signal, now)
    case 'line_typed':
      return lineTyped(state, signal, now)
    case 'complained':
      return complained(state, signal, now)
    case 'opted_out':
      return optedOut(state, signal, now)
    case 'opted_in':
      return optedIn(state, signal, now)
    case 'suppression_lifted':
      return suppressionLifted(state, signal)
    case 'replied':
      return replied(state, signal, now)
    case 'lead_told':
      return leadTold(state, signal, now)
    case 'telling_done':
      return tellingDone(state, signal)
    case 'heal':
      return heal(state, signal, now)
    case 'sequence_resumed':
      return sequenceResumed(state, signal, now)
    case 'sequence_archived':
      return sequenceArchived(state, signal.sequenceId, now)
    case 'swept':
      return swept(state, signal, now)
    case 'release_held':
      return releaseHeld(state, signal, now)
    case 'route_dropped':
      return routeDropped(state, signal, now)
    case 'version_moved':
      return versionMoved(state, signal, now)
    case 'heard':
      return heard(state, signal)
    case 'draft_due':
      return draftDue(state, signal, now)
    case 'draft_edited':
      return draftEdited(state, signal)
    case 'draft_approved':
      return draftApproved(state, signal, now)
    case 'draft_dismissed':
      return draftDismissed(state, signal, now)
    case 'message_edited':
      return messageEdited(state, signal, now)
    case 'message_restored':
      return messageRestored(state, signal, now)
    case 'absorbed':
      return absorbed(state, signal, now)
    case 'merged_away':
      return mergedAway(state, signal, now)
    case 'sending_resumed':
      return sendingResumed(state, signal, now)
    case 'pause':
    case 'resume':
    case 'continue':
    case 'take_over':
    case 'cancel':
    case 'skip':
    case 'exit':
    case 'resend':
    case 'completion_due':
      return onEnrollment(state, signal, now)
    default:
      return signal satisfies never
  }
}

type EnrollmentSignal = Extract<
  Signal,
  { kind: 'pause' | 'resume' | 'continue' | 'take_over' | 'cancel' | 'skip' | 'exit' | 'resend' | 'completion_due' }
>

const onEnrollment = (head: ContactHead, signal: EnrollmentSignal, now: number): Decision => {
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  switch (signal.kind) {
    case 'pause':
      return pause(head, enrollment, signal, now)
    case 'resume':
      return resume(head, enrollment, signal, now)
    case 'continue':
      return goOn(head, enrollment, signal, now)
    case 'take_over':
      return takeOver(head, enrollment, signal, now)
    case 'cancel':
      return cancel(head, enrollment, signal, now)
    case 'skip':
      return skip(head, enrollment, signal, now)
    case 'exit':
      return exit(head, enrollment, signal, now)
    case 'resend':
      return resend(head, enrollment, signal, now)
    case 'completion_due': {
      const change = startChange(head)
      return settle(change, now).head === head ? refused('not_due_yet') : changed(change)
    }
    default:
      return signal satisfies never
  }
}

const sequenceArchived = (head: ContactHead, sequenceId: string, now: number): Decision => {
  const ended = livesOf(head)
    .filter((enrollment) => enrollment.sequenceId === sequenceId)
    .reduce((change, enrollment) => finish(change, enrollment, 'archived', now), startChange(head))
  return ended.head === head ? refused('nothing_to_do') : changed(ended)
}
