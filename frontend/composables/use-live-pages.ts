import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, toValue, type MaybeRefOrGetter } from 'vue'
import { mergedPage, pagesInSight, withoutRepeats } from './live-pages.ts'

interface Page<T> {
  items: T[]
  nextCursor: string | null
  /** How many were looked through for it, where a filter may find few. */
  looked?: number
}
type Pages<T> = InfiniteData<Page<T>, string | undefined>

/**
 * A long list that is live where one looks: every `every` milliseconds the pages in sight and the first one are asked again, never all of
 * them. `quiet` holds that back, while what is shown runs ahead of what the API knows.
 */
export const useLivePages = <T extends { id: string }>(given: {
  key: MaybeRefOrGetter<readonly unknown[]>
  ask: (cursor: string | undefined) => Promise<Page<T>>
  every: number
  quiet?: () => boolean
}) => {
  const cache = useQueryClient()
  const key = computed(() => toValue(given.key))
  const sight = ref({ from: 0, to: 0 })
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => given.ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<T>) => page.nextCursor ?? undefined,
    // Thousands of rows: neither watched one by one nor compared one by one.
    shallow: true,
    structuralSharing: false,
    // All pages at once would be a hundred requests: `refresh` asks again for those in sight.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
    refetchOnReconnect: false,
  })

  const patch = (change: (item: T) => T): void => {
    cache.setQueryData<Pages<T>>(
      key.value,
      (old) => old && { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.map(change) })) },
    )
  }
  const refresh = async (): Promise<void> => {
    const asked = key.value
    const before = cache.getQueryData<Pages<T>>(asked)
    if (!before || query.isFetching.value) return
    const numbers = pagesInSight(
      before.pages.map(({ items }) => items.length),
      sight.value,
    )
    const fetched = await Promise.all(numbers.map(async (number) => [number, await given.ask(before.pageParams[number])] as const))
    const now = new Map(fetched)
    cache.setQueryData<Pages<T>>(
      asked,
      (old) =>
        old && {
          ...old,
          pages: old.pages.map((page, number) => {
            const answer = now.get(number)
            return answer ? { ...page, items: mergedPage(page.items, answer.items, answer.nextCursor === null) } : page
          }),
        },
    )
  }
  const timer = setInterval(() => {
    // What fails here is asked again at the next turn; the list that is shown stays true of its time.
    if (document.visibilityState === 'visible' && given.quiet?.() !== true) refresh().catch(() => undefined)
  }, given.every)
  onScopeDispose(() => clearInterval(timer))

  return {
    items: computed(() => withoutRepeats(query.data.value?.pages.flatMap((page) => page.items) ?? [])),
    loading: query.isPending,
    error: computed(() => (query.data.value === undefined ? query.error.value : null)),
    more: query.hasNextPage,
    /** How many were looked through for all of it. */
    searched: computed(() => (query.data.value?.pages ?? []).reduce((sum, page) => sum + (page.looked ?? page.items.length), 0)),
    failedNext: query.isFetchNextPageError,
    busy: query.isFetching,
    sight,
    next: () => void (query.isFetchingNextPage.value || query.isFetchNextPageError.value || query.fetchNextPage()),
    retry: () => void (query.data.value === undefined ? query.refetch() : query.fetchNextPage()),
    patch,
    refresh,
    snapshot: () => cache.getQueryData<Pages<T>>(key.value),
    restore: (pages: Pages<T> | undefined) => void cache.setQueryData(key.value, pages),
  }
}
