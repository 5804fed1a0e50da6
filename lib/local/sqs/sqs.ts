/** SQS: the queues of the template behind SQS's own operations, and for what else here sends into a queue. */
import { AwsError, json, type AwsCall, type HostedService, type HostedTemplate, type Principal, type ServiceContext } from '../service.ts'
import type { Timers } from '../time/timers.ts'
import { createOperations } from './operations.ts'
import { createQueue } from './queue.ts'
import type { Queue, QueueMessage, SendOptions } from './message.ts'

export interface Sqs extends HostedService {
  queue(arn: string): Queue | undefined
  queueByUrl(url: string): Queue | undefined
  /** Sends under a principal's grants: a role's or an AWS service's. */
  send(principal: Principal, arn: string, body: string, options?: SendOptions): QueueMessage
}

export interface SqsParts {
  context: ServiceContext
  timers: Timers
  changed: () => void
}

export const createSqs = ({ context, timers, changed }: SqsParts): Sqs => {
  const { template, store, clock, authorize } = context
  const queues = new Map<string, Queue>()
  const parts = { store, clock, timers, changed, deadLetters: (arn: string) => queues.get(arn) }
  const all = template.resources('AWS::SQS::Queue').map(({ logicalId, properties }) => settingsOf(template, logicalId, properties))
  // Dead-letter queues first: what their sources kept may be given up while it is loaded.
  for (const settings of all.toSorted((a, b) => Number(a.redrive !== undefined) - Number(b.redrive !== undefined)))
    queues.set(settings.arn, createQueue(settings, parts))

  const byName = new Map([...queues.values()].map((queue) => [queue.settings.name, queue]))
  const operations = createOperations({
    context,
    queues: [...queues.values()],
    byArn: (arn) => queues.get(arn),
    byUrl: (url) => byName.get(url.split('/').at(-1) ?? ''),
  })

  return {
    name: 'sqs',
    types: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'],
    queue: (arn) => queues.get(arn),
    queueByUrl: (url) => byName.get(url.split('/').at(-1) ?? ''),
    send: (principal, arn, body, options) => {
      authorize(principal, 'sqs:SendMessage', arn)
      const queue = queues.get(arn)
      if (!queue) throw new AwsError('QueueDoesNotExist', `The queue ${arn} does not exist.`)
      return queue.send(body, options)
    },
    busy: () =>
      [...queues.values()].flatMap((queue) => {
        const count = queue.consumed ? queue.waiting() : 0
        return count > 0 ? [`${count} visible in ${queue.settings.name}`] : []
      }),
    handle: async (call: AwsCall) => {
      const operation = operations[call.operation ?? '']
      if (!operation) throw new AwsError('UnsupportedOperation', `SQS's ${String(call.operation)} is not hosted here`)
      return json(await operation(JSON.parse(call.body.toString('utf8') || '{}') as Record<string, unknown>, call.principal))
    },
  }
}

const settingsOf = (template: HostedTemplate, logicalId: string, properties: Record<string, unknown>) => {
  const arn = template.arn(logicalId)
  const number = (property: string, otherwise: number): number => Number(properties[property] ?? otherwise)
  const redrive = properties.RedrivePolicy as { deadLetterTargetArn: string; maxReceiveCount: number | string } | undefined
  return {
    name: arn.split(':').at(-1) ?? arn,
    arn,
    url: template.ref(logicalId),
    delaySeconds: number('DelaySeconds', 0),
    visibilitySeconds: number('VisibilityTimeout', 30),
    retentionSeconds: number('MessageRetentionPeriod', 345_600),
    waitSeconds: number('ReceiveMessageWaitTimeSeconds', 0),
    maximumBytes: number('MaximumMessageSize', 1_048_576),
    ...(redrive && { redrive: { deadLetterTargetArn: redrive.deadLetterTargetArn, maxReceiveCount: Number(redrive.maxReceiveCount) } }),
  }
}
