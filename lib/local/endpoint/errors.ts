/** Errors as each protocol's SDKs read them. */
import { AwsError, type AwsCall, type AwsReply } from '../service.ts'

/** What SQS called its errors before it spoke JSON; SDKs still map them. */
const queryCodes: Record<string, string> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
}
const namespaces: Record<string, string> = { dynamodb: 'com.amazonaws.dynamodb.v20120810#', sqs: 'com.amazonaws.sqs#' }

export const errorReply = (call: Pick<AwsCall, 'service'>, error: AwsError): AwsReply =>
  call.service === 's3' ? xml(error) : json(call, error)

/** S3 alone speaks XML. */
const xml = ({ status, code, message }: AwsError): AwsReply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Message></Error>`,
})

const json = (call: Pick<AwsCall, 'service'>, error: AwsError): AwsReply => ({
  status: error.status,
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-errortype': error.code,
    ...(call.service === 'sqs' && { 'x-amzn-query-error': `${queryCodes[error.code] ?? error.code};Sender` }),
  },
  body: JSON.stringify({ __type: `${namespaces[call.service] ?? ''}${error.code}`, message: error.message, Message: error.message }),
})
