/** Rollups of sequences, and which sequences changed since theirs was made. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { GetCommand, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { rollupPeriod } from '../contract/api/views.ts'
import { index, indexName, keys } from './keys.ts'
import type { Table } from './table.ts'

const rollupRow = z.object({
  sequenceId: z.string(),
  rolledUpAt: z.string(),
  last24h: rollupPeriod,
  allTime: rollupPeriod,
  steps: z.array(z.object({ stepId: z.string(), last24h: rollupPeriod, allTime: rollupPeriod })),
})
export type Rollup = z.infer<typeof rollupRow>

/** Ids of the sequences whose rollup is behind, as the index knows them. */
export const listChanged = async (table: Table): Promise<string[]> => {
  const pages = paginateQuery(
    { client: table.documents },
    {
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': index.changedAll },
    },
  )
  const ids: string[] = []
  for await (const { Items } of pages) ids.push(...(Items ?? []).map((item) => String(item['gsi1sk'])))
  return ids
}

export const getRollup = async (table: Table, sequenceId: string): Promise<Rollup | null> => {
  const { Item } = await table.documents.send(new GetCommand({ TableName: table.name, Key: keys.rollup(sequenceId) }))
  return Item ? rollupRow.parse(Item) : null
}

export const putRollup = async (table: Table, rollup: Rollup): Promise<void> => {
  await table.documents.send(new PutCommand({ TableName: table.name, Item: { ...keys.rollup(rollup.sequenceId), schema: 1, ...rollup } }))
}

/** Takes the changed mark away, unless something was counted since the totals stood at `commits`. */
export const clearChanged = async (table: Table, sequenceId: string, commits: number): Promise<boolean> => {
  try {
    await table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.total(sequenceId),
        UpdateExpression: 'REMOVE gsi1pk, gsi1sk',
        ConditionExpression: '#commits = :commits',
        ExpressionAttributeNames: { '#commits': 'commits' },
        ExpressionAttributeValues: { ':commits': commits },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
