/**
 * What follows a decision. `before` effects are written ahead of the head's commit and are safe to repeat, but for those that `isJoint` names,
 * which are written with it; `after` ones follow it.
 */
import type { AddressKind, Channel, ConsentChannel } from './channel.ts'
import type { ContactHead, Draft, FinishedEnrollment, Gate, PendingTelling } from './contact.ts'
import type { Interaction } from './interaction.ts'
import type { HealFailure } from './signal.ts'
import type { GateVerdict, MessageRow } from './message.ts'
import type { NewNotification } from './notification.ts'
import type { ChosenVariant } from './variants.ts'

/** A message as its adapter gets it: rendered, with everything that the channel needs. */
export interface OutgoingMessage {
  messageId: string
  attemptId: string
  enrollmentId: string
  sequenceId: string
  stepId: string
  contactKey: string
  channel: Channel
  to: string
  /** Key of the recipient's address record: the unsubscribe token names it. */
  addressKey: string
  subject?: string
  /** The rendered body alone: what the message row keeps. */
  body: string
  /** Plain text as it is sent: for email with the footer. */
  text: string
  /** Email only. */
  html?: string
  /** The sender that the enrollment is bound to: an email address or a number of the tenant's; absent where the channel's first one sends. */
  from?: string
  /** In whose words it is. */
  variant?: ChosenVariant
  /** Tries of this message that a provider took in before this one; absent where this is the first. */
  earlier?: number
  /** Email: Message-IDs (without brackets) of the mails that this one follows, the first one first. */
  references?: string[]
  /** Call: what has been said so far, oldest first, for the voice assistant. */
  history?: string[]
  /** Call: what the conversation has come to, by the names that templates know it under, for the assistant's own prompt. */
  variables?: Record<string, string>
}

export type Effect =
  /** Create the Scheduler entry of one message revision; an entry that exists already is success. `due` in epoch seconds. */
  | { kind: 'schedule'; enrollmentId: string; step: string; revision: number; due: number; for?: 'draft' }
  | { kind: 'unschedule'; enrollmentId: string; step: string; revision: number; for?: 'draft' }
  /** Hand a step that is due at once directly to dispatch. */
  | { kind: 'hand_over'; enrollmentId: string; step: string; revision: number; for?: 'draft' }
  /** The one provider call. Only ever in `after`, only with a fresh claim. */
  | { kind: 'send'; message: OutgoingMessage; verdicts: GateVerdict[] }
  /** Replaces the row but for its events, which arrive on their own. */
  | { kind: 'put_message'; row: MessageRow }
  | { kind: 'archive_enrollment'; finished: FinishedEnrollment }
  /** Writes the draft, or replaces it where it is an older revision. `joint`: with the head's commit, which names its hash. */
  | { kind: 'put_draft'; draft: Draft; joint?: true }
  /** A draft that still waits for a person, of a message that is over: nothing waits any more. */
  | { kind: 'close_draft'; messageId: string }
  /** Opens a gate; one that is there already, in whatever state, stays as it is. */
  | { kind: 'open_gate'; gate: Gate }
  /** Hands an exit route over to be carried out; the head keeps it until it has been. */
  | { kind: 'route'; from: string }
  /** The whole channel goes slower until then (epoch seconds). */
  | { kind: 'slow_channel'; channel: Channel; until: number }
  /**
   * Only `healed`, `routed` and `steered` (what a person did to an enrollment); what a provider or a contact did is written
   * by whoever took it in, decided upon or not.
   */
  | { kind: 'put_interaction'; interaction: Omit<Interaction, 'id'> }
  | { kind: 'heal'; enrollmentId: string; step: string; failure: HealFailure }
  /** Closes the contact's own address for whoever uses it; whoever left by it is told too. */
  | {
      kind: 'suppress_address'
      address: { key: string; kind: AddressKind }
      channels: readonly ConsentChannel[]
      reason: 'opted_out' | 'address_dead'
      at: string
      detail: string
    }
  /** A signal for the same lead's other contacts (stopWholeLead); then one for this contact, whose head keeps it until then. */
  | ({ kind: 'tell_lead'; exceptContactKey: string } & PendingTelling)
  | {
      kind: 'publish'
      detailType:
        | 'Enrollment Started'
        | 'Enrollment Finished'
        | 'Contact Replied'
        | 'Contact Unsubscribed'
        | 'Enrollment Healed'
        | 'Message Sent'
        | 'Task Created'
      detail: Record<string, unknown>
    }
  /** A person should know. Written after the commit, and the same each time. */
  | { kind: 'notify'; notification: NewNotification }
  /** A channel was refused account-wide: alarm. */
  | { kind: 'alarm_channel'; channel: Channel; reason: string }

/** What is written in one transaction with the head: it must not stand without that commit, nor the commit without it. */
export type JointEffect = Extract<Effect, { kind: 'archive_enrollment' | 'open_gate' | 'put_message' | 'put_interaction' | 'put_draft' }>

/** An enrollment's archive, a gate, the row by which a task is handed to a person, why a route was not followed, and a text written by hand. */
export const isJoint = (effect: Effect): effect is JointEffect =>
  effect.kind === 'archive_enrollment' ||
  effect.kind === 'open_gate' ||
  (effect.kind === 'put_message' && effect.row.task?.state === 'open') ||
  (effect.kind === 'put_interaction' && effect.interaction.kind === 'routed') ||
  (effect.kind === 'put_draft' && effect.joint === true)

/** Refusals a signal can meet; each becomes a sentence for a person. */
export const refusalReasons = [
  'already_enrolled',
  'reentry_refused',
  'conflict_skipped',
  'no_usable_address',
  'no_consent_any_channel',
  'suppressed_everywhere',
  'head_full',
  'not_enrolled',
  'no_such_step',
  'already_resolved',
  'stale_revision',
  'not_due_yet',
  'already_paused',
  'not_paused',
  'claim_in_flight',
  'enrollment_paused',
  'contact_erased',
  'contact_merged',
  'nothing_to_do',
  'sequence_not_active',
  'predecessor_unresolved',
  'not_its_turn',
  'sequence_empty',
  'not_in_review',
  'no_such_draft',
  'draft_changed',
  'draft_empty',
  'draft_is_brief',
  'draft_incomplete',
  'draft_decided',
  'has_draft',
  'no_such_route',
  'same_version',
  'until_passed',
  'already_taken_over',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

export type Decision =
  | { kind: 'changed'; head: ContactHead; before: Effect[]; after: Effect[]; verdicts?: GateVerdict[] }
  /** Nothing to commit, but something to do again (a re-armed entry, a repeated hand-over). */
  | { kind: 'unchanged'; after: Effect[]; reason: RefusalReason }
  | { kind: 'refused'; reason: RefusalReason; detail?: string }
