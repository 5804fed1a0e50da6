/** Everything that can happen to a contact's outreach. `decide` turns one signal into changes and effects, or a refusal. */
import type { AddressKind, Channel, ConsentChannel } from './channel.ts'
import type { Intent, StepEvents } from './condition.ts'
import type { Conversation } from './conversation.ts'
import type {
  AddressRecord,
  Consent,
  ContactHead,
  ContactProfile,
  Draft,
  ExitReason,
  LineType,
  LiveEnrollment,
  PendingTelling,
  SuppressionReason,
} from './contact.ts'
import type { OutgoingMessage } from './effect.ts'
import type { GateVerdict, MessageRow } from './message.ts'
import type { SenderUse } from './ramp.ts'
import type { Goal, SequenceStatus, SequenceVersion } from './sequence.ts'
import type { SettingsChange, SettingsHere } from './settings-here.ts'

/** What the tenant fixes for every decision. */
export interface TenantRules {
  company: string
  timeZone: string
  /** Touches a contact may get per local day over all sequences. */
  dailyTouchLimit: number
  /** A message later than this many hours is skipped, not sent. */
  latenessHours: number
  /**
   * Local opening hours per channel, "HH:MM", and days (1 = Monday to 7 = Sunday); absent = any. SMS and calls never open outside
   * 08:00–21:00.
   */
  windows: Partial<Record<'email' | 'sms' | 'call', { from: string; to: string; days?: number[] }>>
  /** Local dates (YYYY-MM-DD) on which no channel is open; what a person carries out may stand. */
  holidays?: string[]
  /** The tenant's own numbers that texts come from; absent where a mock or a provider's service picks. */
  smsSenders?: string[]
  /** Addresses that mails come from, the tenant's own first; an enrollment keeps to one of them. */
  emailSenders?: string[]
  /** Footer identity required by law. */
  postalAddress: string
  /** Set where somebody wants to hear of every message on the bus. */
  publishesMessages?: true
}

/** What an admin may change at any time; it holds from the next message on. */
export interface TenantControls {
  /** The kill switch: nothing leaves while it is `stopped`. */
  sending: 'on' | 'stopped'
  /** Addresses (`dana@example.com`, `+13125550142`) and mail domains (`@example.com`) that may be reached; null = all. */
  allowList: string[] | null
  /** Local dates (YYYY-MM-DD, both included) on which nothing of an owner's sequences leaves. */
  absences: { owner: string; from: string; to: string }[]
  /** Epoch seconds until which a provider asked for a slower pace, by channel. */
  slowUntil: Partial<Record<Channel, number>>
  /** The account that SES sends from, as it last said itself; absent until it has been asked. */
  account?: SendingAccount
}

/** What SES says of the account. */
export interface SendingAccount {
  /** Only verified recipients are mailed, until production access is granted. */
  sandbox: boolean
  /** Mails in 24 hours (-1: as many as one likes), and a second. */
  maxPerDay: number
  maxPerSecond: number
  /** `HEALTHY`, `PROBATION` or `SHUTDOWN`, in SES's own words. */
  enforcement?: string
  /** When it said so, ISO 8601. */
  at: string
}

/** The controls as they are kept, with what is set in place of the tenant's file. `revision` 0: nobody has changed anything yet. */
export interface StoredControls {
  controls: TenantControls
  here: SettingsHere
  /** +1 at each edit. */
  revision: number
  changedBy?: string
  /** ISO 8601. */
  changedAt?: string
}

/** What one edit changes; the rest stays as it is. */
export type ControlsChange = Partial<Pick<TenantControls, 'sending' | 'allowList' | 'absences'>> & { here?: SettingsChange }

export const noControls: TenantControls = { sending: 'on', allowList: null, absences: [], slowUntil: {} }

/** What a CRM event says of a contact, already parsed and normalised (email lower-cased, phone E.164). */
export interface ContactFacts {
  /** The contact's key: what a new head is stored under. */
  key: string
  contactId: string
  leadId: string
  timeZone?: string
  /** Zones in which the phone number may lie; empty or absent where it tells none. */
  phoneZones?: string[]
  consent?: Partial<Record<ConsentChannel, Consent>>
  /** Address records of the usable addresses, read before the decision; null = the CRM took the address away. */
  addresses: Partial<Record<AddressKind, { key: string; value: string } | null>>
}

