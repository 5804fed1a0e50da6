import { useInfiniteQuery, keepPreviousData } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/**
 * A list that comes in pages: the items so far, and what is needed to draw its four states and its end.
 * `every`: milliseconds between two looks, for what is live; without it the list is asked once.
 */
export const usePages = <T>(given: {
  key: MaybeRefOrGetter<readonly unknown[]>
  ask: (cursor: string | undefined) => Promise<Page<T>>
  every?: MaybeRefOrGetter<number | false>
  enabled?: MaybeRefOrGetter<boolean>
}) => {
  const query = useInfiniteQuery({
    queryKey: computed(() => toValue(given.key)),
    queryFn: ({ pageParam }) => given.ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: computed(() => toValue(given.enabled) ?? true),
    placeholderData: keepPreviousData,
    refetchInterval: computed(() => toValue(given.every) ?? false),
  })
  const busy = computed(() => query.isFetchingNextPage.value || (query.isFetching.value && query.isRefetchError.value))
  /** Null while there is something to show in spite of it. */
  const error = computed(() => (query.data.value === undefined ? query.error.value : null))
  return {
    query,
    items: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []),
    loading: query.isPending,
    fetching: query.isFetching,
    /** What a WorkList is told of it. */
    drawn: computed(() => ({
      loading: query.isPending.value,
      error: error.value,
      more: query.hasNextPage.value,
      busy: busy.value,
      failedNext: query.isFetchNextPageError.value,
    })),
    error,
    more: query.hasNextPage,
    /** The page after those that are shown could not be loaded. */
    failedNext: query.isFetchNextPageError,
    busy,
    next: () => void (query.isFetchingNextPage.value || query.fetchNextPage()),
    retry: () => void query.refetch(),
  }
}
