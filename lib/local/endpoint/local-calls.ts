/** The local runtime's own calls under `/_local/`: status, clock, outbox, tokens, inbound mail, and what IAM and the meters saw. */
import type { Iam } from '../iam/iam.ts'
import type { Issuer } from '../issuer.ts'
import type { Mailbox } from '../mailbox.ts'
import { readInbound, type Incoming } from '../mailbox-inbound.ts'
import type { Meters } from '../meters.ts'
import type { OutboxEntry, OutboxFilter } from '../outbox.ts'
import type { Ses } from '../ses.ts'
import { AwsError, json, type AwsCall, type AwsReply } from '../service.ts'
import type { Dial } from '../time/clock.ts'
import { durationMs } from '../time/duration.ts'
import type { Turner } from '../time/turn.ts'

export interface LocalCalls {
  handle(call: AwsCall): Promise<AwsReply>
}

export interface LocalParts {
  status: () => Record<string, unknown>
  dial: Dial
  turner: Turner
  iam: Iam
  meters: Meters
  /** Null where the stack has no signed-in API. */
  issuer: Issuer | null
  mailbox: Mailbox
  outbox: (filter: OutboxFilter) => Promise<OutboxEntry[]>
  inbound: (incoming: Incoming) => Promise<void>
  sesAccount: Ses['account']
}

export const createLocalCalls = (parts: LocalParts): LocalCalls => {
  const { status, dial, turner, iam, meters, issuer, mailbox, outbox, inbound, sesAccount } = parts
  const time = () => json({ now: new Date(dial.now()).toISOString(), speed: dial.speed })

  const turn = async (body: Record<string, unknown>): Promise<AwsReply> => {
    const { advance, to, speed } = body
    if (typeof speed === 'number') {
      if (!(speed > 0) || speed > 100_000) throw bad('speed is a number above 0, at most 100000')
      dial.setSpeed(speed)
    }
    if (advance !== undefined || to !== undefined) {
      const now = dial.now()
      const target = to === undefined ? now + forward(advance) : Date.parse(typeof to === 'string' ? to : '')
      if (Number.isNaN(target)) throw bad('to is an ISO 8601 date and time')
      if (target < now) throw bad(`the dial never goes back: it stands at ${new Date(now).toISOString()}`)
      await turner.to(target)
    } else if (speed === undefined) throw bad('give advance, to or speed')
    return time()
  }

  const calls: Record<string, (call: AwsCall) => Promise<AwsReply> | AwsReply> = {
    'GET status': () => json(status()),
    'GET clock': time,
    'POST clock': ({ body }) => turn(parsed(body)),
    'GET iam': () => json(iam.report()),
    'GET meters': () => json(meters.read()),
    'GET outbox': async ({ query }) => json({ items: await outbox({ channel: query.get('channel'), to: query.get('to') }) }),
    'POST token': ({ body }) => {
      const { role } = parsed(body)
      if (!issuer) throw new AwsError('NotFoundException', 'This stack has no issuer', 404)
      if (role !== 'admin' && role !== 'member') throw bad('role is admin or member')
      return json({ token: issuer.token(role) })
    },
    'GET ses': () => json({ sandbox: sesAccount.sandbox() }),
    'POST ses': ({ body }) => {
      const { sandbox } = parsed(body)
      if (typeof sandbox !== 'boolean') throw bad('sandbox is true or false')
      sesAccount.put(sandbox)
      return json({ sandbox })
    },
    'POST inbound': async ({ body, headers }) => {
      const incoming = readInbound(body, headers['content-type'] ?? '', dial.now())
      await inbound(incoming)
      return json({ providerId: 'mail' in incoming ? incoming.providerId : incoming.message.providerId })
    },
  }

  return {
    handle: async (call) => {
      refuseStrangers(call)
      const name = call.path.slice('/_local/'.length)
      if (name === 'mailbox' || name.startsWith('mailbox/')) return mailbox.handle(call)
      if (issuer && name.startsWith('issuer')) return issuer.handle(call)
      const handler = calls[`${call.method} ${name}`]
      if (!handler) throw new AwsError('NotFoundException', `There is no ${call.method} /_local/${name}`, 404)
      return handler(call)
    },
  }
}

/** A page from elsewhere in the same browser must not turn the dial or ask for a token. */
const refuseStrangers = ({ headers }: AwsCall): void => {
  const { origin } = headers
  if (origin === undefined || origin === 'null') return
  if (!['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname))
    throw new AwsError('AccessDeniedException', `${origin} may not call the local runtime`, 403)
}

const forward = (advance: unknown): number => {
  const ms = durationMs(String(advance))
  if (ms === null) throw bad('advance is an ISO 8601 duration such as PT72H')
  return ms
}

const parsed = (body: Buffer): Record<string, unknown> => {
  try {
    return JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>
  } catch {
    throw bad('the body is not JSON')
  }
}

const bad = (message: string): AwsError => new AwsError('ValidationException', message)
