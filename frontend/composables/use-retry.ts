import { onScopeDispose, watch } from 'vue'

const firstPause = 15_000
const longestPause = 120_000

/**
 * Tries again by itself what failed: once the browser is on-line again, and after pauses that grow from a quarter of a minute to two minutes.
 * `failure` changes with each failed attempt and is null after one that went well; `worthIt` says which failures may pass by waiting.
 */
export const useRetry = (failure: () => unknown, worthIt: (failure: unknown) => boolean, again: () => Promise<unknown>): void => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause = firstPause
  const waits = (): boolean => failure() !== null && worthIt(failure())
  watch(failure, () => {
    clearTimeout(timer)
    if (!waits()) {
      pause = firstPause
      return
    }
    timer = setTimeout(() => void again(), pause)
    pause = Math.min(pause * 2, longestPause)
  })
  const online = (): void => {
    if (!waits()) return
    clearTimeout(timer)
    pause = firstPause
    void again()
  }
  addEventListener('online', online)
  onScopeDispose(() => {
    clearTimeout(timer)
    removeEventListener('online', online)
  })
}
