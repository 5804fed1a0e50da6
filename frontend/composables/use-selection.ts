import { computed, ref, watch, type Ref } from 'vue'

/** Which rows of a list are chosen: each on its own, a run of them, those that are loaded, or all that match, also those that are not loaded. */
export const useSelection = (rows: Ref<readonly { id: string }[]>, of: Ref<unknown>) => {
  const ids = ref(new Set<string>())
  const matching = ref(false)
  let anchor: string | null = null

  const clear = (): void => {
    ids.value = new Set()
    matching.value = false
    anchor = null
  }
  watch(of, clear)

  const isChosen = (id: string): boolean => matching.value || ids.value.has(id)
  const loaded = (): Set<string> => new Set(rows.value.map(({ id }) => id))
  const toggle = (id: string): void => {
    const next = matching.value ? loaded() : new Set(ids.value)
    if (!next.delete(id)) next.add(id)
    matching.value = false
    ids.value = next
    anchor = id
  }
  /** From the row that was chosen last to this one. */
  const extend = (id: string): void => {
    const from = rows.value.findIndex((row) => row.id === anchor)
    const to = rows.value.findIndex((row) => row.id === id)
    if (from === -1 || to === -1) return toggle(id)
    const between = rows.value.slice(Math.min(from, to), Math.max(from, to) + 1)
    ids.value = new Set([...ids.value, ...between.map((row) => row.id)])
  }
  return {
    ids,
    matching,
    any: computed(() => matching.value || ids.value.size > 0),
    allLoaded: computed(() => rows.value.length > 0 && rows.value.every(({ id }) => isChosen(id))),
    isChosen,
    toggle,
    extend,
    chooseLoaded: () => {
      ids.value = loaded()
      matching.value = false
    },
    chooseMatching: () => {
      ids.value = loaded()
      matching.value = true
    },
    clear,
  }
}
