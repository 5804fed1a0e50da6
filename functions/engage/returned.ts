/** A bounce or a complaint came as a mail. Once its message is found it is taken in as a provider's own event would be. */
import type { MessageEventWork, ReturnedWork } from '../contract/work.ts'
import { normaliseEmail } from '../domain/addresses.ts'
import { parseMessageId } from '../domain/ids.ts'
import type { MessageRow } from '../domain/message.ts'
import { leave } from './leave.ts'
import { messageEvent } from './message-event.ts'
import type { EngagePorts } from './ports.ts'

/**
 * Anybody can write a mail that says that another one bounced: by its recipient alone it is believed only within so many days of a mail of
 * ours to that very address.
 */
const believedDays = 14

/**
 * Answers in one word what came of it. A report closes the address that our message went to and no other, whatever addresses it names.
 */
export const returned = async (ports: EngagePorts, work: ReturnedWork): Promise<string> => {
  const row = (await byToken(ports, work)) ?? (await byRecipient(ports, work))
  if (row?.recipient) return messageEvent(ports, eventOf(work, row, row.recipient))
  return work.what === 'complained' ? closedFor(ports, work) : 'returned_of_nobody_known'
}

const byToken = async (ports: EngagePorts, { token }: ReturnedWork): Promise<MessageRow | null> => {
  const enrollmentId = token && parseMessageId(token.messageId)?.enrollmentId
  const contactKey = enrollmentId ? await ports.contactOfEnrollment(enrollmentId) : null
  if (!token || contactKey === null) return null
  return (await ports.messages.recent(contactKey)).find(({ id, channel }) => id === token.messageId && channel === 'email') ?? null
}

/** The message that the report names, else what left last to that address. */
const byRecipient = async (ports: EngagePorts, work: ReturnedWork): Promise<MessageRow | null> => {
  const ids = new Set(work.originals.flatMap((id) => [id, id.split('@')[0] ?? id]))
  const oldest = new Date(Date.parse(work.at) - believedDays * 86_400_000).toISOString()
  const rows: MessageRow[] = []
  for (const recipient of work.recipients) {
    const email = normaliseEmail(recipient)
    const record = email === null ? null : await ports.addresses.get(await ports.addressKey('email', email))
    for (const contactKey of record?.contacts ?? [])
      rows.push(
        ...(await ports.messages.recent(contactKey)).filter((row) => row.channel === 'email' && row.recipient === email && row.sentAt),
      )
  }
  const named = rows.find(({ providerId }) => providerId !== undefined && ids.has(providerId.replaceAll(/[<>]/g, '')))
  const last = rows.filter(({ sentAt = '' }) => sentAt >= oldest).toSorted((a, b) => ((a.sentAt ?? '') < (b.sentAt ?? '') ? 1 : -1))[0]
  return named ?? (isBelieved(work) ? last : null) ?? null
}

/** A complaint stops what is sent and is believed in any case; a bounce that somebody may have made up has to name a mail of ours. */
const isBelieved = ({ what, doubts = [] }: ReturnedWork): boolean => what === 'complained' || doubts.length === 0

const eventOf = (work: ReturnedWork, row: MessageRow, recipient: string): MessageEventWork => ({
  kind: 'message_event',
  provider: 'mail',
  channel: 'email',
  of: {
    contactKey: row.contactKey,
    enrollmentId: row.enrollmentId,
    messageId: row.id,
    attemptId: row.attempts.at(-1)?.id ?? '',
    step: row.stepId,
    sequenceId: row.sequenceId,
  },
  ...(row.providerId === undefined ? {} : { providerId: row.providerId }),
  eventId: work.providerId,
  at: work.at,
  ...(row.sentAt === undefined ? {} : { sentAt: row.sentAt }),
  event:
    work.what === 'bounced'
      ? { type: 'bounced', addresses: [recipient], bounce: work.bounce ?? 'undetermined', detail: work.detail }
      : { type: 'complained', addresses: [recipient], detail: work.detail },
})

/** Of no message that is known, but of somebody who is: who complains is believed. */
const closedFor = async (ports: EngagePorts, work: ReturnedWork): Promise<string> => {
  let closed = 0
  for (const recipient of work.recipients) {
    const email = normaliseEmail(recipient)
    const record = email === null ? null : await ports.addresses.get(await ports.addressKey('email', email))
    if (!record) continue
    const address = { key: record.key, kind: record.kind }
    const contacts = await leave(ports, {
      address,
      channels: ['email', 'sms', 'call'],
      reason: 'complained',
      at: work.at,
      source: 'mail',
      detail: work.detail,
      contactKeys: [],
    })
    await Promise.all(
      contacts.map((contactKey) =>
        ports.note({ contactKey, at: work.at, channel: 'email', direction: 'inbound', kind: 'complained', detail: work.detail }),
      ),
    )
    closed += contacts.length
  }
  return closed > 0 ? 'complained' : 'returned_of_nobody_known'
}
