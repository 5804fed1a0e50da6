/** The contact's head: the one item that every decision reads and conditionally writes, and the records around it. */
import type { AddressKind, Channel, ConsentChannel } from './channel.ts'
import type { Intent } from './condition.ts'
import type { MessageReason } from './message.ts'
import type { ExitRoutes, Goal, RoutedExit } from './sequence.ts'
import type { StepWindow } from './step-window.ts'
import type { ChosenVariant } from './variants.ts'

/** Consent on one channel, with where and when it came from. */
export interface Consent {
  given: boolean
  at: string
  source: string
}

export const suppressionReasons = ['unsubscribed', 'opted_out', 'complained', 'address_dead'] as const
export type SuppressionReason = (typeof suppressionReasons)[number]

/** Health of one of the contact's addresses as the head knows it. `key` is the address record's keyed hash. */
export interface HeadAddress {
  key: string
  value: string
  dead?: { at: string; why: string }
  /** What kind of line a number is, once that was looked up or its provider said so. */
  lineType?: LineType
  /** Keys of the addresses that failed before healing turned to this one: the CRM naming one of them again changes nothing. */
  insteadOf?: string[]
}

export const lineTypes = ['mobile', 'landline', 'voip', 'unknown'] as const
export type LineType = (typeof lineTypes)[number]

export const enrollmentExitReasons = [
  'completed',
  'replied',
  'booked',
  'converted',
  'rejected',
  'moved',
  'unsubscribed',
  'complained',
  'bounced',
  'replaced',
  'cancelled',
  'archived',
  'erased',
] as const
export type ExitReason = (typeof enrollmentExitReasons)[number]

export const planStates = ['scheduled', 'claimed', 'sent', 'unknown', 'held', 'skipped', 'cancelled', 'failed'] as const
export type PlanState = (typeof planStates)[number]

/** One message of an enrollment's plan, compact: the head holds it until the enrollment is finished. */
export interface PlannedMessage {
  /** Step id, `s1`. */
  step: string
  /** Step number: message id = enrollment id + number. */
  n: number
  /** The step's own channel, so that a bounce can hold what remains on it without reading the version. */
  channel: Channel
  /** The step's own hours, kept here so that whatever moves a message knows them without reading the version. */
  window?: StepWindow
  /** Due time, epoch seconds. */
  due: number
  /** Revision: +1 at each change of its time or content; fences schedule entries. */
  rev: number
  state: PlanState
  reason?: MessageReason
  /** Channel that healing moved this message to. */
  via?: Channel
  /** Transient refusals so far, but for those that asked for a slower pace. */
  tries?: number
  /** Epoch seconds of the first try, once that was refused for the moment. */
  triedAt?: number
  /** Times that the step's own `retry` after a failure has begun. */
  again?: number
  /** Epoch seconds when it was held: healing that was lost is asked for again after a while. */
  heldAt?: number
  /** Merge variables without a value, at most five, that it was held for. */
  lacks?: string[]
  /** Set once the touch limit has moved it to another day: it is moved once, then skipped. */
  deferred?: true
  /** The attempt that an `unknown` message waits to hear of. */
  attempt?: string
  /** Held for a condition: epoch seconds at which it is asked for the last time. */
  until?: number
  /** A step that a person approves: epoch seconds at which its draft is made, or made anew. */
  draftAt?: number
  /** Set once the draft is made. */
  approval?: 'pending' | 'approved' | 'dismissed'
  /** Hash of the recipient, text and channel that were approved; any other text does not leave. */
  approved?: string
  /** A person wrote its text in place of the template's: it is a draft's, as if its step asked for that. */
  edited?: true
  /** Set once it was spread after an outage: it is spread once. */
  respaced?: true
  /** Epoch seconds when its sender's cap of the day kept it back for the first time. */
  cappedAt?: number
  /** Put in by healing, for the step `of`. */
  injected?: { text: InjectedText; of: string }
}

export const healingActions = [
  'switch_channel',
  'retry_alternative',
  'skip_and_advance',
  'inject_step',
  'extend_delay',
  'end_sequence',
  'enrich_contact',
  'retry',
] as const
export type HealingActionKind = (typeof healingActions)[number]

export interface HealingAction {
  at: string
  failure: string
  action: HealingActionKind
  step: string
  reason: string
}

/** A message that healing put into a plan: it has no step of the version, and its text goes by what it is for. */
export const injectedTexts = ['missed_call', 'voicemail', 'call_failed'] as const
export type InjectedText = (typeof injectedTexts)[number]

