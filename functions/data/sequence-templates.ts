/** Templates of whole sequences: few, in the tenant's own partition, and never changed. */
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { sequenceTemplateView, type SequenceTemplateView } from '../contract/api/campaigns.ts'
import { getItem } from './items.ts'
import { keys } from './keys.ts'
import type { Table } from './table.ts'

export const getSequenceTemplate = async (table: Table, id: string): Promise<SequenceTemplateView | null> => {
  const item = await getItem(table, keys.sequenceTemplate(id))
  return item ? sequenceTemplateView.parse(item) : null
}

/** Newest first. `after` is the id that the last page ended with. */
export const listSequenceTemplates = async (
  table: Table,
  limit: number,
  after?: string,
): Promise<{ items: SequenceTemplateView[]; next: string | null }> => {
  const { pk, sk } = keys.sequenceTemplate('')
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: keys.sequenceTemplate(after) }),
    }),
  )
  const items = Items.map((item) => sequenceTemplateView.parse(item))
  return { items, next: LastEvaluatedKey ? (items.at(-1)?.id ?? null) : null }
}

export const putSequenceTemplate = async (table: Table, template: SequenceTemplateView): Promise<void> => {
  await table.documents.send(
    new PutCommand({ TableName: table.name, Item: { ...keys.sequenceTemplate(template.id), schema: 1, ...template } }),
  )
}

export const removeSequenceTemplate = async (table: Table, id: string): Promise<void> => {
  await table.documents.send(new DeleteCommand({ TableName: table.name, Key: keys.sequenceTemplate(id) }))
}
