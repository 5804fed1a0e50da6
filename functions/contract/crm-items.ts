/**
 * A vendor's call as its single events. Sources: HubSpot's webhooks API guide, Pipedrive's guide for webhooks v2, Follow Up Boss's webhooks
 * guide, Attio's webhook reference, Salesforce's outbound messaging.
 */
import * as z from 'zod'
import { parseXml, type XmlElement } from '../domain/crm/xml.ts'
import type { CrmItem, CrmVendor } from './crm.ts'

/** A genuine call that is not what its vendor documents. The message holds no values of it. */
export class UnreadableCall extends Error {
  override readonly name = 'UnreadableCall'
}

/** Events that one call may carry: HubSpot sends up to 100, Salesforce too. */
const mostItems = 1_000

export interface CrmCall {
  vendor: CrmVendor
  body: string
  /** What a generic source's header says that the event is called; vendors name theirs in the body. */
  id?: string
  /** ISO 8601. */
  receivedAt: string
}

/** Throws `UnreadableCall`. A generic call without an id is known by `digest` of its body. */
export const itemsOf = (call: CrmCall, digest: (text: string) => string): CrmItem[] => {
  const items = read(call, digest)
  if (items.length > mostItems) throw new UnreadableCall(`it carries more than ${mostItems} events`)
  return items
}

const read = (call: CrmCall, digest: (text: string) => string): CrmItem[] => {
  switch (call.vendor) {
    case 'hubspot':
      return hubspotItems(call)
    case 'pipedrive':
      return pipedriveItems(call)
    case 'follow-up-boss':
      return followUpBossItems(call)
    case 'attio':
      return attioItems(call, digest)
    case 'salesforce':
      return salesforceItems(call)
    case 'hmac':
      return genericItems(call, digest)
    default:
      return call.vendor satisfies never
  }
}

const scalar = z.union([z.string(), z.number()]).transform(String)

const hubspotEvent = z.looseObject({
  eventId: scalar,
  subscriptionId: scalar.optional(),
  subscriptionType: z.string().max(100),
  objectId: scalar.optional(),
  objectTypeId: z.string().optional(),
  /** Epoch milliseconds. */
  occurredAt: z.number().int().positive(),
})

/** HubSpot's event ids are not unique: the subscription, the object and the time make them so. A repetition differs in `attemptNumber` only. */
const hubspotItems = ({ body }: CrmCall): CrmItem[] =>
  parsed(z.union([z.array(hubspotEvent), hubspotEvent.transform((one) => [one])]), body).map((event) => ({
    kind: genericKinds[event.subscriptionType]?.[event.objectTypeId ?? ''] ?? event.subscriptionType,
    id: [event.eventId, event.subscriptionId, event.objectId, event.occurredAt].join(' '),
    at: new Date(event.occurredAt).toISOString(),
    event,
  }))

/** Newer subscriptions name what happened, and the type of the object beside it: 0-1 is a contact, 0-3 a deal. */
const genericKinds: Record<string, Record<string, string> | undefined> = Object.fromEntries(
  ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'associationChange'].map((what) => [
    `object.${what}`,
    { '0-1': `contact.${what}`, '0-3': `deal.${what}` },
  ]),
)

const pipedriveCall = z.looseObject({
  meta: z.looseObject({
    action: z.string().max(40),
    entity: z.string().max(40),
    entity_id: scalar.optional(),
    id: scalar,
    timestamp: z.union([z.string(), z.number()]),
    version: scalar.optional(),
  }),
  data: z.looseObject({}).nullish(),
  previous: z.looseObject({}).nullish(),
})

const pipedriveItems = ({ body, receivedAt }: CrmCall): CrmItem[] => {
  const event = parsed(pipedriveCall, body)
  const { action, entity, entity_id: entityId, id, timestamp } = event.meta
  return [{ kind: `${action}.${entity}`, id: [id, entity, entityId, timestamp].join(' '), at: timeOf(timestamp) ?? receivedAt, event }]
}

const followUpBossCall = z.looseObject({
  eventId: scalar,
  eventCreated: z.string().optional(),
  event: z.string().max(60),
  resourceIds: z.array(scalar).max(mostItems).default([]),
})

/** One item for each of the people. */
const followUpBossItems = ({ body, receivedAt }: CrmCall): CrmItem[] => {
  const { resourceIds, ...call } = parsed(followUpBossCall, body)
  const at = timeOf(call.eventCreated) ?? receivedAt
  return resourceIds.map((resourceId) => ({ kind: call.event, id: `${call.eventId} ${resourceId}`, at, event: { ...call, resourceId } }))
}

const attioCall = z.looseObject({
  webhook_id: z.string(),
  events: z
    .array(z.looseObject({ event_type: z.string().max(100), id: z.looseObject({ record_id: z.string().optional() }) }))
    .max(mostItems),
})

