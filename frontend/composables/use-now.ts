import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'
import { serverAhead, serverNow } from '../api/server-clock.ts'

/** The present by the server's clock, ISO 8601, for what is said relative to it; it moves on each minute, and with the server's clock. */
export const useNow = (): ComputedRef<string> => {
  const now = ref(serverNow())
  const take = (): void => void (now.value = serverNow())
  const timer = setInterval(take, 60_000)
  watch(serverAhead, take, { flush: 'sync' })
  onScopeDispose(() => clearInterval(timer))
  return computed(() => new Date(now.value).toISOString())
}
