/** Small moves on the table that every repository makes: consistent reads of several items, and conditions that fail as values. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, GetCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Key } from './keys.ts'
import type { Table } from './table.ts'

export type Item = Record<string, unknown>

/** A write as it stands alone, or in a transaction. */
export type PutInput = Pick<
  PutCommandInput,
  'TableName' | 'Item' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>

export const getItem = async (table: Table, key: Key): Promise<Item | undefined> =>
  (await table.documents.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }))).Item

const batchSize = 100
const mostRounds = 6

/** Reads up to 100 items in one request, each consistently; answers in the order of `wanted`, undefined where there is none. */
export const getItems = async (table: Table, wanted: readonly Key[]): Promise<(Item | undefined)[]> => {
  if (wanted.length === 1 && wanted[0]) return [await getItem(table, wanted[0])]
  const found = new Map<string, Item>()
  let open: Key[] = [...new Map(wanted.map((key) => [nameOf(key), key])).values()]
  for (let round = 0; open.length > 0; round++) {
    if (round === mostRounds * Math.ceil(wanted.length / batchSize))
      throw new Error(`${open.length} items could not be read: the table is throttled`)
    const answer = await table.documents.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: open.slice(0, batchSize), ConsistentRead: true } } }),
    )
    for (const item of answer.Responses?.[table.name] ?? []) found.set(nameOf(item), item)
    const left = (answer.UnprocessedKeys?.[table.name]?.Keys ?? []).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
    open = [...left, ...open.slice(batchSize)]
  }
  return wanted.map((key) => found.get(nameOf(key)))
}

const nameOf = ({ pk, sk }: { pk?: unknown; sk?: unknown }): string => `${String(pk)}/${String(sk)}`

/** True where the write went through, false where its condition did not hold; anything else is thrown. */
export const unlessRefused = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

/** The same for a transaction: false where one of its conditions did not hold, or another transaction had one of its items. */
export const unlessCancelled = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write
    return true
  } catch (error) {
    if (isLostRace(error)) return false
    throw error
  }
}

/** A transaction that was cancelled because somebody else wrote one of its items first, or was writing it. */
export const isLostRace = (error: unknown): error is TransactionCanceledException =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict')
