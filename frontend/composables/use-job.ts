import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, watch, type Ref } from 'vue'
import { sentenceOf } from '../api/problem.ts'
import { getJob, undoJob } from '../api/jobs.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

/** Milliseconds between two looks at a job that is being carried out. */
const lookEvery = 1_000

/** One bulk job, looked at until it is done; `ended` once it is. An empty id asks for nothing. */
export const useJob = (id: Ref<string>, ended: () => void = () => undefined) => {
  const query = useQuery({
    queryKey: computed(() => keys.job(id.value)),
    queryFn: () => getJob({ params: { id: id.value } }),
    enabled: computed(() => id.value !== ''),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : lookEvery),
  })
  const running = computed(() => id.value !== '' && query.data.value?.status !== 'done' && !query.isError.value)
  watch(
    () => [query.data.value?.id, query.data.value?.status] as const,
    ([now, status], [before, was]) => {
      if (now === before && was === 'running' && status === 'done') ended()
    },
  )
  return { query, job: query.data, running }
}

/** Takes a bulk action back. What still runs is waited for first: only then is it known what it changed. */
export const useUndoJob = () => {
  const cache = useQueryClient()
  const { refused } = useToasts()
  const undo = async (id: string): Promise<string | null> => {
    try {
      for (let look = 0; look < mostLooks && (await getJob({ params: { id } })).status === 'running'; look++)
        await new Promise((resolve) => setTimeout(resolve, lookEvery))
      const back = await undoJob({ params: { id } })
      cache.setQueryData(keys.job(back.id), back)
      return back.id
    } catch (error) {
      refused(`It could not be undone. ${sentenceOf(error)}`)
      return null
    } finally {
      await cache.invalidateQueries({ queryKey: keys.job(id) })
    }
  }
  return { undo }
}

const mostLooks = 120
