import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { listSequences } from '../api/sequences.ts'
import { keys, pollEvery } from './keys.ts'

/** All sequences, page by page, newest first, and live. */
export const useSequences = () => {
  const query = useInfiniteQuery({
    queryKey: keys.sequences,
    queryFn: ({ pageParam }) => listSequences({ query: { limit: 200, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: pollEvery,
  })
  return { query, sequences: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}
