/** Notifications: newest first, the unread ones listed apart; gone after ninety days. */
import { createHash } from 'node:crypto'
import { DeleteCommand, paginateQuery, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { enrollmentIdFrom } from '../domain/ids.ts'
import {
  notificationDays,
  notificationPriorities,
  notificationTypes,
  type NewNotification,
  type Notification,
} from '../domain/notification.ts'
import { getItems, unlessRefused, type Item } from './items.ts'
import { index, indexName, keys, prefixes, ttlAttribute } from './keys.ts'
import type { Table } from './table.ts'

const notificationRow: z.ZodType<Notification> = z.object({
  id: z.string(),
  type: z.enum(notificationTypes),
  priority: z.enum(notificationPriorities),
  at: z.string(),
  text: z.string(),
  contactKey: z.string().exactOptional(),
  contactId: z.string().exactOptional(),
  enrollmentId: z.string().exactOptional(),
  sequenceId: z.string().exactOptional(),
  readAt: z.string().exactOptional(),
})

/** One that is there already stays as it is, read or not. */
export const putNotification = async (table: Table, { occasion, occasionAt, ...said }: NewNotification): Promise<void> => {
  const digest = createHash('sha256').update(JSON.stringify([said.type, said.sequenceId, said.enrollmentId, said.contactKey, occasion]))
  const id = enrollmentIdFrom(Date.parse(occasionAt ?? said.at), BigInt(`0x${digest.digest('hex').slice(0, 20)}`))
  const expiresAt = Math.trunc(Date.parse(said.at) / 1000) + notificationDays * 86_400
  await unlessRefused(
    table.documents.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.notification(id), schema: 1, id, ...said, ...index.unread(id), [ttlAttribute]: expiresAt },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  )
}

export interface NotificationPage {
  items: Notification[]
  next: string | null
}

/** Newest first; `now` in epoch milliseconds. `after` is the id that the last page ended with. */
export const listNotifications = async (
  table: Table,
  { limit, after, unread, now }: { limit: number; after?: string | undefined; unread: boolean; now: number },
): Promise<NotificationPage> => {
  const { pk } = keys.notification('')
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      ScanIndexForward: false,
      Limit: limit,
      ...(unread
        ? { IndexName: indexName, KeyConditionExpression: 'gsi1pk = :pk', ExpressionAttributeValues: { ':pk': index.unreadAll } }
        : {
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
            ExpressionAttributeValues: { ':pk': pk, ':sk': prefixes.notifications },
          }),
      ...(after === undefined ? {} : { ExclusiveStartKey: { ...keys.notification(after), ...(unread ? index.unread(after) : {}) } }),
    }),
  )
  const rows = unread
    ? await getItems(
        table,
        Items.map((item) => ({ pk: String(item['pk']), sk: String(item['sk']) })),
      )
    : Items
  const items = rows.filter((item) => item !== undefined && isKept(item, now)).map((item) => notificationRow.parse(item))
  const last = Items.at(-1)
  return {
    items: unread ? items.filter(({ readAt }) => readAt === undefined) : items,
    next: LastEvaluatedKey && last ? String(last['sk']).slice(prefixes.notifications.length) : null,
  }
}

/** How many nobody has read, at most `most`. */
export const countUnread = async (table: Table, most: number): Promise<number> => {
  const { Count = 0 } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': index.unreadAll },
      Select: 'COUNT',
      Limit: most,
    }),
  )
  return Count
}

/** Read at `at`, or unread again where that is null; answers it, or null where there is none of this id. */
export const markNotification = async (table: Table, id: string, at: string | null): Promise<Notification | null> => {
  const mark =
    at === null
      ? {
          UpdateExpression: 'SET gsi1pk = :pk, gsi1sk = :sk REMOVE readAt',
          ExpressionAttributeValues: { ':pk': index.unread(id).gsi1pk, ':sk': index.unread(id).gsi1sk },
        }
      : {
          UpdateExpression: 'SET readAt = if_not_exists(readAt, :at) REMOVE gsi1pk, gsi1sk',
          ExpressionAttributeValues: { ':at': at },
        }
  let marked: Item | undefined
  await unlessRefused(
    table.documents
      .send(
        new UpdateCommand({
          TableName: table.name,
          Key: keys.notification(id),
          ...mark,
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => (marked = Attributes)),
  )
  return marked ? notificationRow.parse(marked) : null
}

/** All that is about this contact. */
export const notificationsOf = async (table: Table, contactKey: string): Promise<Record<string, unknown>[]> => {
  const found: Record<string, unknown>[] = []
  for await (const { Items } of about(table, contactKey)) found.push(...(Items ?? []).map((item) => ({ ...notificationRow.parse(item) })))
  return found
}

/** Deletes what is about this contact: the person is erased. */
export const removeNotificationsOf = async (table: Table, contactKey: string): Promise<void> => {
  for await (const { Items } of about(table, contactKey))
    for (const item of Items ?? [])
      await table.documents.send(new DeleteCommand({ TableName: table.name, Key: { pk: item['pk'], sk: item['sk'] } }))
}

const about = (table: Table, contactKey: string) =>
  paginateQuery(
    { client: table.documents },
    {
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      FilterExpression: 'contactKey = :contact',
      ExpressionAttributeValues: { ':pk': keys.notification('').pk, ':sk': prefixes.notifications, ':contact': contactKey },
    },
  )

const isKept = (item: Item, now: number): boolean => Number(item[ttlAttribute] ?? Infinity) * 1000 > now
