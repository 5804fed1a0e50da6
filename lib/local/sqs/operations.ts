/** SQS's operations as its SDKs call them. */
import { randomUUID } from 'node:crypto'
import { AwsError, type Principal, type ServiceContext } from '../service.ts'
import { md5, md5OfAttributes } from './digest.ts'
import type { MessageAttribute, Queue, Received } from './queue.ts'

export type Input = Record<string, unknown>
export type Operation = (input: Input, principal: Principal) => unknown

export interface OperationParts {
  context: ServiceContext
  queues: Queue[]
  byUrl: (url: string) => Queue | undefined
  byArn: (arn: string) => Queue | undefined
  changed: () => void
}

interface SendEntry {
  Id?: string
  MessageBody?: string
  DelaySeconds?: number
  MessageAttributes?: Record<string, MessageAttribute>
}

export const createOperations = ({ context, queues, byUrl, byArn }: OperationParts): Record<string, Operation> => {
  const { authorize, clock } = context
  const queueFor = (input: Input, principal: Principal, action: string): Queue => {
    const queue = byUrl(String(input.QueueUrl))
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')
    authorize(principal, `sqs:${action}`, queue.settings.arn)
    return queue
  }
  const send = (queue: Queue, { MessageBody: body, DelaySeconds, MessageAttributes }: SendEntry, principal: Principal) => {
    if (body === undefined || body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.')
    if (Buffer.byteLength(body) > queue.settings.maximumBytes)
      throw new AwsError('InvalidParameterValue', `Message must be shorter than ${queue.settings.maximumBytes} bytes.`)
    if (DelaySeconds !== undefined && (DelaySeconds < 0 || DelaySeconds > 900))
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
      )
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
  /** A batch: each entry succeeds or fails on its own. */
  const batch = <E extends { Id?: string }>(entries: E[], each: (entry: E) => Record<string, unknown>) => {
    if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.')
    if (entries.length > 10) throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.')
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
      throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
    const Successful: Record<string, unknown>[] = []
    const Failed: Record<string, unknown>[] = []
    context.store.transaction(() => {
      for (const entry of entries)
        try {
          Successful.push({ Id: entry.Id, ...each(entry) })
        } catch (error) {
          if (!(error instanceof AwsError)) throw error
          Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
        }
    })
    return { Successful, Failed }
  }

  return {
    SendMessage: (input, principal) => send(queueFor(input, principal, 'SendMessage'), input, principal),
    SendMessageBatch: (input, principal) => {
      const queue = queueFor(input, principal, 'SendMessage')
      const entries = (input.Entries ?? []) as SendEntry[]
      const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0)
      if (bytes > queue.settings.maximumBytes)
        throw new AwsError('BatchRequestTooLong', `Batch requests cannot be longer than ${queue.settings.maximumBytes} bytes.`)
      return batch(entries, (entry) => send(queue, entry, principal))
    },
    ReceiveMessage: async (input, principal) => {
      const queue = queueFor(input, principal, 'ReceiveMessage')
      const most = Number(input.MaxNumberOfMessages ?? 1)
      if (most < 1 || most > 10) throw new AwsError('InvalidParameterValue', 'MaxNumberOfMessages must be between 1 and 10.')
      const hiddenFor = input.VisibilityTimeout === undefined ? undefined : Number(input.VisibilityTimeout)
      const until = Date.now() + Number(input.WaitTimeSeconds ?? queue.settings.waitSeconds) * 1000
      for (;;) {
        const received = queue.receive(most, hiddenFor)
        if (received.length > 0) return { Messages: received.map((one) => shape(one, input)) }
        if (Date.now() >= until) return {}
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    DeleteMessage: (input, principal) => {
      queueFor(input, principal, 'DeleteMessage').remove(String(input.ReceiptHandle))
      return {}
    },
    DeleteMessageBatch: (input, principal) => {
      const queue = queueFor(input, principal, 'DeleteMessage')
      return batch((input.Entries ?? []) as { Id?: string; ReceiptHandle: string }[], ({ ReceiptHandle }) => {
        queue.remove(ReceiptHandle)
        return {}
      })
    },
    ChangeMessageVisibility: (input, principal) => {
      const queue = queueFor(input, principal, 'ChangeMessageVisibility')
      if (!queue.changeVisibility(String(input.ReceiptHandle), Number(input.VisibilityTimeout)))
        throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.')
      return {}
    },
    ChangeMessageVisibilityBatch: (input, principal) => {
      const queue = queueFor(input, principal, 'ChangeMessageVisibility')
      type Entry = { Id?: string; ReceiptHandle: string; VisibilityTimeout: number }
      return batch((input.Entries ?? []) as Entry[], ({ ReceiptHandle, VisibilityTimeout }) => {
        if (!queue.changeVisibility(ReceiptHandle, VisibilityTimeout))
          throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.')
        return {}
      })
    },
    GetQueueAttributes: (input, principal) => {
      const queue = queueFor(input, principal, 'GetQueueAttributes')
      const names = (input.AttributeNames ?? []) as string[]
      const attributes = attributesOf(queue, clock.now())
      return {
        Attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name))),
      }
    },
    GetQueueUrl: (input, principal) => ({
      QueueUrl: queueFor({ QueueUrl: input.QueueName }, principal, 'GetQueueUrl').settings.url,
    }),
    ListQueues: (input, principal) => {
      authorize(principal, 'sqs:ListQueues', '*')
      const prefix = String(input.QueueNamePrefix ?? '')
      return { QueueUrls: queues.filter(({ settings }) => settings.name.startsWith(prefix)).map(({ settings }) => settings.url) }
    },
    ListQueueTags: (input, principal) => {
      queueFor(input, principal, 'ListQueueTags')
      return { Tags: {} }
    },
    PurgeQueue: (input, principal) => {
      queueFor(input, principal, 'PurgeQueue').purge()
      return {}
    },
    ListDeadLetterSourceQueues: (input, principal) => {
      const queue = queueFor(input, principal, 'ListDeadLetterSourceQueues')
      const sources = queues.filter(({ settings }) => settings.redrive?.deadLetterTargetArn === queue.settings.arn)
      return { queueUrls: sources.map(({ settings }) => settings.url) }
    },
    StartMessageMoveTask: (input, principal) => {
      const source = byArn(String(input.SourceArn))
      if (!source)
        throw new AwsError('ResourceNotFoundException', 'The resource that you specified for the SourceArn parameter does not exist.')
      authorize(principal, 'sqs:StartMessageMoveTask', source.settings.arn)
      redrive(source, input.DestinationArn as string | undefined, byArn, context)
      return { TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.settings.arn })).toString('base64') }
    },
    ListMessageMoveTasks: (input, principal) => {
      authorize(principal, 'sqs:ListMessageMoveTasks', String(input.SourceArn))
      return { Results: [] }
    },
  }
}

/** Moves everything that lies in a dead-letter queue back to where it came from, at once. */
const redrive = (source: Queue, destination: string | undefined, byArn: OperationParts['byArn'], { store }: ServiceContext): void =>
  store.transaction(() => {
    for (const message of source.takeAll()) {
      const target = byArn(destination ?? message.cameFrom ?? '')
      if (target) target.adopt(message)
      else source.adopt(message, message.cameFrom)
    }
  })

const shape = ({ message, receiptHandle }: Received, input: Input): Record<string, unknown> => {
  const wanted = [...((input.AttributeNames ?? []) as string[]), ...((input.MessageSystemAttributeNames ?? []) as string[])]
  const system = systemAttributes(message)
  const chosen = Object.entries(system).filter(([name]) => wanted.includes('All') || wanted.includes(name))
  const names = (input.MessageAttributeNames ?? []) as string[]
  const attributes = Object.entries(message.attributes ?? {}).filter(
    ([name]) => names.includes('All') || names.includes('.*') || names.includes(name),
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

const attributesOf = (queue: Queue, now: number): Record<string, string> => {
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
