import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { sentenceOf } from '../api/problem.ts'
import { useLater } from './use-later.ts'
import { useToasts } from './use-toasts.ts'

interface Template {
  id: string
  name: string
}

/** Outside of the dialog: closed and opened again, it shows as little of them. */
const gone = ref(new Set<string>())

/** Removes a template from the list `key` at once, and for good thirty seconds later unless Undo is pressed. `isGone`: it is not shown. */
export const useTemplateRemoval = (key: readonly unknown[], ask: (id: string) => Promise<unknown>) => {
  const cache = useQueryClient()
  const { later } = useLater()
  const { refused } = useToasts()
  const remove = ({ id, name }: Template): void =>
    later(`The template “${name}” is removed. What began from it stays.`, {
      show: () => void gone.value.add(id),
      hide: () => void gone.value.delete(id),
      commit: () =>
        ask(id).then(
          () => cache.invalidateQueries({ queryKey: key }).then(() => true),
          (problem: unknown) => {
            gone.value.delete(id)
            refused(`The template stays. ${sentenceOf(problem)}`)
            return false
          },
        ),
    })
  return { remove, isGone: ({ id }: Template): boolean => gone.value.has(id) }
}
