/** Contact heads: read consistently, written under their revision. */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import type { ContactHead } from '../domain/contact.ts'
import { headItem, headOf } from './head-rows.ts'
import { getItem, getItems, unlessRefused } from './items.ts'
import { index, keys } from './keys.ts'
import type { Table } from './table.ts'

export const loadHead = async (table: Table, contactKey: string): Promise<ContactHead | null> => {
  const item = await getItem(table, keys.head(contactKey))
  return item ? headOf(item) : null
}

/** Up to 100 heads at once, in the order of their keys; null where there is none. */
export const loadHeads = async (table: Table, contactKeys: readonly string[]): Promise<(ContactHead | null)[]> =>
  (await getItems(table, contactKeys.map(keys.head))).map((item) => (item ? headOf(item) : null))

/**
 * Stores the head at `head.revision + 1` where the stored one still has `head.revision` (0 = there is none); false where someone else
 * was faster. `wakeAt` (epoch seconds) is when the sweep should look at it, null = not at all.
 */
export const commitHead = (table: Table, head: ContactHead, wakeAt: number | null): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: {
          ...keys.head(head.key),
          ...headItem({ ...head, revision: head.revision + 1 }),
          ...(wakeAt === null ? {} : index.due(head.key, wakeAt)),
        },
        ...(head.revision === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#revision = :read',
              ExpressionAttributeNames: { '#revision': 'revision' },
              ExpressionAttributeValues: { ':read': head.revision },
            }),
      }),
    ),
  )
