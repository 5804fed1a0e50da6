import { onBeforeUnmount, onMounted, ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate, type RouteLocationNormalized } from 'vue-router'

/**
 * Saves before the page is left. Where that is refused, `asking` opens a question that `answer` answers; a tab that is closed asks in the
 * browser's own words. `stays` says which addresses are still this page; `leaving` whether somebody is on the way to another one.
 */
export const useLeave = ({
  dirty,
  save,
  stays,
}: {
  dirty: () => boolean
  save: () => Promise<boolean>
  stays: (to: RouteLocationNormalized) => boolean
}) => {
  const asking = ref(false)
  let leaving = false
  let answered: ((leave: boolean) => void) | null = null
  const mayLeave = async (to: RouteLocationNormalized): Promise<boolean> => {
    if (stays(to)) return true
    leaving = true
    if (!dirty() || (await save())) return true
    asking.value = true
    return new Promise((resolve) => (answered = resolve))
  }
  const answer = (leave: boolean): void => {
    asking.value = false
    if (!answered) return
    leaving = leave
    answered(leave)
    answered = null
  }
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate(mayLeave)
  const closing = (event: BeforeUnloadEvent): void => {
    if (!dirty()) return
    void save()
    event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', closing))
  onBeforeUnmount(() => removeEventListener('beforeunload', closing))
  return { asking, answer, leaving: () => leaving }
}
