/** What one try of a delivery came to: it is over, or has its next time; and what that says of where it goes. */
import { crmDestination } from '../contract/write-back.ts'
import { patienceDays, waitAfter, type DeliveryAttempt, type WebhookDelivery, type WebhookEndpoint } from '../domain/webhook.ts'
import type { DeliverPorts } from './ports.ts'

/** SQS delays no longer; what waits longer is found by the sweep. */
const mostDelay = 900

/**
 * `gone`: whoever answers wants nothing any more. `refused`: this one will never be taken, others may. `account`: nothing is taken until
 * somebody mends it, so somebody is told at once. `early`: there is nothing to send yet, which nobody can be blamed for.
 */
export interface Judged {
  what: 'taken' | 'gone' | 'again' | 'refused' | 'account' | 'early'
  /** Seconds that the next try waits at least. */
  atLeast?: number
}

/** Answers in one word what came of it. */
export const settle = async (
  ports: DeliverPorts,
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery,
  made: DeliveryAttempt,
  judged: Judged,
): Promise<string> => {
  switch (judged.what) {
    case 'taken':
      await ports.deliveries.note(delivery, made, { status: 'delivered' })
      if (endpoint.failingSince !== undefined) await ports.endpoints.health(endpoint.id, null)
      return 'delivered'
    case 'refused':
      await ports.deliveries.note(delivery, made, { status: 'failed' })
      return 'refused'
    case 'early':
      return later(ports, delivery, made, judged)
    case 'gone':
    case 'again':
    case 'account':
      return failed(ports, endpoint, delivery, made, judged)
    default:
      return judged.what satisfies never
  }
}

const failed = async (
  ports: DeliverPorts,
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery,
  made: DeliveryAttempt,
  judged: Judged,
): Promise<string> => {
  const since = endpoint.failingSince ?? made.at
  if (endpoint.failingSince === undefined) await ports.endpoints.health(endpoint.id, made.at)
  const isTooLong = Date.parse(made.at) - Date.parse(since) > patienceDays * 86_400_000
  if (judged.what === 'gone' || isTooLong) {
    await ports.deliveries.note(delivery, made, { status: 'failed' })
    await turnOff(ports, endpoint, judged.what === 'gone' ? 'gone' : 'failing', made)
    return 'turned_off'
  }
  if (judged.what === 'account') await tellOfRefusal(ports, endpoint, since, made)
  return later(ports, delivery, made, judged)
}

const later = async (ports: DeliverPorts, delivery: WebhookDelivery, made: DeliveryAttempt, { atLeast = 0 }: Judged): Promise<string> => {
  const waits = waitAfter(delivery.tries, ports.chance())
  if (waits === null) {
    await ports.deliveries.note(delivery, made, { status: 'failed' })
    return 'given_up'
  }
  const seconds = Math.max(waits, atLeast)
  await ports.deliveries.note(delivery, made, { status: 'pending', nextAt: Math.floor(ports.now() / 1000) + seconds })
  if (seconds <= mostDelay) await ports.queue.send([{ kind: 'deliver', endpoint: delivery.endpointId, delivery: delivery.id }], seconds)
  return 'tried_again_later'
}

const turnOff = async (
  ports: DeliverPorts,
  { id, url }: WebhookEndpoint,
  reason: 'gone' | 'failing',
  made: DeliveryAttempt,
): Promise<void> => {
  if (!(await ports.endpoints.turnOff(id, reason))) return
  const why =
    reason === 'gone' ? 'it answered 410, which says that it is gone for good' : `nothing has got through for ${patienceDays} days`
  const what = id === crmDestination ? 'Writing back to the CRM at' : 'The webhook'
  await ports.notify({
    type: 'escalation',
    priority: 'high',
    at: made.at,
    text: `${what} ${new URL(url).host} was turned off: ${why}. Mend it or remove it, then turn it on again and redeliver what it missed.`,
    occasion: `webhook ${id}`,
  })
}

/** Once for each time that it begins: `since` is the same until something gets through again. */
const tellOfRefusal = (ports: DeliverPorts, { id, url }: WebhookEndpoint, since: string, made: DeliveryAttempt): Promise<void> =>
  ports.notify({
    type: 'escalation',
    priority: 'high',
    at: since,
    text: `Touches and answers are not written back to ${new URL(url).host}: ${made.answer}. Mend the CRM's secret or its settings; what waits is then written by itself.`,
    occasion: `refused ${id}`,
  })
