/** The deliver function: our own events from its queue, to the webhooks that somebody registered for them. */
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import { openPost } from '../adapters/webhooks/post.ts'
import type { DeliverWork } from '../contract/webhooks.ts'
import { addDelivery, getDelivery, noteTry, takeTry } from '../data/deliveries.ts'
import { createIdentity } from '../data/identity.ts'
import { putNotification } from '../data/notifications.ts'
import { openTable } from '../data/table.ts'
import { getWebhook, listWebhooks, noteWebhookHealth, turnWebhookOff } from '../data/webhooks.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { deliver } from './deliver.ts'
import type { DeliverPorts } from './ports.ts'
import { readDeliverInput } from './read-work.ts'

const env = readEnvironment('deliver')
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)

const ports: DeliverPorts = {
  endpoints: {
    list: () => listWebhooks(table),
    get: (id) => getWebhook(table, id),
    health: (id, since) => noteWebhookHealth(table, id, since),
    turnOff: (id, reason) => turnWebhookOff(table, id, reason),
  },
  deliveries: {
    add: (delivery) => addDelivery(table, delivery),
    get: (endpointId, id) => getDelivery(table, endpointId, id),
    take: (delivery, now) => takeTry(table, delivery, now),
    note: (delivery, attempt, outcome) => noteTry(table, delivery, attempt, outcome),
  },
  secretOf: async (endpointId, version) => createIdentity(await secret()).webhookSecret(endpointId, version),
  post: openPost({ allowPrivate: env.ALLOW_PRIVATE === 'true' }),
  queue: openQueue<DeliverWork>(env.DELIVER_QUEUE_URL),
  notify: (notification) => putNotification(table, notification),
  now: () => Date.now(),
  chance: () => Math.random(),
}

export const handler = queueHandler(createCounting(env.TENANT), openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'events delivered',
  read: readDeliverInput,
  serialBy: (input) => (input.kind === 'event' ? input.id : input.delivery),
  open: () => null,
  work: (input) => deliver(ports, input),
})
