import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** What is typed, a moment after the last key: for asking the API. */
export const useDebounced = (typed: Ref<string>, milliseconds = 200): Ref<string> => {
  const settled = ref(typed.value.trim())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = now.trim()), milliseconds)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
