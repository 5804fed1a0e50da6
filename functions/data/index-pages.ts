/** Pages of one partition of the index: where its items stand, read eventually consistently. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { indexName, type IndexKey, type Key } from './keys.ts'
import type { Table } from './table.ts'

export type Place = Key & IndexKey

/**
 * In the order of their places, of those between two (the sort key's own) where `between` is given; `start` is the place that the last page
 * ended with. DynamoDB refuses a range that ends before it begins and a start outside of it: there the answer is what it means.
 */
export const queryIndex = async (
  table: Table,
  partition: string,
  limit: number,
  start: Place | undefined,
  between?: readonly [string, string] | null,
): Promise<{ found: Place[]; more: boolean }> => {
  const after = start && between && start.gsi1sk < between[0] ? undefined : start
  if (between && (between[0] > between[1] || (after && after.gsi1sk > between[1]))) return { found: [], more: false }
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: between ? 'gsi1pk = :pk AND gsi1sk BETWEEN :from AND :to' : 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': partition, ...(between ? { ':from': between[0], ':to': between[1] } : {}) },
      Limit: limit,
      ...(after ? { ExclusiveStartKey: after } : {}),
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
