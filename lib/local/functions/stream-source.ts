/**
 * From a table's stream to its function, in order, with a durable checkpoint. With a tumbling window the function's state travels from batch to
 * batch, and the window's end is told by a last invocation.
 */
import { ask, streamsTarget } from '../dynamodb/tables.ts'
import { matchesPattern } from '../events/pattern.ts'
import { failedItems, streamRecord, type ServerRecord, type StreamRecord } from './event-record.ts'
import type { Mapping, MappingParts, Source } from './mappings.ts'

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
  const { store, clock, track, log, authorize } = context
  const table = dynamodb.tables.find(({ streamArn }) => streamArn === mapping.sourceArn)
  if (!table) throw new Error(`${mapping.logicalId}: the stream ${mapping.sourceArn} is not hosted here`)
  try {
    for (const action of actions) authorize(mapping.role, action, mapping.sourceArn)
  } catch (error) {
    log(`${mapping.logicalId} does not read ${mapping.sourceArn}: ${String(error)}`)
    return null
  }
  const StreamArn = table.serverStreamArn
  const shard = `shardId-00000001-${table.name}`
  let position: Position = store.get<Position>(bucket, mapping.logicalId) ?? { after: null, attempts: 0, least: null }
  let iterator: string | null = null
  let following: { last: ServerRecord | undefined; iterator: string } | null = null
  let unread = true
  let running = false
  let waitingUntil: number | null = null
  let cancelWait: () => void = () => undefined
  const keep = (next: Position): void => {
    position = next
    store.put(bucket, mapping.logicalId, position)
  }

  const read = async (): Promise<ServerRecord[]> => {
    iterator ??= (
      await ask<{ ShardIterator: string }>(server, streamsTarget('GetShardIterator'), {
        StreamArn,
        ShardId: shard,
        ...(position.after === null
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position.after }),
      })
    ).ShardIterator
    const { Records, NextShardIterator } = await ask<{ Records: ServerRecord[]; NextShardIterator: string }>(
      server,
      streamsTarget('GetRecords'),
      { ShardIterator: iterator, Limit: mapping.batchSize },
    )
    following = { last: Records.at(-1), iterator: NextShardIterator }
    return Records
  }
  const windowOf = (): { start: number; end: number } | null => {
    if (mapping.tumblingSeconds === 0) return null
    const length = mapping.tumblingSeconds * 1000
    const start = Math.floor(clock.now() / length) * length
    return { start, end: start + length }
  }
  const event = (Records: StreamRecord[], window: { start: number; end: number }, state: unknown, last: boolean) => ({
    Records,
    shardId: shard,
    eventSourceARN: mapping.sourceArn,
    window: { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() },
    state,
    isFinalInvokeForWindow: last,
    isWindowTerminatedEarly: false,
  })
  const advanceTo = (record: ServerRecord | undefined): void => {
    if (!record) return
    iterator = following?.last === record ? following.iterator : null
    keep({ ...position, after: record.dynamodb.SequenceNumber, attempts: 0, least: null })
  }

  const giveUp = (batch: ServerRecord[]): void => {
    const [first] = batch
    const last = batch.at(-1)
    log(`${mapping.logicalId} gives up ${batch.length} stream records from ${first?.dynamodb.SequenceNumber}`)
    if (mapping.failureArn !== undefined && first && last)
      sqs.send(
        mapping.role,
        mapping.failureArn,
        JSON.stringify({
          requestContext: {
            functionArn: mapping.function.settings.arn,
            condition: 'RetryAttemptsExhausted',
            approximateInvokeCount: position.attempts + 1,
          },
          version: '1.0',
          timestamp: new Date(clock.now()).toISOString(),
          DDBStreamBatchInfo: {
            shardId: shard,
            startSequenceNumber: first.dynamodb.SequenceNumber.padStart(21, '0'),
            endSequenceNumber: last.dynamodb.SequenceNumber.padStart(21, '0'),
            batchSize: batch.length,
            streamArn: mapping.sourceArn,
          },
        }),
      )
    advanceTo(last)
  }
  /** Another try after a moment; with half as many records where the mapping bisects. */
  const fail = (batch: ServerRecord[]): void => {
    iterator = null
    if (mapping.bisects && batch.length > 1) return keep({ ...position, least: Math.ceil(batch.length / 2) })
    if (mapping.retries >= 0 && position.attempts >= mapping.retries) return giveUp(batch)
    keep({ ...position, attempts: position.attempts + 1 })
    waitUntil(clock.now() + retryMs)
  }
  const waitUntil = (at: number): void => {
    cancelWait()
    waitingUntil = at
    cancelWait = timers.once(at, () => {
      waitingUntil = null
      pump()
    })
  }

  /** The last invocation of a window that is over: with its state and no records. */
  const closeWindow = async (): Promise<void> => {
    const { window } = position
    const current = windowOf()
    if (!window || !current || window.start === current.start) return
    const over = { start: window.start, end: window.start + mapping.tumblingSeconds * 1000 }
    const { functionError } = await mapping.function.invoke(JSON.stringify(event([], over, window.state, true)))
    if (functionError !== undefined) log(`${mapping.logicalId}: the end of a window failed`)
    const { window: _closed, ...rest } = position
    keep(rest)
  }
  const work = async (batch: ServerRecord[]): Promise<void> => {
    const records = batch.map((record) =>
      streamRecord(
        record,
        mapping.sourceArn,
        context.template.region,
        clock.now(),
        record.eventName === 'REMOVE' && dynamodb.expiry.removed(table.name, record.dynamodb.Keys),
      ),
    )
    const chosen =
      mapping.filters.length === 0 ? records : records.filter((record) => mapping.filters.some((filter) => matchesPattern(filter, record)))
    if (chosen.length === 0) return advanceTo(batch.at(-1))
    await closeWindow()
    const window = windowOf()
    const state = position.window?.state ?? {}
    const { payload, functionError } = await mapping.function.invoke(
      JSON.stringify(window ? event(chosen, window, state, false) : { Records: chosen }),
    )
    const ids = records.map(({ dynamodb: { SequenceNumber } }) => SequenceNumber)
    const failed = functionError === undefined ? failedItems(payload, ids, mapping.reportsItems) : null
    if (failed === null) return fail(batch)
    const firstFailed = failed.length === 0 ? batch.length : ids.findIndex((id) => failed.includes(id))
    if (window) {
      const answered = (payload as { state?: unknown } | null)?.state ?? {}
      if (!position.window) timers.once(window.end, wake)
      keep({ ...position, window: { start: window.start, state: answered } })
    }
    advanceTo(batch[firstFailed - 1])
    // Everything before the first failure is done; the rest comes again.
    if (firstFailed < batch.length) fail(batch.slice(firstFailed))
  }

  const loop = async (): Promise<void> => {
    await closeWindow()
    while (unread && waitingUntil === null) {
      unread = false
      const all = await read()
      const batch = position.least === null ? all : all.slice(0, position.least)
      if (batch.length > 0) {
        unread = true
        await work(batch)
      }
    }
  }
  const pump = (): void => {
    if (running) return
    running = true
    void track(`stream of ${table.name}`, loop())
      .catch((error: unknown) => {
        log(`${mapping.logicalId}: ${String(error)}`)
        unread = true
        waitUntil(clock.now() + retryMs)
      })
      .finally(() => {
        running = false
        const over = position.window && position.window.start !== windowOf()?.start
        if ((unread || over) && waitingUntil === null) pump()
      })
  }
  const wake = (): void => {
    if (waitingUntil === null) pump()
  }

  dynamodb.onWrite((names) => {
    if (!names.includes(table.name)) return
    const first = !unread
    unread = true
    if (waitingUntil !== null || running) return
    if (mapping.windowSeconds === 0) pump()
    else if (first) waitUntil(clock.now() + mapping.windowSeconds * 1000)
  })
  if (position.window) timers.once(position.window.start + mapping.tumblingSeconds * 1000, wake)
  setImmediate(pump)

  return {
    busy: () => (unread && waitingUntil === null && !running ? [`unread records in the stream of ${table.name}`] : []),
    flush: () => {
      if (waitingUntil === null) return false
      cancelWait()
      waitingUntil = null
      pump()
      return true
    },
  }
}
