import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

/**
 * Undo and redo over a form. What is typed in one go is one step back: a state counts once the form has been still for `settle` milliseconds.
 * Saving does not touch it. At most `most` steps are kept.
 */
export const useHistory = <T>(state: Ref<T>, { settle = 600, most = 100 } = {}) => {
  const past = ref<string[]>([])
  const future = ref<string[]>([])
  const unsettled = ref(false)
  let present = JSON.stringify(state.value)
  let timer: ReturnType<typeof setTimeout> | undefined

  const settleNow = (): void => {
    clearTimeout(timer)
    unsettled.value = false
    const now = JSON.stringify(state.value)
    if (now === present) return
    past.value = [...past.value.slice(1 - most), present]
    future.value = []
    present = now
  }
  const stop = watch(
    state,
    () => {
      clearTimeout(timer)
      unsettled.value = JSON.stringify(state.value) !== present
      timer = setTimeout(settleNow, settle)
    },
    { deep: true, flush: 'sync' },
  )
  onScopeDispose(() => (clearTimeout(timer), stop()))

  const go = (from: Ref<string[]>, to: Ref<string[]>): void => {
    settleNow()
    const next = from.value.at(-1)
    if (next === undefined) return
    from.value = from.value.slice(0, -1)
    to.value = [...to.value, present]
    present = next
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was written from the same state
    state.value = JSON.parse(next) as T
  }
  return {
    undo: () => go(past, future),
    redo: () => go(future, past),
    canUndo: computed(() => past.value.length > 0 || unsettled.value),
    canRedo: computed(() => future.value.length > 0 && !unsettled.value),
    /** A deed that is one step back of its own, however fast it follows on another. */
    deed: <R>(act: () => R): R => {
      settleNow()
      const result = act()
      settleNow()
      return result
    },
    /** Begins anew with what is there: what came before cannot be gone back to. */
    forget: (): void => {
      clearTimeout(timer)
      unsettled.value = false
      past.value = []
      future.value = []
      present = JSON.stringify(state.value)
    },
  }
}
