/** What the document client asks of the table, carried out: with DynamoDB's own errors, and what each call may come to when it goes wrong. */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import type { CallOptions } from '../world.ts'
import { conditionOf, updateOf, type Given, type Item } from './expressions.ts'
import type { IndexEntry, Key, Table } from './table.ts'

interface Input {
  TableName?: string
  Key?: Key
  Item?: Item & Key
  IndexName?: string
  Limit?: number
  ScanIndexForward?: boolean
  ExclusiveStartKey?: Key & Partial<IndexEntry>
  KeyConditionExpression?: string
  ConditionExpression?: string
  FilterExpression?: string
  ProjectionExpression?: string
  UpdateExpression?: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Record<string, unknown>
  ReturnValues?: string
  Select?: string
  RequestItems?: Record<string, unknown>
  TransactItems?: TransactItem[]
}
type TransactItem = Partial<Record<'Put' | 'Update' | 'Delete' | 'ConditionCheck', Input>>

export interface Execution {
  act: () => unknown
  options: CallOptions
}

type Command = (table: Table, input: Input) => Execution

/** The commands by the name of their class; undefined for one that this table does not know. */
export const tableCommand = (name: string): Command | undefined => commands[name]

const read = (act: () => unknown, more: CallOptions = {}): Execution => ({ act, options: { ...more, readOnly: true } })

const commands: Record<string, Command> = {
  GetCommand: (table, input) => read(() => ({ Item: projected(table.get(keyOf(input)), input) })),
  BatchGetCommand: (table, input) => {
    const asked = requested<{ Keys: Key[] }>(input)
    const answer = (keys: Key[], left: Key[]): unknown => ({
      Responses: { [asked.table]: keys.flatMap((key) => table.get(key) ?? []) },
      UnprocessedKeys: left.length > 0 ? { [asked.table]: { Keys: left } } : {},
    })
    const { Keys } = asked.of
    if (Keys.length === 0 || Keys.length > 100) throw validation(`BatchGetItem takes 1 to 100 keys, not ${Keys.length}`)
    const half = Math.floor(Keys.length / 2)
    return read(() => answer(Keys, []), { partly: () => answer(Keys.slice(0, half), Keys.slice(half)) })
  },
  QueryCommand: (table, input) => read(() => query(table, input)),
  PutCommand: (table, input) => ({ act: () => put(table, input), options: {} }),
  UpdateCommand: (table, input) => ({ act: () => update(table, input), options: {} }),
  DeleteCommand: (table, input) => ({ act: () => remove(table, input), options: {} }),
  BatchWriteCommand: (table, input) => {
    const asked = requested<{ PutRequest?: { Item: Item & Key }; DeleteRequest?: { Key: Key } }[]>(input)
    const write = (requests: typeof asked.of): void => {
      for (const { PutRequest, DeleteRequest } of requests)
        if (PutRequest) table.set(PutRequest.Item, PutRequest.Item)
        else if (DeleteRequest) table.set(DeleteRequest.Key, undefined)
    }
    const half = Math.floor(asked.of.length / 2)
    return {
      act: () => (write(asked.of), { UnprocessedItems: {} }),
      options: { partly: () => (write(asked.of.slice(0, half)), { UnprocessedItems: { [asked.table]: asked.of.slice(half) } }) },
    }
  },
  // The SDK gives each transaction a token, so that repeating it after a lost answer is done once.
  TransactWriteCommand: (table, input) => ({
    act: () => transact(table, input.TransactItems ?? []),
    options: {
      again: () => ({}),
      conflict: () => cancelled((input.TransactItems ?? []).map((_, i) => (i === 0 ? 'TransactionConflict' : 'None'))),
    },
  }),
  TransactGetCommand: (table, input) =>
    read(() => ({
      Responses: (input.TransactItems as { Get?: Input }[] | undefined)?.map(({ Get }) => ({
        Item: Get ? table.get(keyOf(Get)) : undefined,
      })),
    })),
}

const validation = (message: string): Error =>
  Object.assign(new Error(message), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } })

const requested = <T>({ RequestItems }: Input): { table: string; of: T } => {
  const entries = Object.entries(RequestItems ?? {})
  const [first] = entries
  if (!first || entries.length > 1) throw validation('a batch asks one table')
  return { table: first[0], of: first[1] as T }
}

const keyOf = ({ Key, Item }: Input): Key => {
  const key = Key ?? Item
  if (!key?.pk || !key.sk) throw validation('a key needs pk and sk')
  return { pk: key.pk, sk: key.sk }
}

const givenOf = (input: Input): Given => ({ names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} })

/** DynamoDB refuses an expression's names and values that it does not use; a test of the expression itself would not notice. */
const checked = (input: Input): void => {
  const text = [
    input.ConditionExpression,
    input.UpdateExpression,
    input.KeyConditionExpression,
    input.FilterExpression,
    input.ProjectionExpression,
  ].join(' ')
  for (const name of [...Object.keys(input.ExpressionAttributeNames ?? {}), ...Object.keys(input.ExpressionAttributeValues ?? {})])
    if (!new RegExp(`${name}(?![\\w])`).test(text)) throw validation(`${name} is given and not used in "${text.trim()}"`)
}
const known = new Set<string>()
/** The check is made once for each shape of a call. */
const checkOnce = (input: Input): void => {
  if (!input.ExpressionAttributeNames && !input.ExpressionAttributeValues) return
  const shape = [
    input.ConditionExpression,
    input.UpdateExpression,
    input.KeyConditionExpression,
    ...Object.keys(input.ExpressionAttributeValues ?? {}),
  ].join('|')
  if (known.has(shape)) return
  checked(input)
  if (known.size < 5_000) known.add(shape)
}

