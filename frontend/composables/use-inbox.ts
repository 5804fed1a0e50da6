import { useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { InboxItem } from '../../functions/contract/api/inbox.ts'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import type { Intent } from '../../functions/domain/condition.ts'
import { listInbox, markInbox } from '../api/inbox.ts'
import { contactTimeline } from '../api/people.ts'
import { sentenceOf } from '../api/problem.ts'
import { plural } from '../format/figures.ts'
import { inWords } from '../format/say.ts'
import { keys, pollEvery } from './keys.ts'
import { usePages } from './use-pages.ts'
import { useToasts } from './use-toasts.ts'

type List = InfiniteData<AnswerOf<'listInbox'>>
export type InboxState = InboxItem['state']

/** Milliseconds between two looks at the list. */
const listEvery = 15_000

export const useInboxList = (state: Ref<InboxState>, filter: { channel: Ref<string>; intent: Ref<string>; asked: Ref<string> }) =>
  usePages({
    key: computed(() => [...keys.inbox, state.value, filter.channel.value, filter.intent.value, filter.asked.value]),
    ask: (cursor) =>
      listInbox({
        query: { limit: 50, cursor, state: state.value, channel: filter.channel.value, intent: filter.intent.value, q: filter.asked.value },
      }),
    every: listEvery,
  })

/** What was said between a contact and us, oldest first: the newest hundred entries that have words or were heard. */
export const useThread = (contactId: Ref<string | null>) =>
  useQuery({
    queryKey: computed(() => [...keys.timeline('contact', contactId.value ?? ''), 'thread']),
    queryFn: () => contactTimeline({ params: { id: contactId.value ?? '' }, query: { limit: 100 } }),
    enabled: computed(() => contactId.value !== null && contactId.value !== ''),
    refetchInterval: pollEvery,
    select: (page) => ({
      entries: page.items.filter(({ kind, direction }) => kind !== 'scheduled' && kind !== 'stage' && direction !== undefined).toReversed(),
      more: page.nextCursor !== null,
    }),
  })

/** Marks what somebody wrote as handled or open: shown at once, taken back with the reason where the API refuses, undone by its opposite. */
export const useInboxActions = () => {
  const cache = useQueryClient()
  const { done, refused, undoable } = useToasts()
  const settle = async (): Promise<void> => {
    await Promise.all([keys.inbox, keys.counts, keys.home].map((queryKey) => cache.invalidateQueries({ queryKey })))
  }
  const change = (listed: InboxState, apply: (item: InboxItem) => InboxItem | null): void =>
    void cache.setQueriesData<List>(
      { queryKey: [...keys.inbox, listed] },
      (old) => old && { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.flatMap((item) => apply(item) ?? []) })) },
    )

  const marking = useMutation({
    mutationFn: ({ items, state }: { items: readonly InboxItem[]; state: InboxState; undoing?: true }) =>
      Promise.all(items.map(({ id }) => markInbox({ params: { id }, body: { state } }))),
    onMutate: async ({ items, state }) => {
      await cache.cancelQueries({ queryKey: keys.inbox })
      const listed = state === 'done' ? 'open' : 'done'
      const before = cache.getQueriesData<List>({ queryKey: [...keys.inbox, listed] })
      change(listed, (item) => (items.some(({ id }) => id === item.id) ? null : item))
      return before
    },
    onError: (error, { state }, before) => {
      for (const [key, list] of before ?? []) cache.setQueryData(key, list)
      refused(`${state === 'done' ? 'It was not marked as done.' : 'It was not opened again.'} ${sentenceOf(error)}`)
    },
    onSuccess: (_answer, { items, state, undoing }) => {
      const who = items[0]?.contactName ?? ''
      const text = state === 'done' ? `Done: ${plural(items.length, 'reply', 'replies')} of ${who}.` : `${who} stands in the inbox again.`
      if (undoing) done(text)
      else undoable(text, () => marking.mutate({ items, state: state === 'done' ? 'open' : 'done', undoing: true }))
    },
    onSettled: settle,
  })

  const meaning = useMutation({
    mutationFn: ({ item, intent }: { item: InboxItem; intent: Intent }) =>
      markInbox({ params: { id: item.id }, body: { state: item.state, intent } }),
    onMutate: async ({ item, intent }) => {
      await cache.cancelQueries({ queryKey: keys.inbox })
      change(item.state, (one) => (one.id === item.id ? { ...one, intent } : one))
    },
    onError: (error, { item }) => {
      change(item.state, (one) => (one.id === item.id ? item : one))
      refused(`What they want was not noted. ${sentenceOf(error)}`)
    },
    onSuccess: (_answer, { intent }) => done(`Noted: ${inWords(intent)}.`),
    onSettled: settle,
  })

  return {
    mark: (items: readonly InboxItem[], state: InboxState) => marking.mutate({ items, state }),
    mean: (item: InboxItem, intent: Intent) => meaning.mutate({ item, intent }),
    busy: marking.isPending,
  }
}
