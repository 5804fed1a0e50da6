/** How much waits for a person, kind by kind: index entries are counted, no item is read. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { index, indexName, type WorkKind } from './keys.ts'
import type { Table } from './table.ts'

export const countedKinds = ['draft', 'task', 'gate', 'unknown', 'inbox', 'unread'] as const satisfies readonly (
  | WorkKind
  | 'inbox'
  | 'unread'
)[]
export type CountedKind = (typeof countedKinds)[number]

export interface Counted {
  count: number
  more: boolean
}

const partitionOf = (kind: CountedKind): string => {
  switch (kind) {
    case 'inbox':
      return index.inbox('open', '').gsi1pk
    case 'unread':
      return index.unreadAll
    case 'draft':
    case 'task':
    case 'gate':
    case 'unknown':
      return index.workOf(kind)
    default:
      return kind satisfies never
  }
}

/**
 * How many there are, at most `most`; with `before` (ISO 8601) those whose place in their list is before it. An entry of the index takes about
 * 200 bytes and is read eventually consistently: twenty cost half a read unit, 200 five.
 */
export const countWaiting = async (table: Table, kind: CountedKind, most: number, before?: string): Promise<Counted> => {
  const { Count = 0 } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: before === undefined ? 'gsi1pk = :pk' : 'gsi1pk = :pk AND gsi1sk < :before',
      ExpressionAttributeValues: { ':pk': partitionOf(kind), ...(before === undefined ? {} : { ':before': before }) },
      Select: 'COUNT',
      Limit: most + 1,
    }),
  )
  return { count: Math.min(Count, most), more: Count > most }
}
