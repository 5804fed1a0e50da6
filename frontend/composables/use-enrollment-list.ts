import { computed, type Ref } from 'vue'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import { listEnrollments } from '../api/enrollments.ts'
import { keys, pollEvery } from './keys.ts'
import type { EnrollmentFilter } from './use-enrollments.ts'
import { useLivePages } from './use-live-pages.ts'

/** A sequence's enrollments as a table of thousands: pages of a hundred, live where one looks. */
export const useEnrollmentList = (sequenceId: Ref<string>, filter: Ref<EnrollmentFilter>, quiet: () => boolean) => {
  const ask = (status: EnrollmentView['status'] | undefined, limit: number, cursor: string | undefined) =>
    listEnrollments({ params: { id: sequenceId.value }, query: { limit, cursor, status } })

  const pages = useLivePages<EnrollmentView>({
    key: computed(() => keys.enrollments(sequenceId.value, `table ${filter.value}`)),
    ask: (cursor) => ask(statusOf(filter.value), 100, cursor),
    every: pollEvery,
    quiet,
  })
  /** The ids of all in a state, also of those that are not loaded. */
  const idsOf = async (status: EnrollmentView['status']): Promise<string[]> => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await ask(status, 200, cursor)
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return ids
  }
  return { ...pages, idsOf }
}

const statusOf = (choice: EnrollmentFilter): EnrollmentView['status'] | undefined => (choice === 'all' ? undefined : choice)
