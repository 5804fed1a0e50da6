/** A mail came in: it is fetched, taken apart, read, and handed to whoever acts upon it. Repeating that hands over the same again. */
import { createHash } from 'node:crypto'
import { mailWork } from '../contract/mail-work.ts'
import { metricNames } from '../contract/metrics.ts'
import { eraseMailsWork, isSetupObject, objectsCreated, s3TestEvent, type EraseMailsWork } from '../contract/stored-mail.ts'
import type { EngageWork } from '../contract/work.ts'
import { readMail } from '../domain/mail/read-mail.ts'
import type { MailReading } from '../domain/mail/mail.ts'
import { sesVerdict } from '../domain/mail/ses-verdict.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { logger } from '../runtime/logger.ts'
import type { Count } from '../runtime/metrics.ts'
import { parseMail, type ParsedMail } from './parse-mail.ts'

export interface ReceivePorts {
  /** A mail as it came in. */
  raw(key: string): Promise<Uint8Array>
  /** The id of the message that a reply address's token stands for, or that an opt-out link's does. */
  readReply(token: string): Promise<string | null>
  readUnsubscribe(token: string): Promise<string | null>
  /** Deletes a mail as it came in; one that is gone is fine. */
  remove(key: string): Promise<void>
  engage: { send(work: readonly EngageWork[]): Promise<void> }
  count: Count
}

export interface StoredMail {
  key: string
  /** ISO 8601: when it was stored. */
  at: string
}

/** What arrives on the queue: S3's notification of mails, or our own word to delete some. Throws `InvalidInput` for anything else. */
export const readWork = (body: unknown): StoredMail[] | EraseMailsWork => {
  const erase = eraseMailsWork.safeParse(body)
  return erase.success ? erase.data : readNotification(body)
}

/** Answers in one word what came of it. */
export const workOff = async (ports: ReceivePorts, work: StoredMail[] | EraseMailsWork): Promise<string> => {
  if (Array.isArray(work)) return receive(ports, work)
  await Promise.all(work.keys.map((key) => ports.remove(key)))
  return 'erased'
}

/** Throws `InvalidInput` for what is no notification of S3's. A notification can name several mails. */
export const readNotification = (body: unknown): StoredMail[] => {
  if (s3TestEvent.safeParse(body).success) return []
  const parsed = objectsCreated.safeParse(body)
  if (!parsed.success) throw new InvalidInput('no_notification', parsed.error.message)
  return parsed.data.Records.filter(({ eventName, s3 }) => /ObjectCreated/.test(eventName) && !isSetupObject(s3.object.key)).map(
    ({ eventTime, s3 }) => ({ key: s3.object.key, at: new Date(eventTime).toISOString() }),
  )
}

/** Answers in one word what came. Throws `InvalidInput` where a mail cannot be read at all. */
export const receive = async (ports: ReceivePorts, mails: readonly StoredMail[]): Promise<string> => {
  const kinds: string[] = []
  for (const mail of mails) kinds.push(await receiveOne(ports, mail))
  return kinds.join('_and_') || 'nothing'
}

const receiveOne = async (ports: ReceivePorts, { key, at }: StoredMail): Promise<string> => {
  const raw = await ports.raw(key)
  const mail = await parsed(raw, key, at)
  const { virus, doubts } = sesVerdict(mail)
  if (virus) {
    // No dead letter: whoever sends viruses would ring the alarm at will, and nothing of it would read better a second time.
    ports.count(metricNames.mailRefused, { why: 'virus' })
    logger.warn('mail not taken in', { key, why: 'SES found a virus in it' })
    return 'virus'
  }
  const reading = readMail(mail)
  const token = await tokenIn(ports, mail, reading)
  const providerId = mail.messageId ?? createHash('sha256').update(raw).digest('hex').slice(0, 32)
  await ports.engage.send([mailWork(mail, reading, { to: mail.to[0] ?? '', providerId, token, at, rawKey: key, doubts })])
  return reading.kind
}

const parsed = async (raw: Uint8Array, key: string, at: string): Promise<ParsedMail> => {
  try {
    return await parseMail(raw, Date.parse(at))
  } catch (error) {
    throw new InvalidInput('no_mail', `${key} cannot be read as a mail: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * By the address that it was sent to, else by what it quotes or returns: our mails carry their reply address and their opt-out link wherever
 * they are forwarded to. Only what is signed counts.
 */
const tokenIn = async (ports: ReceivePorts, mail: ParsedMail, reading: MailReading): Promise<{ messageId: string } | null> => {
  const returned = reading.kind === 'bounce' || reading.kind === 'complaint' ? reading.returned : ''
  // Quoted-printable breaks long lines with `=` at their ends.
  const content = `${reading.whole}\n${mail.html}\n${returned}`.slice(0, 400_000).replaceAll(/=\r?\n/g, '')
  const addresses = [...mail.to, ...mail.headers.flatMap(({ name, value }) => (receivedFor.has(name) ? [value] : []))].join(' ')
  for (const text of [addresses, content]) {
    for (const [, token = ''] of unlike(text.matchAll(/reply\+([0-9a-z]{42})@/gi))) {
      const messageId = await ports.readReply(token)
      if (messageId !== null) return { messageId }
    }
  }
  for (const [, token = ''] of unlike(content.matchAll(/\/u\/(1\.[0-9a-f]{24}[0-9A-Z]{26}\.[\w-]{22})/g))) {
    const messageId = await ports.readUnsubscribe(token)
    if (messageId !== null) return { messageId }
  }
  return null
}

const receivedFor = new Set(['received', 'x-forwarded-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'delivered-to'])

/** The first few that differ: nobody quotes twenty of our mails. */
const unlike = (matches: Iterable<RegExpMatchArray>): RegExpMatchArray[] =>
  [...new Map([...matches].map((match) => [match[1], match])).values()].slice(0, 20)
