/** A page that is asked again, put together with what was known of it. */

/**
 * `fetched` is the same page as it is now. Rows that are new stand before, those that left are gone, and what `fetched` no longer reaches
 * because of new ones stays: the next page begins where it always did. `whole`: nothing follows `fetched`.
 */
export const mergedPage = <T extends { id: string }>(known: readonly T[], fetched: readonly T[], whole: boolean): T[] => {
  if (whole || fetched.length === 0) return [...fetched]
  const now = new Set(fetched.map(({ id }) => id))
  const reaches = known.findLastIndex(({ id }) => now.has(id))
  return [...fetched, ...known.slice(reaches + 1)]
}

/** The pages, by number, that hold the rows from `from` to `to`; the first one always, where what is new comes in. */
export const pagesInSight = (lengths: readonly number[], { from, to }: { from: number; to: number }): number[] => {
  let start = 0
  return lengths.flatMap((length, page) => {
    const first = start
    start += length
    return page === 0 || (first <= to && first + length > from) ? [page] : []
  })
}

/** Every row once: a page that is asked again can reach into the next one. */
export const withoutRepeats = <T extends { id: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
]
