/** Touchline's events on their way out: each event becomes one delivery for each endpoint that wants it, and is tried until it is taken. */
import { createHash } from 'node:crypto'
import type { DeliverWork, WebhookBody } from '../contract/webhooks.ts'
import { crmDestination } from '../contract/write-back.ts'
import { enrollmentIdFrom } from '../domain/ids.ts'
import { judgeAnswer, signingVersions, wants, type WebhookDelivery, type WebhookEndpoint } from '../domain/webhook.ts'
import type { DeliverPorts } from './ports.ts'
import { settle } from './settle.ts'
import { signedHeaders } from './sign.ts'
import { crmEndpoint, occasionOf, writtenBack } from './write-back.ts'

/** An event of ours as EventBridge hands it over. */
export interface OwnEvent {
  kind: 'event'
  /** EventBridge's: the same each time that it is delivered. */
  id: string
  type: string
  /** ISO 8601. */
  time: string
  detail: Record<string, unknown>
}
export type DeliverInput = OwnEvent | DeliverWork

/** Answers in one word what came of it. */
export const deliver = async (ports: DeliverPorts, input: DeliverInput): Promise<string> =>
  input.kind === 'event' ? fanOut(ports, input) : nextTry(ports, input)

const fanOut = async (ports: DeliverPorts, event: OwnEvent): Promise<string> => {
  const registered = await ports.endpoints.list()
  const crm = await crmEndpoint(ports, registered, event)
  const webhooks = registered.filter((endpoint) => endpoint.id !== crmDestination && wants(endpoint, event.type))
  const endpoints = [...webhooks, ...(crm ? [crm] : [])]
  if (endpoints.length === 0) return 'wanted_by_nobody'
  for (const endpoint of endpoints) {
    const delivery = deliveryOf(endpoint, endpoint === crm ? occasionOf(event) : event, ports.now())
    await ports.deliveries.add(delivery)
    // One that was there already may never have been tried: whoever wrote it may have died.
    const stored = await ports.deliveries.get(endpoint.id, delivery.id)
    if (stored?.status === 'pending' && stored.tries === 0) await attempt(ports, endpoint, stored)
  }
  return 'delivered_or_waiting'
}

/** The same for the same event and endpoint. */
export const deliveryOf = (
  endpoint: Pick<WebhookEndpoint, 'id'>,
  { id: eventId, type, time, detail }: Omit<OwnEvent, 'kind'>,
  now: number,
): WebhookDelivery => {
  const digest = createHash('sha256').update(`${endpoint.id} ${eventId}`).digest('hex').slice(0, 20)
  const id = enrollmentIdFrom(Date.parse(time), BigInt(`0x${digest}`))
  const body: WebhookBody = { id, type, occurredAt: new Date(time).toISOString(), data: detail }
  const contactId = detail['contactId']
  return {
    id,
    endpointId: endpoint.id,
    type,
    occurredAt: body.occurredAt,
    body: JSON.stringify(body),
    ...(typeof contactId === 'string' && contactId !== '' ? { contactId } : {}),
    status: 'pending',
    attempts: [],
    nextAt: Math.floor(now / 1000),
    tries: 0,
  }
}

const nextTry = async (ports: DeliverPorts, { endpoint: endpointId, delivery: id }: DeliverWork): Promise<string> => {
  const [endpoint, delivery] = await Promise.all([ports.endpoints.get(endpointId), ports.deliveries.get(endpointId, id)])
  if (!delivery || delivery.status !== 'pending') return 'nothing_to_do'
  const seconds = Math.floor(ports.now() / 1000)
  if ((delivery.nextAt ?? 0) > seconds + 1) return 'not_due_yet'
  if (!endpoint?.active) {
    const answer = endpoint ? 'the endpoint is turned off' : 'the endpoint was removed'
    await ports.deliveries.note(delivery, { at: new Date(ports.now()).toISOString(), milliseconds: 0, answer }, { status: 'failed' })
    return 'turned_off'
  }
  return attempt(ports, endpoint, delivery)
}

const attempt = async (ports: DeliverPorts, endpoint: WebhookEndpoint, delivery: WebhookDelivery): Promise<string> => {
  const timestamp = Math.floor(ports.now() / 1000)
  if (!(await ports.deliveries.take(delivery, timestamp))) return 'nothing_to_do'
  const tried = { ...delivery, tries: delivery.tries + 1 }
  if (endpoint.id === crmDestination) {
    const { made, judged } = await writtenBack(ports, delivery)
    return settle(ports, endpoint, tried, made, judged)
  }
  const secrets = await Promise.all(signingVersions(endpoint, ports.now()).map((version) => ports.secretOf(endpoint.id, version)))
  const { id, body } = delivery
  const made = await ports.post({
    url: endpoint.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Touchline-Webhooks/1',
      ...signedHeaders({ id, body, timestamp }, secrets),
    },
    body,
  })
  return settle(ports, endpoint, tried, made, { what: judgeAnswer(made.status) })
}
