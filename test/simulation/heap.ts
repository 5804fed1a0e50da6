/** What happens when: the earliest first, and of one moment what was planned first. */
export interface Planned {
  at: number
  order: number
  run(): void
}

export const createHeap = () => {
  const list: Planned[] = []
  const before = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
  const at = (index: number): Planned => {
    const found = list[index]
    if (!found) throw new Error(`the heap has no place ${index}`)
    return found
  }
  const swap = (a: number, b: number): void => {
    const kept = at(a)
    list[a] = at(b)
    list[b] = kept
  }
  return {
    get size() {
      return list.length
    },
    first: (): Planned | undefined => list[0],
    push: (planned: Planned): void => {
      let place = list.push(planned) - 1
      while (place > 0) {
        const parent = (place - 1) >> 1
        if (!before(at(place), at(parent))) break
        swap(place, parent)
        place = parent
      }
    },
    pop: (): Planned | undefined => {
      const first = list[0]
      const last = list.pop()
      if (!first || !last || list.length === 0) return first
      list[0] = last
      for (let place = 0; ; ) {
        const left = 2 * place + 1
        if (left >= list.length) return first
        const least = left + 1 < list.length && before(at(left + 1), at(left)) ? left + 1 : left
        if (!before(at(least), at(place))) return first
        swap(place, least)
        place = least
      }
    },
  }
}
