/**
 * From a table's stream to its function, in order, with a durable checkpoint. With a tumbling window the function's state travels from batch to
 * batch, and the window's end is told by a last invocation.
 */
import { matchesPattern } from '../events/pattern.ts'
import { failedItems, streamRecord, type ServerRecord } from './event-record.ts'
import type { Mapping, MappingParts, Source } from './mappings.ts'
import { failureNote, windowAt, windowEvent } from './stream-events.ts'
import { createStreamReader } from './stream-reader.ts'

interface Position {
  /** The server's number of the last record that was worked off. */
  after: string | null
  attempts: number
  /** Only so many records are tried at once after a failure that is being bisected. */
  least: number | null
  window?: { start: number; state: unknown }
}

const actions = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams']
const bucket = 'streams'
const retryMs = 1_000

export const startStreamSource = (mapping: Mapping, parts: MappingParts): Source | null => {
  const { context, timers, dynamodb, server, sqs } = parts
  const { store, clock, log } = context
  const table = dynamodb.tables.find(({ streamArn }) => streamArn === mapping.sourceArn)
  if (!table) throw new Error(`${mapping.logicalId}: the stream ${mapping.sourceArn} is not hosted here`)
  try {
    for (const action of actions) context.authorize(mapping.role, action, mapping.sourceArn)
  } catch (error) {
    log(`${mapping.logicalId} does not read ${mapping.sourceArn}: ${String(error)}`)
    return null
  }
  const reader = createStreamReader(server, table)
  const { shard } = reader
  let position: Position = store.get<Position>(bucket, mapping.logicalId) ?? { after: null, attempts: 0, least: null }
  let unread = true
  let running = false
  /** Reading waits on the dial: for more records, or before another try. */
  let waiting: { cancel: () => void } | null = null
  const keep = (next: Position): void => {
    position = next
    store.put(bucket, mapping.logicalId, position)
  }
  const doneWith = (record: ServerRecord | undefined): void => {
    if (record) keep({ ...position, after: record.dynamodb.SequenceNumber, attempts: 0, least: null })
  }
  const wait = (ms: number): void => {
    waiting?.cancel()
    const cancel = timers.once(clock.now() + ms, () => {
      waiting = null
      pump()
    })
    waiting = { cancel }
  }

  /** Another try after a moment; with half as many records where the mapping bisects; at last to the dead letters. */
  const fail = (batch: ServerRecord[]): void => {
    if (mapping.bisects && batch.length > 1) return keep({ ...position, least: Math.ceil(batch.length / 2) })
    if (mapping.retries < 0 || position.attempts < mapping.retries) {
      keep({ ...position, attempts: position.attempts + 1 })
      return wait(retryMs)
    }
    log(`${mapping.logicalId} gives up ${batch.length} stream records from ${batch[0]?.dynamodb.SequenceNumber}`)
    const note = failureNote(mapping, shard, batch, position.attempts + 1, clock.now())
    if (mapping.failureArn !== undefined) sqs.send(mapping.role, mapping.failureArn, JSON.stringify(note))
    doneWith(batch.at(-1))
  }

  const windowIsOver = (): boolean => position.window !== undefined && position.window.start !== windowAt(mapping, clock.now())?.start
  /** The last invocation of a window that is over: with its state and no records. */
  const closeWindow = async (): Promise<void> => {
    const { window, ...rest } = position
    const over = window && windowAt(mapping, window.start)
    if (!over || !windowIsOver()) return
    const { functionError } = await mapping.function.invoke(JSON.stringify(windowEvent(mapping, shard, [], over, window.state, true)))
    if (functionError !== undefined) log(`${mapping.logicalId}: the end of a window failed`)
    keep(rest)
  }

  const work = async (batch: ServerRecord[]): Promise<void> => {
    const records = batch.map((record) => {
      const expired = record.eventName === 'REMOVE' && dynamodb.expiry.removed(table.name, record.dynamodb.Keys)
      return streamRecord(record, mapping.sourceArn, context.template.region, clock.now(), expired)
    })
    const { filters } = mapping
    const chosen = filters.length === 0 ? records : records.filter((record) => filters.some((filter) => matchesPattern(filter, record)))
    if (chosen.length === 0) return doneWith(batch.at(-1))
    await closeWindow()
    const window = windowAt(mapping, clock.now())
    const event = window ? windowEvent(mapping, shard, chosen, window, position.window?.state ?? {}, false) : { Records: chosen }
    const { payload, functionError } = await mapping.function.invoke(JSON.stringify(event))
    const ids = records.map(({ dynamodb: { SequenceNumber } }) => SequenceNumber)
    const failed = functionError === undefined ? failedItems(payload, ids, mapping.reportsItems) : null
    if (failed === null) return fail(batch)
    if (window) {
      if (!position.window) timers.once(window.end, wake)
      keep({ ...position, window: { start: window.start, state: (payload as { state?: unknown } | null)?.state ?? {} } })
    }
    // Everything before the first failure is done; the rest comes again.
    const firstFailed = failed.length === 0 ? batch.length : ids.findIndex((id) => failed.includes(id))
    doneWith(batch[firstFailed - 1])
    if (firstFailed < batch.length) fail(batch.slice(firstFailed))
  }

  const readOn = async (): Promise<void> => {
    await closeWindow()
    for (;;) {
      if (!unread || waiting) return
      unread = false
      const most = position.least ?? mapping.batchSize
      const batch = await reader.readAfter(position.after, most)
      if (batch.length === 0) continue
      await work(batch)
      const more = batch.length === most || position.after !== batch.at(-1)?.dynamodb.SequenceNumber
      unread ||= more
      // What was written meanwhile may gather again.
      if (unread && !more && mapping.windowSeconds > 0) wait(mapping.windowSeconds * 1000)
    }
  }
  const run = async (): Promise<void> => {
    try {
      await readOn()
    } catch (error) {
      log(`${mapping.logicalId}: ${String(error)}`)
      unread = true
      wait(retryMs)
    }
    running = false
    if ((unread || windowIsOver()) && !waiting) pump()
  }
  const pump = (): void => {
    if (running) return
    running = true
    void context.track(`stream of ${table.name}`, run())
  }
  const wake = (): void => {
    if (!waiting) pump()
  }

  dynamodb.onWrite((tables) => {
    if (!tables.includes(table.name)) return
    const first = !unread
    unread = true
    if (waiting || running) return
    if (mapping.windowSeconds === 0) pump()
    else if (first) wait(mapping.windowSeconds * 1000)
  })
  if (position.window) timers.once(windowAt(mapping, position.window.start)?.end ?? 0, wake)
  setImmediate(pump)

  return {
    busy: () => (unread && !waiting && !running ? [`unread records in the stream of ${table.name}`] : []),
    flush: () => {
      if (!waiting) return false
      waiting.cancel()
      waiting = null
      pump()
      return true
    },
  }
}
