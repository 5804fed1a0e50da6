/** What lies in a dead-letter queue, for an operator: read without taking it away, sent back to where it came from, or deleted. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs'
import { givenUpAttributes, mostReceives, type DeadLetterQueue, type KeptLetter } from '../contract/dead-letters.ts'

/** Seconds for which nobody else sees what is being looked at; longer than a request may take. */
const hiddenSeconds = 30
const batchSize = 10
/** How many are looked through for one. */
const mostLookedAt = 1_000

let client: SQSClient | undefined

/** Of a queue that this tenant does not have. */
const noDeadLetters: DeadLetterQueue = {
  list: () => Promise.resolve({ letters: [], more: false }),
  redrive: () => Promise.resolve(null),
  redriveAll: () => Promise.resolve({ letters: [], more: false }),
  discard: () => Promise.resolve(null),
}

export interface DeadLetterQueueParts {
  /** Queue URLs: of the dead letters (empty where the tenant has no such queue), and of where they came from. */
  dead: string
  source: string
  /** How long to wait before a queue counts as empty: only with a wait are all of SQS's servers asked. */
  waitSeconds?: number
}

export const openDeadLetterQueue = ({ dead, source, waitSeconds = 1 }: DeadLetterQueueParts): DeadLetterQueue => {
  if (dead === '') return noDeadLetters
  const sqs = (client ??= new SQSClient({}))

  /** Letters in sight and out of it. Approximate: SQS takes up to a minute to count what has just come. */
  const count = async (): Promise<number> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: dead,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    return Number(Attributes.ApproximateNumberOfMessages ?? 0) + Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
  }

  /** Takes up to `most` messages out of sight; `stop` ends it early. Once as many came as were `counted`, nothing is waited for. */
  const take = async (
    most: number,
    { stop = () => false, counted = Infinity }: { stop?: (messages: Message[]) => boolean; counted?: number } = {},
  ): Promise<{ taken: Message[]; more: boolean }> => {
    const taken: Message[] = []
    while (taken.length < most) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: dead,
          MaxNumberOfMessages: Math.min(batchSize, most - taken.length),
          VisibilityTimeout: hiddenSeconds,
          WaitTimeSeconds: taken.length < counted ? waitSeconds : 0,
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
          MessageAttributeNames: ['All'],
        }),
      )
      taken.push(...Messages)
      if (Messages.length === 0) return { taken, more: false }
      if (stop(Messages)) break
    }
    return { taken, more: true }
  }

  const putBack = async (messages: readonly Message[]): Promise<void> => {
    for (let from = 0; from < messages.length; from += batchSize)
      await sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: dead,
          Entries: messages
            .slice(from, from + batchSize)
            .map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle, VisibilityTimeout: 0 })),
        }),
      )
  }

  const remove = ({ ReceiptHandle }: Message) => sqs.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }))
  /** Sent first, then deleted: one that is in both for a moment is carried out once all the same. */
  const sendBack = async (message: Message): Promise<void> => {
    await sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: message.Body }))
    await remove(message)
  }

  const withOne = async (id: string, act: (message: Message) => Promise<unknown>): Promise<KeptLetter | null> => {
    const isIt = ({ MessageId }: Message): boolean => MessageId === id
    const { taken } = await take(mostLookedAt, { stop: (messages) => messages.some(isIt) })
    const found = taken.find(isIt)
    try {
      if (found) await act(found)
    } finally {
      await putBack(taken.filter((message) => message !== found))
    }
    return found ? letterOf(found) : null
  }

  return {
    // Where nothing is counted it is asked for all the same, without waiting: what the count does not know yet is found at this look or the next.
    list: async (most) => {
      const { taken, more } = await take(most, { counted: await count() })
      await putBack(taken)
      return { letters: taken.map(letterOf).toSorted((a, b) => (a.sentAt < b.sentAt ? -1 : 1)), more }
    },
    redrive: (id) => withOne(id, sendBack),
    redriveAll: async (most) => {
      // All are out of sight before the first goes back: one that is given up again at once is not taken twice.
      const { taken, more } = await take(most)
      for (let from = 0; from < taken.length; from += batchSize) await Promise.all(taken.slice(from, from + batchSize).map(sendBack))
      return { letters: taken.map(letterOf), more }
    },
    discard: (id) => withOne(id, remove),
  }
}

const letterOf = ({ MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} }: Message): KeptLetter => {
  const said = (name: string): string | undefined => MessageAttributes[name]?.StringValue
  const reason = said(givenUpAttributes.reason)
  const undelivered = said('ERROR_MESSAGE') ?? said('ERROR_CODE')
  return {
    id: MessageId,
    body: Body,
    sentAt: new Date(Number(Attributes.SentTimestamp)).toISOString(),
    tries: Number(said(givenUpAttributes.tries) ?? (undelivered === undefined ? mostReceives : 0)),
    cause:
      reason !== undefined
        ? { kind: 'said', reason, detail: said(givenUpAttributes.detail) ?? '' }
        : undelivered !== undefined
          ? { kind: 'undelivered', detail: undelivered }
          : { kind: 'no_answer' },
  }
}
