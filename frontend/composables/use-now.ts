import { onScopeDispose, ref } from 'vue'

/** The present, ISO 8601, for what is said relative to it; it moves on each minute. */
export const useNow = () => {
  const now = ref(new Date().toISOString())
  const timer = setInterval(() => (now.value = new Date().toISOString()), 60_000)
  onScopeDispose(() => clearInterval(timer))
  return now
}
