import { useQuery, useQueryClient, type InfiniteData } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { getAnalytics, getSequence } from '../api/sequences.ts'
import { keys, pollEvery } from './keys.ts'

/** One sequence with its numbers. Until its own answer is here it shows what the list knows of it. */
export const useSequence = (id: Ref<string>) => {
  const cache = useQueryClient()
  const listed = () =>
    cache
      .getQueryData<InfiniteData<AnswerOf<'listSequences'>>>(keys.sequences)
      ?.pages.flatMap((page) => page.items)
      .find((item) => item.id === id.value)

  const sequence = useQuery({
    queryKey: computed(() => keys.sequence(id.value)),
    queryFn: () => getSequence({ params: { id: id.value } }),
    placeholderData: listed,
    refetchInterval: pollEvery,
  })
  const analytics = useQuery({
    queryKey: computed(() => keys.analytics(id.value)),
    queryFn: () => getAnalytics({ params: { id: id.value } }),
    refetchInterval: pollEvery,
  })
  return { sequence, analytics }
}
