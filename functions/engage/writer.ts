/** Someone who wrote to us, and the entry of their timeline that says so. */
import type { EngageWork } from '../contract/work.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import type { EngagePorts } from './ports.ts'
import { wordsOf } from './words.ts'

export type Inbound = Extract<EngageWork, { kind: 'inbound' }>

/** Someone who is known, and the message of ours that it most likely answers. */
export interface Writer {
  contactKey: string
  message: MessageRow | null
  matchedBy: NonNullable<Interaction['matchedBy']>
  /** The address that answered, where it is not the one that was written to. */
  otherSender?: string
}

/** Letters of the whole that are kept where the words are only a part of it: the table's items end at 400 KB. */
const mostOfWhole = 60_000

/** `detail` says more than the words: what a machine was known by, what a call came to. */
export const noteAnswer = (
  ports: Pick<EngagePorts, 'note'>,
  work: Inbound,
  writer: Pick<Writer, 'contactKey' | 'message'> & Partial<Writer>,
  kind: Interaction['kind'],
  detail: string | undefined = work.outcome,
): Promise<void> => {
  const { contactKey, message, matchedBy, otherSender } = writer
  const body = wordsOf(work).slice(0, 5_000)
  const whole = work.text.trim()
  const more = [...(detail === undefined ? [] : [detail]), ...(otherSender === undefined ? [] : [`from ${otherSender}`])]
  return ports.note({
    contactKey,
    at: work.at,
    channel: work.channel,
    direction: 'inbound',
    kind,
    ...(message ? { messageId: message.id, enrollmentId: message.enrollmentId, sequenceId: message.sequenceId } : {}),
    ...(work.subject === undefined ? {} : { subject: work.subject.slice(0, 500) }),
    ...(body === '' ? {} : { body }),
    ...(whole === body || whole === '' ? {} : { whole: whole.slice(0, mostOfWhole) }),
    ...(more.length === 0 ? {} : { detail: more.join(', ') }),
    ...(kind === 'replied' ? { outcome: 'replied' } : {}),
    ...(matchedBy === undefined || work.channel !== 'email' ? {} : { matchedBy }),
    ...(work.rawKey === undefined ? {} : { rawKey: work.rawKey }),
    providerId: work.providerId,
  })
}
