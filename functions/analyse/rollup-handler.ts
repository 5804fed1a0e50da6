/** One batch of the hourly run. */
import { rollupBatch } from '../contract/rollups.ts'
import { readHours, readTotals } from '../data/counters.ts'
import { clearChanged, putRollup } from '../data/rollups.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
import { rollUp, type RollupStore } from './rollup.ts'

const { TABLE_NAME, TENANT } = readEnvironment('rollup')
const table = openTable(TABLE_NAME)
const store: RollupStore = {
  totals: (id) => readTotals(table, id),
  hours: (id, from, to) => readHours(table, id, from, to),
  put: (rollup) => putRollup(table, rollup),
  clear: (id, commits) => clearChanged(table, id, commits),
}

export const handler = pipeline<unknown, { rolledUp: number; settled: number }>(createCounting(TENANT), async (event) => {
  const done = await rollUp(store, rollupBatch.parse(event).sequenceIds, Date.now())
  logger.info('rolled up', done)
  return done
})
