import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { sentenceOf } from '../api/problem.ts'
import { bulkEnroll, getBackfill, startBackfill } from '../api/jobs.ts'
import { agreementOf } from '../forms/agreement.ts'
import { usedMapping, type RowMatch } from '../forms/csv-mapping.ts'
import { listBody, pastedList, type EnrollList } from '../forms/enroll-list.ts'
import { keys } from './keys.ts'
import { makeCheck } from './use-enroll-check.ts'
import type { EnrollDraft, EnrollWay } from './use-enroll-draft.ts'

/** From those who were gathered to the job that enrolls them. `match`: by what the rows of a file are matched. */
export const useEnrolling = (sequenceId: string, draft: EnrollDraft, match: Ref<RowMatch>) => {
  const cache = useQueryClient()
  const busy = ref(false)
  const failure = ref<string | null>(null)

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
    }
  }

  /** A list as it stands now; null where contacts were picked. */
  const listOf = async (way: EnrollWay): Promise<EnrollList | null> => {
    const { file, mapping, called, rows, agreed } = draft
    if (way === 'paste') return pastedList(draft.pasted.value, agreementOf(agreed.value))
    if (way !== 'csv') return null
    if (!file.value || !rows.value) throw new Error('The list is gone. Choose it again.')
    const { headers } = file.value
    const used = usedMapping(mapping.value, match.value)
    return { headers, mapping: used, called: called.value, ...rows.value, match: match.value, agreement: agreementOf(agreed.value) }
  }
  /** Looks at everybody; true once there is something to see. */
  const look = (way: EnrollWay): Promise<boolean | null> =>
    attempt(async () => {
      const list = await listOf(way)
      const check = list
        ? makeCheck(sequenceId, list.good, (some) => listBody(list, some))
        : makeCheck(sequenceId, draft.picked.value, (some) => Promise.resolve({ contactIds: some.map(({ id }) => id) }))
      draft.checked.value = { way, check, list }
      void check.run()
      return true
    })

  /** The id of the job that was begun; null where it was refused, which `failure` then says. */
  const send = (): Promise<string | null> =>
    attempt(async () => {
      const checked = draft.checked.value
      if (!checked) throw new Error('Check who is to be enrolled first.')
      const { check, list } = checked
      const { ids, choices } = check.sending.value
      const whom = list
        ? await listBody(
            list,
            list.good.filter(({ id }) => ids.has(id)),
          )
        : { contactIds: [...ids] }
      return begun(
        await bulkEnroll({ params: { id: sequenceId }, body: { ...whom, onConflict: check.policy.value, choices: { ...choices } } }),
      )
    })
  const begun = (job: Awaited<ReturnType<typeof bulkEnroll>>): string => {
    cache.setQueryData(keys.job(job.id), job)
    for (const queryKey of [keys.enrollments(sequenceId), keys.sequence(sequenceId), keys.jobs]) void cache.invalidateQueries({ queryKey })
    return job.id
  }
  return { busy, failure, look, send, attempt, begun }
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
