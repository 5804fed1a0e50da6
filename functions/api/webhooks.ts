/** Webhook endpoints: registered, changed, verified, tried; their deliveries read and sent again. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { RouteName } from '../contract/api/routes.ts'
import type { DeliveryView, WebhookView } from '../contract/api/webhooks.ts'
import type { WebhookBody } from '../contract/webhooks.ts'
import { crmDestination } from '../contract/write-back.ts'
import { signingVersions, type WebhookDelivery, type WebhookEndpoint } from '../domain/webhook.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import type { ApiPorts } from './ports.ts'
import type { WebhookPorts } from './webhook-ports.ts'

type Ports = { webhooks: WebhookPorts } & Pick<ApiPorts, 'now' | 'newId'>

const mostEndpoints = 50

/** A tenant whose file asks for no webhooks has nothing that would deliver to them. */
export const withWebhooks = <N extends RouteName>({ webhooks, ...ports }: ApiPorts, verb: (ports: Ports) => Verb<N>): Verb<N> =>
  webhooks
    ? verb({ ...ports, webhooks })
    : () =>
        Promise.resolve(
          refuse({
            kind: 'conflict',
            reason: 'no_webhooks',
            detail: 'This tenant has no webhooks. Write "webhooks": {} into its settings file and deploy.',
          }),
        )

export const listWebhooks =
  ({ webhooks }: Ports): Verb<'listWebhooks'> =>
  async () =>
    answer({ items: (await webhooks.list()).map(viewOf) })

export const createWebhook =
  ({ webhooks, now, newId }: Ports): Verb<'createWebhook'> =>
  async ({ body, caller }) => {
    const refused = unreachable(body.url, webhooks.allowPrivate)
    if (refused) return refused
    if ((await webhooks.list()).length >= mostEndpoints)
      return refuse({
        kind: 'invalid',
        reason: 'too_many_webhooks',
        detail: `There are ${mostEndpoints} webhooks. Remove one first.`,
        errors: [],
      })
    const made = await webhooks.put({
      id: newId(),
      ...body,
      secretVersion: 1,
      createdAt: new Date(now()).toISOString(),
      createdBy: caller.name,
      revision: 0,
    })
    if (!made) throw new Error('a fresh id is taken')
    return answer(viewOf(made))
  }

export const getWebhook =
  ({ webhooks }: Ports): Verb<'getWebhook'> =>
  ({ params: { id } }) =>
    withOne(webhooks, id, async (endpoint) => answer(viewOf(endpoint)))

export const updateWebhook =
  ({ webhooks }: Ports): Verb<'updateWebhook'> =>
  ({ params: { id }, body: { revision, url, description, events, active } }) =>
    withOne(webhooks, id, async (found) => {
      if (id === crmDestination && [url, description, events].some((one) => one !== undefined)) return ofTheCrm()
      const refused = url === undefined ? null : unreachable(url, webhooks.allowPrivate)
      if (refused) return refused
      if (revision !== undefined && revision !== found.revision) return stale(found, revision)
      // Turned on again, it begins with a clean slate.
      const { offReason, failingSince, ...rest } = found
      const kept = active === true || found.active ? {} : { ...(offReason ? { offReason } : {}), ...(failingSince ? { failingSince } : {}) }
      const stored = await webhooks.put({
        ...rest,
        ...kept,
        url: url ?? found.url,
        description: description ?? found.description,
        events: events ?? found.events,
        active: active ?? found.active,
      })
      return stored ? answer(viewOf(stored)) : stale((await webhooks.get(id)) ?? found, found.revision)
    })

export const removeWebhook =
  ({ webhooks }: Ports): Verb<'removeWebhook'> =>
  ({ params: { id } }) =>
    withWebhook(webhooks, id, async (found) => {
      await webhooks.remove(id)
      return answer(viewOf(found))
    })

export const webhookSecret =
  ({ webhooks, now }: Ports): Verb<'webhookSecret'> =>
  ({ params: { id } }) =>
    withWebhook(webhooks, id, async (endpoint) => answer(secretsOf(webhooks, endpoint, now())))

export const rotateWebhookSecret =
  ({ webhooks, now }: Ports): Verb<'rotateWebhookSecret'> =>
  ({ params: { id } }) =>
    withWebhook(webhooks, id, async (found) => {
      const rotated = { ...found, secretVersion: found.secretVersion + 1, rotatedAt: new Date(now()).toISOString() }
      const stored = await webhooks.put(rotated)
      return stored ? answer(secretsOf(webhooks, stored, now())) : stale((await webhooks.get(id)) ?? found, found.revision)
    })

export const testWebhook =
  ({ webhooks, now, newId }: Ports): Verb<'testWebhook'> =>
  ({ params: { id } }) =>
    withWebhook(webhooks, id, async (endpoint) => {
      if (!endpoint.active) return turnedOff()
      const delivery = testOf(endpoint, newId(), now())
      await webhooks.deliveries.add(delivery)
      await webhooks.queue.send([{ kind: 'deliver', endpoint: id, delivery: delivery.id }])
      return answer(deliveryViewOf(delivery))
    })

