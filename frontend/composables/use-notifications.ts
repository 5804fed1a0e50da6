import { useMutation, useQuery, useQueryClient, type QueryKey } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { sentenceOf } from '../api/problem.ts'
import { listNotifications, markNotification, readNotifications } from '../api/notifications.ts'
import { keys } from './keys.ts'
import { usePages } from './use-pages.ts'
import { useToasts } from './use-toasts.ts'

type Latest = AnswerOf<'listNotifications'>

/** Milliseconds between two looks at the bell. */
const bellEvery = 15_000

/** The newest few and how many nobody has read: they appear without a reload. */
export const useBell = () =>
  useQuery({
    queryKey: [...keys.notifications, 'bell'],
    queryFn: () => listNotifications({ query: { limit: 8 } }),
    refetchInterval: bellEvery,
  })

/** All of them, or only those nobody has read, in pages. */
export const useNotificationPages = (unread: Ref<boolean>) =>
  usePages({
    key: computed(() => [...keys.notifications, unread.value ? 'unread' : 'all']),
    ask: (cursor) => listNotifications({ query: { limit: 50, cursor, unread: unread.value ? 'true' : undefined } }),
    every: bellEvery,
  })

/** Marks one or all as read: shown at once, taken back with the reason where the API refuses. */
export const useReading = () => {
  const cache = useQueryClient()
  const { refused } = useToasts()
  const bell: QueryKey = [...keys.notifications, 'bell']
  const settle = () => cache.invalidateQueries({ queryKey: keys.notifications })

  const mark = useMutation({
    mutationFn: ({ id, read }: { id: string; read: boolean }) => markNotification({ params: { id }, body: { read } }),
    onMutate: ({ id, read }) => {
      const before = cache.getQueryData<Latest>(bell)
      cache.setQueryData<Latest>(
        bell,
        (old) =>
          old && {
            ...old,
            unread: Math.max(0, old.unread + (read ? -1 : 1)),
            items: old.items.map((item) => (item.id === id ? { ...item, read } : item)),
          },
      )
      return before
    },
    onError: (error, _given, before) => {
      cache.setQueryData(bell, before)
      refused(`It could not be marked. ${sentenceOf(error)}`)
    },
    onSettled: settle,
  })
  const all = useMutation({
    mutationFn: () => readNotifications(),
    onError: (error) => refused(`They could not be marked. ${sentenceOf(error)}`),
    onSettled: settle,
  })
  return {
    mark: (id: string, read: boolean) => mark.mutate({ id, read }),
    markAll: () => all.mutate(),
    busy: all.isPending,
  }
}
