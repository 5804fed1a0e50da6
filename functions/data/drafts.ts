/** Drafts, in the contact's partition, and listed while they wait for a person. */
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { channels } from '../domain/channel.ts'
import type { Draft } from '../domain/contact.ts'
import { contactKeyIn } from './head-rows.ts'
import { getItem, getItems, unlessRefused, type Item, type PutInput } from './items.ts'
import { index, indexName, keys, type IndexKey } from './keys.ts'
import type { Table } from './table.ts'
import { chosenVariant } from './variant-rows.ts'

const draftRow: z.ZodType<Draft> = z.object({
  id: z.string(),
  contactKey: z.string(),
  contactId: z.string(),
  leadId: z.string(),
  enrollmentId: z.string(),
  sequenceId: z.string(),
  version: z.int(),
  stepId: z.string(),
  channel: z.enum(channels),
  recipient: z.string().nullable(),
  subject: z.string().exactOptional(),
  body: z.string(),
  brief: z.string().exactOptional(),
  variant: chosenVariant.exactOptional(),
  missing: z.array(z.string()),
  hash: z.string(),
  status: z.enum(['pending', 'approved', 'dismissed']),
  madeAt: z.string(),
  dueAt: z.string(),
  revision: z.int(),
  decidedBy: z.string().exactOptional(),
  decidedAt: z.string().exactOptional(),
  inPlace: z.object({ by: z.string(), at: z.string() }).exactOptional(),
})

export const draftOf = (item: Item): Draft => draftRow.parse({ ...item, contactKey: contactKeyIn(item) })

export const getDraft = async (table: Table, contactKey: string, messageId: string): Promise<Draft | null> => {
  const item = await getItem(table, keys.draft(contactKey, messageId))
  return item ? draftOf(item) : null
}

/** Up to 100 drafts of one contact, each where there is one. */
export const getDrafts = async (table: Table, contactKey: string, messageIds: readonly string[]): Promise<Draft[]> => {
  if (messageIds.length === 0) return []
  const items = await getItems(
    table,
    messageIds.map((id) => keys.draft(contactKey, id)),
  )
  return items.flatMap((item) => (item ? [draftOf(item)] : []))
}

/** Writes a draft where there is none, or an older revision of it; false where there is another of this revision, or a newer one. */
export const putDraft = (table: Table, draft: Draft): Promise<boolean> =>
  unlessRefused(table.documents.send(new PutCommand(draftPut(table, draft))))

/** The same write, for a transaction. */
export const draftPut = (table: Table, { contactKey, ...draft }: Draft): PutInput => ({
  TableName: table.name,
  Item: { ...keys.draft(contactKey, draft.id), schema: 1, ...draft, ...listedAs(draft) },
  ConditionExpression: 'attribute_not_exists(pk) OR #revision < :revision',
  ExpressionAttributeNames: { '#revision': 'revision' },
  ExpressionAttributeValues: { ':revision': draft.revision },
})

/** Pending ones by when they are due, those that a person decided by when they did; one that was merely over, or that nobody was asked to approve, is in no list. */
const listedAs = ({ id, status, dueAt, decidedAt, inPlace }: Omit<Draft, 'contactKey'>): IndexKey | object => {
  if (status === 'pending') return index.work('draft', dueAt, id)
  return decidedAt === undefined || inPlace ? {} : index.work('draft-decided', decidedAt, id)
}

/** Nothing waits for it any more; one that was decided already stays as it is. */
export const closeDraft = async (table: Table, contactKey: string, messageId: string): Promise<void> => {
  const draft = await getDraft(table, contactKey, messageId)
  if (draft?.status === 'pending') await putDraft(table, { ...draft, status: 'dismissed', revision: draft.revision + 1 })
}

export type DraftList = 'pending' | 'decided'

/**
 * Drafts that wait for a person, the one that is due first at the head; or those that a person decided, the latest first. `after` is what
 * the last page ended with.
 */
export const listDrafts = async (
  table: Table,
  which: DraftList,
  limit: number,
  after?: string,
): Promise<{ items: Draft[]; next: string | null }> => {
  const partition = index.workOf(which === 'pending' ? 'draft' : 'draft-decided')
  const [pk = '', sk = '', gsi1sk = ''] = after?.split(' ') ?? []
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      ScanIndexForward: which === 'pending',
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk, gsi1pk: partition, gsi1sk } }),
    }),
  )
  const found = Items.map((item) => ({ pk: String(item['pk']), sk: String(item['sk']), gsi1sk: String(item['gsi1sk']) }))
  const items = await getItems(
    table,
    found.map((key) => ({ pk: key.pk, sk: key.sk })),
  )
  const last = found.at(-1)
  return {
    // The index may lag behind a draft that has just been decided.
    items: items.flatMap((item) => (item ? [draftOf(item)] : [])).filter(({ status }) => (status === 'pending') === (which === 'pending')),
    next: LastEvaluatedKey && last ? [last.pk, last.sk, last.gsi1sk].join(' ') : null,
  }
}
