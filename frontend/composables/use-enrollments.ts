import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { listEnrollments, listMessages } from '../api/enrollments.ts'
import { keys, pollEvery } from './keys.ts'

export const enrollmentFilters = ['all', 'active', 'paused', 'finished'] as const
export type EnrollmentFilter = (typeof enrollmentFilters)[number]

/** A sequence's enrollments, newest first, page by page, and live. */
export const useEnrollments = (sequenceId: Ref<string>, filter: Ref<EnrollmentFilter>) => {
  const query = useInfiniteQuery({
    queryKey: computed(() => keys.enrollments(sequenceId.value, filter.value)),
    queryFn: ({ pageParam }) =>
      listEnrollments({
        params: { id: sequenceId.value },
        query: { limit: 25, cursor: pageParam, status: filter.value === 'all' ? undefined : filter.value },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: pollEvery,
  })
  return { query, enrollments: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}

/** All messages of one enrollment in the order of their steps. */
export const useMessages = (sequenceId: Ref<string>, enrollmentId: Ref<string>, wanted: () => boolean = () => true) =>
  useQuery({
    queryKey: computed(() => keys.messages(sequenceId.value, enrollmentId.value)),
    queryFn: () => listMessages({ params: { id: sequenceId.value }, query: { enrollmentId: enrollmentId.value, limit: 200 } }),
    enabled: wanted,
    select: (page) => page.items.toSorted((a, b) => a.stepOrder - b.stepOrder),
    refetchInterval: pollEvery,
  })