const testOf = ({ id: endpointId, url }: WebhookEndpoint, id: string, now: number): WebhookDelivery => {
  const occurredAt = new Date(now).toISOString()
  const body: WebhookBody = { id, type: 'Webhook Tested', occurredAt, data: { webhookId: endpointId, url } }
  const nextAt = Math.floor(now / 1000)
  return { id, endpointId, type: body.type, occurredAt, body: JSON.stringify(body), status: 'pending', attempts: [], nextAt, tries: 0 }
}

export const listDeliveries =
  ({ webhooks }: Ports): Verb<'listDeliveries'> =>
  async ({ params: { id }, query: { limit, cursor, status } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    return withOne(webhooks, id, async () => {
      const { items, next } = await webhooks.deliveries.list(id, { limit: Math.min(limit, 100), after, status })
      return answer({ items: items.map(deliveryViewOf), nextCursor: cursorOf(next) })
    })
  }

export const redeliver =
  ({ webhooks, now }: Ports): Verb<'redeliver'> =>
  ({ params: { id, deliveryId } }) =>
    withOne(webhooks, id, async (endpoint) => {
      if (!endpoint.active) return turnedOff()
      const begun = await webhooks.deliveries.again(id, deliveryId, Math.floor(now() / 1000))
      if (!begun) return notFound('delivery', deliveryId)
      await webhooks.queue.send([{ kind: 'deliver', endpoint: id, delivery: deliveryId }])
      return answer(deliveryViewOf(begun))
    })

const withOne = async <T>(
  webhooks: WebhookPorts,
  id: string,
  act: (endpoint: WebhookEndpoint) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => {
  const found = await webhooks.get(id)
  return found ? act(found) : notFound('webhook', id)
}

/** The CRM that is written back to stands among the webhooks, with their log; the rest of it is the tenant's file. */
const withWebhook: typeof withOne = (webhooks, id, act) => withOne(webhooks, id, id === crmDestination ? async () => ofTheCrm() : act)

const ofTheCrm = (): Outcome<never> =>
  refuse({
    kind: 'conflict',
    reason: 'not_a_webhook',
    detail: "This is the CRM that is written back to: it can be turned off and on here. Everything else of it stands in the tenant's file.",
  })

/** Whether the name leads to a public address is seen when it is called. */
const unreachable = (url: string, allowPrivate: boolean): Outcome<never> | null => {
  const { protocol, username, password, hostname } = new URL(url)
  if (username !== '' || password !== '') return wrong('leave name and password out of the address: deliveries are signed')
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return wrong('use an https address')
  if (!allowPrivate && (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname.endsWith('.internal')))
    return wrong('use an address that is reachable from outside')
  return null
}

const wrong = (message: string): Outcome<never> =>
  refuse({ kind: 'invalid', reason: 'webhook_unreachable', detail: message, errors: [{ field: 'url', message }] })

const turnedOff = (): Outcome<never> =>
  refuse({ kind: 'conflict', reason: 'webhook_off', detail: 'The webhook is turned off. Turn it on first.' })

const stale = (current: WebhookEndpoint, given: number): Outcome<never> =>
  refuse({
    kind: 'stale',
    reason: 'stale_revision',
    detail: 'Someone else changed this webhook meanwhile. Make your change on what it says now: `current` has it.',
    also: { currentRevision: current.revision, givenRevision: given, current: viewOf(current) },
  })

const secretsOf = (webhooks: WebhookPorts, endpoint: WebhookEndpoint, now: number) => {
  const [secret = '', previous] = signingVersions(endpoint, now).map(
    (version) => `whsec_${webhooks.secretOf(endpoint.id, version).toString('base64')}`,
  )
  return { secret, previous: previous ?? null }
}

const offSentences = {
  gone: 'It answered 410, which says that it is gone for good. Correct the address, then turn it on again.',
  failing: 'Nothing got through for five days. Mend the receiver, then turn it on again and redeliver what it missed.',
}

const viewOf = ({ secretVersion: _version, rotatedAt: _rotated, offReason, failingSince, ...endpoint }: WebhookEndpoint): WebhookView => ({
  ...endpoint,
  offReason: offReason ? offSentences[offReason] : null,
  failingSince: failingSince ?? null,
})

const deliveryViewOf = ({
  endpointId: _endpoint,
  tries: _tries,
  nextAt,
  contactId,
  attempts,
  ...delivery
}: WebhookDelivery): DeliveryView => ({
  ...delivery,
  contactId: contactId ?? null,
  nextTryAt: nextAt === undefined ? null : new Date(nextAt * 1000).toISOString(),
  attempts: attempts.map(({ status, ...attempt }) => ({ ...attempt, status: status ?? null })),
})
