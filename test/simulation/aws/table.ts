/** One DynamoDB table in memory: items by key, the sparse index, and the stream of changes. What it holds is frozen and shared with nobody. */
import type { Item } from './expressions.ts'

export interface Change {
  number: number
  at: number
  key: Key
  before: Item | undefined
  after: Item | undefined
}
export interface Key {
  pk: string
  sk: string
}
export interface IndexEntry extends Key {
  gsi1pk: string
  gsi1sk: string
}

export type Table = ReturnType<typeof createTable>

/** `isStreamed` says which keys the stream's reader asks for. */
export const createTable = (now: () => number, streamed: (change: Change) => void) => {
  const partitions = new Map<string, Map<string, Item>>()
  const index = new Map<string, Map<string, IndexEntry>>()
  let changes = 0

  const get = ({ pk, sk }: Key): Item | undefined => partitions.get(pk)?.get(sk)

  /** Stores an item, or deletes where it is undefined. */
  const set = (key: Key, item: Item | undefined): void => {
    const before = get(key)
    const after = item && kept(item)
    if (!before && !after) return
    if (after) {
      const partition = partitions.get(key.pk) ?? new Map<string, Item>()
      partition.set(key.sk, after)
      partitions.set(key.pk, partition)
    } else partitions.get(key.pk)?.delete(key.sk)
    reindex(key, before, after)
    changes++
    streamed({ number: changes, at: now(), key, before, after })
  }

  const reindex = (key: Key, before: Item | undefined, after: Item | undefined): void => {
    const [old, fresh] = [before?.['gsi1pk'], after?.['gsi1pk']]
    const name = `${key.pk}/${key.sk}`
    if (typeof old === 'string' && old !== fresh) index.get(old)?.delete(name)
    if (typeof fresh !== 'string') return
    const gsi1sk = String(after?.['gsi1sk'])
    const entries = index.get(fresh) ?? new Map<string, IndexEntry>()
    entries.set(name, { ...key, gsi1pk: fresh, gsi1sk })
    index.set(fresh, entries)
  }

  const partition = (pk: string): Item[] => {
    const items = partitions.get(pk)
    return items ? [...items.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item) : []
  }

  const indexed = (gsi1pk: string): IndexEntry[] => {
    const entries = index.get(gsi1pk)
    return entries ? [...entries.values()].toSorted((a, b) => (a.gsi1sk < b.gsi1sk ? -1 : a.gsi1sk > b.gsi1sk ? 1 : 0)) : []
  }

  const all = (): Item[] => [...partitions.values()].flatMap((items) => [...items.values()])

  return {
    changes: () => changes,
    get,
    set,
    partition,
    indexed,
    all,
    /** The partitions of the index that hold anything. */
    indexPartitions: () => [...index.entries()].filter(([, entries]) => entries.size > 0).map(([name]) => name),
  }
}

/** A frozen copy as DynamoDB would give it back: without what is undefined. */
const kept = (item: Item): Item => copied(item) as Item

const copied = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map(copied))
  if (value instanceof Set) return new Set(value)
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  const copy: Record<string, unknown> = {}
  for (const name in value) {
    const part = (value as Record<string, unknown>)[name]
    if (part !== undefined) copy[name] = copied(part)
  }
  return Object.freeze(copy)
}
