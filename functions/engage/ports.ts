/** Everything that taking in what happens needs of the world, connected in handler.ts. */
import type { HelpReplyWork } from '../contract/work.ts'
import type { AddressKind, ConsentChannel } from '../domain/channel.ts'
import type { AddressRecord, SuppressionReason } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import type { NewNotification } from '../domain/notification.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { FixedRules } from '../domain/settings-here.ts'
import type { TenantRules } from '../domain/signal.ts'
import type { MessagePatch } from '../data/message-patch.ts'
import type { Patched } from '../data/messages.ts'
import type { PublishPorts } from './publish-event.ts'
import type { Engine } from '../runtime/engine.ts'
import type { Count } from '../runtime/metrics.ts'

export interface EngagePorts extends PublishPorts {
  engine: Engine
  /** Key of an address's record; the value is normalised. */
  addressKey(kind: AddressKind, value: string): Promise<string>
  addresses: {
    get(key: string): Promise<AddressRecord | null>
    suppress(
      address: { key: string; kind: AddressKind },
      channels: readonly ConsentChannel[],
      suppression: { reason: SuppressionReason; at: string; source: string; learntAt?: string },
    ): Promise<AddressRecord>
    /** Lifts what the person closed themselves; null for an unknown address. */
    lift(key: string, channels: readonly ConsentChannel[]): Promise<AddressRecord | null>
  }
  messages: {
    patch(message: { contactKey: string; messageId: string; attemptId: string | null }, patch: MessagePatch): Promise<Patched>
    /** A contact's newest rows. */
    recent(contactKey: string): Promise<MessageRow[]>
  }
  version(sequenceId: string, version: number): Promise<SequenceVersion>
  rules: FixedRules
  /** In force a few seconds ago at most. */
  rulesInForce(): Promise<TenantRules>
  /** Whose enrollment this is. */
  contactOfEnrollment(enrollmentId: string): Promise<string | null>
  /** Hands calls for help to dispatch, which may send. */
  help(asked: HelpReplyWork[]): Promise<void>
  note(interaction: Omit<Interaction, 'id'>): Promise<void>
  /** Tells somebody of what is no single contact's. */
  notify(notification: NewNotification): Promise<void>
  count: Count
  /** Whose call a contact of Amazon Connect is, null where it is not ours; absent where the tenant does not call by it. */
  connectReference?(contactId: string): Promise<string | null>
}
