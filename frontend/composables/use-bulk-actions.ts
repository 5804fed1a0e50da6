import type { Ref } from 'vue'
import type { BodyOf } from '../../functions/contract/api/routes.ts'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import { bulkAction } from '../api/jobs.ts'
import { sentenceOf } from '../api/problem.ts'
import { plural } from '../format/figures.ts'
import { bulkTargets, endsByPausing, shownAfter, type BulkStep, type Matching, type Target } from './bulk-targets.ts'
import { useUndoJob } from './use-job.ts'
import { useLater } from './use-later.ts'
import { useToasts } from './use-toasts.ts'

type Body = NonNullable<BodyOf<'bulkAction'>>
/** `count`: how many it is about, as far as is known. */
export interface Chosen {
  target: Target
  count: number | null
}

interface Needs {
  sequenceId: Ref<string>
  /** The job that is shown; '' for none. */
  job: Ref<string>
  list: {
    patch: (change: (item: EnrollmentView) => EnrollmentView) => void
    restore: () => Promise<void>
  }
  /** Every enrollment that matches and has not ended, also those that are not loaded. */
  idsOf: (matching: Omit<Matching, 'status'> & { status?: 'active' | 'paused' }) => Promise<string[]>
}

/** What is done to many enrollments: shown at once, carried out as a job, taken back where it can be; endings are held back for thirty seconds. */
export const useBulkActions = ({ sequenceId, job, list, idsOf }: Needs) => {
  const { refused, undoable, done } = useToasts()
  const { undo } = useUndoJob()
  const { later } = useLater()

  const send = async (body: Body): Promise<string | null> => {
    try {
      const begun = await bulkAction({ params: { id: sequenceId.value }, body })
      job.value = begun.id
      return begun.id
    } catch (error) {
      await list.restore()
      refused(`Nothing was changed. ${sentenceOf(error)}`)
      return null
    }
  }
  const takeBack = async (id: string): Promise<void> => {
    const back = await undo(id)
    if (back !== null) job.value = back
  }
  const show = (step: BulkStep, { target }: Chosen): void => {
    const isMeant = meantBy(target)
    list.patch((item) => shownAfter(step, item, isMeant(item)))
  }

  /** Pause, resume and take over: at once, and undone by the job's own way back. */
  const act = async (
    step: Extract<BulkStep, 'pause' | 'resume' | 'take-over'>,
    chosen: Chosen,
    given: Pick<Body, 'until' | 'reason'> = {},
  ): Promise<void> => {
    show(step, chosen)
    const id = await send({ action: step, ...given, ...bulkTargets(chosen.target) })
    if (id !== null) undoable(`${words[step]} ${howMany(chosen)}.`, () => void takeBack(id))
  }

  /** Once they are paused, "all that are active" would mean nobody: those who are meant are named first. Null where that failed. */
  const namedIn = async ({ target }: Chosen): Promise<Target | null> => {
    if (!('matching' in target) || !endsByPausing(target.matching)) return target
    try {
      return { ids: await idsOf(askedAs(target.matching)) }
    } catch (error) {
      refused(`Nothing was changed. ${sentenceOf(error)}`)
      return null
    }
  }

  /** Cancel and move: paused at once so that nothing leaves, carried out after thirty seconds unless undone. */
  const end = async (step: 'cancel' | 'move', chosen: Chosen, given: Pick<Body, 'to' | 'reason'> = {}): Promise<void> => {
    const named = await namedIn(chosen)
    if (named === null) return
    if ('ids' in named && named.ids.length === 0) return void done('Nobody is left to change.')
    show('pause', chosen)
    const pausing = await send({
      action: 'pause',
      reason: step === 'cancel' ? 'About to be ended' : 'About to be moved',
      ...bulkTargets(named),
    })
    if (pausing === null) return
    later(`${step === 'cancel' ? 'Ends' : 'Moves'} ${howMany(chosen)} in 30 seconds; paused until then.`, {
      show: () => undefined,
      commit: async () => (await send({ action: step, ...given, ...bulkTargets(named) })) !== null,
      hide: () => void takeBack(pausing),
    })
  }
  return { act, end, takeBack }
}

const words = { pause: 'Pausing', resume: 'Resuming', 'take-over': 'Taking over' }
const howMany = ({ count }: Chosen): string => (count === null ? 'all that match' : plural(count, 'enrollment'))

const askedAs = ({ status, ...filter }: Matching) => (status === 'all' ? filter : { ...filter, status })

const meantBy = (target: Target): ((item: EnrollmentView) => boolean) => {
  if ('matching' in target)
    return ({ status }) => status !== 'finished' && (target.matching.status === 'all' || status === target.matching.status)
  const ids = new Set(target.ids)
  return ({ id }) => ids.has(id)
}
