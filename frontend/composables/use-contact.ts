import { useQueries, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { listMessages } from '../api/enrollments.ts'
import { contactPlan, contactTimeline, getContact } from '../api/people.ts'
import { comingTouches, type TimelineFilter } from '../format/timeline.ts'
import { keys, pollEvery } from './keys.ts'
import { useLivePages } from './use-live-pages.ts'

/** One contact: consent, addresses, opt-outs, and what runs for them; nothing is asked while the id is empty. */
export const useContact = (id: Ref<string>) =>
  useQuery({
    queryKey: computed(() => keys.contact(id.value)),
    queryFn: () => getContact({ params: { id: id.value } }),
    enabled: computed(() => id.value !== ''),
    refetchInterval: pollEvery,
  })

/** What happened to a contact, newest first. What is still to come is told by `useComing`. */
export const useContactTimeline = (id: Ref<string>, filter: Ref<TimelineFilter>) => {
  const pages = useLivePages({
    key: () => keys.timeline('contact', id.value, filter.value),
    ask: (cursor) =>
      contactTimeline({
        params: { id: id.value },
        query: { limit: 50, cursor, kind: filter.value === 'all' ? undefined : filter.value },
      }),
    every: pollEvery,
  })
  return { ...pages, items: computed(() => pages.items.value.filter(({ kind }) => kind !== 'scheduled')) }
}

const ofConsent = new Set(['unsubscribed', 'complained', 'lifted'])

/** What closed and opened a contact's channels, newest first, as far as the last two hundred entries go. */
export const useConsentHistory = (id: Ref<string>) => {
  const query = useQuery({
    queryKey: computed(() => keys.timeline('contact', id.value, 'consent')),
    queryFn: () => contactTimeline({ params: { id: id.value }, query: { limit: 200, kind: 'interaction' } }),
  })
  return computed(() => query.data.value?.items.filter(({ what }) => ofConsent.has(what)) ?? [])
}

/** What will leave to a contact, by their running enrollments' messages and the plan of each. */
export const useComing = (contact: ReturnType<typeof useContact>) => {
  const running = computed(() => contact.data.value?.enrollments ?? [])
  const id = computed(() => contact.data.value?.id ?? '')
  const plan = useQuery({
    queryKey: computed(() => keys.plan(id.value)),
    queryFn: () => contactPlan({ params: { id: id.value } }),
    enabled: computed(() => running.value.length > 0),
    refetchInterval: pollEvery,
  })
  const messages = useQueries({
    queries: computed(() =>
      running.value.map(({ id: enrollmentId, sequenceId }) => ({
        queryKey: keys.messages(sequenceId, enrollmentId),
        queryFn: () => listMessages({ params: { id: sequenceId }, query: { enrollmentId, limit: 200 } }),
        refetchInterval: pollEvery,
      })),
    ),
  })
  const all = computed(() => messages.value.flatMap((one) => one.data?.items ?? []))
  return {
    plan,
    messages: all,
    coming: computed(() => comingTouches(running.value, all.value, plan.data.value)),
    loading: computed(() => messages.value.some((one) => one.isPending)),
    error: computed(() => messages.value.find((one) => one.isError && one.data === undefined)?.error ?? null),
    retry: () => void Promise.all(messages.value.map((one) => one.refetch())),
  }
}
