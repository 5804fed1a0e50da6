/** Message rows: put when a message leaves, then told one event after another under the attempt that the event is of. */
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { parseMessageId } from '../domain/ids.ts'
import type { MessageRow } from '../domain/message.ts'
import { getItem, getItems, unlessRefused, type Item, type PutInput } from './items.ts'
import { keys, prefixes } from './keys.ts'
import { patched, replaced, type MessagePatch, type Patchable } from './message-patch.ts'
import { messageItem, messageOf, storedMessage, type StoredMessage } from './message-rows.ts'
import type { Table } from './table.ts'

export interface MessageAddress {
  contactKey: string
  messageId: string
}

export const getMessage = async (table: Table, { contactKey, messageId }: MessageAddress): Promise<MessageRow | null> => {
  const item = await getItem(table, keys.message(contactKey, messageId))
  return item ? messageOf(item) : null
}

/** Up to 100 rows at once, in the order asked for; null where there is none. */
export const getMessages = async (table: Table, wanted: readonly MessageAddress[]): Promise<(MessageRow | null)[]> => {
  const items = await getItems(
    table,
    wanted.map(({ contactKey, messageId }) => keys.message(contactKey, messageId)),
  )
  return items.map((item) => (item ? messageOf(item) : null))
}

/** The rows of one enrollment, by step number: a message id is its enrollment's but for the last two letters. */
export const messagesOfEnrollment = async (table: Table, contactKey: string, enrollmentId: string): Promise<MessageRow[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': keys.head(contactKey).pk, ':sk': prefixes.messages + enrollmentId.slice(0, 24) },
      ConsistentRead: true,
    }),
  )
  return (Items ?? []).map(messageOf).filter((row) => parseMessageId(row.id)?.enrollmentId === enrollmentId)
}

/** A contact's newest rows, those of the newest enrollment first. */
export const recentMessages = async (table: Table, contactKey: string, limit: number): Promise<MessageRow[]> => {
  const { Items } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': keys.head(contactKey).pk, ':sk': prefixes.messages },
      ScanIndexForward: false,
      Limit: limit,
      ConsistentRead: true,
    }),
  )
  return (Items ?? []).map(messageOf)
}

/** Writes a row, or replaces it but for what came to it meanwhile. Putting the same row again changes nothing of note. */
export const putMessage = async (table: Table, message: MessageRow): Promise<void> => {
  if (await unlessRefused(table.documents.send(new PutCommand(rowPut(table, message, { row: message, seen: [] }, null))))) return
  await rewrite(table, { contactKey: message.contactKey, messageId: message.id }, ({ row, seen }) => ({
    row: replaced(row, message),
    seen,
  }))
}

/** The row as `putMessage` would write it, for a transaction that fails where it is written otherwise meanwhile. */
export const messagePut = async (table: Table, message: MessageRow): Promise<PutInput> => {
  const item = await getItem(table, keys.message(message.contactKey, message.id))
  if (!item) return rowPut(table, message, { row: message, seen: [] }, null)
  const stored = storedMessage(item)
  return rowPut(table, message, { row: replaced(stored.row, message), seen: stored.seen }, stored)
}

/** A row's write under its count of writes; null where there is no row yet. */
const rowPut = (
  table: Table,
  { contactKey, id }: Pick<MessageRow, 'contactKey' | 'id'>,
  next: Patchable,
  before: Pick<StoredMessage, 'writes' | 'loggedAt'> | null,
): PutInput => ({
  TableName: table.name,
  Item: { ...keys.message(contactKey, id), ...messageItem(next, before) },
  ...(before === null
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'writes = :writes', ExpressionAttributeValues: { ':writes': before.writes } }),
})

/**
 * `other_attempt`: the row is of another attempt by now. `unchanged`: it says nothing new. `no_row`: not written (yet). `before` is the
 * row as it was.
 */
export type Patched = { kind: 'patched' | 'unchanged' | 'other_attempt'; before: MessageRow } | { kind: 'no_row' }

/** Records one event under the attempt that it names; null where it can name none. */
export const patchMessage = async (
  table: Table,
  { attemptId, ...address }: MessageAddress & { attemptId: string | null },
  patch: MessagePatch,
): Promise<Patched> => {
  const isOther = (row: MessageRow): boolean => attemptId !== null && row.attempts.at(-1)?.id !== attemptId
  const written = await rewrite(table, address, (stored) => (isOther(stored.row) ? null : patched(stored, patch)))
  return written.kind === 'unchanged' && isOther(written.before) ? { kind: 'other_attempt', before: written.before } : written
}

const mostTries = 10

/** Reads, changes and writes a row under its count of writes; a lost race is tried again on the newer row. */
const rewrite = async (
  table: Table,
  { contactKey, messageId }: MessageAddress,
  change: (stored: Patchable) => Patchable | null,
): Promise<Patched> => {
  const key = keys.message(contactKey, messageId)
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const item: Item | undefined = await getItem(table, key)
    if (!item) return { kind: 'no_row' }
    const stored = storedMessage(item)
    const next = change(stored)
    if (!next) return { kind: 'unchanged', before: stored.row }
    const put = new PutCommand(rowPut(table, { contactKey, id: messageId }, next, stored))
    if (await unlessRefused(table.documents.send(put))) return { kind: 'patched', before: stored.row }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(attempt - 1, 4)))
  }
  throw new Error(`message ${messageId} was changed by others ${mostTries} times in a row`)
}
