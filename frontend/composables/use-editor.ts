import { computed, ref } from 'vue'
import { fieldErrors, sentenceOf } from '../api/problem.ts'
import { failureOf } from '../forms/errors.ts'

/** The save button of an editor: one call at a time, the API's complaints beside their fields, the rest as one sentence. */
export const useSave = (shows: (field: string) => boolean) => {
  const busy = ref(false)
  const error = ref<unknown>(null)
  const errors = computed(() => fieldErrors(error.value))
  const failure = computed(() => (error.value === null ? null : failureOf(sentenceOf(error.value), errors.value, shows)))
  const save = async <T>(call: () => Promise<T>): Promise<T | null> => {
    busy.value = true
    error.value = null
    try {
      return await call()
    } catch (problem) {
      error.value = problem
      return null
    } finally {
      busy.value = false
    }
  }
  return { busy, errors, failure, save }
}
