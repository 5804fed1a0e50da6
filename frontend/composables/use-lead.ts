import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { getLead, leadTimeline } from '../api/people.ts'
import type { TimelineFilter } from '../format/timeline.ts'
import { keys, pollEvery } from './keys.ts'
import { useLivePages } from './use-live-pages.ts'

/** One lead: its stages, its contacts, and what came of its last stage change. */
export const useLead = (id: Ref<string>) =>
  useQuery({
    queryKey: computed(() => keys.lead(id.value)),
    queryFn: () => getLead({ params: { id: id.value } }),
    refetchInterval: pollEvery,
  })

/** What happened to all of a lead's contacts, and what is planned for them, newest first. */
export const useLeadTimeline = (id: Ref<string>, filter: Ref<TimelineFilter>) =>
  useLivePages({
    key: () => keys.timeline('lead', id.value, filter.value),
    ask: (cursor) =>
      leadTimeline({ params: { id: id.value }, query: { limit: 50, cursor, kind: filter.value === 'all' ? undefined : filter.value } }),
    every: pollEvery,
  })
