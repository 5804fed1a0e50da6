/** Our own events go out to a receiver of the integrator's, who checks the signature by himself. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DeliveryView, WebhookView } from '../../functions/contract/api/webhooks.ts'
import { openReceiver, type Received } from './receiver.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
let receiver: Awaited<ReturnType<typeof openReceiver>>
let webhook: WebhookView
let secret: string

beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  receiver = await openReceiver()
  webhook = await world.api<WebhookView>('POST', '/webhooks', { url: receiver.url, events: ['Enrollment Started'] }, 'admin')
  ;({ secret } = await world.api<{ secret: string }>('GET', `/webhooks/${webhook.id}/secret`, undefined, 'admin'))
})
afterAll(async () => {
  await world.close()
  receiver.close()
})

/** As the specification's own libraries do it. */
const isSigned = ({ headers, body }: Received): boolean => {
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(content)
    .digest()
  return String(headers['webhook-signature'])
    .split(' ')
    .some((signature) => timingSafeEqual(Buffer.from(signature.split(',')[1] ?? '', 'base64'), expected))
}
const deliveries = async () =>
  (await world.api<{ items: DeliveryView[] }>('GET', `/webhooks/${webhook.id}/deliveries`, undefined, 'admin')).items

describe('a webhook of the integrator', () => {
  it('hears of what it asked for, signed, and again until it takes it', async () => {
    receiver.answers.push(500, 503)
    await world.api('POST', '/sequences', tourSequence())
    await world.publish(leadEvent(1))
    await world.advance('PT10M')
    expect(receiver.received).toHaveLength(3)
    expect(receiver.received.every(isSigned)).toBe(true)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      type: 'Enrollment Started',
      data: { contactId: 'c-1', leadId: 'lead-1' },
    })
    expect(await deliveries()).toMatchObject([{ status: 'delivered', attempts: [{ status: 500 }, { status: 503 }, { status: 200 }] }])
  })

  it('waits for hours where it is down that long, and is found by the sweep', async () => {
    const before = receiver.received.length
    receiver.answers.push(...Array<number>(6).fill(500))
    await world.publish(leadEvent(2))
    // Six waits come to 8.6 hours, and up to a fifth more.
    await world.advance('PT12H')
    expect(receiver.received.length - before).toBe(7)
    expect((await deliveries())[0]).toMatchObject({ status: 'delivered' })
  })

  it('gets one of them once more when somebody asks, with the same id, and a test', async () => {
    const [last] = await deliveries()
    await world.api('POST', `/webhooks/${webhook.id}/deliveries/${last?.id}/redeliver`, {}, 'admin')
    await world.api('POST', `/webhooks/${webhook.id}/test`, {}, 'admin')
    await world.advance('PT0S')
    expect(receiver.received.slice(-2).map(({ headers }) => headers['webhook-id'])).toContain(last?.id)
    expect(receiver.received.slice(-2).every(isSigned)).toBe(true)
  })

  it('loses what it was to get of a person who is erased', async () => {
    await world.api('DELETE', '/contacts/c-2', undefined, 'admin')
    expect(JSON.stringify(await deliveries())).not.toContain('c-2')
  })
})
