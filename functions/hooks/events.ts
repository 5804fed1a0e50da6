/** What the readers of all providers need: bodies parsed with reasons that hold no personal data, and our two kinds of work. */
import * as z from 'zod'
import type { EngageWork, MessageEventWork, MessageHappening, MessageReference } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'
import type { HookCall, HookEvent, HookWork, Unread } from './source.ts'

/** Bytes of a text that travels through a queue, whose messages have at most a megabyte. */
const mostTextBytes = 200_000

export const jsonOf = ({ bytes }: HookCall): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new InvalidInput('not_json', 'its body does not parse as JSON')
  }
}

export const parsed = <T>(shape: z.ZodType<T>, value: unknown): T => {
  const result = shape.safeParse(value)
  if (!result.success) throw new InvalidInput('unexpected_body', issuesOf(result.error))
  return result.data
}

/** Each element on its own: one that cannot be read takes no other with it. */
export const eachOf = (value: unknown, read: (element: unknown) => HookEvent): (HookEvent | Unread)[] =>
  parsed(z.array(z.unknown()).max(10_000), value).map((element) => {
    try {
      return read(element)
    } catch (error) {
      if (error instanceof InvalidInput) return { unread: error.message }
      throw error
    }
  })

/** Paths and expectations, never the values. */
const issuesOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    .join('; ')

export const ignored = (id: string): HookEvent => ({ id, work: [] })

export interface Told {
  provider: string
  channel: MessageEventWork['channel']
  /** Null: none of our messages. */
  of: MessageReference | null
  providerId: string | undefined
  eventId: string
  /** ISO 8601. */
  at: string
}

/** What became of a message; nothing where it is none of ours or says nothing that matters. */
export const messageTold = ({ of, providerId, ...told }: Told, event: MessageHappening | null): HookEvent => {
  if (of === null || event === null) return ignored(told.eventId)
  const work: MessageEventWork = { kind: 'message_event', ...told, of, ...(providerId === undefined ? {} : { providerId }), event }
  return { id: told.eventId, work: [{ to: 'engage', work }] }
}

type Inbound = Extract<EngageWork, { kind: 'inbound' }>

export const inboundTold = (eventId: string, inbound: Omit<Inbound, 'kind'>): HookEvent => ({
  id: eventId,
  work: [{ to: 'engage', work: { kind: 'inbound', ...inbound, text: short(inbound.text) } } satisfies HookWork],
})

/** Without control characters, which say nothing and grow in a queue's JSON; cut where it is too long. */
export const short = (text: string, mostBytes = mostTextBytes): string => {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  const plain = text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, '')
  return Buffer.byteLength(plain) <= mostBytes
    ? plain
    : Buffer.from(plain)
        .subarray(0, mostBytes)
        .toString('utf8')
        .replace(/\uFFFD+$/, '')
}

/** Epoch seconds, whole or not, as ISO 8601. */
export const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** A time as providers write them, as ISO 8601 in UTC. */
export const momentOf = (text: string): string => {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new InvalidInput('unexpected_body', 'a time that is none')
  return new Date(at).toISOString()
}
