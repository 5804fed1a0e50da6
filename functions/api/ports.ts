/** Everything that the API's verbs need of the world, connected in handler.ts. */
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import type { ContactHead, ContactProfile, FinishedEnrollment, LiveEnrollment } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import type { AddressRecord } from '../domain/contact.ts'
import type { Routed } from '../domain/routes.ts'
import type { Sequence, SequenceStatus, SequenceVersion } from '../domain/sequence.ts'
import type { Decision } from '../domain/effect.ts'
import type { Fixed, FixedRules } from '../domain/settings-here.ts'
import type { Signal } from '../domain/signal.ts'
import type { Counters, Rates, Tallies } from '../domain/tallies.ts'
import type { DeadLetterQueue, WorkQueueName } from '../contract/dead-letters.ts'
import type { RuntimeSettings } from '../contract/tenant.ts'
import type { CrmPorts } from './crm-ports.ts'
import type { DraftPorts } from './draft-ports.ts'
import type { PeoplePorts } from './people-ports.ts'
import type { JobPorts, StagePorts } from './job-ports.ts'
import type { DispatchWork, EngageWork } from '../contract/work.ts'
import type { PersonPorts } from './export-person.ts'
import type { ErasurePorts } from '../runtime/erasure.ts'
import type { GatePorts, SequenceTemplatePorts, StepTemplatePorts } from './campaign-ports.ts'
import type { OperationsPorts } from './operations-ports.ts'
import type { SavedViewPorts } from './saved-view-ports.ts'
import type { NotificationPorts } from './notification-ports.ts'
import type { WebhookPorts } from './webhook-ports.ts'
import type { SenderCheckPorts } from './sender-check.ts'
import type { SuppressionPorts } from './suppression-ports.ts'
import type { ControlPorts } from './settings-ports.ts'
import type { InboxPorts, LogPorts, WaitingPorts } from './waiting-ports.ts'

export type StoredSequence =
  | { kind: 'stored'; sequence: Sequence }
  | { kind: 'stale'; current: Sequence | null }
  /** Another sequence has the slug of this new one. */
  | { kind: 'slug_taken'; slug: string }

export interface SequencePorts {
  get(id: string): Promise<Sequence | null>
  bySlug(slug: string): Promise<Sequence | null>
  /** What follows every sequence by itself; those of `wanted` are among them where they exist. */
  routes(wanted: readonly string[]): Promise<Routed[]>
  list(page: {
    limit: number
    after?: string | undefined
    status?: SequenceStatus | undefined
    q?: string | undefined
  }): Promise<{ items: Sequence[]; next: string | null }>
  put(sequence: Sequence): Promise<StoredSequence>
  publish(sequence: Sequence, version: SequenceVersion): Promise<StoredSequence>
  version(id: string, version: number): Promise<SequenceVersion>
  /** What was published, newest first; `before`: only older ones than that. */
  versions(id: string, limit: number, before?: number): Promise<{ items: SequenceVersion[]; next: number | null }>
}

export interface Period {
  tallies: Tallies
  rates: Rates
}
export interface CounterPorts {
  totals(sequenceIds: readonly string[]): Promise<Counters[]>
  rollup(sequenceId: string): Promise<{
    rolledUpAt: string
    last24h: Period
    allTime: Period
    steps: { stepId: string; last24h: Period; allTime: Period }[]
  } | null>
}

/** One enrollment wherever it stands: in the contact's head while it runs, in a row of its own once it is over; neither while it begins. */
export interface FoundEnrollment {
  id: string
  sequenceId: string
  contactKey: string
  head: ContactHead | null
  live: LiveEnrollment | null
  finished: FinishedEnrollment | null
  profile: ContactProfile | null
}
export interface EnrollmentPorts {
  /**
   * Newest first unless `oldest`; of `limit` those that are wanted as they stand (null: it is over). `after` is the id that the last page ended
   * with, `looked` how many were looked at.
   */
  list(
    sequenceId: string,
    page: {
      limit: number
      after?: string | undefined
      oldest?: boolean | undefined
      isWanted?: ((live: LiveEnrollment | null) => boolean) | undefined
    },
  ): Promise<{ items: FoundEnrollment[]; next: string | null; looked: number }>
  /** Of some contacts, in their order, each one's newest first; `over`: also those that have ended. */
  ofContacts(profiles: readonly ContactProfile[], which: { sequenceId?: string | undefined; over: boolean }): Promise<FoundEnrollment[]>
  find(id: string): Promise<FoundEnrollment | null>
  /** When this contact last finished this sequence, or null. */
  lastFinished(contactKey: string, sequenceId: string): Promise<string | null>
  /** Fences the enrollment; false where its reference is there already. */
  refer(reference: { id: string; contactKey: string; sequenceId: string; version: number; enrolledAt: string }): Promise<unknown>
}

