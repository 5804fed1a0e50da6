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
  if (!sender) return null
  const writers = await Promise.all(sender.contacts.map((contactKey) => writerOf(ports, contactKey, work)))
  const named = writers.filter(({ matchedBy }) => matchedBy !== 'sender')
  return { record: sender, other: null, writers: named.length > 0 ? named : writers }
}

/** A colleague may answer, or another mailbox of the same person: it is an answer to that enrollment all the same, and is noted. */
const ownerOf = async (ports: EngagePorts, work: Inbound, sender: AddressRecord | null): Promise<Match | null> => {
  const enrollmentId = work.token && parseMessageId(work.token.messageId)?.enrollmentId
  const contactKey = enrollmentId ? await ports.contactOfEnrollment(enrollmentId) : null
  const head = contactKey === null ? null : await ports.head(contactKey)
  if (contactKey === null || !head || head.erased) return null
  const rows = await ports.messages.recent(contactKey)
  const message = rows.find(({ id }) => id === work.token?.messageId) ?? null
  const address = await addressOf(ports, message, head.addresses.email?.key)
  const isOther = sender === null || sender.key !== address
  const writer: Writer = { contactKey, message, matchedBy: 'token', ...(isOther ? { otherSender: bareAddress(work.from) } : {}) }
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
