/** Pages of one partition of the index: where its items stand, read eventually consistently. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { indexName, type IndexKey, type Key } from './keys.ts'
import type { Table } from './table.ts'

export type Place = Key & IndexKey

/** In the order of their places; `start` is the place that the last page ended with. */
export const queryIndex = async (
  table: Table,
  partition: string,
  limit: number,
  start: Place | undefined,
): Promise<{ found: Place[]; more: boolean }> => {
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
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
