/** Events that were taken in by webhook, so that one that is delivered again changes nothing. They hold no personal data. */
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { hookMemoryDays } from '../contract/hooks.ts'
import { getItem } from './items.ts'
import { keys, ttlAttribute } from './keys.ts'
import type { Table } from './table.ts'

/** A provider's largest batches have some thousand events. */
const atOnce = 50

/** Those of these events that are known and not forgotten yet. `nowMs` in epoch milliseconds. */
export const knownHookEvents = async (
  table: Table,
  source: string,
  events: readonly string[],
  nowMs: number,
): Promise<ReadonlySet<string>> => {
  const known = new Set<string>()
  await eachOf(events, async (event) => {
    const item = await getItem(table, keys.hookEvent(source, event))
    if (item !== undefined && Number(item[ttlAttribute]) > nowMs / 1000) known.add(event)
  })
  return known
}

export const markHookEvents = (table: Table, source: string, events: readonly string[], nowMs: number): Promise<void> =>
  eachOf(events, async (event) => {
    const expiresAt = Math.ceil(nowMs / 1000) + hookMemoryDays * 24 * 3600
    await table.documents.send(
      new PutCommand({ TableName: table.name, Item: { ...keys.hookEvent(source, event), schema: 1, [ttlAttribute]: expiresAt } }),
    )
  })

const eachOf = async (events: readonly string[], act: (event: string) => Promise<void>): Promise<void> => {
  for (let from = 0; from < events.length; from += atOnce) await Promise.all(events.slice(from, from + atOnce).map(act))
}
