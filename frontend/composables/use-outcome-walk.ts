import type { Ref } from 'vue'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import { useOutcomePanel, useSaidOutcomes } from './use-outcome.ts'
import { usePageKeys } from './use-page-keys.ts'
import { useShortcuts } from './use-shortcuts.ts'

/** Outcomes recorded one after the other down a list: `o` asks of the row, and each that is recorded leads to the next that waits. */
export const useOutcomeWalk = (rows: Ref<readonly EnrollmentView[]>, current: Ref<string | null>) => {
  const { show } = useOutcomePanel()
  const { saidIn } = useSaidOutcomes()
  const waits = ({ id, held }: EnrollmentView): boolean => held?.reason === 'waiting_for_outcome' && saidIn(id) === null
  useShortcuts({
    o: () => {
      const row = rows.value.find(({ id }) => id === current.value)
      if (row && waits(row)) show(row.id)
    },
  })
  usePageKeys([['o', 'Record what it came to']])
  const next = (enrollmentId: string): string | null => {
    const at = rows.value.findIndex(({ id }) => id === enrollmentId)
    const following = rows.value.slice(at + 1).find(waits)
    if (following) current.value = following.id
    return following?.id ?? null
  }
  return { next }
}
