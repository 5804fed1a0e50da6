/** Creates the template's tables where they are missing, with their index, stream and the rest that the server can do. */
import type { HostedTemplate } from '../service.ts'
import type { Dynoxide } from './dynoxide.ts'

export interface HostedTable {
  name: string
  arn: string
  /** As the template's `StreamArn`; what the server calls it is its own. */
  streamArn: string | null
  serverStreamArn: string | null
  ttlAttribute: string | null
  /** Key attributes, partition first. */
  key: string[]
}

interface TableProperties {
  AttributeDefinitions: unknown[]
  KeySchema: { AttributeName: string; KeyType: string }[]
  GlobalSecondaryIndexes?: Record<string, unknown>[]
  LocalSecondaryIndexes?: Record<string, unknown>[]
  StreamSpecification?: { StreamViewType: string }
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean }
  DeletionProtectionEnabled?: boolean
}

export const target = (operation: string): string => `DynamoDB_20120810.${operation}`
export const streamsTarget = (operation: string): string => `DynamoDBStreams_20120810.${operation}`

export const ask = async <T>(server: Dynoxide, wholeTarget: string, input: unknown): Promise<T> => {
  const { status, body } = await server.call(wholeTarget, JSON.stringify(input))
  if (status !== 200) throw new Error(`${wholeTarget} answered ${status}: ${body.toString('utf8')}`)
  // The caller names the operation and so its answer.
  return JSON.parse(body.toString('utf8')) as T
}

export const prepareTables = async (template: HostedTemplate, server: Dynoxide): Promise<HostedTable[]> => {
  const { TableNames: present } = await ask<{ TableNames: string[] }>(server, target('ListTables'), {})
  const tables: HostedTable[] = []
  for (const { logicalId, properties } of template.resources('AWS::DynamoDB::Table')) {
    // As CloudFormation requires them of a table.
    const given = properties as unknown as TableProperties
    const name = template.ref(logicalId)
    if (!present.includes(name))
      await ask(server, target('CreateTable'), {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: given.AttributeDefinitions,
        KeySchema: given.KeySchema,
        ...(given.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: given.GlobalSecondaryIndexes }),
        ...(given.LocalSecondaryIndexes && { LocalSecondaryIndexes: given.LocalSecondaryIndexes }),
        ...(given.StreamSpecification && {
          StreamSpecification: { StreamEnabled: true, StreamViewType: given.StreamSpecification.StreamViewType },
        }),
        DeletionProtectionEnabled: given.DeletionProtectionEnabled ?? false,
      })
    const { Table } = await ask<{ Table: { LatestStreamArn?: string } }>(server, target('DescribeTable'), { TableName: name })
    const arn = template.arn(logicalId)
    tables.push({
      name,
      arn,
      streamArn: given.StreamSpecification ? `${arn}/stream/${streamLabel}` : null,
      serverStreamArn: Table.LatestStreamArn ?? null,
      ttlAttribute: given.TimeToLiveSpecification?.Enabled ? given.TimeToLiveSpecification.AttributeName : null,
      key: given.KeySchema.map(({ AttributeName }) => AttributeName),
    })
  }
  return tables
}

/** One label for each stream, so that its ARN is known before the table is there. */
const streamLabel = '2026-01-01T00:00:00.000'
