/** A sequence's log: its messages by when their first attempt began. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Channel } from '../domain/channel.ts'
import type { Attempt, MessageRow } from '../domain/message.ts'
import { getItems, type Item } from './items.ts'
import { index, indexName, type WorkKind } from './keys.ts'
import { storedMessage } from './message-rows.ts'
import { withStates, type EnrollmentState } from './states.ts'
import type { Table } from './table.ts'

export interface LoggedMessage extends EnrollmentState {
  row: MessageRow
  /** When its first attempt began, ISO 8601. */
  startedAt: string
  /** What a page that ends with it goes on after. */
  place: string
}

/** Which messages are wanted: nothing else is read of the others than their row. */
export interface LogFilter {
  channel?: Channel | undefined
  outcome?: Attempt['outcome'] | undefined
}

/** Of the next `limit` (up to 100), newest first, those that are wanted; `after` is what the last page ended with. */
export const listLog = async (
  table: Table,
  sequenceId: string,
  { limit, after, ...filter }: { limit: number; after?: string | undefined } & LogFilter,
): Promise<{ items: LoggedMessage[]; next: string | null }> => {
  const gsi1pk = index.logOf(sequenceId)
  const [pk = '', sk = '', gsi1sk = ''] = after?.split(' ') ?? []
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': gsi1pk },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk, gsi1pk, gsi1sk } }),
    }),
  )
  const last = Items.at(-1)
  return {
    items: await loggedOf(table, await rowsAt(table, Items), filter),
    next: LastEvaluatedKey && last ? [last['pk'], last['sk'], last['gsi1sk']].join(' ') : null,
  }
}

/** Looked through for open tasks and messages of unknown fate, each: they are listed whole elsewhere. */
const mostWaiting = 25

/** Those of its messages that are listed as work instead: open tasks and unknown ones. `more`: there are more than were looked through. */
export const listLogWaiting = async (
  table: Table,
  sequenceId: string,
  filter: LogFilter = {},
): Promise<{ items: LoggedMessage[]; more: boolean }> => {
  const found = await Promise.all((['task', 'unknown'] satisfies WorkKind[]).map((kind) => newestWork(table, kind)))
  const rows = await Promise.all(found.map(({ places }) => rowsAt(table, places)))
  const mine = rows.flat().filter((item) => item['sequenceId'] === sequenceId)
  return { items: await loggedOf(table, mine, filter), more: found.some(({ more }) => more) }
}

const newestWork = async (table: Table, kind: WorkKind): Promise<{ places: Item[]; more: boolean }> => {
  const { Items = [], LastEvaluatedKey } = await table.documents.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: indexName,
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': index.workOf(kind) },
      ScanIndexForward: false,
      Limit: mostWaiting,
    }),
  )
  return { places: Items, more: LastEvaluatedKey !== undefined }
}

const rowsAt = async (table: Table, places: readonly Item[]): Promise<Item[]> => {
  if (places.length === 0) return []
  const items = await getItems(
    table,
    places.map((item) => ({ pk: String(item['pk']), sk: String(item['sk']) })),
  )
  return items.filter((item) => item !== undefined)
}

const isWanted = ({ channel, attempts }: MessageRow, wanted: LogFilter): boolean =>
  (wanted.channel === undefined || channel === wanted.channel) &&
  (wanted.outcome === undefined || attempts.some(({ outcome }) => outcome === wanted.outcome))

const loggedOf = async (table: Table, items: readonly Item[], filter: LogFilter): Promise<LoggedMessage[]> => {
  const logged = items.flatMap((item) => {
    const { row, loggedAt } = storedMessage(item)
    const startedAt = loggedAt ?? row.attempts[0]?.startedAt
    const place = [item['pk'], item['sk'], item['gsi1sk']].join(' ')
    return startedAt === undefined || !isWanted(row, filter)
      ? []
      : [{ id: row.enrollmentId, contactKey: row.contactKey, row, startedAt, place }]
  })
  return (await withStates(table, logged)).map(({ row, startedAt, place, head, live, finished, profile }) => ({
    row,
    startedAt,
    place,
    head,
    live,
    finished,
    profile,
  }))
}
