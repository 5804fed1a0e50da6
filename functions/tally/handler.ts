/**
 * Counts from the table's stream. Only with a tumbling window does Lambda say which shard a batch is of, and sequence numbers have an order
 * within their shard alone: the window's own state is passed through untouched.
 */
import type { DynamoDBRecord } from 'aws-lambda'
import { openCounters, readHours, readTotals } from '../data/counters.ts'
import { putNotification } from '../data/notifications.ts'
import { getSequence, putSequence } from '../data/sequences.ts'
import { readRecord } from '../data/stream.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
import { guard, suspects, type GuardPorts } from './guard.ts'
import { tally } from './tally.ts'

interface StreamBatch {
  Records: DynamoDBRecord[]
  shardId?: string
  state?: Record<string, unknown>
}
interface StreamAnswer {
  state: Record<string, unknown>
  batchItemFailures: { itemIdentifier: string }[]
}

const { TABLE_NAME, TENANT } = readEnvironment('tally')
const table = openTable(TABLE_NAME)
const counters = openCounters(table)
const guarding: GuardPorts = {
  counters: {
    totals: async (sequenceId) => (await readTotals(table, sequenceId)).counters,
    window: async (sequenceId, from, to) => (await readHours(table, sequenceId, from, to)) ?? {},
  },
  sequences: {
    get: (id) => getSequence(table, id, true),
    put: async (sequence) => (await putSequence(table, sequence)).kind === 'stored',
  },
  notify: (notification) => putNotification(table, notification),
  now: () => Date.now(),
}

/** A batch fails as a whole: what was committed of it is skipped when it comes again. */
export const handler = pipeline<StreamBatch, StreamAnswer>(createCounting(TENANT), async ({ Records, shardId, state = {} }) => {
  if (Records.length > 0) {
    if (!shardId) throw new Error('the batch names no shard: the event source needs a tumbling window')
    const changes = Records.map(readRecord)
    const counted = await tally(counters, shardId, changes)
    const paused: string[] = []
    for (const sequenceId of suspects(changes)) if (await guard(guarding, sequenceId)) paused.push(sequenceId)
    logger.info('tallied', { records: Records.length, counted, ...(paused.length > 0 ? { paused } : {}) })
  }
  return { state, batchItemFailures: [] }
})
