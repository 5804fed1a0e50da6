import { onBeforeRouteLeave } from 'vue-router'

/**
 * Whether somebody is on the way to another page, whose code or answer may still be loading: what comes in meanwhile must not call them
 * back by an address of its own.
 */
export const useLeaving = (): (() => boolean) => {
  let leaving = false
  onBeforeRouteLeave(() => void (leaving = true))
  return () => leaving
}
