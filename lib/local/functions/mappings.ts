/** The event source mappings of the template, checked and started: from a queue, or from a table's stream. */
import type { DynamoDb } from '../dynamodb/dynamodb.ts'
import type { Dynoxide } from '../dynamodb/dynoxide.ts'
import { checkPattern, type Pattern } from '../events/pattern.ts'
import type { Principal, ServiceContext } from '../service.ts'
import type { Sqs } from '../sqs/sqs.ts'
import { serviceOf } from '../targets.ts'
import type { Timers } from '../time/timers.ts'
import type { HostedFunction } from './host.ts'
import type { Lambda } from './lambda.ts'
import { startQueueSource } from './queue-source.ts'
import { startStreamSource } from './stream-source.ts'

export interface Mapping {
  logicalId: string
  sourceArn: string
  function: HostedFunction
  /** The function's role, in which Lambda reads the source. */
  role: Principal
  batchSize: number
  reportsItems: boolean
  concurrency: number
  filters: Pattern[]
  windowSeconds: number
  tumblingSeconds: number
  bisects: boolean
  retries: number
  failureArn?: string
}

export interface Source {
  busy(): string[]
  /** Reads at once what it only leaves to gather more; false where there is nothing of the kind. */
  flush(): boolean
}

export interface MappingParts {
  context: ServiceContext
  timers: Timers
  sqs: Sqs
  lambda: Lambda
  dynamodb: DynamoDb
  server: Dynoxide
}

interface MappingProperties {
  EventSourceArn: string
  FunctionName: string
  BatchSize?: number
  Enabled?: boolean
  FunctionResponseTypes?: string[]
  ScalingConfig?: { MaximumConcurrency?: number }
  FilterCriteria?: { Filters?: { Pattern: string }[] }
  MaximumBatchingWindowInSeconds?: number
  TumblingWindowInSeconds?: number
  BisectBatchOnFunctionError?: boolean
  MaximumRetryAttempts?: number
  DestinationConfig?: { OnFailure?: { Destination?: string } }
}

export const startMappings = (parts: MappingParts): Source[] => {
  const { context, lambda } = parts
  return context.template.resources('AWS::Lambda::EventSourceMapping').flatMap(({ logicalId, properties }) => {
    // As CloudFormation requires them of a mapping.
    const given = properties as unknown as MappingProperties
    if (given.Enabled === false) return []
    const arn = given.FunctionName.startsWith('arn:')
      ? given.FunctionName
      : `arn:aws:lambda:${context.template.region}:${context.template.account}:function:${given.FunctionName}`
    const target = lambda.function(arn)
    if (!target) throw new Error(`${logicalId}: the function ${given.FunctionName} is not hosted here`)
    const filters = (given.FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern) as Pattern)
    for (const filter of filters) checkPattern(filter, logicalId)
    const failureArn = given.DestinationConfig?.OnFailure?.Destination
    const mapping: Mapping = {
      logicalId,
      sourceArn: given.EventSourceArn,
      function: target,
      role: { kind: 'role', roleArn: target.settings.roleArn, name: target.settings.roleArn.split('/').at(-1) ?? '' },
      batchSize: given.BatchSize ?? (serviceOf(given.EventSourceArn) === 'sqs' ? 10 : 100),
      reportsItems: given.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      concurrency: Math.min(given.ScalingConfig?.MaximumConcurrency ?? 1_000, target.concurrency),
      filters,
      windowSeconds: given.MaximumBatchingWindowInSeconds ?? 0,
      tumblingSeconds: given.TumblingWindowInSeconds ?? 0,
      bisects: given.BisectBatchOnFunctionError ?? false,
      retries: given.MaximumRetryAttempts ?? -1,
      ...(failureArn !== undefined && { failureArn }),
    }
    const source = serviceOf(mapping.sourceArn) === 'sqs' ? startQueueSource(mapping, parts) : startStreamSource(mapping, parts)
    return source ? [source] : []
  })
}
