import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { ulid } from 'ulid'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { sentenceOf } from '../api/problem.ts'
import { listViews, putView, removeView } from '../api/views.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

type View = AnswerOf<'listViews'>['items'][number]

/** What of an address is a view: filters and order, not what is open over the page or under way. */
const passing = new Set(['panel', 'step', 'job', 'why', 'open'])
export const viewQuery = (query: Record<string, unknown>): string => {
  const kept = Object.entries(query).flatMap(([name, value]) => (passing.has(name) || typeof value !== 'string' ? [] : [[name, value]]))
  return new URLSearchParams(kept.toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toString()
}

/** The saved views of a screen, one's own and those shared with everyone. */
export const useViews = (screen: string) => {
  const route = useRoute()
  const router = useRouter()
  const cache = useQueryClient()
  const { done, refused, undoable } = useToasts()
  const query = useQuery({ queryKey: keys.views(screen), queryFn: () => listViews({ query: { screen } }), staleTime: 60_000 })
  const views = computed(() => query.data.value?.items ?? [])
  const now = computed(() => viewQuery(route.query))

  const refresh = () => cache.invalidateQueries({ queryKey: keys.views(screen) })
  const put = useMutation({
    mutationFn: ({ id, name, query: text, shared }: Pick<View, 'id' | 'name' | 'query' | 'shared'>) =>
      putView({ params: { id }, body: { screen, name, query: text, shared } }),
    onError: (error) => refused(`The view was not saved. ${sentenceOf(error)}`),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: (view: View) => removeView({ params: { id: view.id } }),
    onSuccess: (_answer, view) => undoable(`“${view.name}” is removed.`, () => put.mutate(view)),
    onError: (error) => refused(`The view was not removed. ${sentenceOf(error)}`),
    onSettled: refresh,
  })
  return {
    views,
    /** The view that is open, if its filters are those of the address. */
    current: computed(() => views.value.find((view) => view.query === now.value) ?? null),
    open: (view: View) => void router.push({ query: Object.fromEntries(new URLSearchParams(view.query)) }),
    save: (name: string, shared: boolean) =>
      put.mutate({ id: ulid(), name, query: now.value, shared }, { onSuccess: () => void done(`Saved as “${name}”.`) }),
    remove: (view: View) => remove.mutate(view),
  }
}
