/** Taking a message in through the API, with SQS's limits. */
import { AwsError, type Principal } from '../service.ts'
import { md5, md5OfAttributes } from './digest.ts'
import type { MessageAttribute, Queue } from './message.ts'

export interface SendEntry {
  Id?: string
  MessageBody?: string
  DelaySeconds?: number
  MessageAttributes?: Record<string, MessageAttribute>
}

const longestDelay = 900

export const take = (queue: Queue, { MessageBody: body, DelaySeconds, MessageAttributes }: SendEntry, principal: Principal) => {
  if (body === undefined || body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.')
  if (Buffer.byteLength(body) > queue.settings.maximumBytes)
    throw new AwsError('InvalidParameterValue', `Message must be shorter than ${queue.settings.maximumBytes} bytes.`)
  if (DelaySeconds !== undefined && (DelaySeconds < 0 || DelaySeconds > longestDelay))
    throw new AwsError('InvalidParameterValue', `Value ${DelaySeconds} for parameter DelaySeconds must be >= 0 and <= ${longestDelay}.`)
  const attributes = MessageAttributes && Object.keys(MessageAttributes).length > 0 ? MessageAttributes : undefined
  const message = queue.send(body, {
    ...(DelaySeconds !== undefined && { delaySeconds: DelaySeconds }),
    ...(attributes && { attributes }),
    senderId: principal.kind === 'role' ? principal.name : 'local',
  })
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(body),
    ...(attributes && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  }
}

/** A batch as a whole is held to one message's limit. */
export const checkBatchSize = (queue: Queue, entries: SendEntry[]): void => {
  const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0)
  if (bytes > queue.settings.maximumBytes)
    throw new AwsError('BatchRequestTooLong', `Batch requests cannot be longer than ${queue.settings.maximumBytes} bytes.`)
}
