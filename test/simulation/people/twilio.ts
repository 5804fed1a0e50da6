/** Twilio as the real adapter meets it: one form for each text, answered in Twilio's own words, cut short, or never. It keeps its own list of who left. */
import { createHash } from 'node:crypto'
import { twilioAccount } from '../tenant.ts'
import type { Invocation, World } from '../world.ts'
import type { Asked, Behaviour, Providers, Request } from './provider.ts'

/** What Twilio knows of a number that it texts no more, and the error that says so. */
export const refusals = {
  left: { code: 21610, message: 'Attempt to send to unsubscribed recipient' },
  gone: { code: 21211, message: "The 'To' number is not a valid phone number." },
  landline: { code: 21614, message: "'To' number is not a valid mobile number" },
} as const
export type Refused = keyof typeof refusals

export type Twilio = ReturnType<typeof createTwilio>

export const createTwilio = (world: World, providers: () => Providers) => {
  const refused = new Map<string, Refused>()
  /** What was asked for that Twilio does not have: a history in which that happens was not played as it should be. */
  const strange: string[] = []

  const answer = async (invocation: Invocation, sent: globalThis.Request): Promise<Response> => {
    if (sent.method !== 'POST' || sent.url !== `https://api.twilio.com/2010-04-01/Accounts/${twilioAccount.accountSid}/Messages.json`) {
      strange.push(`${sent.method} ${sent.url}`)
      return problem(404, 20404, 'The requested resource was not found')
    }
    const { accountSid, authToken } = twilioAccount
    if (sent.headers.get('authorization') !== `Basic ${btoa(`${accountSid}:${authToken}`)}`) return problem(401, 20003, 'Authenticate')
    const asked = askedOf(new URLSearchParams(await sent.text()))
    // A text to who left is refused at once, or taken in and given up afterwards: both are Twilio's.
    const isRefused =
      refused.has(asked.to) && (refused.get(asked.to) !== 'left' || world.randomFor(`refused ${asked.attemptId}`).chance(0.6))
    try {
      return await providers().request(invocation, asked, answerOf, isRefused ? 'refuses' : undefined)
    } catch (error) {
      // `fetch` says only that it failed; why stands in the cause.
      throw new TypeError('fetch failed', { cause: error })
    }
  }

  const answerOf = (behaviour: Behaviour, one: Request): Response | Promise<Response> => {
    one.providerId = sidOf(one.providerId)
    const random = world.randomFor(`answer ${one.providerId}`)
    switch (behaviour) {
      case 'accepts':
        return created(one.providerId)
      case 'throttles':
        return random.chance(0.5)
          ? problem(429, 20429, 'Too Many Requests')
          : problem(400, 21611, "This 'From' number has exceeded its queue")
      case 'unreachable':
        throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:443'), { code: 'ECONNREFUSED', syscall: 'connect' })
      case 'refuses': {
        const says = refused.get(one.to) ?? world.randomFor(`number ${one.to} at Twilio`).pick(['left', 'gone', 'landline'] as const)
        refused.set(one.to, says)
        one.says = says
        return problem(400, refusals[says].code, refusals[says].message)
      }
      case 'stops':
        return random.chance(0.5) ? problem(401, 20003, 'Authenticate') : problem(400, 21606, "The 'From' number is not yours")
      case 'fails_taken':
        return random.chance(0.5)
          ? problem(500, 20500, 'Internal Server Error')
          : new Response(`{"sid":"${one.providerId}","sta`, { status: 201 })
      case 'fails_untaken':
        return random.chance(0.5) ? problem(500, 20500, 'Internal Server Error') : new Response('<html>Bad gateway</html>', { status: 502 })
      case 'silent_taken':
      case 'silent_untaken':
        if (random.chance(0.5)) throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
        // Until the caller's own time is over.
        return new Promise(() => undefined)
      default:
        return behaviour satisfies never
    }
  }

  return { answer, refused, strange }
}

/** The callback's address holds what the text is about; a message's id is its enrollment's with the step's number in the last ten bits. */
const askedOf = (form: URLSearchParams): Asked => {
  const callback = form.get('StatusCallback') ?? ''
  const [, messageId = '', attemptId = '', , sequenceId = ''] = new URL(callback).searchParams.get('ref')?.split('.') ?? []
  return {
    channel: 'sms',
    to: form.get('To') ?? '',
    from: form.get('From') ?? '',
    messageId,
    attemptId,
    sequenceId,
    enrollmentId: `${messageId.slice(0, -2)}00`,
    text: form.get('Body') ?? '',
    tags: {},
    callback,
  }
}

/** A message SID, always the same for the same text. */
export const sidOf = (name: string): string => `SM${createHash('md5').update(name).digest('hex')}`

const created = (sid: string): Response => Response.json({ sid, status: 'queued', error_code: null }, { status: 201 })

const problem = (status: number, code: number, message: string): Response =>
  Response.json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, { status })
