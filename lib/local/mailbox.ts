/** The mailbox page under `/_local/mailbox`: everything that left, a hand in the contact's place, and the dial. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readInbound, type Incoming } from './mailbox-inbound.ts'
import { AwsError, json, type AwsCall, type AwsReply, type LocalClock } from './service.ts'
import type { Hand } from './ses-afterlife.ts'
import { linksOf, oneClickLink } from './ses-reading.ts'
import type { Ses } from './ses.ts'

export interface MailboxParts {
  ses: Ses
  clock: LocalClock
  inbound: (incoming: Incoming) => Promise<void>
}
export interface Mailbox {
  /** Whatever lies under `/_local/mailbox`. */
  handle(call: Pick<AwsCall, 'method' | 'path' | 'headers' | 'body'>): Promise<AwsReply>
}

const directory = join(import.meta.dirname, 'mailbox')
const files: Record<string, { name: string; type: string }> = {
  '': { name: 'index.html', type: 'text/html; charset=utf-8' },
  'mailbox.js': { name: 'mailbox.js', type: 'text/javascript; charset=utf-8' },
  'mailbox.css': { name: 'mailbox.css', type: 'text/css; charset=utf-8' },
}

/** A mail's own frame inherits this policy: it may look as it likes and load pictures, and do nothing. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https: http:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const createMailbox = ({ ses, clock, inbound }: MailboxParts): Mailbox => {
  const mailOr404 = (id: string) => {
    const mail = ses.mail(id)
    if (!mail) throw new AwsError('NotFoundException', `There is no mail ${id}`, 404)
    return mail
  }
  const details = (id: string): AwsReply => {
    const mail = mailOr404(id)
    return json({ traces: ses.afterlife.traces(id), links: linksOf(mail), oneClick: oneClickLink(mail) !== undefined })
  }
  const act = async (body: Buffer): Promise<AwsReply> => {
    const { id, ...hand } = JSON.parse(body.toString('utf8')) as { id: string } & Hand
    await ses.afterlife.act(mailOr404(id).id, checkedHand(hand))
    return details(id)
  }

  return {
    handle: async ({ method, path, headers, body }) => {
      const rest = path.replace(/^\/_local\/mailbox\/?/, '')
      const file = files[rest]
      if (method === 'GET' && file)
        return {
          status: 200,
          headers: {
            'content-type': file.type,
            'cache-control': 'no-cache',
            'content-security-policy': policy,
            'x-content-type-options': 'nosniff',
            'referrer-policy': 'no-referrer',
          },
          body: readFileSync(join(directory, file.name)),
        }
      if (method === 'GET' && rest.startsWith('mail/')) return details(decodeURIComponent(rest.slice('mail/'.length)))
      if (method === 'POST') refuseStrangers(headers)
      if (method === 'POST' && rest === 'act') return act(body)
      if (method === 'POST' && rest === 'reply') {
        await inbound(readInbound(body, 'application/json', clock.now()))
        return json({})
      }
      throw new AwsError('NotFoundException', `There is nothing at ${path}`, 404)
    },
  }
}

/** Only JSON: no page of another origin can send that without being asked first. */
const refuseStrangers = (headers: Record<string, string>): void => {
  if (!headers['content-type']?.startsWith('application/json')) throw new AwsError('BadRequestException', 'send JSON')
}

const checkedHand = (given: { act?: unknown; text?: unknown; link?: unknown }): Hand => {
  switch (given.act) {
    case 'reply':
      return typeof given.text === 'string' && given.text.trim() ? { act: 'reply', text: given.text } : refuse('a reply needs text')
    case 'click':
      return { act: 'click', ...(typeof given.link === 'string' && { link: given.link }) }
    case 'open':
    case 'bounce':
    case 'complain':
    case 'unsubscribe':
      return { act: given.act }
    default:
      return refuse(`a contact cannot ${String(given.act)}`)
  }
}

const refuse = (message: string): never => {
  throw new AwsError('BadRequestException', message)
}
