import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { listSequences } from '../api/sequences.ts'
import { calmEvery, keys } from './keys.ts'

/** All sequences, page by page, newest first; every page knows their names and the shell their sums. `every`: milliseconds between two looks. */
export const useSequences = (every = calmEvery) => {
  const query = useInfiniteQuery({
    queryKey: keys.sequences,
    queryFn: ({ pageParam }) => listSequences({ query: { limit: 200, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: every,
  })
  return { query, sequences: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}
