/** How messages and queues look from outside. */
import { md5, md5OfAttributes } from './digest.ts'
import type { Queue, Received } from './message.ts'

/** As ReceiveMessage answers, with the attributes that were asked for. */
export const receivedShape = ({ message, receiptHandle }: Received, input: Record<string, unknown>): Record<string, unknown> => {
  const wanted = [...names(input.AttributeNames), ...names(input.MessageSystemAttributeNames)]
  const chosen = Object.entries(systemAttributes(message)).filter(([name]) => wanted.includes('All') || wanted.includes(name))
  const own = names(input.MessageAttributeNames)
  const attributes = Object.entries(message.attributes ?? {}).filter(
    ([name]) => own.includes('All') || own.includes('.*') || own.includes(name),
  )
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(chosen.length > 0 && { Attributes: Object.fromEntries(chosen) }),
    ...(attributes.length > 0 && {
      MessageAttributes: Object.fromEntries(attributes),
      MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(attributes)),
    }),
  }
}

/** As `Attributes` of a received message, here and in a Lambda event. */
export const systemAttributes = ({
  receives,
  sentAt,
  senderId,
  firstReceivedAt,
  cameFrom,
}: Received['message']): Record<string, string> => ({
  ApproximateReceiveCount: String(receives),
  SentTimestamp: String(sentAt),
  SenderId: senderId,
  ApproximateFirstReceiveTimestamp: String(firstReceivedAt ?? sentAt),
  ...(cameFrom !== undefined && { DeadLetterQueueSourceArn: cameFrom }),
})

export const queueAttributes = (queue: Queue, now: number): Record<string, string> => {
  const { settings } = queue
  const { visible, hidden, delayed, oldest } = queue.counts()
  return {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateAgeOfOldestMessage: String(oldest === undefined ? 0 : Math.trunc((now - oldest) / 1000)),
    VisibilityTimeout: String(settings.visibilitySeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(settings.maximumBytes),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
    ...(settings.redrive && { RedrivePolicy: JSON.stringify(settings.redrive) }),
  }
}

/** A list of names as a request has it, or none. */
export const names = (given: unknown): string[] => (Array.isArray(given) ? given.filter((name) => typeof name === 'string') : [])