const holds = (input: Input, stored: Item | undefined): boolean =>
  input.ConditionExpression === undefined || conditionOf(input.ConditionExpression)(stored ?? {}, givenOf(input))

const conditionFailed = (stored: Item | undefined): Error =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
    ...(stored ? { Item: stored as never } : {}),
  })

const projected = (item: Item | undefined, { ProjectionExpression, ExpressionAttributeNames }: Input): Item | undefined => {
  if (!item || ProjectionExpression === undefined) return item
  const names = ProjectionExpression.split(',').map((name) => ExpressionAttributeNames?.[name.trim()] ?? name.trim())
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])))
}

const put = (table: Table, input: Input): unknown => {
  checkOnce(input)
  const key = keyOf(input)
  const stored = table.get(key)
  if (!holds(input, stored)) throw conditionFailed(stored)
  table.set(key, input.Item)
  return input.ReturnValues === 'ALL_OLD' && stored ? { Attributes: stored } : {}
}

const update = (table: Table, input: Input): unknown => {
  checkOnce(input)
  const key = keyOf(input)
  const stored = table.get(key)
  if (!holds(input, stored)) throw conditionFailed(stored)
  const next: Item = { ...stored, ...key }
  updateOf(input.UpdateExpression ?? '')(next, givenOf(input))
  table.set(key, next)
  if (input.ReturnValues === 'ALL_OLD') return { Attributes: stored }
  return input.ReturnValues === undefined || input.ReturnValues === 'NONE' ? {} : { Attributes: table.get(key) }
}

const remove = (table: Table, input: Input): unknown => {
  checkOnce(input)
  const key = keyOf(input)
  const stored = table.get(key)
  if (!holds(input, stored)) throw conditionFailed(stored)
  table.set(key, undefined)
  return input.ReturnValues === 'ALL_OLD' && stored ? { Attributes: stored } : {}
}

const transact = (table: Table, items: TransactItem[]): unknown => {
  if (items.length === 0 || items.length > 100) throw validation(`a transaction has 1 to 100 actions, not ${items.length}`)
  const actions = items.map((item) => {
    const [[kind, input] = []] = Object.entries(item)
    if (!kind || !input) throw validation('an action of a transaction is empty')
    checkOnce(input)
    return { kind, input, key: keyOf(input) }
  })
  if (new Set(actions.map(({ key }) => `${key.pk}/${key.sk}`)).size < actions.length)
    throw validation('Transaction request cannot include multiple operations on one item')
  const codes = actions.map(({ input, key }) => (holds(input, table.get(key)) ? 'None' : 'ConditionalCheckFailed'))
  if (codes.some((code) => code !== 'None')) throw cancelled(codes)
  for (const { kind, input } of actions)
    if (kind === 'Put') put(table, input)
    else if (kind === 'Update') update(table, input)
    else if (kind === 'Delete') remove(table, input)
  return {}
}

const cancelled = (codes: string[]): Error =>
  new TransactionCanceledException({
    message: `Transaction cancelled [${codes.join(', ')}]`,
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

const query = (table: Table, input: Input): unknown => {
  checkOnce(input)
  const given = givenOf(input)
  const partition = partitionOf(input, given)
  const matches = conditionOf(input.KeyConditionExpression ?? '')
  const found = (input.IndexName === undefined ? table.partition(partition) : table.indexed(partition)) as Item[]
  let items = found.filter((item) => matches(item, given))
  if (input.ScanIndexForward === false) items.reverse()
  const start = input.ExclusiveStartKey
  if (start) {
    const order = input.IndexName === undefined ? 'sk' : 'gsi1sk'
    const from = String(start[order])
    items = items.filter((item) => (input.ScanIndexForward === false ? String(item[order]) < from : String(item[order]) > from))
  }
  const page = input.Limit === undefined ? items : items.slice(0, input.Limit)
  const last = page.at(-1)
  const more = last && page.length < items.length
  const filter = input.FilterExpression === undefined ? null : conditionOf(input.FilterExpression)
  const Items = (filter ? page.filter((item) => filter(item, given)) : page).map((item) => projected(item, input))
  return {
    ...(input.Select === 'COUNT' ? {} : { Items }),
    Count: Items.length,
    ...(more ? { LastEvaluatedKey: lastKey(last, input.IndexName !== undefined) } : {}),
  }
}

const lastKey = ({ pk, sk, gsi1pk, gsi1sk }: Item, indexed: boolean): Item => (indexed ? { pk, sk, gsi1pk, gsi1sk } : { pk, sk })

/** The partition that a key condition names: `pk = :pk` or `gsi1pk = :pk`, always first in ours. */
const partitionOf = ({ KeyConditionExpression = '' }: Input, { names, values }: Given): string => {
  const [, name, value] = /^\s*(#?\w+)\s*=\s*(:\w+)/.exec(KeyConditionExpression) ?? []
  const column = name?.startsWith('#') ? names[name] : name
  if (value === undefined || (column !== 'pk' && column !== 'gsi1pk'))
    throw validation(`"${KeyConditionExpression}" begins with no partition`)
  return String(values[value])
}
