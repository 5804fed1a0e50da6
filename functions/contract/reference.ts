/**
 * Which message something is about, as providers echo it. No personal data: keys and ids only; the enrollment follows from the message's id.
 *
 * | provider | in the request | in its events | read by |
 * |---|---|---|---|
 * | SES | `EmailTags` | `mail.tags`, a list for each name | messageTags of events.ts |
 * | Postmark | `Metadata`: a key of at most 20 characters, a value of at most 80 each | `Metadata` of every webhook | readReferenceFields |
 * | Resend | `tags`: names and values of letters, digits, `_`, `-` | `data.tags`, by name | readReferenceFields |
 * | SendGrid | `custom_args.touchline` | `touchline`, beside the event's own fields (hence one key, that no event has) | readReference |
 * | SMS, calls | callback's address, client state, context | the same | readReference |
 */
import type { OutgoingMessage } from '../domain/effect.ts'
import { parseMessageId } from '../domain/ids.ts'
import type { MessageReference } from './work.ts'

/** SendGrid's `custom_args` key, and the field of its events, that holds `referenceText`. */
export const sendgridArgument = 'touchline'

type Referring = Omit<MessageReference, 'enrollmentId'>

/** `contact.message.attempt.step.sequence`, about 110 characters. */
export const referenceText = ({ contactKey, messageId, attemptId, step, sequenceId }: Referring): string =>
  [contactKey, messageId, attemptId, step, sequenceId].join('.')

/** The reference of a message that is about to leave. */
export const messageReferenceOf = (message: OutgoingMessage): MessageReference => ({
  contactKey: message.contactKey,
  enrollmentId: message.enrollmentId,
  messageId: message.messageId,
  attemptId: message.attemptId,
  step: message.stepId,
  sequenceId: message.sequenceId,
})

/**
 * Where a provider's events of this message go: `<public address>/hooks/<provider>?ref=<reference>`. Twilio (`StatusCallback`) and Telnyx
 * (`webhook_url`) take an address for each message; End User Messaging echoes `Context.ref` instead.
 */
export const callbackUrl = (publicUrl: string, provider: string, message: OutgoingMessage): string =>
  `${publicUrl.replace(/\/$/, '')}/hooks/${provider}?ref=${encodeURIComponent(referenceText(messageReferenceOf(message)))}`

/** Null where the text is none of `referenceText`'s. */
export const readReference = (text: string): MessageReference | null => {
  const [contactKey, messageId, attemptId, step, sequenceId, ...more] = text.split('.')
  const enrollmentId = messageId === undefined ? undefined : parseMessageId(messageId)?.enrollmentId
  if (!contactKey || !messageId || !attemptId || !step || !sequenceId || enrollmentId === undefined || more.length > 0) return null
  return { contactKey, enrollmentId, messageId, attemptId, step, sequenceId }
}

/** The same by name, for providers that take no dots or no text as long. */
export const referenceFields = ({ contactKey, messageId, attemptId, step, sequenceId }: Referring): Record<string, string> => ({
  contact: contactKey,
  message: messageId,
  attempt: attemptId,
  step,
  sequence: sequenceId,
})

/** Of a provider's echo, by name; null where it is none of `referenceFields`. Other names beside them do not matter. */
export const readReferenceFields = (fields: Record<string, unknown>): MessageReference | null => {
  const values = ['contact', 'message', 'attempt', 'step', 'sequence'].map((name) => fields[name])
  return values.every((value) => typeof value === 'string') ? readReference(values.join('.')) : null
}
