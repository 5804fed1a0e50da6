import { computed, ref } from 'vue'
import { useRoute } from 'vue-router'
import { useLeave } from './use-leave.ts'

/**
 * Asks before typed text is lost, by `leave` (Esc, Cancel) or by going to another address. While `asking` is true an UnsavedDialog stands,
 * and `answer` says whether to leave; `close` then takes the editor away.
 */
export const useUnsaved = ({ dirty, close }: { dirty: () => boolean; close: () => void }) => {
  const here = useRoute().path
  const closing = ref(false)
  const going = useLeave({ dirty, save: () => Promise.resolve(false), stays: (to) => to.path === here })
  const leave = (): void => {
    if (dirty()) closing.value = true
    else close()
  }
  const answer = (yes: boolean): void => {
    const wasClosing = closing.value
    closing.value = false
    going.answer(yes)
    if (yes && wasClosing) close()
  }
  return { asking: computed(() => closing.value || going.asking.value), leave, answer }
}
