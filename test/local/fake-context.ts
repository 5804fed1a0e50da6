/** A hosting context for tests: a clock moved by hand, storage and timers in memory, a template given as plain resources. */
import { AwsError, type AwsCall, type HostedResource, type Principal, type ServiceContext } from '../../lib/local/service.ts'

export const root: Principal = { kind: 'root' }
export const role = (name: string): Principal => ({ kind: 'role', roleArn: `arn:aws:iam::123456789012:role/${name}`, name })

type Timer = { id: string; kind: string; at: number; payload: unknown }
export interface Published {
  source: string
  detailType: string
  detail: unknown
  time: number
  resources?: string[]
}
export interface Asked {
  principal: Principal
  action: string
  resource: string
  context?: Record<string, string>
}

export interface FakeContext extends ServiceContext {
  published: Published[]
  asked: Asked[]
  /** Actions that are refused. */
  denied: Set<string>
  timersPending(): Timer[]
  /** Moves the clock, running each timer at its time. */
  advance(ms: number): Promise<void>
  /** What outlives a kill: the same storage, clock and timers, with no handlers. */
  restart(): FakeContext
}

interface Settings {
  resources?: HostedResource[]
  names?: Record<string, string>
  arns?: Record<string, string>
  assets?: Record<string, string>
  start?: string
  invoke?: ServiceContext['invokeFunction']
}

interface Durable {
  now: number
  rows: Map<string, string>
  timers: Map<string, Timer>
}

export const fakeContext = (settings: Settings = {}, durable?: Durable): FakeContext => {
  const kept: Durable = durable ?? { now: Date.parse(settings.start ?? '2026-11-20T15:00:00Z'), rows: new Map(), timers: new Map() }
  const handlers = new Map<string, (payload: unknown, at: number) => Promise<void> | void>()
  const published: Published[] = []
  const asked: Asked[] = []
  const denied = new Set<string>()
  const resources = settings.resources ?? []
  const keyOf = (bucket: string, key: string): string => `${bucket}\u0000${key}`
  const context: FakeContext = {
    template: {
      stackName: 'touchline-acme',
      tenant: 'acme',
      region: 'us-east-1',
      account: '123456789012',
      resources: (type) => resources.filter((resource) => resource.type === type),
      resource: (logicalId) => resources.find((resource) => resource.logicalId === logicalId),
      ref: (logicalId) => settings.names?.[logicalId] ?? logicalId,
      arn: (logicalId) => settings.arns?.[logicalId] ?? `arn:fake:${logicalId}`,
      assetDirectory: (objectKey) => {
        const directory = settings.assets?.[objectKey]
        if (directory === undefined) throw new Error(`no asset ${objectKey}`)
        return directory
      },
    },
    clock: { now: () => kept.now },
    store: {
      get: <T>(bucket: string, key: string) => {
        const text = kept.rows.get(keyOf(bucket, key))
        return text === undefined ? undefined : (JSON.parse(text) as T)
      },
      put: (bucket, key, value) => void kept.rows.set(keyOf(bucket, key), JSON.stringify(value)),
      remove: (bucket, key) => void kept.rows.delete(keyOf(bucket, key)),
      list: <T>(bucket: string, prefix = '') =>
        [...kept.rows]
          .filter(([key]) => key.startsWith(keyOf(bucket, prefix)))
          .map(([key, text]) => ({ key: key.slice(bucket.length + 1), value: JSON.parse(text) as T }))
          .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      transaction: (work) => work(),
    },
    timers: {
      set: (timer) => void kept.timers.set(timer.id, structuredClone(timer)),
      clear: (id) => void kept.timers.delete(id),
      on: (kind, handler) => void handlers.set(kind, handler),
    },
    authorize: (principal, action, resource, extra) => {
      asked.push({ principal, action, resource, ...(extra && { context: extra }) })
      if (denied.has(action)) throw new AwsError('AccessDeniedException', `not authorized to perform ${action} on ${resource}`, 403)
    },
    publishServiceEvent: async (event) => void published.push(event),
    invokeFunction: settings.invoke ?? (async () => ({ payload: null })),
    track: async (_what, work) => work,
    log: () => undefined,
    published,
    asked,
    denied,
    timersPending: () => [...kept.timers.values()].toSorted((a, b) => a.at - b.at),
    advance: async (ms) => {
      const target = kept.now + ms
      for (;;) {
        await settled()
        const next = context.timersPending()[0]
        if (!next || next.at > target) break
        kept.now = Math.max(kept.now, next.at)
        kept.timers.delete(next.id)
        await handlers.get(next.kind)?.(next.payload, next.at)
      }
      kept.now = target
      await settled()
    },
    restart: () => fakeContext(settings, kept),
  }
  return context
}

/** Lets everything that was started come to rest; nothing here waits for the wall clock. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

export const call = (given: Partial<AwsCall> & { json?: unknown }): AwsCall => ({
  service: 'ses',
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  operation: null,
  principal: root,
  ...given,
  body: given.body ?? Buffer.from(given.json === undefined ? '' : JSON.stringify(given.json)),
})

export const parsed = (reply: { body: string | Buffer }): Record<string, unknown> =>
  JSON.parse(String(reply.body) || '{}') as Record<string, unknown>
