/** What the hourly state machine passes between its two functions. Batches are objects: JSONata flattens lists of lists. */
import * as z from 'zod'

/** One turn of the Map: the sequences that one rollup invocation takes. */
export const rollupBatch = z.object({ sequenceIds: z.array(z.string()).min(1) })

/** The answer of `changed`, whose `batches` the Map walks. */
export interface ChangedSequences {
  batches: z.infer<typeof rollupBatch>[]
}
