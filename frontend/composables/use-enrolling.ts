import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { sentenceOf } from '../api/problem.ts'
import { bulkEnroll, getBackfill, startBackfill } from '../api/jobs.ts'
import type { Candidate } from '../forms/enroll-check.ts'
import { keys } from './keys.ts'
import { makeCheck } from './use-enroll-check.ts'
import type { EnrollDraft, EnrollWay } from './use-enroll-draft.ts'
import { resolvePasted, type Unmatched } from './use-pasted.ts'

/** From those who were gathered to the job that enrolls them. */
export const useEnrolling = (sequenceId: string, draft: EnrollDraft) => {
  const cache = useQueryClient()
  const busy = ref(false)
  const failure = ref<string | null>(null)
  /** How far the search for pasted addresses is; null while none is under way. */
  const looked = ref<{ done: number; of: number } | null>(null)

  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    busy.value = true
    failure.value = null
    try {
      return await work()
    } catch (error) {
      failure.value = sentenceOf(error)
      return null
    } finally {
      busy.value = false
      looked.value = null
    }
  }

  const gathered = async (way: EnrollWay): Promise<{ candidates: Candidate[]; unmatched: Unmatched[] }> => {
    if (way === 'paste') return resolvePasted(draft.pasted.value, (done, of) => (looked.value = { done, of }))
    const candidates =
      way === 'csv'
        ? (draft.rows.value?.good ?? []).map(({ contactId, name, leadId, line }) => ({ id: contactId, name, leadId, line }))
        : draft.picked.value.map(({ id, name }) => ({ id, name, leadId: null }))
    return { candidates, unmatched: [] }
  }
  /** Looks at everybody; true once there is something to see. */
  const look = (way: EnrollWay): Promise<boolean | null> =>
    attempt(async () => {
      const { candidates, unmatched } = await gathered(way)
      const check = makeCheck(sequenceId, candidates)
      draft.checked.value = { way, check, unmatched }
      void check.run()
      return true
    })

  const body = async (way: EnrollWay, ids: ReadonlySet<string>) => {
    if (way !== 'csv') return { contactIds: [...ids] }
    const { file, mapping, called, rows } = draft
    if (!file.value) throw new Error('The list is gone. Choose it again.')
    const { mappedCsv } = await import('../forms/csv-file.ts')
    return {
      csv: mappedCsv(
        file.value,
        mapping.value,
        (rows.value?.good ?? []).filter(({ contactId }) => ids.has(contactId)),
        called.value,
      ),
    }
  }
  /** The id of the job that was begun; null where it was refused, which `failure` then says. */
  const send = (): Promise<string | null> =>
    attempt(async () => {
      const checked = draft.checked.value
      if (!checked) throw new Error('Check who is to be enrolled first.')
      const { ids, choices } = checked.check.sending.value
      const request = { ...(await body(checked.way, ids)), onConflict: checked.check.policy.value, choices: { ...choices } }
      return begun(await bulkEnroll({ params: { id: sequenceId }, body: request }))
    })
  const begun = (job: Awaited<ReturnType<typeof bulkEnroll>>): string => {
    cache.setQueryData(keys.job(job.id), job)
    for (const queryKey of [keys.enrollments(sequenceId), keys.sequence(sequenceId), keys.jobs]) void cache.invalidateQueries({ queryKey })
    return job.id
  }
  return { busy, failure, looked, look, send, attempt, begun }
}

/** Leads that are in the trigger stage already; asked only where that is looked at. */
export const useBackfill = (sequenceId: string, wanted: Ref<boolean>) => {
  const query = useQuery({
    queryKey: keys.backfill(sequenceId),
    queryFn: () => getBackfill({ params: { id: sequenceId } }),
    enabled: wanted,
    staleTime: 0,
  })
  const start = (expected: number) => startBackfill({ params: { id: sequenceId }, body: { expected } })
  return { query, offer: computed(() => query.data.value), start }
}
