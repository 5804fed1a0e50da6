import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter, type RouteLocationNormalizedLoaded, type RouteLocationRaw } from 'vue-router'
import { ulid } from 'ulid'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { searchParameter } from '../../functions/domain/saved-view.ts'
import { sentenceOf } from '../api/problem.ts'
import { listViews, putView, removeView } from '../api/views.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

type View = AnswerOf<'listViews'>['items'][number]

/** What of an address is a view: filters and order, neither what is searched for nor what is open over the page or under way. */
const passing = new Set([searchParameter, 'panel', 'step', 'job', 'why', 'open'])
export const viewQuery = (query: Record<string, unknown>): string => {
  const kept = Object.entries(query).flatMap(([name, value]) => (passing.has(name) || typeof value !== 'string' ? [] : [[name, value]]))
  return new URLSearchParams(kept.toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toString()
}

/** Where views are kept, by the names of their pages. */
export const viewScreens = {
  enrollments: 'Enrollments of a sequence',
  'all-enrollments': 'Enrollments',
  contacts: 'Contacts',
  leads: 'Leads',
  tasks: 'Tasks',
  inbox: 'Inbox',
} as const
export type ViewScreen = keyof typeof viewScreens

/**
 * Where a view is shown, with nothing open beside the list; null where its screen is none of this release. One of a sequence's table is shown
 * in the sequence that is open, or else in the table of all, which knows no step.
 */
export const placeOfView = (
  { screen, query }: Pick<View, 'screen' | 'query'>,
  here: RouteLocationNormalizedLoaded,
): RouteLocationRaw | null => {
  const { at, ...rest } = Object.fromEntries(new URLSearchParams(query))
  const asked = at === undefined ? rest : { ...rest, at }
  if (screen === 'enrollments')
    return here.name === 'enrollments' ? { name: screen, params: here.params, query: asked } : { name: 'all-enrollments', query: rest }
  return Object.hasOwn(viewScreens, screen) ? { name: screen, query: asked } : null
}

/** Every view of a person and of everybody, for the palette. */
export const useAllViews = () => {
  const query = useQuery({ queryKey: keys.views('all'), queryFn: () => listViews(), staleTime: 60_000 })
  return computed(() => query.data.value?.items ?? [])
}

/** The saved views of a screen, one's own and those shared with everyone. */
export const useViews = (screen: ViewScreen) => {
  const route = useRoute()
  const router = useRouter()
  const cache = useQueryClient()
  const { done, refused, undoable } = useToasts()
  const query = useQuery({ queryKey: keys.views(screen), queryFn: () => listViews({ query: { screen } }), staleTime: 60_000 })
  const views = computed(() => query.data.value?.items ?? [])
  const now = computed(() => viewQuery(route.query))

  const refresh = () => Promise.all([screen, 'all'].map((of) => cache.invalidateQueries({ queryKey: keys.views(of) })))
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
    open: (view: View): void => {
      const place = placeOfView(view, route)
      if (place) void router.push(place)
    },
    save: (name: string, shared: boolean) =>
      put.mutate({ id: ulid(), name, query: now.value, shared }, { onSuccess: () => void done(`Saved as “${name}”.`) }),
    rename: ({ id, query: text, shared }: View, name: string) =>
      put.mutate({ id, name, query: text, shared }, { onSuccess: () => void done(`It is called “${name}” now.`) }),
    remove: (view: View) => remove.mutate(view),
  }
}
