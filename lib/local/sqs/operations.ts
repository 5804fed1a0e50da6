/** SQS's operations as its SDKs call them. */
import { randomUUID } from 'node:crypto'
import { AwsError, type Principal, type ServiceContext } from '../service.ts'
import { createBatch } from './batch.ts'
import type { Queue } from './message.ts'
import { checkBatchSize, take, type SendEntry } from './sending.ts'
import { names, queueAttributes, receivedShape } from './shapes.ts'

export type Input = Record<string, unknown>
export type Operation = (input: Input, principal: Principal) => unknown

export interface OperationParts {
  context: ServiceContext
  queues: Queue[]
  byUrl: (url: string) => Queue | undefined
  byArn: (arn: string) => Queue | undefined
}

interface HandleEntry {
  Id?: string
  ReceiptHandle: string
  VisibilityTimeout?: number
}

const pollMs = 50

export const createOperations = ({ context, queues, byUrl, byArn }: OperationParts): Record<string, Operation> => {
  const { authorize, clock, store } = context
  const batch = createBatch(store)
  const queueFor = (input: Input, principal: Principal, action: string): Queue => {
    const queue = byUrl(String(input.QueueUrl))
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')
    authorize(principal, `sqs:${action}`, queue.settings.arn)
    return queue
  }

  return {
    SendMessage: (input, principal) => take(queueFor(input, principal, 'SendMessage'), input, principal),
    SendMessageBatch: (input, principal) => {
      const queue = queueFor(input, principal, 'SendMessage')
      const entries = (input.Entries ?? []) as SendEntry[]
      checkBatchSize(queue, entries)
      return batch(entries, (entry) => take(queue, entry, principal))
    },
    ReceiveMessage: async (input, principal) => {
      const queue = queueFor(input, principal, 'ReceiveMessage')
      const most = Number(input.MaxNumberOfMessages ?? 1)
      if (most < 1 || most > 10) throw new AwsError('InvalidParameterValue', 'MaxNumberOfMessages must be between 1 and 10.')
      const hiddenFor = input.VisibilityTimeout === undefined ? undefined : Number(input.VisibilityTimeout)
      const until = Date.now() + Number(input.WaitTimeSeconds ?? queue.settings.waitSeconds) * 1000
      for (;;) {
        const received = queue.receive(most, hiddenFor)
        if (received.length > 0) return { Messages: received.map((one) => receivedShape(one, input)) }
        if (Date.now() >= until) return {}
        await new Promise((resolve) => setTimeout(resolve, pollMs))
      }
    },
    DeleteMessage: (input, principal) => {
      queueFor(input, principal, 'DeleteMessage').remove(String(input.ReceiptHandle))
      return {}
    },
    DeleteMessageBatch: (input, principal) => {
      const queue = queueFor(input, principal, 'DeleteMessage')
      return batch((input.Entries ?? []) as HandleEntry[], ({ ReceiptHandle }) => {
        queue.remove(ReceiptHandle)
        return {}
      })
    },
    ChangeMessageVisibility: (input, principal) => {
      const queue = queueFor(input, principal, 'ChangeMessageVisibility')
      return changeVisibility(queue, { ReceiptHandle: String(input.ReceiptHandle), VisibilityTimeout: Number(input.VisibilityTimeout) })
    },
    ChangeMessageVisibilityBatch: (input, principal) => {
      const queue = queueFor(input, principal, 'ChangeMessageVisibility')
      return batch((input.Entries ?? []) as HandleEntry[], (entry) => changeVisibility(queue, entry))
    },
    GetQueueAttributes: (input, principal) => {
      const queue = queueFor(input, principal, 'GetQueueAttributes')
      const wanted = names(input.AttributeNames)
      const chosen = Object.entries(queueAttributes(queue, clock.now())).filter(([name]) => wanted.includes('All') || wanted.includes(name))
      return { Attributes: Object.fromEntries(chosen) }
    },
    GetQueueUrl: (input, principal) => ({
      QueueUrl: queueFor({ QueueUrl: input.QueueName }, principal, 'GetQueueUrl').settings.url,
    }),
    ListQueues: (input, principal) => {
      authorize(principal, 'sqs:ListQueues', '*')
      const prefix = typeof input.QueueNamePrefix === 'string' ? input.QueueNamePrefix : ''
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
      if (!source) throw new AwsError('ResourceNotFoundException', 'The resource that you specified for SourceArn does not exist.')
      authorize(principal, 'sqs:StartMessageMoveTask', source.settings.arn)
      const destination = typeof input.DestinationArn === 'string' ? input.DestinationArn : undefined
      store.transaction(() => redrive(source, destination, byArn))
      return { TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.settings.arn })).toString('base64') }
    },
    ListMessageMoveTasks: (input, principal) => {
      authorize(principal, 'sqs:ListMessageMoveTasks', String(input.SourceArn))
      return { Results: [] }
    },
  }
}

const changeVisibility = (queue: Queue, { ReceiptHandle, VisibilityTimeout = 0 }: HandleEntry): Record<string, unknown> => {
  if (!queue.changeVisibility(ReceiptHandle, VisibilityTimeout))
    throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.')
  return {}
}

/** Moves everything that lies in a dead-letter queue back to where it came from, at once. */
const redrive = (source: Queue, destination: string | undefined, byArn: OperationParts['byArn']): void => {
  for (const message of source.takeAll()) {
    const target = byArn(destination ?? message.cameFrom ?? '')
    if (target) target.adopt(message)
    else source.adopt(message, message.cameFrom)
  }
}
