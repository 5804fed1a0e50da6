/** Contact heads: read consistently, written under their revision. */
import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { ContactHead } from '../domain/contact.ts'
import type { JointEffect } from '../domain/effect.ts'
import { draftPut } from './drafts.ts'
import { archivePut } from './enrollments.ts'
import { gatePut } from './gates.ts'
import { interactionPut } from './interactions.ts'
import { headItem, headOf } from './head-rows.ts'
import { getItem, getItems, unlessCancelled, unlessRefused, type PutInput } from './items.ts'
import { index, keys } from './keys.ts'
import { messagePut } from './messages.ts'
import type { Table } from './table.ts'

export const loadHead = async (table: Table, contactKey: string): Promise<ContactHead | null> => {
  const item = await getItem(table, keys.head(contactKey))
  return item ? headOf(item) : null
}

/** Up to 100 heads at once, in the order of their keys; null where there is none. */
export const loadHeads = async (table: Table, contactKeys: readonly string[]): Promise<(ContactHead | null)[]> =>
  (await getItems(table, contactKeys.map(keys.head))).map((item) => (item ? headOf(item) : null))

/**
 * Stores the head at `head.revision + 1` where the stored one still has `head.revision` (0 = there is none), and what belongs to it in the
 * same transaction; false where someone else was faster, and nothing is stored. `wakeAt` (epoch seconds) is when the sweep should look at it,
 * null = not at all.
 */
export const commitHead = async (
  table: Table,
  head: ContactHead,
  wakeAt: number | null,
  joint: readonly JointEffect[] = [],
): Promise<boolean> => {
  const put = headPut(table, head, wakeAt)
  if (joint.length === 0) return unlessRefused(table.documents.send(new PutCommand(put)))
  const puts = [put, ...(await Promise.all(joint.map((effect) => jointPut(table, effect))))]
  return unlessCancelled(table.documents.send(new TransactWriteCommand({ TransactItems: puts.map((Put) => ({ Put })) })))
}

const headPut = (table: Table, head: ContactHead, wakeAt: number | null): PutInput => ({
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
})

const jointPut = async (table: Table, effect: JointEffect): Promise<PutInput> => {
  switch (effect.kind) {
    case 'archive_enrollment':
      return archivePut(table, effect.finished)
    case 'open_gate':
      return gatePut(table, effect.gate)
    case 'put_interaction':
      return interactionPut(table, effect.interaction)
    case 'put_message':
      return messagePut(table, effect.row)
    case 'put_draft':
      return draftPut(table, effect.draft)
    default:
      return effect satisfies never
  }
}
