/** Leads that sat in a sequence's stage before it was active: counted first, and enrolled only when a person says that number. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { BackfillView } from '../contract/api/jobs.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { Sequence, SequenceVersion } from '../domain/sequence.ts'
import { newJob, notActive } from './bulk.ts'
import { jobViewOf } from './jobs.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'newId' | 'sequences' | 'jobs' | 'stages'>

/** Leads that are counted at most. */
const mostCounted = 10_000
const idsAtOnce = 1_000

export const getBackfill =
  (ports: Ports): Verb<'getBackfill'> =>
  async ({ params: { id } }) => {
    const found = await triggered(ports, id)
    return 'kind' in found ? found : answer(await counted(ports, id, found.stage))
  }

export const startBackfill =
  (ports: Ports): Verb<'startBackfill'> =>
  async ({ params: { id }, body: { expected }, caller }) => {
    const found = await triggered(ports, id)
    if ('kind' in found) return found
    const { sequence, version, stage } = found
    const { toEnroll } = await counted(ports, id, stage)
    if (toEnroll !== expected) {
      const detail = `${toEnroll} leads would be enrolled by now, not ${expected}. Look again, and confirm the new number.`
      return refuse({ kind: 'conflict', reason: 'number_changed', detail, also: { toEnroll } })
    }
    const job = newJob(ports, sequence, version, { kind: 'backfill', by: caller.name, stage })
    await ports.jobs.put(job)
    await ports.jobs.send([{ kind: 'backfill', job: job.id, chunk: 0 }])
    return answer(jobViewOf(job))
  }

const triggered = async (
  { sequences }: Pick<Ports, 'sequences'>,
  id: string,
): Promise<{ sequence: Sequence; version: SequenceVersion; stage: string } | Outcome<never>> => {
  const sequence = await sequences.get(id)
  if (!sequence) return notFound('sequence', id)
  if (sequence.status !== 'active') return notActive()
  const version = await sequences.version(id, sequence.version)
  if (version.triggerStage !== null) return { sequence, version, stage: version.triggerStage }
  const detail = 'No stage triggers this sequence. Give it one and publish it, or enroll by hand.'
  return refuse({ kind: 'conflict', reason: 'no_trigger_stage', detail })
}

/** A lead counts as enrolled before where any of its contacts is or was in the sequence, however it came in. */
const counted = async ({ stages }: Pick<Ports, 'stages'>, sequenceId: string, stage: string): Promise<BackfillView> => {
  const ever = await stages.everIn(sequenceId, mostCounted)
  const known = new Set(ever.contactKeys)
  let inStage = 0
  let enrolledBefore = 0
  let after: string | null = null
  do {
    const page = await stages.idsIn(stage, Math.min(idsAtOnce, mostCounted - inStage), after)
    const contacts = await stages.contactsOf(page.ids)
    inStage += page.ids.length
    enrolledBefore += contacts.filter((keys) => keys.some((key) => known.has(key))).length
    after = page.next
  } while (after !== null && inStage < mostCounted)
  const complete = after === null && ever.complete
  const note = complete
    ? 'Each is enrolled by the sequence’s own rules, so that a few may still be refused: the job names each with its reason.'
    : `There are more than ${mostCounted}: the first ${mostCounted} were counted. A backfill still goes through all of them.`
  return { sequenceId, stage, inStage, enrolledBefore, toEnroll: inStage - enrolledBefore, complete, note }
}
