import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { listContacts } from '../api/touchline.ts'
import { keys } from './keys.ts'

/** Contacts that match what is typed, asked a moment after the last key. */
export const useContactSearch = (typed: Ref<string>) => {
  const asked = ref(typed.value.trim())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = now.trim()), 200)
  })
  onScopeDispose(() => clearTimeout(timer))
  return useQuery({
    queryKey: computed(() => keys.contacts(asked.value)),
    queryFn: () => listContacts({ query: { q: asked.value, limit: 25 } }),
    placeholderData: keepPreviousData,
  })
}
