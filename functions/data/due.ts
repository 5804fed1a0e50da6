/** Contacts whose head has something scheduled, by shard of the one index: what the sweep looks for, and what is due next. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { ContactHead } from '../domain/contact.ts'
import { loadHeads } from './heads.ts'
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

/**
 * Heads that something is scheduled for, those whose turn comes first at the head: up to `limit` of each shard. `through`: every one whose turn
 * comes before it (epoch seconds) is among them; null: all are.
 */
export const listNextHeads = async (table: Table, limit: number): Promise<{ heads: ContactHead[]; through: number | null }> => {
  const shards = await Promise.all(
    Array.from({ length: dueShards }, (_, shard) =>
      table.documents.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: indexName,
          KeyConditionExpression: 'gsi1pk = :pk',
          ExpressionAttributeValues: { ':pk': index.dueShard(shard) },
          Limit: limit,
        }),
      ),
    ),
  )
  const found = shards.flatMap(({ Items = [] }) => Items.map(({ pk }) => String(pk).slice(keys.head('').pk.length)))
  const heads = found.length === 0 ? [] : await loadHeads(table, found)
  const ends = shards.flatMap(({ LastEvaluatedKey }) => (LastEvaluatedKey ? [parseInt(String(LastEvaluatedKey['gsi1sk']), 10)] : []))
  return { heads: heads.flatMap((head) => head ?? []), through: ends.length === 0 ? null : Math.min(...ends) }
}
