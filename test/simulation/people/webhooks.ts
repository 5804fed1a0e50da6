/**
 * Twilio's calls to the hooks function: signed by its published algorithm, dropped, doubled, late and out of order; captured and sent once more
 * days later; and forged by somebody who has no key.
 */
import { createHmac } from 'node:crypto'
import { environment, twilioAccount } from '../tenant.ts'
import type { Random } from '../random.ts'
import type { Handler, World } from '../world.ts'

/** One call, and what it was answered. */
export interface Hooked {
  /** The same for each delivery of one event: `<sid>.<status>`. */
  event: string
  forged: boolean
  /** Whether the product has anything to do about it. */
  matters: boolean
  /** Epoch ms. */
  at: number
  /** Epoch ms; null while no answer came. */
  answeredAt: number | null
  status: number | null
}

export interface Telling {
  url: string
  fields: Record<string, string>
  event: string
  /** Milliseconds from now at which it is told, unless it is late. */
  delay: number
  /** Of `event_dropped`: a text that comes in is lost less often than a receipt. */
  dropped: number
  matters: boolean
  /** It reaches us for the first time. */
  arrives?: () => void
}

const hour = 3_600_000
const backlogMs = 6 * hour

export type Webhooks = ReturnType<typeof createWebhooks>

export const createWebhooks = (world: World, hooks: Handler) => {
  const calls: Hooked[] = []

  const tell = ({ url, fields, event, delay, dropped, matters, arrives }: Telling): void => {
    const random = world.randomFor(`webhook ${event}`)
    const faults = world.faults()
    if (random.chance(faults.event_dropped * dropped)) return
    // What is late comes with whatever else was: a backlog is let go at once, in any order.
    const backlog = random.chance(faults.event_late) ? random.next() * 24 * hour : 0
    const late =
      backlog === 0 ? 0 : Math.ceil((world.now() + delay + backlog) / backlogMs) * backlogMs - world.now() - delay + random.next() * 500
    const signed = signatureOf(twilioAccount.authToken, url, fields)
    const call = (tries: number): void =>
      post(url, fields, signed, { event, matters, forged: false }, (one) => {
        // No answer, or one that says that nothing counts as taken: where retries are configured, it comes again.
        if (tries > 1 && (one.status === null || one.status >= 500)) world.after(5_000 + random.next() * 30_000, () => call(tries - 1))
      })
    world.after(delay + late, () => {
      arrives?.()
      call(random.chance(0.5) ? 3 : 1)
    })
    if (random.chance(faults.event_doubled)) world.after(delay + late + random.next() * random.pick([200, hour]), () => call(1))
    if (random.chance(faults.event_replayed)) world.after(delay + late + hour + random.next() * 6 * 24 * hour, () => call(1))
  }

  /** By somebody who knows the addresses, and a call that was signed, but not the key. */
  const forge = (
    genuine: { url: string; fields: Record<string, string> },
    forged: { fields: Record<string, string>; event: string; delay: number },
    random: Random,
  ): void => {
    const { url } = genuine
    const signature = random.pick([
      null,
      signatureOf('not-the-key-0123456789abcdef0123', url, forged.fields),
      signatureOf(twilioAccount.authToken, url, genuine.fields),
    ])
    world.after(forged.delay, () => post(url, forged.fields, signature, { event: forged.event, matters: true, forged: true }))
  }

  const post = (
    url: string,
    fields: Record<string, string>,
    signature: string | null,
    of: Pick<Hooked, 'event' | 'forged' | 'matters'>,
    answered: (one: Hooked) => void = () => undefined,
  ): void => {
    const { pathname, search } = new URL(url)
    const one: Hooked = { ...of, at: world.now(), answeredAt: null, status: null }
    calls.push(one)
    const label = `hooks ${of.forged ? 'forged ' : ''}${of.event}`
    const event = {
      version: '2.0',
      routeKey: 'POST /hooks/{provider}',
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        ...(signature === null ? {} : { 'x-twilio-signature': signature }),
      },
      requestContext: { http: { method: 'POST', path: pathname }, requestId: label },
      // A form reaches a function in base64.
      isBase64Encoded: true,
      body: Buffer.from(new URLSearchParams(fields).toString()).toString('base64'),
    }
    world.note(() => `↯ ${label} ${fields['Body'] ?? fields['ErrorCode'] ?? ''}`)
    world.invoke(label, hooks, event, { seconds: 30 }, (ending) => {
      if (ending.kind === 'answered') {
        const { statusCode } = ending.value as { statusCode: number }
        Object.assign(one, { answeredAt: world.now(), status: statusCode })
      }
      answered(one)
    })
  }

  return { calls, tell, forge }
}

/** Where a text that comes in is told of. */
export const inboundUrl = `${environment['PUBLIC_URL'] ?? ''}/hooks/twilio`

/** https://www.twilio.com/docs/usage/security: the address and each field with its value, by name; HMAC-SHA1 in base64. */
const signatureOf = (key: string, url: string, fields: Record<string, string>): string => {
  const named = Object.keys(fields).toSorted()
  return createHmac('sha1', key)
    .update(url + named.map((name) => `${name}${fields[name] ?? ''}`).join(''))
    .digest('base64')
}
