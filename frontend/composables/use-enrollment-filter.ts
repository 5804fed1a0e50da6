import { computed } from 'vue'
import type { QueryOf } from '../../functions/contract/api/requests.ts'
import { serverNow } from '../api/server-clock.ts'
import { dueChoices, dueTimes } from '../format/due.ts'
import { heldChoices } from '../format/held.ts'
import { useDebounced } from './use-debounced.ts'
import { enrollmentFilters } from './use-enrollments.ts'
import { useQueryChoice, useQueryText } from './use-query-state.ts'

/** What a list and a bulk action are narrowed by, as the API takes it. */
export type EnrollmentFilterQuery = Pick<QueryOf<'listEnrollments'>, 'status' | 'q' | 'held' | 'step' | 'dueFrom' | 'dueBefore'>

/** What narrows a table of enrollments; all of it stands in the address. */
export const useEnrollmentFilter = () => {
  const state = useQueryChoice('state', enrollmentFilters, 'all')
  const held = useQueryChoice('held', heldChoices, 'any')
  const step = useQueryText('at')
  const due = useQueryChoice('due', dueChoices, 'any')
  const order = useQueryChoice('order', ['newest', 'oldest'] as const, 'newest')
  const owner = useQueryText('owner')
  const search = useQueryText('q')
  const asked = useDebounced(search)
  const parts = computed(() => [state.value, held.value, step.value, due.value, owner.value, asked.value])
  const others = computed(() => held.value !== 'any' || due.value !== 'any' || step.value !== '' || owner.value !== '')
  return {
    state,
    held,
    step,
    due,
    order,
    owner,
    search,
    /** What is searched for, a moment after the last key. */
    asked,
    /** Names the list that the filter and its order make. */
    key: computed(() => [...parts.value, order.value].join(' · ')),
    narrowed: computed(() => state.value !== 'all' || asked.value !== '' || others.value),
    /** Whether it is narrowed by more than a state and a search. */
    others,
    /** The filter at this moment: what is due today or overdue is so by the clock. */
    query: (): EnrollmentFilterQuery => ({
      ...(state.value === 'all' ? {} : { status: state.value }),
      ...(held.value === 'any' ? {} : { held: held.value }),
      ...(step.value === '' ? {} : { step: step.value }),
      ...(asked.value === '' ? {} : { q: asked.value }),
      ...dueTimes(due.value, new Date(serverNow())),
    }),
  }
}
export type EnrollmentFilterState = ReturnType<typeof useEnrollmentFilter>