interface Due {
  from?: string | undefined
  before?: string | undefined
}
export interface MessagePorts {
  /** Rows of these messages of contacts, in their order; null where there is none. */
  rows(wanted: readonly { contactKey: string; id: string }[]): Promise<(MessageRow | null)[]>
  /** Earliest due first; those due from a time on and before another (ISO 8601). */
  openTasks(limit: number, page: Due & { after?: string | undefined }): Promise<{ items: MessageRow[]; next: string | null }>
  /** Those that may have left or not, and that nobody has sent again; earliest due first. */
  unknown(limit: number, after?: string): Promise<{ items: MessageRow[]; next: string | null }>
  /** A person says of an unknown one, under the attempt whose answer was lost, that it arrived; nothing where it is not unknown any more. */
  markArrived(
    contactKey: string,
    id: string,
    arrived: { attemptId: string; sentAt: string; settled: { by: string; at: string } },
  ): Promise<unknown>
  /** Notes what came of a message that a person carries out; its task is over. */
  closeTask(contactKey: string, id: string, task: { state: 'done' | 'dismissed'; outcome: string; at: string }): Promise<MessageRow | null>
}

export interface ContactPorts {
  /** A contact's key from the CRM's id. */
  keyOf(contactId: string): string
  profiles(keys: readonly string[]): Promise<(ContactProfile | null)[]>
  /** In the order of their names, up to 100. */
  list(limit: number, after?: string): Promise<{ items: ContactProfile[]; next: string | null }>
  /** Up to 100 in whose name, addresses and ids every word of `q` is; it may end early, and is gone on with after `next`. */
  search(q: string, page: { limit: number; after?: string }): Promise<{ items: ContactProfile[]; next: string | null; looked: number }>
  records(head: ContactHead | null): Promise<Partial<Record<AddressKind, AddressRecord>>>
  /** Keys of a lead's contacts, the primary one first; none for an unknown lead. */
  ofLead(leadId: string): Promise<string[]>
  /** Key of a lead's primary contact; null for an unknown lead. */
  primaryOf(leadId: string): Promise<string | null>
  /** Attribute names that contacts of this tenant were seen with. */
  knownAttributes(): Promise<string[]>
}

export interface AddressPorts {
  /** Records of these addresses, any number at once, in their order; null where nothing is known. */
  records(addressKeys: readonly string[]): Promise<(AddressRecord | null)[]>
  suppress(addressKey: string, kind: AddressKind, channels: readonly ConsentChannel[], at: string): Promise<unknown>
}

export interface ApiPorts {
  erasure: ErasurePorts
  person: PersonPorts
  now(): number
  newId(): string
  /** 80 random bits. */
  entropy(): bigint
  sequences: SequencePorts
  counters: CounterPorts
  enrollments: EnrollmentPorts
  messages: MessagePorts
  contacts: ContactPorts
  gates: GatePorts
  stepTemplates: StepTemplatePorts
  sequenceTemplates: SequenceTemplatePorts
  suppressions: SuppressionPorts
  addresses: AddressPorts
  jobs: JobPorts
  drafts: DraftPorts
  stages: StagePorts
  people: PeoplePorts
  settle(
    contactKey: string,
    signalsFor: (head: ContactHead | null) => Signal[] | Promise<Signal[]>,
    ahead?: (decided: { signal: Signal; decision: Decision }[]) => Promise<void>,
  ): Promise<{ head: ContactHead | null; decided: { signal: Signal; decision: Decision }[] }>
  interactions: { put(interaction: Omit<Interaction, 'id'>): Promise<unknown> }
  dispatchQueue: { send(work: DispatchWork[], delaySeconds?: number): Promise<unknown> }
  controls: ControlPorts
  crm: CrmPorts
  notifications: NotificationPorts
  inbox: InboxPorts
  log: LogPorts
  waiting: WaitingPorts
  operations: OperationsPorts
  savedViews: SavedViewPorts
  senderCheck: SenderCheckPorts
  /** Null where the tenant's file asks for none. */
  webhooks: WebhookPorts | null
  deadLetters: Record<WorkQueueName, DeadLetterQueue>
  engageQueue: { send(work: EngageWork[]): Promise<unknown> }
  sweep: { run(kind: 'leads' | 'messages'): Promise<{ looked: number; handedOver: number; resent: number }> }
  /** What an unsubscribe link's token says; null where it is none of ours. */
  readToken(token: string): { addressKey: string; messageId?: string | undefined } | null
  /** What only the tenant's file says. */
  settings: Fixed<RuntimeSettings>
  /** The tenant's file; what is in force is `readInForce`'s to say. */
  file: RuntimeSettings
  tenant: string
  signIn: { url: string; clientId: string }
  adapters: { channel: string; adapter: string; simulated: boolean; byPerson?: true }[]
  rules: FixedRules
}
