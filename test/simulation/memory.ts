/**
 * What a warm function remembers between invocations must not reach from one history into the next, or a seed would not replay. Maps and Sets
 * that the product's modules make while they are loaded and leave empty are noted: `forgetAll` empties them again, as a cold start does.
 */
const kept: { clear(): void }[] = []

/** Loads modules and notes what they remember. `isOurs` judges a stack: only the product's own memory is forgotten. */
export const notingMemory = async <T>(load: () => Promise<T>, isOurs: (stack: string) => boolean): Promise<T> => {
  const { Map: RealMap, Set: RealSet } = globalThis
  const made: (Map<unknown, unknown> | Set<unknown>)[] = []
  const note = (memory: Map<unknown, unknown> | Set<unknown>): void => {
    if (isOurs(new Error('made here').stack ?? '')) made.push(memory)
  }
  class NotedMap<K, V> extends RealMap<K, V> {
    constructor(entries?: Iterable<readonly [K, V]> | null) {
      super(entries)
      note(this)
    }
  }
  class NotedSet<V> extends RealSet<V> {
    constructor(values?: Iterable<V> | null) {
      super(values)
      note(this)
    }
  }
  globalThis.Map = NotedMap
  globalThis.Set = NotedSet
  try {
    return await load()
  } finally {
    globalThis.Map = RealMap
    globalThis.Set = RealSet
    kept.push(...made.filter(({ size }) => size === 0))
  }
}

export const forgetAll = (): void => {
  for (const memory of kept) memory.clear()
}
