/**
 * What a warm function remembers between invocations must not reach from one history into the next, or a seed would not replay. Maps and Sets
 * that the product's modules make while they are loaded are noted; `forgetAll` brings each back to what it held then: a cold start.
 */
const kept: { restore(): void }[] = []

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
    for (const memory of made) kept.push({ restore: restoring(memory) })
  }
}

const restoring = (memory: Map<unknown, unknown> | Set<unknown>): (() => void) => {
  const before = [...memory] as unknown[]
  return () => {
    if (memory.size === 0 && before.length === 0) return
    memory.clear()
    for (const entry of before)
      if (memory instanceof Map) memory.set(...(entry as [unknown, unknown]))
      else memory.add(entry)
  }
}

export const forgetAll = (): void => {
  for (const memory of kept) memory.restore()
}
