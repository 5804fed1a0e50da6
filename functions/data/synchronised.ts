/** How far the providers' lists and ours have been brought together. */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { getItem } from './items.ts'
import { keys } from './keys.ts'
import type { Table } from './table.ts'

const checkpointRow = z.object({
  /** By list: since when its entries are known here, ISO 8601. */
  read: z.record(z.string(), z.string()).default({}),
  /** Where the next look at what was closed here goes on. */
  told: z.string().default(''),
})
export type SynchronisedTo = z.infer<typeof checkpointRow>

const key = keys.checkpoint('synchronise')

export const getSynchronised = async (table: Table): Promise<SynchronisedTo> => checkpointRow.parse((await getItem(table, key)) ?? {})

export const putSynchronised = async (table: Table, to: SynchronisedTo): Promise<void> => {
  await table.documents.send(new PutCommand({ TableName: table.name, Item: { ...key, schema: 1, ...to } }))
}
