/** Messages, attempts and the gates' verdicts: what happened to one step of one enrollment, and why. */
import type { Channel } from './channel.ts'
import type { ChosenVariant } from './variants.ts'
import type { BounceKind } from './signal.ts'

export const messageStatuses = [
  'scheduled',
  'claimed',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'skipped',
  'cancelled',
  'unknown',
  'held',
] as const
export type MessageStatus = (typeof messageStatuses)[number]

/** Why a message is skipped, held, cancelled or failed. Each is used for one thing; screens turn it into a sentence. */
export const messageReasons = [
  // skipped or cancelled
  'enrollment_finished',
  'enrollment_paused',
  'sequence_paused',
  'sequence_archived',
  'suppressed',
  'no_consent',
  'no_address',
  'address_dead',
  'touch_limit',
  'outside_window',
  'too_late',
  'step_removed',
  'healed_away',
  'skipped_by_person',
  'condition_not_met',
  'branched_past',
  'step_past',
  'draft_dismissed',
  'not_on_allow_list',
  'sender_cap',
  // moved to a later time
  'overdue_respaced',
  'channel_throttled',
  'owner_away',
  'contact_away',
  'retry_later',
  // held
  'missing_merge_value',
  'template_error',
  'text_too_long',
  'landline',
  'address_bounced',
  'delivery_failed',
  'healing',
  'channel_stopped',
  'sending_stopped',
  'account_sandbox',
  'no_postal_address',
  'waiting_for_condition',
  'waiting_for_outcome',
  'approval_pending',
  // failed
  'refused_permanent',
  'refused_retries_exhausted',
  'short_form_missing',
] as const
export type MessageReason = (typeof messageReasons)[number]

/** Of these, why a message is held: it waits for a person, a value, an answer, or for what stopped it to go on. */
export const heldReasons = [
  'sequence_paused',
  'sending_stopped',
  'account_sandbox',
  'no_postal_address',
  'channel_stopped',
  'address_bounced',
  'address_dead',
  'delivery_failed',
  'missing_merge_value',
  'template_error',
  'text_too_long',
  'landline',
  'waiting_for_condition',
  'waiting_for_outcome',
  'approval_pending',
] as const satisfies readonly MessageReason[]
export type HeldReason = (typeof heldReasons)[number]

/** The gates, in the order in which they are asked. */
export const gateNames = [
  'sending',
  'enrollment',
  'revision',
  'sequence',
  'condition',
  'address',
  'suppression',
  'allow_list',
  'sandbox',
  'consent',
  'line_type',
  'touch_limit',
  'window',
  'sender',
  'approval',
  'merge_fields',
  'adapter',
] as const
export type GateName = (typeof gateNames)[number]

/** One gate's verdict: passed, or closed with its reason; `saw` is the little that it looked at. */
export interface GateVerdict {
  gate: GateName
  pass: boolean
  reason?: MessageReason
  saw?: string
}

/** `gated`: a gate moved, held or skipped it before anything left. */
export const attemptOutcomes = [
  'claimed',
  'accepted',
  'refused_transient',
  'refused_permanent',
  'refused_account',
  'unknown',
  'gated',
] as const

/** One try at carrying a message out. */
export interface Attempt {
  id: string
  startedAt: string
  completedAt?: string
  adapter: string
  outcome: (typeof attemptOutcomes)[number]
  detail?: string
  providerId?: string
  revision: number
  verdicts: GateVerdict[]
  /** Its answer was lost, and a person says that it arrived. `at` is ISO 8601. */
  settled?: { by: string; at: string }
}

/** Engagement and delivery events with their times (ISO 8601, UTC); recorded, never a status that overwrites another. */
export interface MessageEvents {
  deliveredAt?: string
  openedAt?: string
  clickedAt?: string
  clickedLinks?: string[]
  repliedAt?: string
  replyBody?: string
  bouncedAt?: string
  /** The provider's own words. */
  bounceType?: string
  /** What it says of the address. */
  bounceKind?: BounceKind
  complainedAt?: string
  unsubscribedAt?: string
  outcome?: string
  outcomeAt?: string
  opens?: number
  clicks?: number
  /** Of a person: a scanner's opening or click is shown, but never drives a branch (engagement.ts). */
  openedByPersonAt?: string
  clickedByPersonAt?: string
  /** Each of them with who made it, the first thirty. */
  engagements?: Engagement[]
}

export const engagementLabels = ['human', 'scanner', 'automatic'] as const
/** By which rule a label was given; `none`: nothing spoke against a person. */
export const engagementReasons = [
  'provider_says_so',
  'mail_privacy',
  'scanner_agent',
  'scanner_address',
  'at_once',
  'several_links_at_once',
  'none',
] as const
export type EngagementReason = (typeof engagementReasons)[number]

/** One opening or click. */
export interface Engagement {
  kind: 'opened' | 'clicked'
  at: string
  link?: string
  label: (typeof engagementLabels)[number]
  reason: EngagementReason
}

/** The task that a LinkedIn note, human task or call handed to a person became. */
export interface TaskState {
  state: 'open' | 'done' | 'dismissed'
  outcome?: string
  doneAt?: string
}

/** A message row: written when a message leaves (or a gate closes for good), then updated one by one under its attempt id. */
export interface MessageRow {
  id: string
  enrollmentId: string
  sequenceId: string
  version: number
  contactKey: string
  contactId: string
  leadId: string
  stepId: string
  stepNumber: number
  stepOrder: number
  /** In whose words it is, as the shares were then; absent where its step has no variants, or a person wrote its text. */
  variant?: ChosenVariant
  channel: Channel
  /** The step's own channel where healing moved it to another. */
  plannedChannel?: Channel
  recipient: string | null
  status: MessageStatus
  reason?: MessageReason
  dueAt: string
  sentAt?: string
  subject?: string
  body?: string
  simulated: boolean
  adapter?: string
  providerId?: string
  revision: number
  events: MessageEvents
  task?: TaskState
  /** What a person said of its text, where its step asks for that. */
  approval?: 'pending' | 'approved' | 'dismissed'
  attempts: Attempt[]
}
