/**
 * Exact counters from a stream that repeats itself. The increments of a part of a batch and the shard's last sequence number are committed
 * together; what is at or before that number was counted already. Batches may be redelivered and cut anew at will.
 */
import { addCounters, type Counters } from '../domain/tallies.ts'
import { countChange, type Increment, type RowChange } from './count.ts'

/** Increments that are committed together, and the sequence number of the last change in them. */
export interface CountedPart {
  last: string
  increments: Increment[]
}

export interface CounterStore {
  /** The last sequence number counted for this shard; null before the first. `fresh` reads it past any memory. */
  checkpoint(shard: string, fresh: boolean): Promise<string | null>
  /** False where the checkpoint is no longer `expected`: another delivery of the same records was faster, and nothing was written. */
  commit(shard: string, expected: string | null, part: CountedPart): Promise<boolean>
}

/** A transaction holds 100 actions; some room is left for what belongs to it beside the counters. */
const mostActions = 96
const mostTries = 5

/** Counts a batch of one shard, in its order. Answers how many changes were new. */
export const tally = async (store: CounterStore, shard: string, changes: readonly RowChange[]): Promise<number> => {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    let checkpoint = await store.checkpoint(shard, attempt > 0)
    const fresh = changes.filter(({ sequenceNumber }) => isAfter(sequenceNumber, checkpoint))
    let lost = false
    for (const part of partsOf(fresh)) {
      lost = !(await store.commit(shard, checkpoint, part))
      if (lost) break
      checkpoint = part.last
    }
    if (!lost) return fresh.length
  }
  throw new Error(`shard ${shard} is being counted by someone else: its checkpoint moved ${mostTries} times`)
}

/** The changes as parts that each fit one transaction. Changes that count nothing need no commit: counting them again adds nothing. */
export const partsOf = (changes: readonly RowChange[], most = mostActions): CountedPart[] => {
  const parts: CountedPart[] = []
  let open: { last: string; merged: Map<string, Increment> } | null = null
  for (const change of changes) {
    const increments = countChange(change)
    if (increments.length === 0) continue
    const merged: Map<string, Increment> = merge(open?.merged ?? new Map<string, Increment>(), increments)
    if (open && actionsOf(merged) > most) {
      parts.push(closed(open))
      open = { last: change.sequenceNumber, merged: merge(new Map(), increments) }
    } else open = { last: change.sequenceNumber, merged }
  }
  return open ? [...parts, closed(open)] : parts
}

const closed = ({ last, merged }: { last: string; merged: Map<string, Increment> }): CountedPart => ({
  last,
  increments: [...merged.values()],
})

const merge = (known: ReadonlyMap<string, Increment>, increments: readonly Increment[]): Map<string, Increment> => {
  const merged = new Map(known)
  for (const { sequenceId, hour, counters } of increments) {
    const name = `${sequenceId}#${hour}`
    const both: Counters = addCounters([merged.get(name)?.counters ?? {}, counters])
    merged.set(name, { sequenceId, hour, counters: both })
  }
  return merged
}

/** One write per sequence and hour, one per sequence's totals, one for the checkpoint. */
const actionsOf = (merged: ReadonlyMap<string, Increment>): number =>
  merged.size + new Set([...merged.values()].map(({ sequenceId }) => sequenceId)).size + 1

/** Sequence numbers are decimal and outgrow a double. */
const isAfter = (sequenceNumber: string, checkpoint: string | null): boolean =>
  checkpoint === null || BigInt(sequenceNumber) > BigInt(checkpoint)
