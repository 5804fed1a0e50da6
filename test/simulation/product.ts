/** The production functions, loaded once from a source tree, with the simulated AWS and providers in the place of what they reach for. */
import './virtual.ts'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { interceptClients, type Cloud, type Functions } from './aws/cloud.ts'
import { notingMemory } from './memory.ts'
import type { Providers } from './people/provider.ts'
import { answerAsSes } from './people/ses.ts'
import { answerAsVoice } from './people/phone.ts'
import { deadLettersOf, environmentOf, textings, type Texting } from './tenant.ts'
import type { Twilio } from './people/twilio.ts'
import { presence } from './virtual.ts'
import type { Handler, Invocation } from './world.ts'

/** What the calls of running invocations reach: one history's world at a time. */
export interface Stage {
  cloud: Cloud
  providers: Providers
  twilio: Twilio
}

export interface Product {
  /** As they are deployed for a tenant that texts by this one. */
  functions: Record<Texting, Functions>
  /** Sets the stage for the next history. */
  play(stage: Stage): void
}

const names = ['enroll', 'dispatch', 'engage', 'heal', 'sweep', 'api', 'tally', 'hooks'] as const

/** `root` holds `functions/`: the repository, or a copy with something taken out. */
export const loadProduct = async (root: string): Promise<Product> => {
  // A plain object: the real environment is read through the system each time.
  process.env = { ...process.env, ...environmentOf('mock') }
  const { DynamoDBDocumentClient } = await import('@aws-sdk/lib-dynamodb')
  const { SESv2Client } = await import('@aws-sdk/client-sesv2')
  const { Metrics } = await import('@aws-lambda-powertools/metrics')
  // Nobody reads them here, and each is made with a console of its own.
  const unread = { addDimension: () => unread, addMetric: () => unread } as unknown as InstanceType<typeof Metrics>
  Metrics.prototype.singleMetric = () => unread
  let stage: Stage | null = null
  const here = (): Stage => {
    if (!stage) throw new Error('a function runs and no history is being played')
    return stage
  }
  const clientClass = Object.getPrototypeOf(DynamoDBDocumentClient) as { prototype: object }
  interceptClients(clientClass, ['SendEmailCommand'], () => here().cloud)
  interceptHttp(new SESv2Client({ requestHandler: {} }), (invocation, request) => answerAsSes(here().providers, invocation, request))
  const load = async (path: string, query = ''): Promise<Record<string, unknown>> =>
    (await import(`${pathToFileURL(join(root, 'functions', path)).href}${query}`)) as Record<string, unknown>
  const { mockSms } = (await load('adapters/sms/mock.ts')) as { mockSms: { send: unknown } }
  const { mockCall } = (await load('adapters/call/mock.ts')) as { mockCall: { send: unknown } }
  mockSms.send = answerAsVoice('sms', () => here().providers)
  mockCall.send = answerAsVoice('call', () => here().providers)
  interceptFetch((invocation, request) => here().twilio.answer(invocation, request))
  const functionsOf = async (texting: Texting): Promise<Functions> => {
    const loaded: [string, Handler][] = []
    for (const name of names) {
      // Each function reads its environment while it is loaded, so that each tenant has its own handlers; what they import is shared.
      Object.assign(process.env, environmentOf(texting), { DEAD_LETTER_URL: deadLettersOf(name) })
      loaded.push([name, (await load(`${name}/handler.ts`, `?${texting}`))['handler'] as Handler])
    }
    return Object.fromEntries(loaded) as Functions
  }
  const functions = await notingMemory(
    async () => {
      const each: [Texting, Functions][] = []
      for (const texting of textings) each.push([texting, await functionsOf(texting)])
      return Object.fromEntries(each) as Record<Texting, Functions>
    },
    (stack) => stack.includes('/functions/'),
  )
  return { functions, play: (next) => (stage = next) }
}

/** What adapters ask by `fetch`: answered by the one provider behind it, given up when the request's own time is over. */
const interceptFetch = (answer: (invocation: Invocation, request: Request) => Promise<Response>): void => {
  const real = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const invocation = presence.getStore() as Invocation | undefined
    if (!invocation) return real(input, init)
    const request = new Request(input, init)
    return new Promise((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
      answer(invocation, request).then(resolve, reject)
    })
  }
}

type Handle = (request: never, options?: unknown) => Promise<unknown>

/** Below the client's retries: a request that the SDK repeats is seen twice. */
const interceptHttp = (
  client: { config: { requestHandler: unknown } },
  answer: (invocation: Invocation, request: never) => Promise<unknown>,
): void => {
  const prototype = Object.getPrototypeOf(client.config.requestHandler) as { handle: Handle }
  prototype.handle = (request) => {
    const invocation = presence.getStore() as Invocation | undefined
    if (!invocation) throw new Error('an HTTP request was made outside of the simulation')
    return answer(invocation, request)
  }
}
