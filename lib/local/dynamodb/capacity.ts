/** Consumed capacity as DynamoDB answers it, with an index's share told apart. */
import type { Meters } from '../meters.ts'

interface Capacity {
  TableName?: string
  CapacityUnits?: number
  ReadCapacityUnits?: number
  WriteCapacityUnits?: number
  Table?: { CapacityUnits?: number }
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number }>
}

const metered = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactWriteItems',
  'TransactGetItems',
])

/** The request, asking for consumed capacity where the caller did not. */
export const askForCapacity = (operation: string, body: Buffer): Buffer | string => {
  if (!metered.has(operation)) return body
  const text = body.toString('utf8')
  return text.includes('"ReturnConsumedCapacity"') ? body : `{"ReturnConsumedCapacity":"INDEXES",${text.slice(text.indexOf('{') + 1)}`
}

export const countCapacity = (meters: Meters, caller: string, operation: string, body: Buffer): void => {
  if (!metered.has(operation)) return
  const consumed = consumedIn(body.toString('latin1'))
  const kind =
    operation.startsWith('Get') ||
    operation.endsWith('GetItem') ||
    operation.endsWith('GetItems') ||
    operation === 'Query' ||
    operation === 'Scan'
      ? 'read'
      : 'write'
  for (const capacity of consumed) {
    const { TableName: table = '', CapacityUnits: all = 0, Table, GlobalSecondaryIndexes: indexes = {} } = capacity
    const inIndexes = Object.entries(indexes).map(([name, { CapacityUnits = 0 }]) => [name, CapacityUnits] as const)
    const ofTable = Table?.CapacityUnits ?? all - inIndexes.reduce((sum, [, units]) => sum + units, 0)
    if (ofTable > 0) meters.consumed(caller, table, { [kind]: ofTable })
    for (const [name, units] of inIndexes) meters.consumed(caller, `${table}/${name}`, { [kind]: units })
  }
}

/** The answer for a caller who did not ask for capacity: people read these. */
export const withoutCapacity = (body: Buffer): Buffer => {
  if (!body.includes('"ConsumedCapacity"')) return body
  const { ConsumedCapacity: _unasked, ...answer } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
  return Buffer.from(JSON.stringify(answer))
}

/** Only this part of the answer is parsed; inside an item's text the same words would have escaped quotes. */
const consumedIn = (text: string): Capacity[] => {
  const mark = '"ConsumedCapacity":'
  const start = text.lastIndexOf(mark)
  if (start < 0) return []
  const from = start + mark.length
  let depth = 0
  let end = from
  do {
    const character = text[end++]
    if (character === '{' || character === '[') depth++
    if (character === '}' || character === ']') depth--
  } while (depth > 0 && end < text.length)
  const parsed = JSON.parse(text.slice(from, end)) as Capacity | Capacity[]
  return Array.isArray(parsed) ? parsed : [parsed]
}
