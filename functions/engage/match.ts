/**
 * Who wrote, and what they answer: by a signed token of ours first (the reply address, or a link that is quoted), then by the Message-IDs that
 * an answer names, then by who sent it.
 */
import { isSimulatorAddress, normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import type { AddressRecord } from '../domain/contact.ts'
import { bareAddress } from '../domain/mail/mail.ts'
import { messageOfMailId } from '../domain/mail-id.ts'
import { parseMessageId } from '../domain/ids.ts'
import type { MessageRow } from '../domain/message.ts'
import type { EngagePorts } from './ports.ts'
import type { Inbound, Writer } from './writer.ts'

export interface Match {
  /** The address that an opt-out closes: the sender's, or the contact's where a token says that it was written to them. */
  record: AddressRecord
  /** The sender's own record, where that is another one. */
  other: AddressRecord | null
  writers: Writer[]
}

/** Null where the sender has no address that can be read, and no token either. */
export const match = async (ports: EngagePorts, work: Inbound): Promise<Match | null> => {
  const sender = await senderOf(ports, work)
  const owner = await ownerOf(ports, work, sender)
  if (owner) return owner
  const named = sender?.contacts.length ? null : await ownerByName(ports, work, sender)
  if (named) return named
  if (!sender) return null
  const writers = await Promise.all(sender.contacts.map((contactKey) => writerOf(ports, contactKey, work)))
  const answered = writers.filter(({ matchedBy }) => matchedBy !== 'sender')
  return { record: sender, other: null, writers: answered.length > 0 ? answered : writers }
}

/** A colleague may answer, or another mailbox of the same person: it is an answer to that enrollment all the same, and is noted. */
const ownerOf = async (ports: EngagePorts, work: Inbound, sender: AddressRecord | null): Promise<Match | null> => {
  return work.token ? ownerOfMessage(ports, work, sender, { messageId: work.token.messageId, matchedBy: 'token' }) : null
}

/** From an address that is nobody's: a Message-ID that we made and whose attempt is known too is only in the mail that it answers. */
const ownerByName = async (ports: EngagePorts, work: Inbound, sender: AddressRecord | null): Promise<Match | null> => {
  if (work.channel !== 'email') return null
  for (const mailId of (work.inReplyTo ?? []).slice(0, mostNamed)) {
    const messageId = messageOfMailId(mailId)
    const found = messageId === null ? null : await ownerOfMessage(ports, work, sender, { messageId, matchedBy: 'references' })
    const message = found?.writers[0]?.message
    if (message?.attempts.some(({ id }) => mailId.trim().replace(/^</, '').toLowerCase().startsWith(`${message.id}.${id}@`.toLowerCase())))
      return found
  }
  return null
}

/** Message-IDs of an answer that are looked up: anybody can write a thousand. */
const mostNamed = 10

const ownerOfMessage = async (
  ports: EngagePorts,
  work: Inbound,
  sender: AddressRecord | null,
  { messageId, matchedBy }: { messageId: string; matchedBy: 'token' | 'references' },
): Promise<Match | null> => {
  const enrollmentId = parseMessageId(messageId)?.enrollmentId
  const contactKey = enrollmentId ? await ports.contactOfEnrollment(enrollmentId) : null
  const head = contactKey === null ? null : await ports.head(contactKey)
  if (contactKey === null || !head || head.erased) return null
  const rows = await ports.messages.recent(contactKey)
  const message = rows.find(({ id }) => id === messageId) ?? null
  const address = await addressOf(ports, message, head.addresses.email?.key)
  const isOther = sender === null || sender.key !== address
  const writer: Writer = { contactKey, message, matchedBy, ...(isOther ? { otherSender: bareAddress(work.from) } : {}) }
  if (address === undefined) return sender && { record: sender, other: null, writers: [writer] }
  const record = isOther ? ((await ports.addresses.get(address)) ?? unknownRecord(address, false)) : sender
  return { record, other: isOther ? sender : null, writers: [writer] }
}

/** Key of the address that the message went to, else of the contact's own. */
const addressOf = async (ports: EngagePorts, message: MessageRow | null, own: string | undefined): Promise<string | undefined> => {
  const email = message?.channel === 'email' ? normaliseEmail(message.recipient ?? '') : null
  return email === null ? own : ports.addressKey('email', email)
}

/** Who is not known yet may still opt out: it holds for whoever comes with this address later. */
const senderOf = async (ports: EngagePorts, { channel, from }: Inbound): Promise<AddressRecord | null> => {
  const kind = channel === 'email' ? 'email' : 'phone'
  const value = kind === 'email' ? normaliseEmail(bareAddress(from)) : normalisePhone(from)
  if (value === null) return null
  const key = await ports.addressKey(kind, value)
  return (await ports.addresses.get(key)) ?? { ...unknownRecord(key, isSimulatorAddress(value)), kind }
}

const unknownRecord = (key: string, simulator: boolean): AddressRecord => ({ key, kind: 'email', suppressed: {}, contacts: [], simulator })

/** SES's own id is the local part of the Message-ID that an answer names; a Message-ID that we made names our message (mail-id.ts). */
const writerOf = async (ports: EngagePorts, contactKey: string, { channel, inReplyTo }: Inbound): Promise<Writer> => {
  const rows = (await ports.messages.recent(contactKey)).filter((row) => row.channel === channel && row.sentAt !== undefined)
  const ids = (inReplyTo ?? []).map((id) => id.replaceAll(/[<>\s]/g, '')).flatMap((id) => [id, id.split('@')[0]])
  const ours = (inReplyTo ?? []).map(messageOfMailId)
  const named = rows.find(
    ({ id, providerId }) => ours.includes(id) || (providerId !== undefined && ids.includes(providerId.replaceAll(/[<>]/g, ''))),
  )
  const last = rows.toSorted((a, b) => ((a.sentAt ?? '') < (b.sentAt ?? '') ? 1 : -1))[0]
  return { contactKey, message: named ?? last ?? null, matchedBy: named ? 'references' : 'sender' }
}
