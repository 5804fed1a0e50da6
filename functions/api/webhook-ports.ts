/** Webhook endpoints and their deliveries, as the API's verbs reach them. */
import type { DeliverWork } from '../contract/webhooks.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../domain/webhook.ts'

export interface WebhookPorts {
  list(): Promise<WebhookEndpoint[]>
  get(id: string): Promise<WebhookEndpoint | null>
  /** Under its revision; null where somebody else was faster. */
  put(endpoint: WebhookEndpoint): Promise<WebhookEndpoint | null>
  remove(id: string): Promise<boolean>
  secretOf(id: string, version: number): Buffer
  /** Whether this stack calls private addresses and plain HTTP. */
  allowPrivate: boolean
  deliveries: {
    list(
      endpointId: string,
      page: { limit: number; after?: string | undefined; status?: WebhookDelivery['status'] | undefined },
    ): Promise<{ items: WebhookDelivery[]; next: string | null }>
    add(delivery: WebhookDelivery): Promise<boolean>
    /** Pending again, due `now` (epoch seconds); null where there is none of this id. */
    again(endpointId: string, id: string, now: number): Promise<WebhookDelivery | null>
  }
  queue: { send(work: DeliverWork[]): Promise<void> }
}
