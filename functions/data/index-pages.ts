/** Pages of one partition of the index: where its items stand, read eventually consistently. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { indexName, type IndexKey, type Key } from './keys.ts'
import type { Table } from './table.ts'

export type Place = Key & IndexKey

/** In the order of their places, of those between two (the sort key's own) where `between` is given; `start` is the place that the last page ended with. */
export const queryIndex = async (
  table: Table,
  partition: string,
  limit: number,
  start: Place | undefined,
  between?: readonly [string, string] | null,
): Promise<{ found: Place[]; more: boolean }> => {
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: between ? 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to' : 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': partition, ...(between ? { ':from': between[0], ':to': between[1] } : {}) },
      Limit: limit,
      ...(start ? { ExclusiveStartKey: start } : {}),
    }),
  )
  const found = (Items ?? []).map(({ pk, sk, gsi1pk, gsi1sk }) => ({
    pk: String(pk),
    sk: String(sk),
    gsi1pk: String(gsi1pk),
    gsi1sk: String(gsi1sk),
  }))
  return { found, more: LastEvaluatedKey !== undefined }
}
