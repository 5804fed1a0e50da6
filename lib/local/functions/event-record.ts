/** What a function is given by an event source: SQS messages and DynamoDB stream records in Lambda's own shape. */
import { systemAttributes } from '../sqs/shapes.ts'
import { md5, md5OfAttributes } from '../sqs/digest.ts'
import type { Received } from '../sqs/message.ts'

export const sqsRecord = ({ message, receiptHandle }: Received, arn: string, region: string) => ({
  messageId: message.id,
  receiptHandle,
  body: message.body,
  attributes: systemAttributes(message),
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue, stringListValues: [], binaryListValues: [] },
    ]),
  ),
  md5OfBody: md5(message.body),
  ...(message.attributes && { md5OfMessageAttributes: md5OfAttributes(message.attributes) }),
  eventSource: 'aws:sqs',
  eventSourceARN: arn,
  awsRegion: region,
})

/** A stream record as the server answers it. */
export interface ServerRecord {
  eventID: string
  eventName: string
  eventVersion: string
  dynamodb: { SequenceNumber: string; Keys: unknown; ApproximateCreationDateTime: number; [more: string]: unknown }
}

export interface StreamRecord extends ServerRecord {
  eventSource: 'aws:dynamodb'
  eventSourceARN: string
  awsRegion: string
  userIdentity?: { type: string; principalId: string }
}

/** Sequence numbers as long as DynamoDB's own, so that they also compare as text. `at`: epoch ms on the dial, which the server does not know. */
export const streamRecord = (record: ServerRecord, arn: string, region: string, at: number, expired: boolean): StreamRecord => ({
  ...record,
  eventSource: 'aws:dynamodb',
  eventSourceARN: arn,
  awsRegion: region,
  dynamodb: {
    ...record.dynamodb,
    SequenceNumber: record.dynamodb.SequenceNumber.padStart(21, '0'),
    ApproximateCreationDateTime: Math.trunc(at / 1000),
  },
  ...(expired && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
})

/** The ids that a batch response reports as failed; null where the whole batch failed. */
export const failedItems = (answer: unknown, known: readonly string[], reports: boolean): string[] | null => {
  if (!reports || answer === null || typeof answer !== 'object') return []
  const failures = (answer as { batchItemFailures?: { itemIdentifier?: unknown }[] }).batchItemFailures ?? []
  const ids = failures.map(({ itemIdentifier }) => (typeof itemIdentifier === 'string' ? itemIdentifier : ''))
  return ids.every((id) => known.includes(id)) ? ids : null
}