/** A live enrollment inside the head. */
export interface LiveEnrollment {
  id: string
  sequenceId: string
  version: number
  leadId: string
  /** The trigger stage at enrollment, or null where enrolled by hand. */
  stage: string | null
  status: 'active' | 'paused'
  pauseReason?: string
  /** Epoch seconds; resuming moves what remains by the time that the pause took. */
  pausedAt?: number
  /** Epoch seconds at which it resumes by itself. */
  resumeAt?: number
  /** Who goes on by hand while it is paused as `taken_over`. */
  takenOverBy?: string
  /** The last reply while it ran on: when (epoch seconds), and what a person or the analysis says that it meant. */
  reply?: { at: number; intent?: Intent }
  /** Why this contact is in this sequence, and what a person wrote at the hand-off. */
  goal?: Goal
  notes?: string
  /** What follows its exits; absent where the sequence routes nothing. */
  routes?: ExitRoutes
  /** The finished enrollment whose exit route began this one. */
  routedFrom?: string
  /** It ends like this as soon as the provider call in flight is answered: until then it takes nothing new. */
  ending?: { exit: ExitReason; detail?: string }
  enrolledAt: string
  enrolledBy: 'trigger' | 'manual' | 'route' | 'agent'
  plan: PlannedMessage[]
  healing?: HealingAction[]
  overrides?: Partial<Record<Channel, Channel>>
  /** Set once the last step is resolved and an answer is waited for: epoch seconds when it completes. */
  completeAt?: number
  goalStages: string[]
  onStageLeft: 'finish' | 'continue'
  onReply: 'finish' | 'review'
  completeAfterDays: number
  stopWholeLead: boolean
  /** By whom it is sent from the first message on: an address of the tenant's senders, one of its numbers. */
  senders?: { email?: string; sms?: string }
  /** The mails that have left so far, as later ones thread on them: the first subject, and the Message-IDs of the first and the last. */
  thread?: { subject: string; first: string; last: string }
  /** Failures so far, newest last, as healing counts them. */
  failures?: Failure[]
  /** Addresses that were asked for. One that is not asked for any more stays, so that each is asked for once. */
  enrichment?: Partial<Record<AddressKind, Enrichment>>
}

/** A message that did not get through. `at` in epoch seconds. */
export interface Failure {
  failure: string
  step: string
  at: number
  /** The message's revision and attempt: the same failure received again is no second one. */
  rev?: number
  attempt?: string
  /** Still to be healed. */
  open?: true
}

/** Another address is looked for; what needs it waits for an answer. */
export interface Enrichment {
  /** The failure that it is to heal. */
  failure: string
  step: string
  /** Epoch seconds until which an answer is waited for; 0 once that is over. */
  until: number
}

/** A finished enrollment whose exit route has still to be carried out: it stays in the head until it has been. */
export interface PendingRoute {
  /** The finished enrollment. */
  from: string
  leadId: string
  exit: RoutedExit
  /** Slug of the sequence that follows. */
  to: string
  /** Epoch seconds of the exit. */
  at: number
  goal?: Goal
  notes?: string
}

/** A lead whose other contacts have still to be told of an answer: it stays in the head of the one who answered until they have been. */
export interface PendingTelling {
  leadId: string
  exit: 'replied' | 'booked'
  /** The sequence that was answered; null where that was over already: then each enrollment ends by its own policy only. */
  sequenceId: string | null
  /** Epoch seconds of the answer. */
  at: number
}

/** A hand-off that waits for a person: they pick the sequences that follow, or none. */
export interface Gate {
  /** The id of the finished enrollment: one gate each. */
  id: string
  contactKey: string
  contactId: string
  leadId: string
  sequenceId: string
  exit: RoutedExit
  openedAt: string
  suggested: string[]
  state: 'open' | 'passed' | 'closed'
  /** Who decided, when, and what they picked. */
  decision?: { by: string; at: string; sequences: string[]; goal?: Goal; notes?: string }
}
/** One that a person passed or closed. */
export type DecidedGate = Gate & Required<Pick<Gate, 'decision'>>

