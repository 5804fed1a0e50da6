/** A mail that was read, as work of the engage queue. */
import { answeredIds } from '../domain/mail/read-mail.ts'
import type { Mail, MailDoubt, MailReading } from '../domain/mail/mail.ts'
import type { EngageWork } from './work.ts'

/** Of the whole text: what an item of the table (400 KB) and a message of the queue (1 MB) hold with room to spare. */
const mostBytes = 200_000
/** Ids and recipients that one mail is followed by: more are no answer, but an attack. */
const mostNamed = 50

export interface MailTaken {
  /** Bare address that it was sent to. */
  to: string
  /** Its Message-ID without brackets, or whatever else names it. */
  providerId: string
  /** The message that a signed token of ours in it stands for. */
  token: { messageId: string } | null
  /** ISO 8601. */
  at: string
  /** Where the raw mail lies. */
  rawKey?: string
  /** What speaks against believing it. */
  doubts?: readonly MailDoubt[]
}

export const mailWork = (mail: Mail, reading: MailReading, { to, providerId, token, at, rawKey, doubts = [] }: MailTaken): EngageWork => {
  const taken = {
    ...(token ? { token } : {}),
    ...(doubts.length === 0 ? {} : { doubts: [...doubts] }),
    ...(rawKey === undefined ? {} : { rawKey }),
    providerId: providerId.slice(0, 500),
    at,
  }
  switch (reading.kind) {
    case 'bounce':
    case 'complaint':
      return {
        kind: 'returned',
        ...(reading.kind === 'bounce' ? { what: 'bounced', bounce: reading.bounce } : { what: 'complained' }),
        recipients: reading.recipients.slice(0, mostNamed),
        originals: reading.originals.slice(0, mostNamed),
        detail: reading.detail,
        ...taken,
      }
    case 'reply':
    case 'out_of_office':
    case 'automatic':
    case 'challenge': {
      const { kind } = reading
      const answered = answeredIds(mail).slice(0, mostNamed)
      return {
        kind: 'inbound',
        channel: 'email',
        from: mail.from,
        to,
        ...(mail.subject === '' ? {} : { subject: mail.subject.slice(0, 998) }),
        text: cut(reading.whole),
        ...(answered.length === 0 ? {} : { inReplyTo: answered }),
        read: {
          own: cut(reading.own),
          kind,
          ...(reading.kind === 'reply' ? {} : { why: reading.why }),
          ...(reading.kind === 'out_of_office' && reading.back !== null ? { back: reading.back } : {}),
        },
        ...taken,
      }
    }
    default:
      return reading satisfies never
  }
}

/** At most so many bytes of UTF-8, and no half of a letter at the end. */
const cut = (text: string): string => {
  const bytes = new TextEncoder().encode(text)
  return bytes.length <= mostBytes ? text.toWellFormed() : new TextDecoder().decode(bytes.slice(0, mostBytes)).replace(/\u{FFFD}+$/u, '')
}
