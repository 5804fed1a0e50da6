/** What was published of a sequence, as a list; one version alone is read in sequences.ts. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { SequenceVersion } from '../domain/sequence.ts'
import { keys, prefixes } from './keys.ts'
import { versionRow } from './sequence-rows.ts'
import type { Table } from './table.ts'

/** Newest first, in one request; `before`: only older ones than that. */
export const listVersions = async (
  table: Table,
  sequenceId: string,
  limit: number,
  before?: number,
): Promise<{ items: SequenceVersion[]; next: number | null }> => {
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': keys.version(sequenceId, 0).pk, ':sk': prefixes.versions },
      ScanIndexForward: false,
      Limit: limit,
      ConsistentRead: true,
      ...(before === undefined ? {} : { ExclusiveStartKey: keys.version(sequenceId, before) }),
    }),
  )
  const items = (Items ?? []).map((item) => versionRow.parse(item))
  return { items, next: LastEvaluatedKey ? (items.at(-1)?.version ?? null) : null }
}
