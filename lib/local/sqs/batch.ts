/** What SQS's batch operations share: each entry succeeds or fails on its own, all in one durable step. */
import { AwsError, type LocalStore } from '../service.ts'

export type Batch = <E extends { Id?: string }>(entries: E[], each: (entry: E) => Record<string, unknown>) => unknown

export const createBatch =
  (store: LocalStore): Batch =>
  (entries, each) => {
    if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.')
    if (entries.length > 10) throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.')
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
      throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
    const Successful: Record<string, unknown>[] = []
    const Failed: Record<string, unknown>[] = []
    store.transaction(() => {
      for (const entry of entries)
        try {
          Successful.push({ Id: entry.Id, ...each(entry) })
        } catch (error) {
          if (!(error instanceof AwsError)) throw error
          Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
        }
    })
    return { Successful, Failed }
  }
