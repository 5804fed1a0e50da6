/** Mappings that a tenant has changed: what holds now, and each revision beside it. Without an item the default of the vendor holds. */
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { crmMapping, type CrmMapping } from '../contract/crm-mapping.ts'
import { getItem, unlessCancelled, type Item } from './items.ts'
import { keys, prefixes } from './keys.ts'
import type { Table } from './table.ts'

const row = z.object({
  /** Null: back to the default of the vendor. */
  mapping: crmMapping.nullable(),
  /** +1 at each change. */
  revision: z.int(),
  changedBy: z.string(),
  /** ISO 8601. */
  changedAt: z.string(),
})
export type StoredMapping = z.infer<typeof row>

const storedOf = ({ text, ...item }: Item): StoredMapping =>
  row.parse({ ...item, mapping: typeof text === 'string' ? JSON.parse(text) : null })

/** A consistent read; null where nobody has changed anything yet. */
export const getCrmMapping = async (table: Table, source: string): Promise<StoredMapping | null> => {
  const item = await getItem(table, keys.crmMapping(source))
  return item ? storedOf(item) : null
}

export type ChangedMapping = { kind: 'stored'; stored: StoredMapping } | { kind: 'stale'; current: StoredMapping | null }

/** Stores the mapping (null: back to the default) as the next revision, unless somebody else has since `read` (0: nobody had). */
export const changeCrmMapping = async (
  table: Table,
  source: string,
  mapping: CrmMapping | null,
  { by, at, read }: { by: string; at: string; read: number },
): Promise<ChangedMapping> => {
  const stored: StoredMapping = { mapping, revision: read + 1, changedBy: by, changedAt: at }
  const { mapping: _mapping, ...who } = stored
  const item = { schema: 1, ...who, text: mapping === null ? null : JSON.stringify(mapping) }
  const write = new TransactWriteCommand({
    TransactItems: [
      {
        Put: {
          TableName: table.name,
          Item: { ...keys.crmMapping(source), ...item },
          ...(read === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': read } }),
        },
      },
      { Put: { TableName: table.name, Item: { ...keys.crmMappingRevision(source, stored.revision), ...item } } },
    ],
  })
  return (await unlessCancelled(table.documents.send(write)))
    ? { kind: 'stored', stored }
    : { kind: 'stale', current: await getCrmMapping(table, source) }
}

/** The last changes, newest first. */
export const listCrmMappings = async (table: Table, source: string, limit: number): Promise<StoredMapping[]> => {
  const { Items = [] } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :revisions)',
      ExpressionAttributeValues: { ':pk': keys.crmMapping(source).pk, ':revisions': prefixes.crmMappingRevisions },
      ScanIndexForward: false,
      Limit: limit,
      ConsistentRead: true,
    }),
  )
  return Items.map(storedOf)
}
