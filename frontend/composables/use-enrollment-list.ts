import { computed, type Ref } from 'vue'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import { listAllEnrollments, listEnrollments } from '../api/enrollments.ts'
import { keys, pollEvery } from './keys.ts'
import type { EnrollmentFilterQuery, EnrollmentFilterState } from './use-enrollment-filter.ts'
import { useFilled } from './use-filled.ts'
import { useLivePages } from './use-live-pages.ts'

type Ask = (cursor: string | undefined) => Promise<AnswerOf<'listEnrollments'>>

/** Enrollments as a table of thousands: pages of a hundred, live where one looks, loaded on until a filter fills the screen. */
const useTable = (given: { key: () => readonly unknown[]; ask: Ask; quiet?: () => boolean }) => {
  const pages = useLivePages<EnrollmentView>({ ...given, every: pollEvery })
  useFilled(pages, () => pages.items.value.length < 30 || pages.sight.value.to >= pages.items.value.length - 30)
  return pages
}

/** Those of one sequence. */
export const useEnrollmentList = (sequenceId: Ref<string>, filter: EnrollmentFilterState, quiet: () => boolean) => {
  const ask = (query: EnrollmentFilterQuery, limit: number, cursor: string | undefined) =>
    listEnrollments({ params: { id: sequenceId.value }, query: { ...query, limit, cursor, order: filter.order.value } })

  const pages = useTable({
    key: () => keys.enrollments(sequenceId.value, `table ${filter.key.value}`),
    ask: (cursor) => ask(filter.query(), 100, cursor),
    quiet,
  })
  /** The ids of all that match, also of those that are not loaded. */
  const idsOf = async (query: EnrollmentFilterQuery): Promise<string[]> => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await ask(query, 200, cursor)
      ids.push(...page.items.flatMap(({ id, status }) => (status === 'finished' ? [] : [id])))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return ids
  }
  return { ...pages, idsOf }
}

/** Those of every sequence, or of the sequences of one owner. A step belongs to one sequence: nothing here is narrowed by it. */
export const useAllEnrollments = (filter: EnrollmentFilterState) =>
  useTable({
    key: () => keys.allEnrollments(filter.key.value),
    ask: (cursor) => {
      const { step: _of, ...query } = filter.query()
      return listAllEnrollments({ query: { ...query, owner: filter.owner.value || undefined, limit: 100, cursor } })
    },
  })

/** Rows of an empty or narrowed table, in words: how far it was looked through. */
export const useSearched = (
  list: Pick<ReturnType<typeof useTable>, 'searched' | 'more'>,
  filter: EnrollmentFilterState,
  whole: () => number | null,
) =>
  computed((): { count: number; of: number | null; what: 'contacts' | 'enrollments'; ended: boolean } => ({
    count: list.searched.value,
    of: filter.asked.value === '' ? whole() : null,
    what: filter.asked.value === '' ? 'enrollments' : 'contacts',
    ended: !list.more.value,
  }))
