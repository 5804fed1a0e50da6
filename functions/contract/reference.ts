/**
 * Which message something is about, as one short text that providers echo: in a callback's address, a client state, a context. No personal
 * data: keys and ids only. `contact.message.attempt.step.sequence`; the enrollment follows from the message's id.
 */
import { parseMessageId } from '../domain/ids.ts'
import type { MessageReference } from './work.ts'

export const referenceText = ({ contactKey, messageId, attemptId, step, sequenceId }: Omit<MessageReference, 'enrollmentId'>): string =>
  [contactKey, messageId, attemptId, step, sequenceId].join('.')

/** Null where the text is none of `referenceText`'s. */
export const readReference = (text: string): MessageReference | null => {
  const [contactKey, messageId, attemptId, step, sequenceId, ...more] = text.split('.')
  const enrollmentId = messageId === undefined ? undefined : parseMessageId(messageId)?.enrollmentId
  if (!contactKey || !messageId || !attemptId || !step || !sequenceId || enrollmentId === undefined || more.length > 0) return null
  return { contactKey, enrollmentId, messageId, attemptId, step, sequenceId }
}
