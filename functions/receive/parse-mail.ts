/** A raw mail (RFC 5322, MIME) taken apart into what the domain reads. Any charset that the runtime knows, bare line ends, missing headers. */
import PostalMime, { decodeWords, type Address, type Attachment } from 'postal-mime'
import type { Mail, MailPart } from '../domain/mail/mail.ts'

export interface ParsedMail extends Mail {
  /** Every address that it was sent to, bare: To, Cc, Bcc and what the receiving servers noted. */
  to: string[]
  /** Without brackets; null where the mail names none. */
  messageId: string | null
}

/** Rejects where it is no mail at all: no header that says whom it is from, or a structure without end. */
export const parseMail = async (raw: Uint8Array, receivedAt: number): Promise<ParsedMail> => {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 60 })
  const headers = mail.headers.map(({ key, value }) => ({ name: key, value: (literal.has(key) ? value : decodeWords(value)).trim() }))
  const values = (names: readonly string[]): string[] => headers.filter(({ name }) => names.includes(name)).map(({ value }) => value)
  const from = firstOf(mail.from) ?? firstOf(mail.sender) ?? addressesIn(values(['return-path']).join(' '))[0] ?? ''
  if (headers.length === 0) throw new Error('it has no headers')
  const addressed = [...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])].flatMap(allOf)
  const noted = values([
    'delivered-to',
    'x-original-to',
    'x-envelope-to',
    'envelope-to',
    'x-forwarded-to',
    'apparently-to',
    'to',
    'cc',
  ]).flatMap(addressesIn)
  return {
    headers,
    from,
    to: [...new Set([...addressed, ...noted].map((address) => address.toLowerCase()))],
    subject: (mail.subject ?? '').replaceAll(/\s+/g, ' ').trim(),
    text: mail.text ?? '',
    html: mail.html ?? '',
    parts: mail.attachments.flatMap(partOf),
    messageId: /<([^<>\s]+)>/.exec(mail.messageId ?? '')?.[1] ?? (mail.messageId?.trim() || null),
    receivedAt,
  }
}

/** No encoded words belong there: decoded, the sender's address in it could say what a check never said. */
const literal = new Set(['authentication-results', 'received'])

const firstOf = (address: Address | undefined): string | undefined => (address ? allOf(address)[0] : undefined)

const allOf = (address: Address): string[] =>
  (address.group ? address.group.map((one) => one.address) : [address.address]).flatMap((one) => (one ? [one.trim()] : []))

const addressesIn = (line: string): string[] => line.match(/[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*/gi) ?? []

const read = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
  'message/feedback-report',
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
  'text/calendar',
  'application/ics',
])
/** Characters of a part that are read: a returned mail may be as large as mails get. */
const mostCharacters = 100_000

const partOf = ({ mimeType, content }: Attachment): MailPart[] => {
  if (!read.has(mimeType)) return []
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content.slice(0, mostCharacters))
  return [{ type: mimeType, text }]
}
