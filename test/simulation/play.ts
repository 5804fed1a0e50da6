/** Plays one history from its script to the time at which nothing more can come, and hands over what the auditor may see. */
import { createCloud, queueNames, type Functions, type QueueName } from './aws/cloud.ts'
import type { Ledger, ShownEnrollment, ShownEntry, ShownMessage, ShownSequence, Word } from './ledger.ts'
import { forgetAll } from './memory.ts'
import { act, type ActorPorts } from './people/actors.ts'
import { livesOn, type Told } from './people/afterlife.ts'
import { createHttp, type Answer, type Call } from './people/http.ts'
import { createProviders } from './people/provider.ts'
import { receiptsOf, type TextPorts } from './people/texts.ts'
import { createTwilio } from './people/twilio.ts'
import { createWebhooks } from './people/webhooks.ts'
import type { Product } from './product.ts'
import type { Script } from './script.ts'
import { createWorld, type World } from './world.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** Virtual days after the last event at which everything must have come to an end. */
const longestDays = 30

export interface Played {
  ledger: Ledger
  /** The history as a person reads it; empty unless it was asked for. */
  lines: string[]
  /** Virtual calls to the outside that the history made. */
  calls: number
}

export const play = async (product: Product, script: Script, { told = false } = {}): Promise<Played> => {
  forgetAll()
  const world = createWorld(script.seed, script.start, script.faults)
  if (told) world.keepTrace()
  const words: Word[] = []
  const awaited = new Map<string, Word[]>()
  const functions = product.functions[script.texting]
  const workedOff = new Set<string>()
  const cloud = createCloud(world, functions, {
    done: (queue, body) => {
      const event = script.texting === 'twilio' && queue === 'engage' ? eventIn(body) : undefined
      if (event !== undefined) workedOff.add(event)
      for (const word of awaited.get(`${queue} ${event ?? body}`) ?? []) word.known ??= world.now()
    },
  })
  const wait = (queue: QueueName, body: string, word: Word): void => {
    awaited.set(`${queue} ${body}`, [...(awaited.get(`${queue} ${body}`) ?? []), word])
  }
  const webhooks = createWebhooks(world, functions.hooks)
  const twilio = createTwilio(world, () => providers)
  const texts: TextPorts = {
    world,
    twilio,
    webhooks,
    say: (event, said) => {
      words.push(...said)
      for (const word of said) wait('engage', event, word)
    },
  }
  const providers = createProviders(world, (request) => {
    if (request.callback !== undefined) return receiptsOf(texts, request)
    livesOn(world, request, (body, event) => {
      for (const word of wordOf(event, world.now())) {
        words.push(word)
        wait('engage', body, word)
      }
      cloud.queues.engage.send(body)
    })
  })
  product.play({ cloud, providers, twilio })
  const http = createHttp(world, functions.api)
  const sequenceIds = await setUp(world, http, script)
  const ports: ActorPorts = { world, cloud, http, script, sequenceIds, requests: providers.requests, words, await: wait, texts }
  script.events.forEach((event, index) => world.at(script.start + event.at, () => act(ports, event, index)))
  const last = script.events.at(-1)?.at ?? 0
  const end = script.start + last + longestDays * day
  const quiet = sweepEveryTenMinutes(world, cloud, functions)
  await world.run(script.start + last + day)
  world.calmDown()
  for (let to = world.now() + day; to < end && !quiet(); to += day) await world.run(to)
  const shown = await readAll(world, http, script, sequenceIds)
  const dead = queueNames.flatMap((queue) => cloud.queues[queue].dead.map(({ body }) => ({ queue, body })))
  const ledger: Ledger = {
    script,
    sequenceIds,
    requests: providers.requests,
    words,
    ...shown,
    readAt: world.now(),
    dead,
    published: cloud.published,
    hooked: webhooks.calls,
    workedOff,
  }
  if (twilio.strange.length > 0) throw new Error(`Twilio was asked for what it does not have: ${twilio.strange.join(', ')}`)
  return { ledger, lines: world.trace, calls: world.calls() }
}

/** The provider's event that this work of the engage queue is about; undefined where it is none of Twilio's. */
const eventIn = (body: string): string | undefined => {
  const work = JSON.parse(body) as { kind: string; provider?: string; eventId?: string; channel?: string; providerId?: string }
  if (work.kind === 'message_event' && work.provider === 'twilio') return work.eventId
  return work.kind === 'inbound' && work.channel === 'sms' ? `${work.providerId}.received` : undefined
}

