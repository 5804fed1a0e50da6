import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/vue-query'
import type { Ref } from 'vue'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { sentenceOf } from '../api/problem.ts'
import { archiveSequence, updateSequence } from '../api/sequences.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

type List = InfiniteData<AnswerOf<'listSequences'>>

/** Puts a sequence's new state into every place that shows it. */
export const useSequenceCache = () => {
  const cache = useQueryClient()
  const patch = (id: string, change: Partial<SequenceView>): void => {
    cache.setQueryData<SequenceView>(keys.sequence(id), (old) => old && { ...old, ...change })
    cache.setQueryData<List>(
      keys.sequences,
      (old) =>
        old && {
          ...old,
          pages: old.pages.map((page) => ({ ...page, items: page.items.map((item) => (item.id === id ? { ...item, ...change } : item)) })),
        },
    )
  }
  const refresh = async (id?: string): Promise<void> => {
    await Promise.all([
      cache.invalidateQueries({ queryKey: keys.sequences }),
      ...(id === undefined
        ? []
        : [cache.invalidateQueries({ queryKey: keys.sequence(id) }), cache.invalidateQueries({ queryKey: keys.analytics(id) })]),
    ])
  }
  return { cache, patch, refresh }
}

/** Pause, activate and archive: shown at once, taken back with the reason where the API refuses. */
export const useSequenceActions = (id: Ref<string>) => {
  const { cache, patch, refresh } = useSequenceCache()
  const { done, refused } = useToasts()

  const action = (call: (id: string) => Promise<SequenceView>, shown: Partial<SequenceView>, said: string, undone: string) =>
    useMutation({
      mutationFn: call,
      onMutate: async (sequenceId: string) => {
        await Promise.all([cache.cancelQueries({ queryKey: keys.sequence(sequenceId) }), cache.cancelQueries({ queryKey: keys.sequences })])
        const before = { one: cache.getQueryData(keys.sequence(sequenceId)), list: cache.getQueryData(keys.sequences) }
        patch(sequenceId, shown)
        return before
      },
      onError: (error, sequenceId, before) => {
        cache.setQueryData(keys.sequence(sequenceId), before?.one)
        cache.setQueryData(keys.sequences, before?.list)
        refused(`${undone} ${sentenceOf(error)}`)
      },
      onSuccess: (sequence) => {
        patch(sequence.id, sequence)
        done(said)
      },
      onSettled: (_answer, _error, sequenceId) => refresh(sequenceId),
    })

  const pause = action(
    (sequenceId) => updateSequence({ params: { id: sequenceId }, body: { status: 'paused' } }),
    { status: 'paused' },
    'Paused. Nothing leaves until it is activated again.',
    'It could not be paused.',
  )
  const activate = action(
    (sequenceId) => updateSequence({ params: { id: sequenceId }, body: { status: 'active' } }),
    { status: 'active' },
    'Active. New stage changes enroll from now on.',
    'It could not be activated.',
  )
  const archive = action(
    (sequenceId) => archiveSequence({ params: { id: sequenceId } }),
    { status: 'archived' },
    'Archived. Its running enrollments have ended.',
    'It could not be archived.',
  )
  return {
    pause: () => pause.mutate(id.value),
    activate: () => activate.mutate(id.value),
    archive: () => archive.mutate(id.value),
  }
}
