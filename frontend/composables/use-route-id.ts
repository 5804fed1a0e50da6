import { computed, ref, watch, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

/** The id in the address of the page that stands; it stays while the page is being left, so that nothing is asked about nobody. */
export const useRouteId = (): ComputedRef<string> => {
  const route = useRoute()
  const page = route.name
  const id = ref(String(route.params['id']))
  watch(
    () => [route.name, route.params['id']] as const,
    ([name, now]) => {
      if (name === page && typeof now === 'string') id.value = now
    },
  )
  return computed(() => id.value)
}