const wordOf = ({ kind, request, bounce, failure }: Told, said: number): Word[] => {
  const { messageId, attemptId, to: address } = request
  const word = (what: Word['what']): Word => ({ said, known: null, what })
  if (kind === 'Failure')
    return [
      word({ kind: 'failed_delivery', messageId, attemptId }),
      ...(failure === 'invalid_number' ? [word({ kind: 'dead_address', address })] : []),
    ]
  if (bounce === 'hard') return [word({ kind: 'dead_address', address })]
  if (bounce === 'soft') return [word({ kind: 'failed_delivery', messageId, attemptId })]
  if (kind === 'Complaint') return [word({ kind: 'opt_out', address, channels: ['email', 'sms', 'call'], whole: true })]
  const events = { Delivery: 'delivered', Open: 'opened', Click: 'clicked', Bounce: 'bounced' } as const
  return [word({ kind: 'event', event: events[kind], messageId, attemptId })]
}

/** One answer of the API, with time going on until it comes. */
const ask = async <T>(world: World, http: ReturnType<typeof createHttp>, call: Call): Promise<T> => {
  const answers: Answer[] = []
  http.call({ ...call, calm: true }, (answer) => answers.push(answer))
  for (let tries = 0; answers.length === 0 && tries < 100; tries++) await world.run(world.now() + 1_000)
  const [got] = answers
  if (!got || got.status >= 300)
    throw new Error(`${call.method} ${call.path} came to ${got ? `${got.status} ${JSON.stringify(got.body)}` : 'nothing'}`)
  return got.body as T
}

const setUp = async (world: World, http: ReturnType<typeof createHttp>, script: Script): Promise<string[]> => {
  const ids: string[] = []
  for (const sequence of script.sequences) {
    const made = await ask<{ id: string }>(world, http, {
      method: 'POST',
      path: '/api/v1/sequences',
      body: { ...sequence, status: 'active' },
    })
    ids.push(made.id)
  }
  return ids
}

/**
 * The sweep's own rhythm. A run that could find nothing is left out, but for one a day: what is due is read off the index that it asks.
 * The answer says whether nothing is left that could still happen.
 */
const sweepEveryTenMinutes = (world: World, cloud: ReturnType<typeof createCloud>, functions: Functions): (() => boolean) => {
  let idle = 0
  let looked = -1
  /** Epoch seconds of the earliest thing that the index says is due, 0 where something pends, null where nothing waits. */
  let earliest: number | null = null
  const look = (): number | null => {
    if (looked === cloud.table.changes()) return earliest
    looked = cloud.table.changes()
    const kinds = cloud.table.indexPartitions()
    const due = kinds.filter((kind) => kind.startsWith('DUE#')).flatMap((kind) => cloud.table.indexed(kind))
    const times = due.map(({ gsi1sk }) => Number(gsi1sk.slice(0, 10)))
    earliest = kinds.includes('PENDING') ? 0 : times.length > 0 ? Math.min(...times) : null
    return earliest
  }
  const tick = (): void => {
    world.after(10 * minute, tick)
    const due = look()
    idle = due !== null && due * 1000 < world.now() ? 0 : idle + 1
    if (cloud.isPaused() || (idle > 0 && idle % 144 !== 0)) return
    world.invoke('sweep', functions.sweep, {}, { seconds: 120 }, () => undefined)
  }
  world.at(Math.ceil(world.now() / (10 * minute)) * 10 * minute, tick)
  // The next tick is always planned.
  return () => look() === null && world.planned() <= 1
}

/** All that the API shows, page by page; the timelines in every eighth history, and of each contact whom a route leads on. */
const readAll = async (
  world: World,
  http: ReturnType<typeof createHttp>,
  { seed, sequences: plans, contacts }: Script,
  sequenceIds: readonly string[],
): Promise<Pick<Ledger, 'sequences' | 'enrollments' | 'messages' | 'gates' | 'timelines'>> => {
  const list = <T>(path: string): Promise<{ items: T[]; nextCursor: string | null }> =>
    ask(world, http, { method: 'GET', path, query: 'limit=200' })
  const { items: sequences } = await list<ShownSequence>('/api/v1/sequences')
  const enrollments: ShownEnrollment[] = []
  const messages: ShownMessage[] = []
  for (const { id } of sequences) {
    enrollments.push(...(await list<ShownEnrollment>(`/api/v1/sequences/${id}/enrollments`)).items)
    messages.push(...(await list<ShownMessage>(`/api/v1/sequences/${id}/messages`)).items)
  }
  const { items: gates } = await list<{ id: string }>('/api/v1/gates')
  const timelines: Ledger['timelines'] = {}
  const isLedOn = ({ sequenceId, exitReason }: ShownEnrollment): boolean => {
    const { exitRoutes } = plans[sequenceIds.indexOf(sequenceId)] ?? {}
    return typeof Object.entries(exitRoutes ?? {}).find(([exit]) => exit === exitReason)?.[1] === 'string'
  }
  for (const { id } of contacts) {
    if (!enrollments.some((one) => one.contactId === id && (seed % 8 === 0 || isLedOn(one)))) continue
    timelines[id] = (await list<ShownEntry>(`/api/v1/contacts/${id}/timeline`)).items
  }
  return { sequences, enrollments, messages, gates: gates.map(({ id }) => id), timelines }
}
