/** What a contact writes or says: a reply, a word that opts out or in, a machine's answer, a call's outcome. */
import { createHash } from 'node:crypto'
import { isSimulatorAddress, normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import type { AddressRecord } from '../domain/contact.ts'
import { callReported } from './call-ended.ts'
import { opted } from './opt.ts'
import type { EngagePorts } from './ports.ts'
import { bareAddress, isAutoReply, ownWords } from './words.ts'
import { noteAnswer, type Inbound, type Writer } from './writer.ts'

/** Answers in one word what came of it. */
export const inbound = async (ports: EngagePorts, work: Inbound): Promise<string> => {
  const record = await senderOf(ports, work)
  if (!record) return 'from_nobody_known'
  const writers = await Promise.all(record.contacts.map((contactKey) => writerOf(ports, contactKey, work)))
  const known = writers.some(({ named }) => named) ? writers.filter(({ named }) => named) : writers
  if (work.channel === 'email' && isAutoReply(work.headers, work.subject)) {
    await Promise.all(known.map((writer) => noteAnswer(ports, work, writer, 'out_of_office')))
    return 'out_of_office'
  }
  const came = await opted(ports, work, record, known)
  if (came !== null) return came
  if (known.length === 0) return 'from_nobody_known'
  if (work.channel === 'call' && work.outcome !== undefined) {
    await Promise.all(known.map((writer) => callReported(ports, work, writer)))
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
  await noteAnswer(ports, work, { contactKey, message }, 'replied')
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
