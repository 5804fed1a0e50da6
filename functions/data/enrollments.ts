/** Enrollments as they are found again: by their own id, by sequence, and once they are finished. */
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import type { FinishedEnrollment } from '../domain/contact.ts'
import { finishedItem, finishedOf } from './head-rows.ts'
import { getItem, getItems, unlessRefused, type Item, type PutInput } from './items.ts'
import { index, indexName, keys, prefixes } from './keys.ts'
import type { Table } from './table.ts'

/** Where an enrollment is to be found: whose it is. */
export interface EnrollmentReference {
  id: string
  contactKey: string
  sequenceId: string
  version: number
  enrolledAt: string
}

const referenceRow = z.object({ contactKey: z.string(), sequenceId: z.string(), version: z.int(), enrolledAt: z.string() })

const referenceOf = (item: Item): EnrollmentReference => ({
  id: String(item['pk']).slice(prefixes.finished.length),
  ...referenceRow.parse(item),
})

/** Written ahead of the head that begins the enrollment; false where it was there already. */
export const putReference = (table: Table, { id, ...reference }: EnrollmentReference): Promise<boolean> =>
  unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.reference(id), schema: 1, ...reference, ...index.enrollment(reference.sequenceId, id) },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  )

export const getReference = async (table: Table, enrollmentId: string): Promise<EnrollmentReference | null> => {
  const item = await getItem(table, keys.reference(enrollmentId))
  return item ? referenceOf(item) : null
}

/** References of a sequence's enrollments, newest first unless `oldest`; `after` is the id that the last page ended with. */
export const listReferences = async (
  table: Table,
  sequenceId: string,
  page: { limit: number; after?: string | undefined; oldest?: boolean | undefined },
): Promise<{ items: EnrollmentReference[]; next: string | null }> => {
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': index.enrollmentsOf(sequenceId) },
      ScanIndexForward: page.oldest === true,
      Limit: page.limit,
      ...(page.after ? { ExclusiveStartKey: { ...keys.reference(page.after), ...index.enrollment(sequenceId, page.after) } } : {}),
    }),
  )
  const ids = (Items ?? []).map((item) => String(item['gsi1sk']))
  const rows = await getItems(table, ids.map(keys.reference))
  return { items: rows.flatMap((row) => (row ? [referenceOf(row)] : [])), next: LastEvaluatedKey ? (ids.at(-1) ?? null) : null }
}

/** The archive of an enrollment that the head lets go in the same transaction. */
export const archivePut = (table: Table, finished: FinishedEnrollment): PutInput => ({
  TableName: table.name,
  Item: { ...keys.finished(finished.contactKey, finished.id), ...finishedItem(finished) },
})

export const getFinished = async (table: Table, contactKey: string, enrollmentId: string): Promise<FinishedEnrollment | null> => {
  const item = await getItem(table, keys.finished(contactKey, enrollmentId))
  return item ? finishedOf(item) : null
}

/** All finished enrollments of a contact, oldest first. */
export const listFinished = async (table: Table, contactKey: string): Promise<FinishedEnrollment[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': keys.head(contactKey).pk, ':sk': prefixes.finished },
      ConsistentRead: true,
    }),
  )
  return (Items ?? []).map(finishedOf)
}
