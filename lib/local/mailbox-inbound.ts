/** What a contact sends in: an email as RFC 822, a text, or what a call came to. */
import PostalMime from 'postal-mime'
import type * as z from 'zod'
import type { inboundWork } from '../../functions/contract/work.ts'
import { AwsError } from './service.ts'

/** As it is put on the engage queue, but for its `kind`. Header names are in lower case; ids in `inReplyTo` are without brackets. */
export type InboundMessage = Omit<z.input<typeof inboundWork>, 'kind'>

/**
 * `message/rfc822` bodies, or JSON: `{ channel: "email", raw }`, `{ channel: "sms", from, to?, text }`,
 * `{ channel: "call", from, to?, outcome, text? }`. `now` in epoch milliseconds stands in for a missing date.
 */
export const readInbound = async (body: Buffer, contentType: string, now: number): Promise<InboundMessage> => {
  if (contentType.startsWith('message/rfc822') || contentType.startsWith('text/plain')) return readMail(body, now)
  let given: Record<string, unknown>
  try {
    given = JSON.parse(body.toString('utf8')) as Record<string, unknown>
  } catch {
    throw bad('the body is neither RFC 822 (content-type: message/rfc822) nor JSON')
  }
  if (given.channel === 'email' && typeof given.raw === 'string') return readMail(given.raw, now)
  if (given.channel !== 'email' && given.channel !== 'sms' && given.channel !== 'call') throw bad('channel is email, sms or call')
  const text = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined)
  const from = text('from')
  if (from === undefined) throw bad('from is required')
  if (given.channel !== 'call' && text('text') === undefined) throw bad('text is required')
  if (given.channel === 'call' && text('outcome') === undefined) throw bad('outcome is required')
  const [subject, outcome, inReplyTo] = [text('subject'), text('outcome'), text('inReplyTo')]
  return {
    channel: given.channel,
    from,
    to: text('to') ?? '',
    text: text('text') ?? '',
    ...(subject !== undefined && { subject }),
    ...(outcome !== undefined && { outcome }),
    ...(inReplyTo !== undefined && { inReplyTo: idsIn(inReplyTo) }),
    providerId: text('providerId') ?? `local-${given.channel}-${now}-${from}`,
    at: new Date(now).toISOString(),
  }
}

/** Message ids as in In-Reply-To and References, without their brackets. */
export const idsIn = (header: string): string[] => [...new Set(header.split(/[\s<>,]+/).filter(Boolean))]

const readMail = async (raw: string | Buffer, now: number): Promise<InboundMessage> => {
  const mail = await PostalMime.parse(raw)
  const from = mail.from?.address
  if (!from) throw bad('the mail has no From address')
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))
  const answers = idsIn(`${mail.inReplyTo ?? ''} ${mail.references ?? ''}`)
  return {
    channel: 'email',
    from,
    to: mail.to?.[0]?.address ?? '',
    ...(mail.subject !== undefined && { subject: mail.subject }),
    text: mail.text ?? '',
    headers,
    ...(answers.length > 0 && { inReplyTo: answers }),
    providerId: mail.messageId ?? `local-email-${now}-${from}`,
    at: new Date(now).toISOString(),
  }
}

const bad = (message: string): AwsError => new AwsError('BadRequestException', message)
