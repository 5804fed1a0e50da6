/** AWS End User Messaging's events of texts, and texts that come in, in the vocabulary of all providers. */
import { awsIncomingText, awsSmsDetail, type AwsSmsDetail, type AwsSmsEventType, type snsNotification } from '../contract/aws-sms.ts'
import { readReference } from '../contract/reference.ts'
import type { EngageWork, MessageHappening } from '../contract/work.ts'
import type { DeliveryFailure } from '../domain/signal.ts'
import { InvalidInput } from '../runtime/errors.ts'
import type * as z from 'zod'

/** What each event is: `left`, `arrived`, our own fault, or what kept the text away. */
const meanings: Record<AwsSmsEventType, 'left' | 'arrived' | 'our_fault' | DeliveryFailure> = {
  // Accepted by the carrier; the last that is heard of it where the carrier sends no receipts.
  TEXT_SUCCESSFUL: 'left',
  // No receipt within three days.
  TEXT_UNKNOWN: 'left',
  TEXT_DELIVERED: 'arrived',
  TEXT_INVALID_MESSAGE: 'our_fault',
  // Refused by the account's own protect configuration.
  TEXT_PROTECT_BLOCKED: 'our_fault',
  TEXT_INVALID: 'invalid_number',
  TEXT_BLOCKED: 'sms_undelivered',
  TEXT_CARRIER_BLOCKED: 'sms_undelivered',
  TEXT_CARRIER_UNREACHABLE: 'sms_undelivered',
  TEXT_UNREACHABLE: 'sms_undelivered',
  TEXT_TTL_EXPIRED: 'sms_undelivered',
  TEXT_SPAM: 'sms_undelivered',
}

/** `eventId`: EventBridge's. Throws `InvalidInput` for a text that is none of ours. */
export const awsSmsEvent = (detail: unknown, eventId: string): EngageWork => {
  const read = awsSmsDetail.safeParse(detail)
  if (!read.success) throw new InvalidInput('malformed_detail', `event ${eventId}: ${read.error.message}`)
  const said = read.data
  const of = readReference(said.context.ref)
  if (!of) throw new InvalidInput('untagged', `event ${eventId} is of a text without a reference of ours`)
  return {
    kind: 'message_event',
    provider: 'aws-sms',
    channel: 'sms',
    of,
    providerId: said.messageId,
    eventId,
    at: new Date(said.eventTimestamp).toISOString(),
    ...(said.messageRequestTimestamp === undefined ? {} : { sentAt: new Date(said.messageRequestTimestamp).toISOString() }),
    event: happeningOf(said),
  }
}

const happeningOf = ({ eventType, messageStatusDescription: description }: AwsSmsDetail): MessageHappening => {
  const meaning = meanings[eventType]
  const detail = `End User Messaging: ${eventType}${description ? ` (${description.slice(0, 150)})` : ''}`
  if (meaning === 'left') return { type: 'sent' }
  if (meaning === 'arrived') return { type: 'delivered' }
  if (meaning === 'our_fault') return { type: 'rejected', detail }
  return { type: 'undelivered', failure: meaning, code: eventType, detail }
}

/** Throws `InvalidInput` where the notification holds no text that came in. */
export const awsIncoming = ({ MessageId, Message, Timestamp }: z.infer<typeof snsNotification>): EngageWork => {
  const read = awsIncomingText.safeParse(jsonOf(Message))
  if (!read.success) throw new InvalidInput('no_text', `notification ${MessageId} holds no text that came in: ${read.error.message}`)
  const { originationNumber, destinationNumber, messageBody, inboundMessageId } = read.data
  const [from, to] = [originationNumber, destinationNumber]
  return { kind: 'inbound', channel: 'sms', from, to, text: messageBody, providerId: inboundMessageId, at: Timestamp }
}

/** The first message of a topic may be plain words. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
