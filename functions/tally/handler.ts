/**
 * Counts from the table's stream. Only with a tumbling window does Lambda say which shard a batch is of, and sequence numbers have an order
 * within their shard alone: the window's own state is passed through untouched.
 */
import type { DynamoDBRecord } from 'aws-lambda'
import { openCounters } from '../data/counters.ts'
import { readRecord } from '../data/stream.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
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
const counters = openCounters(openTable(TABLE_NAME))

/** A batch fails as a whole: what was committed of it is skipped when it comes again. */
export const handler = pipeline<StreamBatch, StreamAnswer>(createCounting(TENANT), async ({ Records, shardId, state = {} }) => {
  if (Records.length > 0) {
    if (!shardId) throw new Error('the batch names no shard: the event source needs a tumbling window')
    const counted = await tally(counters, shardId, Records.map(readRecord))
    logger.info('tallied', { records: Records.length, counted })
  }
  return { state, batchItemFailures: [] }
})
