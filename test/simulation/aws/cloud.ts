/** The simulated AWS of one history: what the clients' calls come to. A command that it does not know is an error that names it. */
import { secretAt } from '../tenant.ts'
import { presence } from '../virtual.ts'
import type { Ending, Handler, Invocation, World } from '../world.ts'
import { tableCommand } from './dynamodb.ts'
import { createQueue, type Queue, type QueueHooks } from './queues.ts'
import { createSchedules } from './schedules.ts'
import { createStream } from './stream.ts'
import { createTable } from './table.ts'

export const queueNames = ['enroll', 'dispatch', 'engage', 'heal'] as const
export type QueueName = (typeof queueNames)[number]

/** The product's functions, by name. */
export type Functions = Record<QueueName | 'sweep' | 'api' | 'tally' | 'hooks', Handler>

/** Seconds that each may take, as `lib/` deploys them. */
export const timeouts: Record<keyof Functions, number> = {
  enroll: 60,
  dispatch: 30,
  engage: 30,
  heal: 30,
  sweep: 120,
  api: 30,
  tally: 60,
  hooks: 30,
}

/** An event that the product published on its bus. */
export interface Published {
  at: number
  detailType: string
  detail: Record<string, unknown>
}

interface Sent {
  QueueUrl: string
  MessageBody: string
  DelaySeconds?: number
}

export type Cloud = ReturnType<typeof createCloud>

export const createCloud = (world: World, functions: Functions, hooks: Pick<QueueHooks, 'done'>) => {
  let pausedUntil = 0
  const stream = createStream(world, functions.tally)
  const table = createTable(world.now, stream.write)
  const queueOf = (name: QueueName): Queue =>
    createQueue(world, name, { handler: functions[name], seconds: timeouts[name] }, { ...hooks, pausedUntil: () => pausedUntil })
  const queues: Record<QueueName, Queue> = {
    enroll: queueOf('enroll'),
    dispatch: queueOf('dispatch'),
    engage: queueOf('engage'),
    heal: queueOf('heal'),
  }
  const schedules = createSchedules(world, (input) => queues.dispatch.send(input))
  const published: Published[] = []

  /** Where a queue's address leads: to the queue, or to its dead letters. */
  const queueAt = (url: string): { send(body: string, delay?: number): void } => {
    const [name = '', dead] = url.slice(url.lastIndexOf('/') + 1).split('-')
    const queue = queues[name as QueueName]
    if (!queue) throw new Error(`there is no queue at ${url}`)
    return dead ? { send: (body) => queue.keep(body) } : queue
  }

  const other: Record<string, (invocation: Invocation, input: never) => Promise<unknown>> = {
    SendMessageCommand: (invocation, { QueueUrl, MessageBody, DelaySeconds = 0 }: Sent) =>
      world.call(invocation, 'SendMessage', () => {
        queueAt(QueueUrl).send(MessageBody, DelaySeconds * 1000)
        return {}
      }),
    SendMessageBatchCommand: (
      invocation,
      { QueueUrl, Entries }: { QueueUrl: string; Entries: { Id: string; MessageBody: string; DelaySeconds?: number }[] },
    ) => {
      const send = (entries: typeof Entries): void => {
        for (const { MessageBody, DelaySeconds = 0 } of entries) queueAt(QueueUrl).send(MessageBody, DelaySeconds * 1000)
      }
      return world.call(invocation, 'SendMessageBatch', () => (send(Entries), { Failed: [] }), {
        partly: () => (
          send(Entries.slice(1)),
          { Failed: Entries.slice(0, 1).map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })) }
        ),
      })
    },
    CreateScheduleCommand: (invocation, input) => world.call(invocation, 'CreateSchedule', () => schedules.create(input)),
    DeleteScheduleCommand: (invocation, input) => world.call(invocation, 'DeleteSchedule', () => schedules.remove(input)),
    PutEventsCommand: (invocation, { Entries }: { Entries: { DetailType: string; Detail: string }[] }) =>
      world.call(
        invocation,
        'PutEvents',
        () => {
          for (const { DetailType, Detail } of Entries)
            published.push({ at: world.now(), detailType: DetailType, detail: JSON.parse(Detail) as Record<string, unknown> })
          return { FailedEntryCount: 0, Entries: [] }
        },
        { partly: () => ({ FailedEntryCount: Entries.length, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'not taken' }] }) },
      ),
    GetSecretValueCommand: (_invocation, { SecretId }: { SecretId: string }) => Promise.resolve({ SecretString: secretAt(SecretId) }),
    InvokeCommand: (invocation, { FunctionName, Payload }: { FunctionName: string; Payload: string }) =>
      new Promise((resolve, reject) => {
        const handler = functions[FunctionName as keyof Functions]
        if (!handler) throw new Error(`there is no function ${FunctionName}`)
        const seconds = timeouts[FunctionName as keyof Functions]
        const answered = (ending: Ending): void => {
          void world.call(invocation, 'Invoke', () => payloadOf(ending), { readOnly: true }).then(resolve, reject)
        }
        world.invoke(`${FunctionName} for ${invocation.label}`, handler, JSON.parse(Payload), { seconds }, answered)
      }),
  }

  /** Carries out a command as the client that sent it would have it answered. */
  const send = (invocation: Invocation, name: string, input: object): Promise<unknown> => {
    const command = tableCommand(name)
    if (command) {
      const { act, options } = command(table, input)
      return world.call(invocation, `${name.slice(0, -7)} ${whatOf(input)}`, act, options)
    }
    const carried = other[name]
    if (!carried) throw new Error(`the simulated AWS knows no ${name}: add it to test/simulation/aws`)
    return carried(invocation, input as never)
  }

  return {
    table,
    queues,
    published,
    send,
    /** For so many milliseconds no queue is read, and `isPaused` holds. */
    pause: (milliseconds: number) => (pausedUntil = Math.max(pausedUntil, world.now() + milliseconds)),
    isPaused: () => world.now() < pausedUntil,
  }
}

const payloadOf = (ending: Ending): unknown => {
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value ?? null))
  if (ending.kind === 'answered') return { Payload: bytes(ending.value) }
  return { FunctionError: 'Unhandled', Payload: bytes({ errorMessage: ending.kind === 'failed' ? String(ending.error) : 'timed out' }) }
}

const whatOf = (input: { Key?: { pk: string; sk: string }; Item?: { pk?: unknown; sk?: unknown } }): string => {
  const key = input.Key ?? input.Item
  return key ? `${String(key.pk)} ${String(key.sk)}` : ''
}

interface Sendable {
  constructor: { name: string }
  input: object
}
type Send = (this: unknown, command: Sendable, ...rest: unknown[]) => unknown

/** Puts `cloudOf` in the place of every client's `send`; commands named in `real` go their ordinary way down to HTTP. */
export const interceptClients = (
  client: { prototype: object },
  real: readonly string[],
  cloudOf: (invocation: Invocation) => Cloud,
): void => {
  const prototype = client.prototype as { send: Send }
  const original = prototype.send
  prototype.send = function (command, ...rest) {
    const name = command.constructor.name
    const invocation = presence.getStore() as Invocation | undefined
    if (!invocation || real.includes(name)) return original.call(this, command, ...rest)
    return cloudOf(invocation).send(invocation, name, command.input)
  }
}
