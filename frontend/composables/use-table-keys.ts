import { ref, type Ref } from 'vue'
import { usePageKeys } from './use-page-keys.ts'
import { useShortcuts } from './use-shortcuts.ts'

/** A long list by keyboard: `j` and `k` give the next row the focus, where Enter opens it; `/` searches. `current`: the id of the row. */
export const useTableKeys = (given: { rows: Ref<readonly { id: string }[]>; focus: (index: number) => void; search?: () => void }) => {
  const current = ref<string | null>(null)
  const walk = (by: 1 | -1): void => {
    const at = given.rows.value.findIndex(({ id }) => id === current.value)
    const index = at === -1 ? 0 : at + by
    const next = given.rows.value[index]
    if (!next) return
    current.value = next.id
    given.focus(index)
  }
  useShortcuts({ j: () => walk(1), k: () => walk(-1), ...(given.search ? { '/': given.search } : {}) })
  usePageKeys([['j k', 'Next and previous row'], ['Enter', 'Open'], ...(given.search ? ([['/', 'Search']] as const) : [])])
  return { current }
}
