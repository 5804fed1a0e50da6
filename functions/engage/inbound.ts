/** What a contact writes or says: a reply, a word that opts out or in, a machine's answer, a call's outcome. */
import { createHash } from 'node:crypto'
import type { EngageWork } from '../contract/work.ts'
import { isSimulatorAddress, normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import type { ConsentChannel } from '../domain/channel.ts'
import type { AddressRecord } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import { hear } from './hear.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import { bareAddress, isAutoReply, isOptIn, isOptOut, ownWords } from './words.ts'

type Inbound = Extract<EngageWork, { kind: 'inbound' }>

/** Someone known by the address that wrote, and the message of ours that it most likely answers. */
interface Writer {
  contactKey: string
  message: MessageRow | null
  /** The answer names our message itself. */
  named: boolean
}

/** Answers in one word what came of it. */
export const inbound = async (ports: EngagePorts, work: Inbound): Promise<string> => {
  const record = await senderOf(ports, work)
  if (!record) return 'from_nobody_known'
  const writers = await Promise.all(record.contacts.map((contactKey) => writerOf(ports, contactKey, work)))
  const known = writers.some(({ named }) => named) ? writers.filter(({ named }) => named) : writers
  if (work.channel === 'email' && isAutoReply(work.headers, work.subject)) {
    await Promise.all(known.map((writer) => note(ports, work, writer, 'out_of_office')))
    return 'out_of_office'
  }
  if (isOptOut(ownWords(work.text)) || isOptOutOutcome(work)) return optOut(ports, work, record, known)
  if (work.channel === 'sms' && isOptIn(work.text)) return optIn(ports, work, record, known)
  if (known.length === 0) return 'from_nobody_known'
  if (work.channel === 'call' && work.outcome !== undefined) {
    await Promise.all(known.map((writer) => outcome(ports, work, writer)))
    return 'call_outcome'
  }
  await Promise.all(known.map((writer) => reply(ports, work, writer)))
  return 'replied'
}

/** Who is not known yet may still opt out: it holds for whoever comes with this address later. */
const senderOf = async (ports: EngagePorts, { channel, from }: Inbound): Promise<AddressRecord | null> => {
  const kind = channel === 'email' ? 'email' : 'phone'
  const value = kind === 'email' ? normaliseEmail(bareAddress(from)) : normalisePhone(from)
  if (value === null) return null
  const key = await ports.addressKey(kind, value)
  return (
    (await ports.addresses.get(key)) ?? {
      key,
      kind,
      suppressed: {},
      contacts: [],
      simulator: isSimulatorAddress(value),
    }
  )
}

/** SES's own id is the local part of the Message-ID that an answer names; else it answers what left last on its channel. */
const writerOf = async (ports: EngagePorts, contactKey: string, { channel, inReplyTo }: Inbound): Promise<Writer> => {
  const rows = (await ports.messages.recent(contactKey)).filter((row) => row.channel === channel && row.sentAt !== undefined)
  const ids = (inReplyTo ?? []).map((id) => id.replaceAll(/[<>\s]/g, '').split('@')[0])
  const named = rows.find(({ providerId }) => providerId !== undefined && ids.includes(providerId))
  const last = rows.toSorted((a, b) => ((a.sentAt ?? '') < (b.sentAt ?? '') ? 1 : -1))[0]
  return { contactKey, message: named ?? last ?? null, named: named !== undefined }
}

const reply = async (ports: EngagePorts, work: Inbound, { contactKey, message, named }: Writer): Promise<void> => {
  const body = ownWords(work.text)
  if (message)
    await ports.messages.patch(
      { contactKey, messageId: message.id, attemptId: null },
      { first: { repliedAt: work.at, replyBody: body.slice(0, 2_000) } },
    )
  await note(ports, work, { contactKey, message, named }, 'replied')
  await ports.engine.settle(contactKey, (head) => {
    if (!head) return []
    const answered = named ? head.enrollments.find(({ id }) => id === message?.enrollmentId) : undefined
    const leadId = answered?.leadId ?? message?.leadId ?? head.leadId
    const detail = (work.subject ?? body).split('\n', 1)[0]?.slice(0, 120) ?? ''
    return [{ kind: 'replied', reply: nameOf(work), enrollmentId: answered?.id ?? null, leadId, detail }]
  })
}

/** The same each time that the reply is received. */
const nameOf = ({ channel, providerId, at }: Inbound): string =>
  createHash('sha256').update(`${channel} ${providerId} ${at}`).digest('base64url').slice(0, 16)

/** STOP closes the channel that it was said on. */
const optOut = async (ports: EngagePorts, work: Inbound, record: AddressRecord, writers: Writer[]): Promise<string> => {
  const channels: ConsentChannel[] = [work.channel]
  const detail = ownWords(work.text).slice(0, 60) || (work.outcome ?? '')
  const { key, kind } = record
  await leave(ports, { address: { key, kind }, channels, reason: 'opted_out', at: work.at, source: work.channel, detail, contactKeys: [] })
  await Promise.all(
    writers.map(async (writer) => {
      const { contactKey, message } = writer
      if (message)
        await ports.messages.patch({ contactKey, messageId: message.id, attemptId: null }, { first: { unsubscribedAt: work.at } })
      await note(ports, work, writer, 'unsubscribed')
    }),
  )
  return 'opted_out'
}

const optIn = async (ports: EngagePorts, work: Inbound, record: AddressRecord, writers: Writer[]): Promise<string> => {
  const channels: ConsentChannel[] = [work.channel]
  await ports.addresses.lift(record.key, channels)
  await Promise.all(
    writers.map(async (writer) => {
      await ports.engine.settle(writer.contactKey, (head) =>
        head ? [{ kind: 'opted_in', address: record.kind, addressKey: record.key, channels, detail: work.channel }] : [],
      )
      await note(ports, work, writer, 'replied')
    }),
  )
  return 'opted_in'
}

const isOptOutOutcome = ({ channel, outcome }: Inbound): boolean =>
  channel === 'call' && (outcome === 'do_not_call' || outcome === 'opted_out')

const outcome = async (ports: EngagePorts, work: Inbound, writer: Writer): Promise<void> => {
  const { contactKey, message } = writer
  const said = work.outcome ?? ''
  if (message) {
    await ports.messages.patch({ contactKey, messageId: message.id, attemptId: null }, { first: { outcome: said, outcomeAt: work.at } })
    await hear(ports, message, 'outcome')
  }
  await note(ports, work, writer, 'outcome')
}

const note = (ports: EngagePorts, work: Inbound, { contactKey, message }: Writer, kind: Interaction['kind']): Promise<void> => {
  const body = ownWords(work.text).slice(0, 5_000)
  return ports.note({
    contactKey,
    at: work.at,
    channel: work.channel,
    direction: 'inbound',
    kind,
    ...(message ? { messageId: message.id, enrollmentId: message.enrollmentId, sequenceId: message.sequenceId } : {}),
    ...(work.subject === undefined ? {} : { subject: work.subject.slice(0, 500) }),
    ...(body === '' ? {} : { body }),
    ...(work.outcome === undefined ? {} : { detail: work.outcome }),
  })
}
