/**
 * What AWS End User Messaging tells of texts: events on the account's default bus
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/monitor-event-bridge.html), and texts that come in by a topic
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html).
 */
import * as z from 'zod'

export const awsSmsSource = 'aws.sms-voice'
export const awsSmsDetailType = 'Text Message Delivery Status Updated'

/** The events that say what became of a text. Queued and pending ones say nothing yet, and are not asked for. */
export const awsSmsEventTypes = [
  'TEXT_SUCCESSFUL',
  'TEXT_DELIVERED',
  'TEXT_UNKNOWN',
  'TEXT_BLOCKED',
  'TEXT_CARRIER_BLOCKED',
  'TEXT_CARRIER_UNREACHABLE',
  'TEXT_UNREACHABLE',
  'TEXT_TTL_EXPIRED',
  'TEXT_SPAM',
  'TEXT_INVALID',
  'TEXT_INVALID_MESSAGE',
  'TEXT_PROTECT_BLOCKED',
] as const
export type AwsSmsEventType = (typeof awsSmsEventTypes)[number]

/** `detail` of such an event. `context` is what the request for sending said (`ref` and `tenant`); times in epoch milliseconds. */
export const awsSmsDetail = z.object({
  eventType: z.enum(awsSmsEventTypes),
  eventTimestamp: z.number(),
  messageId: z.string(),
  messageRequestTimestamp: z.number().optional(),
  messageStatusDescription: z.string().optional(),
  context: z.object({ ref: z.string() }),
})
export type AwsSmsDetail = z.infer<typeof awsSmsDetail>

/** An SNS notification as its queue gets it (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). */
export const snsNotification = z.object({
  Type: z.literal('Notification'),
  MessageId: z.string(),
  Message: z.string(),
  Timestamp: z.iso.datetime({ offset: true }),
})

/** `Message` of a text that came in. */
export const awsIncomingText = z.object({
  originationNumber: z.string(),
  destinationNumber: z.string(),
  messageBody: z.string(),
  inboundMessageId: z.string(),
})
