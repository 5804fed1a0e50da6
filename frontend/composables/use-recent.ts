import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { contactTimeline } from '../api/people.ts'
import { keys } from './keys.ts'

/** The latest that happened between a contact and us, without what is only planned. */
export const useRecent = (contactId: Ref<string | null>, most = 6) =>
  useQuery({
    queryKey: computed(() => [...keys.timeline('contact', contactId.value ?? ''), 'recent']),
    queryFn: () => contactTimeline({ params: { id: contactId.value ?? '' }, query: { limit: 40 } }),
    enabled: computed(() => contactId.value !== null),
    select: (page) => page.items.filter(({ kind }) => kind !== 'scheduled').slice(0, most),
  })
