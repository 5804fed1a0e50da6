/** From a queue to its function: batches at once as messages come, at most as many at a time as may run; what fails reappears later. */
import { matchesPattern } from '../events/pattern.ts'
import type { Queue, Received } from '../sqs/message.ts'
import { failedItems, sqsRecord } from './event-record.ts'
import type { Mapping, MappingParts, Source } from './mappings.ts'

const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']

export const startQueueSource = (mapping: Mapping, { context, sqs }: MappingParts): Source | null => {
  const queue = sqs.queue(mapping.sourceArn)
  if (!queue) throw new Error(`${mapping.logicalId}: the queue ${mapping.sourceArn} is not hosted here`)
  if (mapping.windowSeconds > 0) throw new Error(`${mapping.logicalId}: a batching window on a queue is not hosted here`)
  try {
    for (const action of actions) context.authorize(mapping.role, action, mapping.sourceArn)
  } catch (error) {
    // As in AWS, the mapping then never reads: the messages stay where they are.
    context.log(`${mapping.logicalId} does not read ${mapping.sourceArn}: ${String(error)}`)
    return null
  }
  let running = 0
  let scheduled = false

  const pump = (): void => {
    scheduled = false
    while (running < mapping.concurrency && queue.waiting() > 0) {
      const batch = wanted(mapping, queue, queue.receive(mapping.batchSize))
      if (batch.length === 0) continue
      running++
      void context.track(`queue ${queue.settings.name}`, work(batch)).finally(() => {
        running--
        pump()
      })
    }
  }
  const work = async (batch: Received[]): Promise<void> => {
    const Records = batch.map((one) => sqsRecord(one, mapping.sourceArn, context.template.region))
    const { payload, functionError } = await mapping.function.invoke(JSON.stringify({ Records }))
    if (functionError !== undefined) return
    const failed = failedItems(
      payload,
      batch.map(({ message }) => message.id),
      mapping.reportsItems,
    )
    if (failed === null) return
    context.store.transaction(() => {
      for (const { message, receiptHandle } of batch) if (!failed.includes(message.id)) queue.remove(receiptHandle)
    })
  }
  queue.onVisible(() => {
    if (scheduled) return
    scheduled = true
    // What is sent in the same turn becomes one batch.
    setImmediate(pump)
  })
  return { busy: () => [], flush: () => false }
}

/** A message that the filters keep out is deleted unseen. */
const wanted = ({ filters }: Mapping, queue: Queue, batch: Received[]): Received[] =>
  filters.length === 0
    ? batch
    : batch.filter(({ message, receiptHandle }) => {
        const event = { body: parsed(message.body), messageAttributes: message.attributes }
        const passes = filters.some((filter) => matchesPattern(filter, event))
        if (!passes) queue.remove(receiptHandle)
        return passes
      })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
