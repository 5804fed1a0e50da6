/** What the sweep looks for: contacts whose head has something overdue, by shard of the one index. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { dueShards, index, indexName, keys } from './keys.ts'
import type { Table } from './table.ts'

/** Keys of contacts whose head the sweep should look at before `seconds` (epoch): up to `limit` of each shard, the earliest first. */
export const listDue = async (table: Table, seconds: number, limit: number): Promise<string[]> => {
  const shards = Array.from({ length: dueShards }, async (_, shard) => {
    const { Items } = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: indexName,
        KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk < :before',
        ExpressionAttributeValues: { ':pk': index.dueShard(shard), ':before': index.dueBefore(seconds) },
        Limit: limit,
      }),
    )
    return (Items ?? []).map(({ pk }) => String(pk).slice(keys.head('').pk.length))
  })
  return (await Promise.all(shards)).flat()
}
