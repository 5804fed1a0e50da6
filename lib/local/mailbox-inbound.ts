/** What a contact sends in: an email as RFC 822, a text, or what a call came to. */
import type * as z from 'zod'
import { callOutcomes } from '../../functions/contract/call-outcomes.ts'
import type { inboundWork } from '../../functions/contract/work.ts'
import { AwsError } from './service.ts'

/** A text or a call's outcome, as it is put on the engage queue but for its `kind`. */
export type InboundMessage = Omit<z.input<typeof inboundWork>, 'kind'> & { channel: 'sms' | 'call' }

/** A mail goes the way of all mails; `to` are the addresses in its header. */
export type Incoming = { mail: Buffer; to: string[]; providerId: string } | { message: InboundMessage }

/**
 * `message/rfc822` bodies (or a body that begins like a mail), or JSON: `{ channel: "email", raw }` (`encoding: "base64"` where it is not
 * text), `{ channel: "email", from, to?, subject?, text, inReplyTo? }`, `{ channel: "sms", from, to?, text }`,
 * `{ channel: "call", from, to?, outcome, transcript?, summary?, durationSeconds?, disposition?, appointmentBooked? }` (`text` is the
 * transcript too). `now` in epoch milliseconds stands in for a missing date.
 */
export const readInbound = (body: Buffer, contentType: string, now: number): Incoming => {
  if (/^(?:message\/rfc822|text\/plain|application\/octet-stream)/.test(contentType)) return mailOf(body)
  let given: Record<string, unknown>
  try {
    given = JSON.parse(body.toString('utf8')) as Record<string, unknown>
  } catch {
    if (/^(?:From .*\r?\n)?[\w-]+:/.test(body.toString('latin1', 0, 500))) return mailOf(body)
    throw bad('the body is neither RFC 822 (content-type: message/rfc822) nor JSON')
  }
  const { channel } = given
  const text = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined)
  if (channel === 'email' && given.raw === '') throw bad('raw is empty: it is a whole mail, RFC 822')
  if (channel === 'email' && typeof given.raw === 'string')
    return mailOf(Buffer.from(given.raw, given.encoding === 'base64' ? 'base64' : 'utf8'))
  if (channel !== 'email' && channel !== 'sms' && channel !== 'call') throw bad('channel is email, sms or call')
  const from = text('from')
  if (from === undefined) throw bad('from is required')
  if (channel !== 'call' && text('text') === undefined) throw bad('text is required')
  if (channel === 'email')
    return mailOf(
      writeMail({
        from,
        to: text('to') ?? '',
        subject: text('subject') ?? '',
        text: text('text') ?? '',
        at: now,
        answers: text('inReplyTo'),
      }),
    )
  return {
    message: {
      channel,
      from,
      to: text('to') ?? '',
      text: text('text') ?? '',
      ...(channel === 'call' && ofCall(given)),
      providerId: text('providerId') ?? `local-${channel}-${now}-${from}`,
      at: new Date(now).toISOString(),
    },
  }
}

/** What is said of a call beside who and when. A field of the wrong type is refused, not left out. */
const ofCall = (given: Record<string, unknown>): Partial<InboundMessage> => {
  const optional = <T>(name: string, type: 'string' | 'number' | 'boolean'): T | undefined => {
    const value = given[name] ?? undefined
    if (value !== undefined && typeof value !== type) throw bad(`${name} is a ${type}`)
    // Checked above: T is the type that `type` names.
    return value as T | undefined
  }
  const outcome = optional<string>('outcome', 'string')
  if (outcome === undefined || !callOutcomes.some((known) => known === outcome))
    throw bad(`outcome of a call is one of ${callOutcomes.join(', ')}`)
  const said = {
    text: optional<string>('transcript', 'string') ?? optional<string>('text', 'string'),
    summary: optional<string>('summary', 'string'),
    durationSeconds: optional<number>('durationSeconds', 'number'),
    disposition: optional<string>('disposition', 'string'),
    appointmentBooked: optional<boolean>('appointmentBooked', 'boolean'),
  }
  return { outcome, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) }
}

export interface WrittenMail {
  from: string
  to: string
  subject: string
  text: string
  /** Epoch milliseconds. */
  at: number
  /** Message-ID of the mail that it answers. */
  answers?: string | undefined
  /** Without brackets. */
  messageId?: string
  /** An answer by a machine (RFC 3834). */
  automatic?: boolean
}

/** A plain mail as a mail program writes it. */
export const writeMail = ({ from, to, subject, text, at, answers, messageId, automatic }: WrittenMail): Buffer => {
  const id = messageId ?? `local-${at}-${Math.random().toString(36).slice(2)}@${from.split('@')[1] ?? 'localhost'}`
  const headers = [
    `From: ${oneLine(from)}`,
    `To: ${oneLine(to)}`,
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}>`,
    ...(answers === undefined ? [] : [`In-Reply-To: ${oneLine(answers)}`, `References: ${oneLine(answers)}`]),
    ...(automatic ? ['Auto-Submitted: auto-replied'] : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ]
  const body = Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n')
  return Buffer.from(`${headers.join('\r\n')}\r\n\r\n${body}\r\n`)
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ')

const mailOf = (mail: Buffer): Incoming => {
  const head =
    mail
      .toString('latin1', 0, 64_000)
      .split(/\r?\n\r?\n/, 1)[0]
      ?.replaceAll(/\r?\n[ \t]+/g, ' ') ?? ''
  const header = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
  const to = `${header('to')} ${header('cc')} ${header('delivered-to')}`.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? []
  return { mail, to, providerId: /<([^<>]+)>/.exec(header('message-id'))?.[1] ?? header('message-id') }
}

const bad = (message: string): AwsError => new AwsError('BadRequestException', message)
