/** A binary heap: the earliest first, and among equals the one that was added first. */
export interface Timed {
  at: number
  order: number
}

export interface Heap<T extends Timed> {
  add(item: T): void
  first(): T | undefined
  take(): T | undefined
}

const before = (a: Timed, b: Timed): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

export const createHeap = <T extends Timed>(): Heap<T> => {
  const items: T[] = []
  const swap = (a: number, b: number): void => {
    const [itemA, itemB] = [items[a], items[b]]
    if (itemA && itemB) {
      items[a] = itemB
      items[b] = itemA
    }
  }
  const earlier = (a: number, b: number): boolean => {
    const [itemA, itemB] = [items[a], items[b]]
    return itemA !== undefined && itemB !== undefined && before(itemA, itemB)
  }
  return {
    add: (item) => {
      let at = items.push(item) - 1
      for (let parent = (at - 1) >> 1; at > 0 && earlier(at, parent); at = parent, parent = (at - 1) >> 1) swap(at, parent)
    },
    first: () => items[0],
    take: () => {
      const first = items[0]
      const last = items.pop()
      if (items.length === 0 || !last) return first
      items[0] = last
      for (let at = 0; ; ) {
        const left = 2 * at + 1
        const smaller = earlier(left + 1, left) ? left + 1 : left
        if (!earlier(smaller, at)) return first
        swap(at, smaller)
        at = smaller
      }
    },
  }
}
