/** What delivering events needs of the world, connected in handler.ts. */
import type { DeliverWork } from '../contract/webhooks.ts'
import type { Activity } from '../domain/activity.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import type { DeliveryAttempt, WebhookDelivery, WebhookEndpoint } from '../domain/webhook.ts'
import type { NewNotification } from '../domain/notification.ts'

/** The CRM that touches and answers are written back to, and what they are made of. */
export interface WriteBackPorts {
  /** As it stands in sentences. */
  name: string
  url: string
  contactKey(contactId: string): Promise<string>
  head(contactKey: string): Promise<ContactHead | null>
  message(contactKey: string, messageId: string): Promise<MessageRow | null>
  /** The newest of the contact's timeline. */
  interactions(contactKey: string): Promise<Interaction[]>
  /** `mayBeThere`: an earlier try may have made it. */
  write(activity: Activity, mayBeThere: boolean): Promise<WrittenActivity>
}

/** `status`: HTTP, where there was an answer. `account`: nothing can be written until somebody mends it. `unknown`: it may have been made. */
export type WrittenActivity = { status?: number } & (
  | { kind: 'written'; id: string; earlier: boolean }
  | { kind: 'refused'; cls: 'transient' | 'permanent' | 'account'; reason: string; retryAfter?: number }
  | { kind: 'unknown'; reason: string }
)

export interface DeliverPorts {
  endpoints: {
    list(): Promise<WebhookEndpoint[]>
    get(id: string): Promise<WebhookEndpoint | null>
    /** `since`: ISO 8601, or null where something got through. */
    health(id: string, since: string | null): Promise<void>
    /** Under its revision, 0 makes it; null where somebody else was faster. */
    put(endpoint: WebhookEndpoint): Promise<WebhookEndpoint | null>
    /** False where it is off already. */
    turnOff(id: string, reason: 'gone' | 'failing'): Promise<boolean>
  }
  deliveries: {
    /** False where it is there already. */
    add(delivery: WebhookDelivery): Promise<boolean>
    get(endpointId: string, id: string): Promise<WebhookDelivery | null>
    /** False where another one is at it, or it is over. `now` in epoch seconds. */
    take(delivery: WebhookDelivery, now: number): Promise<boolean>
    note(
      delivery: WebhookDelivery,
      attempt: DeliveryAttempt,
      outcome: { status: 'delivered' | 'failed' } | { status: 'pending'; nextAt: number },
    ): Promise<void>
  }
  /** Signing secrets by version. */
  secretOf(endpointId: string, version: number): Promise<Buffer>
  post(posting: { url: string; headers: Record<string, string>; body: string }): Promise<DeliveryAttempt>
  /** Absent where the tenant's file names no CRM to write back to. */
  writeBack?: WriteBackPorts
  queue: { send(work: DeliverWork[], delaySeconds?: number): Promise<void> }
  notify(notification: NewNotification): Promise<void>
  /** Epoch milliseconds. */
  now(): number
  /** In [0, 1). */
  chance(): number
}
