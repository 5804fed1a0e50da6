import { computed, ref, watch, watchEffect, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useLeaving } from './use-leaving.ts'
import { useShortcuts } from './use-shortcuts.ts'

/**
 * A list beside the thing that it opens: which entry is open stands in the address, j and k walk, Esc goes back to the list.
 * Where there is room for both, the first entry opens by itself. `search`: what the list is narrowed by; what it leaves out does not stay open.
 */
export const useWorkList = <T extends { id: string }>(
  name: 'approvals' | 'tasks' | 'inbox',
  items: Ref<readonly T[]>,
  search?: Ref<string>,
) => {
  const route = useRoute()
  const router = useRouter()
  const selected = computed(() => (typeof route.params['id'] === 'string' && route.params['id'] !== '' ? route.params['id'] : null))
  const left = ref(false)

  const toOf = (id: string) => ({ name, params: { id }, query: route.query })
  const open = (id: string): void => {
    left.value = false
    void router.replace(toOf(id))
  }
  const close = (): void => {
    left.value = true
    void router.replace({ name, params: { id: null }, query: route.query })
  }
  /** Another list of the same page: what was open is not in it. */
  const refile = (query: Record<string, string | undefined>): void => {
    left.value = false
    void router.replace({ name, params: { id: null }, query: { ...route.query, ...query } })
  }
  watch(
    () => search?.value ?? '',
    (sought) => {
      if (sought === '' || selected.value === null || at(selected.value) !== -1) return
      left.value = false
      void router.replace({ name, params: { id: null }, query: route.query })
    },
    { flush: 'post' },
  )
  const wide = matchMedia('(min-width: 48rem)')
  const leaving = useLeaving()
  watchEffect(() => {
    const first = items.value[0]
    if (wide.matches && !leaving() && selected.value === null && !left.value && first) void router.replace(toOf(first.id))
  })

  const at = (id: string | null): number => items.value.findIndex((item) => item.id === id)
  const walk = (by: 1 | -1): void => {
    const here = at(selected.value)
    const next = items.value[here === -1 ? 0 : here + by]
    if (next) open(next.id)
  }
  /** Goes on to what stands after this entry, before it leaves the list. */
  const leave = (id: string): void => {
    if (selected.value !== id) return
    const here = at(id)
    const next = items.value[here + 1] ?? items.value[here - 1]
    if (next && wide.matches) open(next.id)
    else close()
  }
  useShortcuts({ j: () => walk(1), k: () => walk(-1), Escape: close })
  return { selected, toOf, close, leave, refile }
}
