/** What is kept of a contact in memory, page by page as the table gives it. */
import type { PersonPorts } from '../../functions/api/export-person.ts'

export type KeptItem = Awaited<ReturnType<PersonPorts['read']>>['items'][number]

/** Places are numbers of items; a page holds what its bytes let in, one item at least. */
export const personPage = (
  all: readonly KeptItem[],
  after: string | undefined,
  mostBytes: number,
): Awaited<ReturnType<PersonPorts['read']>> => {
  const from = after === undefined ? 0 : Number(after)
  let bytes = 0
  let to = from
  while (to < all.length) {
    const size = JSON.stringify(all[to]?.content).length
    if (to > from && bytes + size > mostBytes) break
    bytes += size
    to++
  }
  return { items: all.slice(from, to), next: to < all.length ? String(to) : null, bytes }
}
