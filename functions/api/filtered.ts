/** A page of those that fit a filter which no index knows: some pages are read for it, and no more. */

/** Pages that one request reads before it answers with what it found and a cursor. */
const mostRounds = 4

interface Page<T> {
  items: T[]
  next: string | null
}

/**
 * Reads on until half of `limit` fits, the list ends, or its share of reading is done: then with fewer, or none, and with `next`. `fits` null:
 * everything does, and one page is the answer. `read` answers at most as many as it is asked for.
 */
export const fittingPage = async <T>(given: {
  limit: number
  after: string | undefined
  read: (limit: number, after: string | undefined) => Promise<Page<T>>
  fits: ((one: T) => boolean) | null
}): Promise<Page<T>> => {
  const { limit, read, fits } = given
  const items: T[] = []
  let after = given.after
  for (let round = 0; round < (fits === null ? 1 : mostRounds) && (round === 0 || items.length < limit / 2); round++) {
    const page = await read(limit - items.length, after)
    items.push(...(fits === null ? page.items : page.items.filter(fits)))
    if (page.next === null) return { items, next: null }
    after = page.next
  }
  return { items, next: after ?? null }
}