/** Attio names a delivery in `Idempotency-Key`, the same at each retry. Its events have no time of their own. */
const attioItems = ({ body, id, receivedAt }: CrmCall, digest: (text: string) => string): CrmItem[] =>
  parsed(attioCall, body).events.map((event, i) => ({
    kind: event.event_type,
    id: `${id ?? digest(body)} ${i}`,
    at: receivedAt,
    event,
  }))

/** Each record that a message carries. The session id, with which one could call Salesforce, is left behind here. */
const salesforceItems = ({ body, receivedAt }: CrmCall): CrmItem[] => {
  const { organizationId, notifications } = readOutboundMessage(body)
  return notifications.map(({ id, type, fields }) => ({
    kind: type,
    id,
    at: timeOf(fields['SystemModstamp'] ?? fields['LastModifiedDate'] ?? undefined) ?? receivedAt,
    event: { type, organizationId, notificationId: id, fields },
  }))
}

export interface OutboundMessage {
  organizationId: string
  notifications: { id: string; type: string; fields: Record<string, string | null> }[]
}

/** Throws `UnreadableCall`. */
export const readOutboundMessage = (body: string): OutboundMessage => {
  const message = within(rootOf(body), 'Envelope', 'Body', 'notifications')
  const notifications = message.children
    .filter(({ name }) => name === 'Notification')
    .map((notification) => {
      const object = within(notification, 'Notification', 'sObject')
      const type = object.attributes['type']?.split(':').at(-1) ?? ''
      if (type === '') throw new UnreadableCall('an sObject names no type')
      return { id: textOf(notification, 'Id'), type, fields: fieldsOf(object) }
    })
  return { organizationId: textOf(message, 'OrganizationId'), notifications }
}

const rootOf = (body: string): XmlElement => {
  try {
    return parseXml(body)
  } catch (error) {
    throw new UnreadableCall(`its body is no XML: ${error instanceof SyntaxError ? error.message : 'it cannot be read'}`)
  }
}

const within = (element: XmlElement, own: string, ...names: string[]): XmlElement => {
  if (element.name !== own) throw new UnreadableCall(`<${own}> is missing`)
  const [next, ...rest] = names
  if (next === undefined) return element
  const child = element.children.find(({ name }) => name === next)
  if (!child) throw new UnreadableCall(`<${next}> is missing in <${own}>`)
  return within(child, next, ...rest)
}

const textOf = (element: XmlElement, name: string): string => {
  const text = element.children.find((child) => child.name === name)?.text ?? ''
  if (text === '') throw new UnreadableCall(`<${name}> is missing in <${element.name}>`)
  return text
}

const fieldsOf = ({ children }: XmlElement): Record<string, string | null> =>
  Object.fromEntries(children.map(({ name, attributes, text }) => [name, attributes['nil'] === 'true' ? null : text]))

/** One event, several as an array, or several within `events`; each says what it is in `type`, `event` or `kind`. */
const genericItems = ({ body, id, receivedAt }: CrmCall, digest: (text: string) => string): CrmItem[] => {
  const call = parsed(z.union([z.array(z.unknown()), z.looseObject({})]), body)
  const events: unknown[] = Array.isArray(call) ? call : Array.isArray(call['events']) ? call['events'] : [call]
  return events.map((event, i) => {
    const named = genericEvent.safeParse(event).data ?? {}
    const own = named.id ?? digest(JSON.stringify(event))
    return {
      kind: named.type ?? named.event ?? named.kind ?? 'event',
      id: id === undefined ? own : `${id} ${i}`,
      at: timeOf(named.occurredAt) ?? receivedAt,
      event,
    }
  })
}

const word = z.string().max(100).optional().catch(undefined)
const genericEvent = z.looseObject({
  type: word,
  event: word,
  kind: word,
  id: scalar.optional().catch(undefined),
  occurredAt: z.union([z.string(), z.number()]).optional().catch(undefined),
})

const parsed = <T>(shape: z.ZodType<T>, body: string): T => {
  const result = shape.safeParse(jsonOf(body))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new UnreadableCall(`${issue?.path.join('.') || 'its body'}: ${issue?.message ?? 'does not fit'}`)
}

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    throw new UnreadableCall('its body does not parse as JSON')
  }
}

/** ISO 8601 of a text, or of epoch seconds or milliseconds; null where it is no time. */
const timeOf = (said: string | number | undefined | null): string | null => {
  if (said === undefined || said === null || said === '') return null
  const number = typeof said === 'number' ? said : /^\d{9,14}$/.test(said) ? Number(said) : null
  // Ten digits are seconds until the year 2286, thirteen are milliseconds.
  const time = number === null ? Date.parse(zoned(String(said))) : number < 1e11 ? number * 1000 : number
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : null
}

/** `2026-11-20 15:00:00`, as Pipedrive wrote times before its second version, is UTC. */
const zoned = (text: string): string => (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}Z` : text)
