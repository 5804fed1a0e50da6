import { ref } from 'vue'
import { isWithinField } from '../format/merge-picker.ts'

/** Whether somebody is in the middle of a merge field: for as long it is not complained of as not closed. `look` hears what happens in the editor. */
export const useOpenField = () => {
  const within = ref(false)
  const look = ({ target, type }: Event): void => {
    const isText = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === 'text')
    within.value = isText && type !== 'focusout' && isWithinField(target.value, target.selectionStart ?? 0)
  }
  return { within, look }
}
