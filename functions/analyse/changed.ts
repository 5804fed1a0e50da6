/** Batches of the sequences whose rollup is behind: what the hourly run maps over. */
import type { ChangedSequences } from '../contract/rollups.ts'

const batchSize = 100

export const changedBatches = async (listChanged: () => Promise<string[]>, size = batchSize): Promise<ChangedSequences> => {
  const ids = await listChanged()
  return { batches: Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ({ sequenceIds: ids.slice(i * size, (i + 1) * size) })) }
}
