/** Branches and iterations beside each other. */
import type { AslPorts } from './asl-ports.ts'

/** At most `limit` at once (0 = all, at most 40 as AWS does); the first failure is the whole's, and nothing new is begun after it. */
export const together = async <T>(
  ports: AslPorts,
  items: T[],
  limit: number,
  work: (item: T, index: number) => Promise<unknown>,
): Promise<unknown[]> => {
  const results: unknown[] = []
  if (items.length === 0) return results
  const lanes = Math.min(items.length, limit > 0 ? limit : 40)
  const forked = ports.fork(lanes)
  const queue = items.entries()
  let failed: { error: unknown } | undefined
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) break
      try {
        results[index] = await work(item, index)
      } catch (error) {
        failed ??= { error }
      }
    }
    forked.ended()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  if (failed) throw failed.error
  return results
}