/** All that the gates look at beside the head. */
export interface SendContext {
  sequenceStatus: SequenceStatus
  /** The sequence's owner: their absence holds its messages back. */
  owner: string
  controls: TenantControls
  /** By step id, read where the step has a condition. */
  events?: Record<string, StepEvents>
  /** Read where the tenant's senders are warmed up, of the one that this email would leave by. */
  senderUse?: SenderUse
  /** Read where the step is one that a person approves. */
  draft?: Draft
  version: SequenceVersion
  profile: ContactProfile
  /** Address records read with the head, by kind. */
  records: Partial<Record<AddressKind, AddressRecord>>
  rules: TenantRules
  attemptId: string
  /** The one-click address for the recipient's email address record; empty where the contact has no email address. */
  unsubscribeUrl: string
  /** The message's row where it has one (read where its revision is above 1), so that earlier attempts are kept. */
  previous?: MessageRow
  /** Read for a call whose adapter tells the other side of it. */
  conversation?: Conversation
  adapters: Record<Channel, KnownAdapter>
}

/** What a decision must know of a channel's adapter. */
export interface KnownAdapter {
  name: string
  simulated: boolean
  stopped?: boolean
  /** A person carries its messages out. */
  byPerson?: true
  /** It tells the other side of the conversation so far. */
  takesHistory?: true
}

/** What a provider answered, once. */
export type SendResult =
  /** `mailId`: the Message-ID (without brackets) by which later mails thread on this one. */
  | { kind: 'accepted'; providerId: string; at: string; mailId?: string }
  /**
   * `throttled`: a transient refusal by which the provider asks for a slower pace on the whole channel. `failure`: what a permanent one says of
   * the address, where it says so; `opted_out`: the provider knows that the person left.
   */
  | {
      kind: 'refused'
      cls: 'transient' | 'permanent' | 'account'
      reason: string
      at: string
      throttled?: true
      failure?: DeliveryFailure | 'opted_out'
    }
  | { kind: 'unknown'; reason: string; at: string }

/** An address that a contact could be reached at instead of its own. */
export interface OtherAddress {
  key: string
  value: string
  record: AddressRecord
  /** Zones in which a number may lie. */
  zones?: string[]
}

export const bounceKinds = ['hard', 'soft', 'undetermined', 'suppressed'] as const
export type BounceKind = (typeof bounceKinds)[number]

