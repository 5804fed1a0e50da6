/** What the API lists: enrollments with their state wherever it stands, contacts, open tasks, and messages whose fate is open. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { ContactHead, ContactProfile } from '../domain/contact.ts'
import type { MessageRow } from '../domain/message.ts'
import { getReference, listReferences, type EnrollmentReference } from './enrollments.ts'
import { loadHeads } from './heads.ts'
import { getItems } from './items.ts'
import { index, indexName, keys, type IndexKey, type Key } from './keys.ts'
import { messageOf } from './message-rows.ts'
import { loadProfiles } from './profiles.ts'
import { withStates, type EnrollmentState } from './states.ts'
import type { Table } from './table.ts'

/** One enrollment wherever it stands. */
export type FoundEnrollment = EnrollmentReference & EnrollmentState

export interface Page<T> {
  items: T[]
  /** What the next page goes on after; null at the end. */
  next: string | null
}

/** Enrollments of a sequence, newest first. */
export const listEnrollments = async (table: Table, sequenceId: string, limit: number, after?: string): Promise<Page<FoundEnrollment>> => {
  const page = await listReferences(table, sequenceId, { limit, after })
  return { items: await withStates(table, page.items), next: page.next }
}

export const findEnrollment = async (table: Table, enrollmentId: string): Promise<FoundEnrollment | null> => {
  const reference = await getReference(table, enrollmentId)
  const [found] = reference ? await withStates(table, [reference]) : []
  return found ?? null
}

/** Contacts in the order of their keys, which is none that people know. */
export const listContacts = async (table: Table, limit: number, after?: string): Promise<Page<ContactProfile>> => {
  const { items, next } = await listContactKeys(table, limit, after)
  return { items: (await loadProfiles(table, items)).flatMap((profile) => profile ?? []), next }
}

/** Heads of the same contacts in the same order, up to 100 at once; a contact that nothing was decided for yet has none. */
export const listHeads = async (table: Table, limit: number, after?: string): Promise<{ heads: ContactHead[]; next: string | null }> => {
  const { items, next } = await listContactKeys(table, limit, after)
  return { heads: (await loadHeads(table, items)).flatMap((head) => head ?? []), next }
}

const listContactKeys = async (table: Table, limit: number, after?: string): Promise<Page<string>> => {
  const start = after === undefined ? undefined : { ...keys.profile(after), ...index.contacts(after) }
  const page = await queryIndex(table, index.contactsAll, limit, start)
  const items = page.found.map(({ gsi1sk }) => gsi1sk)
  return { items, next: page.more ? (items.at(-1) ?? null) : null }
}

/** Open tasks, earliest due first. */
export const listOpenTasks = async (table: Table, limit: number, after?: string): Promise<Page<MessageRow>> => {
  const { items, next } = await listWork(table, 'task', limit, after)
  // The index may lag behind a task that has just been done.
  return { items: items.filter(({ task }) => task?.state === 'open'), next }
}

/** Messages whose fate is open, earliest due first: up to 100 at once. */
export const listUnknownMessages = async (table: Table, limit: number, after?: string): Promise<Page<MessageRow>> => {
  const { items, next } = await listWork(table, 'unknown', limit, after)
  const rows = items.filter(({ status }) => status === 'unknown')
  const keys = rows.map(({ contactKey }) => contactKey)
  const heads = keys.length > 0 ? await loadHeads(table, keys) : []
  return { items: rows.filter((row, i) => !isAgain(row, heads[i])), next }
}

/** A person may have sent it again: its row stays as it is until it leaves. */
const isAgain = (row: MessageRow, head: ContactHead | null | undefined): boolean => {
  const planned = head?.enrollments.find(({ id }) => id === row.enrollmentId)?.plan.find(({ n }) => n === row.stepNumber)
  return planned !== undefined && planned.state !== 'unknown'
}

const listWork = async (table: Table, kind: 'task' | 'unknown', limit: number, after?: string): Promise<Page<MessageRow>> => {
  const page = await queryIndex(table, index.workOf(kind), limit, after === undefined ? undefined : placeOf(kind, after))
  const rows = await getItems(
    table,
    page.found.map(({ pk, sk }) => ({ pk, sk })),
  )
  const last = page.found.at(-1)
  return {
    items: rows.flatMap((row) => (row ? [messageOf(row)] : [])),
    next: page.more && last ? [last.pk, last.sk, last.gsi1sk].join(' ') : null,
  }
}

const placeOf = (kind: 'task' | 'unknown', after: string): Key & IndexKey => {
  const [pk = '', sk = '', gsi1sk = ''] = after.split(' ')
  return { pk, sk, gsi1pk: index.workOf(kind), gsi1sk }
}

const queryIndex = async (
  table: Table,
  partition: string,
  limit: number,
  start: (Key & IndexKey) | undefined,
): Promise<{ found: (Key & IndexKey)[]; more: boolean }> => {
  const { Items, LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      Limit: limit,
      ...(start ? { ExclusiveStartKey: start } : {}),
    }),
  )
  const found = (Items ?? []).map(({ pk, sk, gsi1pk, gsi1sk }) => ({
    pk: String(pk),
    sk: String(sk),
    gsi1pk: String(gsi1pk),
    gsi1sk: String(gsi1sk),
  }))
  return { found, more: LastEvaluatedKey !== undefined }
}
