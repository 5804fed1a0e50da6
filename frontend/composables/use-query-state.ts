import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** One value of the address's query, limited to what is allowed; the default is left out of the address. `push`: Back returns to the one before. */
export const useQueryChoice = <T extends string>(
  name: string,
  allowed: readonly T[],
  fallback: T,
  how: 'replace' | 'push' = 'replace',
): WritableComputedRef<T> => {
  const text = useQueryText(name, how)
  return computed({
    get: () => allowed.find((value) => value === text.value) ?? fallback,
    set: (value) => (text.value = value === fallback ? '' : value),
  })
}

/** Free text of the address's query; typing does not fill the history. */
export const useQueryText = (name: string, how: 'replace' | 'push' = 'replace'): WritableComputedRef<string> => {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === 'string' ? value : ''
    },
    set: (value) => void router[how]({ query: { ...route.query, [name]: value === '' ? undefined : value } }),
  })
}

const panels = ['enroll', 'keys'] as const
type Panel = (typeof panels)[number]

/** Which panel lies over the page: in the address, so that Back closes it and a link opens it. */
export const usePanel = () => {
  const route = useRoute()
  const router = useRouter()
  const panel = computed(() => panels.find((value) => value === route.query['panel']) ?? null)
  const open = (next: Panel) => void router.push({ query: { ...route.query, panel: next } })
  const close = () => void router.replace({ query: { ...route.query, panel: undefined } })
  return { panel, open, close }
}
