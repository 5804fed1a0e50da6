/** What delivering events needs of the world, connected in handler.ts. */
import type { DeliverWork } from '../contract/webhooks.ts'
import type { DeliveryAttempt, WebhookDelivery, WebhookEndpoint } from '../domain/webhook.ts'
import type { NewNotification } from '../domain/notification.ts'

export interface DeliverPorts {
  endpoints: {
    list(): Promise<WebhookEndpoint[]>
    get(id: string): Promise<WebhookEndpoint | null>
    /** `since`: ISO 8601, or null where something got through. */
    health(id: string, since: string | null): Promise<void>
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
  queue: { send(work: DeliverWork[], delaySeconds?: number): Promise<void> }
  notify(notification: NewNotification): Promise<void>
  /** Epoch milliseconds. */
  now(): number
  /** In [0, 1). */
  chance(): number
}
