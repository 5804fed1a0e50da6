import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/vue-query'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import type { MessageView } from '../../functions/contract/api/views.ts'
import { resendMessage, settleMessage } from '../api/messages.ts'
import { listUnknownMessages } from '../api/operations.ts'
import { sentenceOf } from '../api/problem.ts'
import { keys } from './keys.ts'
import { usePages } from './use-pages.ts'
import { useToasts } from './use-toasts.ts'

type List = InfiniteData<AnswerOf<'listUnknownMessages'>>

/** Messages whose answer was lost, and the two verdicts on one: it leaves the list at once, and is back with the reason where that is refused. */
export const useUnknownMessages = () => {
  const cache = useQueryClient()
  const { done, refused } = useToasts()
  const list = usePages({ key: keys.unknown, ask: (cursor) => listUnknownMessages({ query: { limit: 50, cursor, status: 'unknown' } }) })

  const verdict = (call: (message: MessageView) => Promise<MessageView>, said: string, undone: string) =>
    useMutation({
      mutationFn: call,
      onMutate: async ({ id }) => {
        await cache.cancelQueries({ queryKey: keys.unknown })
        const before = cache.getQueryData<List>(keys.unknown)
        cache.setQueryData<List>(keys.unknown, before && without(before, id))
        return before
      },
      onError: (error, _message, before) => {
        cache.setQueryData(keys.unknown, before)
        refused(`${undone} ${sentenceOf(error)}`)
      },
      onSuccess: () => done(said),
      onSettled: (_answer, _error, { id }) =>
        Promise.all([keys.unknown, keys.counts, keys.home, keys.why(id)].map((queryKey) => cache.invalidateQueries({ queryKey }))),
    })

  const resend = verdict(
    (message) => resendMessage({ params: { id: message.sequenceId, messageId: message.id } }),
    'It is sent again, as a new revision.',
    'It could not be sent again.',
  )
  const settle = verdict(
    ({ id }) => settleMessage({ params: { id }, body: { arrived: true } }),
    'It counts as sent.',
    'It could not be settled.',
  )
  return { list, resend: (message: MessageView) => resend.mutate(message), settle: (message: MessageView) => settle.mutate(message) }
}

const without = (list: List, id: string): List => ({
  ...list,
  pages: list.pages.map((page) => ({ ...page, items: page.items.filter((message) => message.id !== id) })),
})
