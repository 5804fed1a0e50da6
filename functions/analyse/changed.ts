/** Batches of the sequences whose rollup is behind: what the hourly run maps over. */
const batchSize = 100

export const changedBatches = async (listChanged: () => Promise<string[]>, size = batchSize): Promise<{ batches: string[][] }> => {
  const ids = await listChanged()
  return { batches: Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size)) }
}
