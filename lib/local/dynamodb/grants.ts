/** Which IAM actions on which resources a DynamoDB call needs. */
export type Input = Record<string, unknown>

export interface Needed {
  action: string
  resource: string
}

const transactActions: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

export const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'])

export const neededFor = (operation: string, input: Input, arnOf: (table: string) => string): Needed[] => {
  const on = (action: string, table: unknown): Needed => ({ action: `dynamodb:${action}`, resource: arnOf(String(table)) })
  switch (operation) {
    case 'Query':
    case 'Scan': {
      const { action, resource } = on(operation, input.TableName)
      return [{ action, resource: typeof input.IndexName !== 'string' ? resource : `${resource}/index/${input.IndexName}` }]
    }
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys((input.RequestItems ?? {}) as Input).map((table) => on(operation, table))
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return ((input.TransactItems ?? []) as Record<string, { TableName: string }>[]).flatMap((item) =>
        Object.entries(item).map(([kind, { TableName }]) => on(transactActions[kind] ?? kind, TableName)),
      )
    case 'ListTables':
    case 'DescribeLimits':
    case 'DescribeEndpoints':
    case 'ListStreams':
      return [{ action: `dynamodb:${operation}`, resource: '*' }]
    case 'DescribeStream':
      return [{ action: `dynamodb:${operation}`, resource: String(input.StreamArn) }]
    // The iterator names its stream only to who made it, and making it was granted.
    case 'GetRecords':
      return []
    case 'GetShardIterator':
      return [{ action: `dynamodb:${operation}`, resource: String(input.StreamArn) }]
    default:
      return [on(operation, input.TableName ?? '*')]
  }
}
