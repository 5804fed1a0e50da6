/** Someone who wrote to us, and the entry of their timeline that says so. */
import type { EngageWork } from '../contract/work.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import type { EngagePorts } from './ports.ts'
import { ownWords } from './words.ts'

export type Inbound = Extract<EngageWork, { kind: 'inbound' }>

/** Someone known by the address that wrote, and the message of ours that it most likely answers. */
export interface Writer {
  contactKey: string
  message: MessageRow | null
  /** The answer names our message itself. */
  named: boolean
}

export const noteAnswer = (
  ports: Pick<EngagePorts, 'note'>,
  work: Inbound,
  { contactKey, message }: Pick<Writer, 'contactKey' | 'message'>,
  kind: Interaction['kind'],
): Promise<void> => {
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
