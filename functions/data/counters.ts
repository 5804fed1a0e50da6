/** Counters by hour and in total, and how far each shard of the stream was counted: written together or not at all. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { GetCommand, paginateQuery, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { addCounters, type Counters } from '../domain/tallies.ts'
import { getItems } from './items.ts'
import { index, keys, prefixes, ttlAttribute, type IndexKey, type Key } from './keys.ts'
import type { Table } from './table.ts'

/** Shards live for hours, their records for a day: a checkpoint is of no use after that. */
const checkpointSeconds = 7 * 86_400
const mostTries = 6

interface Increment {
  sequenceId: string
  hour: string
  counters: Counters
}

/** The store that tallying needs; remembers its own checkpoints, which the condition on each commit keeps honest. */
export const openCounters = (table: Table, now: () => number = Date.now) => {
  const known = new Map<string, string | null>()

  const checkpoint = async (shard: string, fresh: boolean): Promise<string | null> => {
    const remembered = fresh ? undefined : known.get(shard)
    if (remembered !== undefined) return remembered
    const { Item } = await table.documents.send(
      new GetCommand({ TableName: table.name, Key: keys.checkpoint(shard), ConsistentRead: true }),
    )
    const last = typeof Item?.['last'] === 'string' ? Item['last'] : null
    known.set(shard, last)
    return last
  }

  const commit = async (shard: string, expected: string | null, part: { last: string; increments: Increment[] }): Promise<boolean> => {
    const writes = writesOf(table, shard, expected, part, now())
    for (let attempt = 1; ; attempt++)
      try {
        await table.documents.send(new TransactWriteCommand({ TransactItems: writes }))
        known.set(shard, part.last)
        return true
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error
        const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code)
        if (codes.includes('ConditionalCheckFailed')) {
          known.delete(shard)
          return false
        }
        // Another shard's batch was writing the same sequence's counters in this moment.
        if (!codes.includes('TransactionConflict') || attempt === mostTries) throw error
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt))
      }
  }

  return { checkpoint, commit }
}

/** Running totals of one sequence, and how many commits made them. Zero of everything before the first. */
export const readTotals = async (table: Table, sequenceId: string): Promise<{ counters: Counters; commits: number }> => {
  const { Item } = await table.documents.send(new GetCommand({ TableName: table.name, Key: keys.total(sequenceId), ConsistentRead: true }))
  return { counters: countersOf(Item ?? {}), commits: typeof Item?.['commits'] === 'number' ? Item['commits'] : 0 }
}

/** Running totals of up to 100 sequences, in their order. */
export const readManyTotals = async (table: Table, sequenceIds: readonly string[]): Promise<Counters[]> =>
  (await getItems(table, sequenceIds.map(keys.total))).map((item) => countersOf(item ?? {}))

/** Counters of the hours `from` to `to` (both included), added up; null where nothing happened in them. */
export const readHours = async (table: Table, sequenceId: string, from: string, to: string): Promise<Counters | null> => {
  const pages = paginateQuery(
    { client: table.documents },
    {
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': keys.total(sequenceId).pk, ':from': prefixes.hours + from, ':to': prefixes.hours + to },
      ConsistentRead: true,
    },
  )
  const hours: Counters[] = []
  for await (const { Items } of pages) hours.push(...(Items ?? []).map(countersOf))
  return hours.length === 0 ? null : addCounters(hours)
}

/** Counters stand in the item under their own names, `s1:sent`; nothing else there has a colon. */
export const countersOf = (item: Record<string, unknown>): Counters =>
  Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, number] => entry[0].includes(':') && typeof entry[1] === 'number'),
  )

type TransactItem = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>[number]

const writesOf = (
  table: Table,
  shard: string,
  expected: string | null,
  part: { last: string; increments: Increment[] },
  now: number,
): TransactItem[] => {
  const totals = Map.groupBy(part.increments, ({ sequenceId }) => sequenceId)
  return [
    {
      Put: {
        TableName: table.name,
        Item: { ...keys.checkpoint(shard), schema: 1, last: part.last, [ttlAttribute]: Math.trunc(now / 1000) + checkpointSeconds },
        ...(expected === null
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#last = :expected',
              ExpressionAttributeNames: { '#last': 'last' },
              ExpressionAttributeValues: { ':expected': expected },
            }),
      },
    },
    ...part.increments.map(({ sequenceId, hour, counters }) => addTo(table, keys.hour(sequenceId, hour), counters, {})),
    ...[...totals].map(([sequenceId, increments]) =>
      addTo(
        table,
        keys.total(sequenceId),
        { ...addCounters(increments.map(({ counters }) => counters)), commits: 1 },
        index.changed(sequenceId),
      ),
    ),
  ]
}

const addTo = (table: Table, key: Key, counters: Counters, also: Partial<IndexKey>): TransactItem => {
  const adds = Object.entries(counters).filter(([, by]) => by !== 0)
  const sets = Object.entries({ ...also, schema: 1 })
  return {
    Update: {
      TableName: table.name,
      Key: key,
      UpdateExpression: [
        `SET ${sets.map((_, i) => `#s${i} = :s${i}`).join(', ')}`,
        ...(adds.length > 0 ? [`ADD ${adds.map((_, i) => `#a${i} :a${i}`).join(', ')}`] : []),
      ].join(' '),
      ExpressionAttributeNames: Object.fromEntries([
        ...sets.map(([name], i) => [`#s${i}`, name]),
        ...adds.map(([name], i) => [`#a${i}`, name]),
      ]),
      ExpressionAttributeValues: Object.fromEntries([
        ...sets.map(([, value], i) => [`:s${i}`, value]),
        ...adds.map(([, by], i) => [`:a${i}`, by]),
      ]),
    },
  }
}
