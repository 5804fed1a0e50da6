/** First state of the hourly run. */
import type { ChangedSequences } from '../contract/rollups.ts'
import { listChanged } from '../data/rollups.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
import { changedBatches } from './changed.ts'

const { TABLE_NAME, TENANT } = readEnvironment('changed')
const table = openTable(TABLE_NAME)

export const handler = pipeline<unknown, ChangedSequences>(createCounting(TENANT), async () => {
  const changed = await changedBatches(() => listChanged(table))
  logger.info('found changed', { batches: changed.batches.length })
  return changed
})
