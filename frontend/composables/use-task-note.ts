import { computed, ref, type WritableComputedRef } from 'vue'

const notes = ref(new Map<string, string>())

/** The note on a task, kept until the task is settled: looking at another one, or an Undo, loses nothing. In the tab alone, for it names people. */
export const useTaskNote = (id: string): WritableComputedRef<string> =>
  computed({
    get: () => notes.value.get(id) ?? '',
    set: (text) => void notes.value.set(id, text),
  })

/** Once it is recorded. */
export const forgetTaskNote = (id: string): void => void notes.value.delete(id)