export type Signal =
  | { kind: 'contact_seen'; facts: ContactFacts; rules: TenantRules }
  | {
      kind: 'enroll'
      enrollmentId: string
      version: SequenceVersion
      leadId: string
      stage: string | null
      by: LiveEnrollment['enrolledBy']
      records: Partial<Record<AddressKind, AddressRecord>>
      /** Finished enrollments of this contact in this sequence, for the re-entry policy: when the last one finished. */
      lastFinishedAt: string | null
      onConflict: 'replace' | 'parallel' | 'skip'
      /** With `replace`: a person asked for the same sequence from its first step, though the contact walks it already. */
      restart?: true
      goal?: Goal
      notes?: string
      /** The finished enrollment whose exit route this carries out: it is taken off the head's list, enrolled or refused. */
      routedFrom?: string
    }
  /** A route that cannot be carried out (its sequence is gone or not active): taken off the head's list. */
  | { kind: 'route_dropped'; from: string; why: string }
  | { kind: 'stage_changed'; leadId: string; stage: string }
  | { kind: 'step_due'; enrollmentId: string; step: string; revision: number; context: SendContext }
  /** `message` and `verdicts` as they stood on the send effect. */
  | {
      kind: 'send_result'
      enrollmentId: string
      step: string
      attemptId: string
      result: SendResult
      context: SendContext
      message: OutgoingMessage
      verdicts: GateVerdict[]
    }
  /** A claim older than its 30 s: `sent` where its message row has this attempt as accepted, else unknown; `previous` is that row. */
  | { kind: 'claim_expired'; enrollmentId: string; step: string; attemptId: string; recorded: 'sent' | null; previous?: MessageRow }
  /**
   * The provider's own later event, or the word of a person who looked, proves that an unknown attempt went out. `told`: what the bus hears of
   * it, where the tenant publishes messages; `at` is when it left, ISO 8601.
   */
  | {
      kind: 'send_proven'
      enrollmentId: string
      step: string
      attemptId: string
      told?: { at: string; adapter: string; simulated: boolean }
    }
  /** This attempt of a mail was delivered, of which a soft bounce had come. */
  | { kind: 'arrived'; enrollmentId: string; step: string; attemptId: string }
  | {
      kind: 'bounced'
      enrollmentId: string | null
      step: string | null
      /** Of which attempt, where it is known: the same bounce received again is no second one. */
      attemptId?: string
      address: AddressKind
      addressKey: string
      bounce: BounceKind
      detail: string
    }
  /**
   * A text or a call did not get through, or a call met nobody. `attemptId`: of which attempt, where it is known; one that is not the last
   * changes nothing. `addressKey`: of the number it went to, where it is known; what is said of another number than the contact's is not believed of that.
   */
  | {
      kind: 'delivery_failed'
      enrollmentId: string
      step: string
      attemptId: string | null
      failure: DeliveryFailure
      detail: string
      addressKey?: string
    }
  /** What a source answered that was asked for another address. `found`: what it knows, checked for its form; null: nothing. */
  | { kind: 'enriched'; address: AddressKind; found: OtherAddress | null; source: string; rules: TenantRules }
  /** What kind of line the number of this address record is; `invalid`: there is no such number. */
  | { kind: 'line_typed'; addressKey: string; lineType: LineType | 'invalid' }
  /** An absence note: the local date (YYYY-MM-DD) that it states as the end of the contact's absence. */
  | { kind: 'away'; back: string; rules: TenantRules }
  | { kind: 'complained'; addressKey: string; detail: string }
  | { kind: 'opted_out'; address: AddressKind; addressKey: string; channels: ConsentChannel[]; reason: SuppressionReason; detail: string }
  | { kind: 'opted_in'; address: AddressKind; addressKey: string; channels: ConsentChannel[]; detail: string }
  /** An admin opens channels of an address again, whatever closed them. */
  | { kind: 'suppression_lifted'; addressKey: string; channels: ConsentChannel[] }
  /** `reply` names it, the same each time that it is received; `entry` is its place on the contact's timeline. */
  | {
      kind: 'replied'
      reply: string
      enrollmentId: string | null
      leadId: string
      detail: string
      entry?: { channel: Channel; at: string }
    }
  /** Another contact of the lead replied or booked (a `tell_lead` effect): this contact's enrollments of that lead end too, and tell no further. */
  | ({ kind: 'lead_told' } & PendingTelling)
  /** The lead's other contacts have been told of the answer of that time: the head need not keep it any longer. */
  | { kind: 'telling_done'; leadId: string; at: number }
  | {
      kind: 'heal'
      enrollmentId: string
      failure: HealFailure
      step: string
      version: SequenceVersion
      records: Partial<Record<AddressKind, AddressRecord>>
      rules: TenantRules
      profile: ContactProfile
      /** Other addresses of the same person, where any are known. */
      alternatives?: Partial<Record<AddressKind, OtherAddress>>
      /** Whether there is a source that can be asked for an address. */
      canEnrich?: boolean
    }
  /** `until` in epoch seconds: it resumes by itself then. `by`, here and below: the person who asks; absent where nobody does. */
  | { kind: 'pause'; enrollmentId: string; reason: string; until?: number; by?: string }
  /** A reply that was held for review: the sequence goes on. */
  | { kind: 'continue'; enrollmentId: string; intent?: Intent; reason?: string; by?: string }
  /** A person goes on by hand: it pauses, and says who has it. */
  | { kind: 'take_over'; enrollmentId: string; by: string; reason: string }
  | { kind: 'resume'; enrollmentId: string; reason?: string; by?: string }
  | { kind: 'cancel'; enrollmentId: string; reason: string; by?: string }
  | { kind: 'skip'; enrollmentId: string; step?: string; reason: string; by?: string }
  | {
      kind: 'exit'
      enrollmentId: string
      exit: Extract<ExitReason, 'converted' | 'booked' | 'rejected' | 'replied' | 'unsubscribed'>
      reason: string
      by?: string
      /** What the next sequence is for, and what a person writes at the hand-off; kept where absent. */
      goal?: Goal
      notes?: string
    }
  /** A person sends a failed, skipped or unknown message again: a new revision, due now. */
  | { kind: 'resend'; enrollmentId: string; step: string; by?: string }
  /** A paused sequence is active again: what its gate held goes on, spread. */
  | { kind: 'sequence_resumed'; sequenceId: string; rules: TenantRules }
  | { kind: 'sequence_archived'; sequenceId: string }
  /** Running enrollments move to a newer version: each keeps its place by step id. `from`: the versions that they are on, as far as known. */
  | { kind: 'version_moved'; version: SequenceVersion; from: readonly SequenceVersion[] }
  /** The kill switch was lifted: what it held goes on, spread. */
  | { kind: 'sending_resumed'; rules: TenantRules }
  /**
   * The person's data is erased: everything ends and the head keeps nothing of them. `key`: the contact's, so that one without a head yet is
   * not enrolled later either.
   */
  | { kind: 'erased'; key?: string }
  /** Another record of the same person was merged into this one: what stands between us and the person is taken over from it. */
  | { kind: 'absorbed'; from: Pick<ContactHead, 'consent' | 'suppressed' | 'touches' | 'addresses'>; detail: string }
  /** This record was merged into another contact, `into` (its key): everything ends here, and it takes nothing new. */
  | { kind: 'merged_away'; into: string; detail: string }
  /** An earlier step was opened, clicked or got an outcome: what waits for a condition asks again. */
  | { kind: 'heard'; enrollmentId: string; step: string }
  /** The draft of a step is due to be made. */
  | { kind: 'draft_due'; enrollmentId: string; step: string; revision: number; context: SendContext }
  /** A person changed a draft's text: an approval of the old one is void. */
  | { kind: 'draft_edited'; enrollmentId: string; step: string; draft: Draft }
  /** `hash`: of the text that the person saw. */
  | { kind: 'draft_approved'; enrollmentId: string; step: string; draft: Draft; hash: string; by: string }
  | { kind: 'draft_dismissed'; enrollmentId: string; step: string; draft: Draft; by: string; reason?: string }
  /** A person wrote a message's text in place of its step's template; `draft`: as it would leave. */
  | { kind: 'message_edited'; enrollmentId: string; step: string; draft: Draft; by: string }
  /** The template's text leaves again; `draft`: the person's text as it is on record. */
  | { kind: 'message_restored'; enrollmentId: string; step: string; draft: Draft; by: string }
  | { kind: 'completion_due'; enrollmentId: string }
  /** The sweep's signal: everything overdue is handed over again, every expired claim and due completion is named. */
  | { kind: 'swept'; rules: TenantRules }
  /** A held message gets another look because what it waited for may have come (a merge value, a channel restarted). */
  | { kind: 'release_held'; enrollmentId: string; step: string }

/** What keeps a message from its recipient (S2's failure types; an email's bounce is told apart by what it says of the address). */
export const healFailures = [
  'email_bounced_hard',
  'email_bounced_soft',
  'email_spam',
  'sms_undelivered',
  'sms_failed',
  'call_no_answer',
  'call_busy',
  'call_failed',
  'call_voicemail',
  'capacity_exhausted',
  'invalid_number',
  'landline_detected',
] as const
export type HealFailure = (typeof healFailures)[number]

/** Of a text or a call. */
export type DeliveryFailure = Exclude<HealFailure, 'email_bounced_hard' | 'email_bounced_soft' | 'email_spam'>
