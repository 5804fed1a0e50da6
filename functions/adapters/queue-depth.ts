/** How much waits in a queue and among its dead letters. The numbers are approximate: SQS asks a part of its servers. */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'

let client: SQSClient | undefined

/** Queue URLs; `url` is empty where the tenant has no such queue, and then the answer is null. */
export const openQueueDepth = ({ url, dead }: { url: string; dead: string }) => {
  const sqs = (client ??= new SQSClient({}))
  const ask = async (QueueUrl: string): Promise<{ waiting: number; inFlight: number; delayed: number }> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'],
      }),
    )
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
    }
  }
  return async (): Promise<{ waiting: number; inFlight: number; delayed: number; dead: number } | null> => {
    if (url === '') return null
    const [work, given] = await Promise.all([ask(url), ask(dead)])
    // Letters that somebody is looking at are hidden for the moment, and still there.
    return { ...work, dead: given.waiting + given.inFlight + given.delayed }
  }
}
