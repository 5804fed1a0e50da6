/** Step templates: few and small, in the tenant's own partition. */
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { StepTemplate } from '../domain/step-template.ts'
import { getItem, unlessRefused } from './items.ts'
import { keys } from './keys.ts'
import { stepRow } from './sequence-rows.ts'
import type { Table } from './table.ts'

const templateRow: z.ZodType<StepTemplate> = z.object({
  id: z.string(),
  name: z.string(),
  step: stepRow.omit({ id: true, number: true }),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.int(),
})

export const getStepTemplate = async (table: Table, id: string): Promise<StepTemplate | null> => {
  const item = await getItem(table, keys.stepTemplate(id))
  return item ? templateRow.parse(item) : null
}

/** Newest first. `after` is the id that the last page ended with. */
export const listStepTemplates = async (
  table: Table,
  limit: number,
  after?: string,
): Promise<{ items: StepTemplate[]; next: string | null }> => {
  const { pk, sk } = keys.stepTemplate('')
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: keys.stepTemplate(after) }),
    }),
  )
  const items = Items.map((item) => templateRow.parse(item))
  return { items, next: LastEvaluatedKey ? (items.at(-1)?.id ?? null) : null }
}

/** Stores it at `revision + 1` where its stored revision still is `revision` (0 = none); null where it is not. */
export const putStepTemplate = async (table: Table, template: StepTemplate): Promise<StepTemplate | null> => {
  const next = { ...template, revision: template.revision + 1 }
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...keys.stepTemplate(next.id), schema: 1, ...next },
    ...(template.revision === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'revision = :read', ExpressionAttributeValues: { ':read': template.revision } }),
  })
  return (await unlessRefused(table.documents.send(put))) ? next : null
}

export const removeStepTemplate = async (table: Table, id: string): Promise<void> => {
  await table.documents.send(new DeleteCommand({ TableName: table.name, Key: keys.stepTemplate(id) }))
}
