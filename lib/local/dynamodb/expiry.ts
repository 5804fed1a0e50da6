/** Time to live: rows whose time is over by the dial are deleted once a day, as DynamoDB does it late and by itself. */
import type { ServiceContext } from '../service.ts'
import type { Dynoxide } from './dynoxide.ts'
import { ask, target, type HostedTable } from './tables.ts'

export interface Expiry {
  /** Whether the stream's removal of this row was the table's own doing. */
  removed(table: string, key: unknown): boolean
}

interface ExpiryParts {
  context: ServiceContext
  server: Dynoxide
  tables: HostedTable[]
  wrote: (tables: string[]) => void
}

const timerKind = 'dynamodb.expiry'
const everyMs = 24 * 3_600_000

export const startExpiry = ({ context: { timers, clock, store }, server, tables, wrote }: ExpiryParts): Expiry => {
  const removed = new Set<string>()
  const again = (): void => timers.set({ id: timerKind, kind: timerKind, at: clock.now() + everyMs, payload: null })
  timers.on(timerKind, async () => {
    for (const table of tables) if (table.ttlAttribute !== null) await sweep(table, table.ttlAttribute)
    again()
  })
  if (!store.get('timers', timerKind)) again()

  const sweep = async (table: HostedTable, attribute: string): Promise<void> => {
    const expired = {
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: { ':now': { N: String(Math.trunc(clock.now() / 1000)) } },
    }
    type Page = { Items: Record<string, unknown>[]; LastEvaluatedKey?: unknown }
    let from: unknown
    do {
      const page: Page = await ask<Page>(server, target('Scan'), {
        TableName: table.name,
        FilterExpression: '#ttl < :now',
        ...expired,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      })
      for (const item of page.Items) {
        const Key = Object.fromEntries(table.key.map((name) => [name, item[name]]))
        removed.add(keyOf(table.name, Key))
        const { status } = await server.call(
          target('DeleteItem'),
          JSON.stringify({ TableName: table.name, Key, ConditionExpression: '#ttl < :now', ...expired }),
        )
        if (status !== 200) removed.delete(keyOf(table.name, Key))
      }
      if (page.Items.length > 0) wrote([table.name])
      from = page.LastEvaluatedKey
    } while (from !== undefined)
  }

  return { removed: (table, key) => removed.delete(keyOf(table, key)) }
}

const keyOf = (table: string, key: unknown): string =>
  `${table} ${JSON.stringify(Object.entries(key as object).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
