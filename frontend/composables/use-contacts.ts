import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { listContacts } from '../api/people.ts'
import { keys } from './keys.ts'
import { useDebounced } from './use-debounced.ts'

/** Contacts that match what is typed, asked a moment after the last key. */
export const useContactSearch = (typed: Ref<string>) => {
  const asked = useDebounced(typed)
  const query = useQuery({
    queryKey: computed(() => keys.contacts(asked.value)),
    queryFn: () => listContacts({ query: { q: asked.value, limit: 25 } }),
    placeholderData: keepPreviousData,
  })
  /** Whether those found are for what is typed now, and not for fewer letters. */
  const current = computed(() => asked.value === typed.value.trim() && !query.isPlaceholderData.value)
  return { ...query, current }
}