/** A text that a person approves before it leaves. One per message; an edit or a decision is a new `revision` of it. */
export interface Draft {
  /** The message's id. */
  id: string
  contactKey: string
  contactId: string
  leadId: string
  enrollmentId: string
  sequenceId: string
  version: number
  stepId: string
  channel: Channel
  recipient: string | null
  subject?: string
  body: string
  brief?: string
  /** In whose words it was drafted; absent once a person has rewritten it. */
  variant?: ChosenVariant
  /** Merge variables without a value: the text cannot be approved before they are written out. */
  missing: string[]
  /** Of recipient, channel, subject and body: what an approval is bound to. */
  hash: string
  status: 'pending' | 'approved' | 'dismissed'
  madeAt: string
  dueAt: string
  /** +1 at each edit and decision. */
  revision: number
  decidedBy?: string
  decidedAt?: string
  /** Written for one message in place of its step's template, which asks for no approval: by whom, and when. */
  inPlace?: { by: string; at: string }
}

/** A claim in flight: one message of this contact is being handed to a provider. */
export interface InFlight {
  enrollmentId: string
  step: string
  attemptId: string
  /** Epoch milliseconds. The claim holds for 30 s. */
  at: number
  /** Local date whose touch it counted; empty where the channel counts none. */
  touchDay: string
  /** The adapter it was handed to. */
  adapter: string
  /** In whose words it is: it left so, even where its answer is lost. */
  variant?: ChosenVariant
}

export interface ContactHead {
  key: string
  contactId: string
  leadId: string
  schema: 1
  /** Optimistic lock: +1 at each commit. 0 = not yet stored. */
  revision: number
  timeZone: string
  timeZoneSource: 'contact' | 'phone' | 'tenant'
  /** All zones of a number that lies over several, `timeZone` among them: only hours that are lawful in each of them are used. */
  timeZones?: string[]
  consent: Partial<Record<ConsentChannel, Consent>>
  addresses: Partial<Record<AddressKind, HeadAddress>>
  suppressed: Partial<Record<ConsentChannel, { reason: SuppressionReason; at: string }>>
  /** Touches by the contact's local date (YYYY-MM-DD), the last few days only. */
  touches: Record<string, number>
  enrollments: LiveEnrollment[]
  inFlight?: InFlight
  /** Exit routes still to be carried out. */
  routing?: PendingRoute[]
  /** Answers that the lead's other contacts have still to be told of. */
  telling?: PendingTelling[]
  /** Names the last reply that was taken in: received again, it changes nothing. */
  lastReply?: string
  /** They said to be away: nothing is sent before `until` (epoch seconds). A reply of theirs ends it. */
  away?: { until: number }
  /** Key of the contact that this record was merged into. */
  mergedInto?: string
  erased?: boolean
}

/** Who the contact is: merge variables come from here. Not needed to decide. */
export interface ContactProfile {
  key: string
  contactId: string
  leadId: string
  role?: string
  firstName?: string
  lastName?: string
  email?: string
  phone?: string
  /** Other addresses of the same person: healing may turn to them. */
  alternativeEmail?: string
  alternativePhone?: string
  /** Addresses that enrichment found: where, when (ISO 8601), and at what cost. */
  enriched?: Partial<Record<AddressKind, { source: string; at: string; costCents: number }>>
  timeZone?: string
  attributes: Record<string, string | number | boolean>
  /** Key of the contact that this record was merged into, and of those that were merged into it. */
  mergedInto?: string
  mergedFrom?: string[]
  /** When the CRM last said something of the contact: what it said before changes nothing any more. */
  updatedAt: string
}

/** Why an address may not be reached, and who uses it. Survives erasure. */
export interface AddressRecord {
  key: string
  kind: AddressKind
  /** Suppression by channel: a phone can be closed for SMS and open for calls. */
  suppressed: Partial<Record<ConsentChannel, { reason: SuppressionReason; at: string; source: string }>>
  /** Contact keys that use this address. */
  contacts: string[]
  /** Provider simulator addresses share nothing between contacts. */
  simulator: boolean
}

/** A finished enrollment as it is kept in the contact's partition. */
export interface FinishedEnrollment {
  id: string
  sequenceId: string
  version: number
  contactKey: string
  contactId: string
  leadId: string
  stage: string | null
  enrolledAt: string
  enrolledBy: LiveEnrollment['enrolledBy']
  finishedAt: string
  exitReason: ExitReason
  exitDetail?: string
  plan: PlannedMessage[]
  healing?: HealingAction[]
  overrides?: Partial<Record<Channel, Channel>>
  goal?: Goal
  notes?: string
  routedFrom?: string
}
