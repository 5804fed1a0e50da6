import { computed, ref, type Ref } from 'vue'
import type { EnrollmentView, SequenceView } from '../../functions/contract/api/views.ts'
import { plural } from '../format/figures.ts'
import { applies, type Asking, type BulkStep } from './bulk-targets.ts'
import { useBulkActions, type Chosen } from './use-bulk-actions.ts'
import type { EnrollmentFilterState } from './use-enrollment-filter.ts'
import type { useEnrollmentList } from './use-enrollment-list.ts'
import { useSelection } from './use-selection.ts'

/** Which enrollments of a table are chosen, and what is done to them: each of those, or all that match its filters. */
export const useEnrollmentBulk = (given: {
  sequenceId: Ref<string>
  sequence: Ref<SequenceView | undefined>
  filter: EnrollmentFilterState
  list: ReturnType<typeof useEnrollmentList>
  job: Ref<string>
}) => {
  const { filter, list } = given
  const selection = useSelection(list.items, filter.key)
  const { act, end, takeBack } = useBulkActions({
    sequenceId: given.sequenceId,
    job: given.job,
    idsOf: list.idsOf,
    list: { patch: list.patch, restore: list.refresh },
  })

  /** How many of those that match still run, where that is known without reading them all. */
  const matchingCount = computed((): number | null => {
    if (!list.more.value) return list.items.value.filter(({ status }) => status !== 'finished').length
    return filter.narrowed.value ? null : (given.sequence.value?.counts.running ?? null)
  })
  const chosen = computed((): EnrollmentView[] => list.items.value.filter(({ id }) => selection.isChosen(id)))
  const any = (step: 'pause' | 'resume' | 'cancel'): boolean => chosen.value.some((item) => applies(step, item))
  const can = computed(() => ({ pause: any('pause'), resume: any('resume'), end: any('cancel') }))

  const meant = (step: BulkStep): Chosen => {
    const { status = 'all', ...narrowing } = filter.query()
    if (selection.matching.value && status !== 'finished')
      return { target: { matching: { status, ...narrowing } }, count: matchingCount.value }
    const ids = chosen.value.flatMap((item) => (applies(step, item) ? [item.id] : []))
    return { target: { ids }, count: ids.length }
  }
  const whom = (step: BulkStep): string => {
    const { count } = meant(step)
    return count === null ? 'all that match' : plural(count, 'enrollment')
  }

  const asking = ref<Asking | null>(null)
  /** What was decided is carried out, and the selection has served. */
  const settle = (step: () => Promise<void>): void => {
    asking.value = null
    void step()
    selection.clear()
  }
  return { selection, chosen, can, matchingCount, asking, meant, whom, settle, act, end, takeBack }
}
