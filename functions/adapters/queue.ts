/** Work handed to another function through its queue. */
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

let client: SQSClient | undefined

const batchSize = 10

/** A queue of one kind of work. `send` takes any number; it throws where any of them was not taken. At most 900 `delaySeconds`. */
export const openQueue = <T>(url: string): { send(work: readonly T[], delaySeconds?: number): Promise<void> } => {
  const sqs = (client ??= new SQSClient({}))
  const sendBatch = async (work: readonly T[], delay: { DelaySeconds?: number }): Promise<void> => {
    const Entries = work.map((item, i) => ({ Id: String(i), MessageBody: JSON.stringify(item), ...delay }))
    const { Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))
    if (Failed && Failed.length > 0)
      throw new Error(`${Failed.length} of ${work.length} were not queued: ${Failed[0]?.Message ?? Failed[0]?.Code ?? ''}`)
  }
  return {
    send: async (work, delaySeconds) => {
      if (work.length === 0) return
      const delay = delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }
      if (work.length === 1) {
        await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(work[0]), ...delay }))
        return
      }
      const batches = Array.from({ length: Math.ceil(work.length / batchSize) }, (_, i) => work.slice(i * batchSize, (i + 1) * batchSize))
      await Promise.all(batches.map((batch) => sendBatch(batch, delay)))
    },
  }
}
