/** The deliver function: our own events from its queue, to the webhooks that somebody registered for them and to the tenant's CRM. */
import { openCrmWriter, vendorNames } from '../adapters/crm/writer.ts'
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import { openPost } from '../adapters/webhooks/post.ts'
import type { DeliverWork } from '../contract/webhooks.ts'
import { addDelivery, getDelivery, noteTry, takeTry } from '../data/deliveries.ts'
import { loadHead } from '../data/heads.ts'
import { createIdentity } from '../data/identity.ts'
import { listInteractions } from '../data/interactions.ts'
import { getMessage } from '../data/messages.ts'
import { putNotification } from '../data/notifications.ts'
import { openTable } from '../data/table.ts'
import { getWebhook, listWebhooks, noteWebhookHealth, putWebhook, turnWebhookOff } from '../data/webhooks.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { deliver } from './deliver.ts'
import type { DeliverPorts, WriteBackPorts } from './ports.ts'
import { readDeliverInput } from './read-work.ts'

const env = readEnvironment('deliver')
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)

/** Entries of a timeline among which an answer that was just published is looked for. */
const mostEntries = 50

const writeBackPorts = (): WriteBackPorts | null => {
  const { settings, secret: name } = env.WRITE_BACK
  if (!settings || name === null) return null
  const writer = openCrmWriter(settings, name, env.CRM_SECRETS)
  return {
    name: vendorNames[settings.vendor],
    url: settings.endpoint,
    contactKey: async (contactId) => createIdentity(await secret()).contactKey(contactId),
    head: (contactKey) => loadHead(table, contactKey),
    message: (contactKey, messageId) => getMessage(table, { contactKey, messageId }),
    interactions: (contactKey) => listInteractions(table, contactKey, mostEntries),
    write: (activity, mayBeThere) => writer.write(activity, mayBeThere),
  }
}
const writeBack = writeBackPorts()

const ports: DeliverPorts = {
  endpoints: {
    list: () => listWebhooks(table),
    get: (id) => getWebhook(table, id),
    put: (endpoint) => putWebhook(table, endpoint),
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
  ...(writeBack ? { writeBack } : {}),
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
