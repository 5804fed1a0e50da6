/** One thing done to thousands of enrollments, and taken back: a job whose rows the enroll function carries out. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { ParsedBodyOf, Verb } from '../contract/api/requests.ts'
import { undoableActions, type BulkAction, type BulkActionName } from '../contract/bulk-action.ts'
import { isDone, type Job, type JobRow } from '../contract/job.ts'
import { refusalText } from '../domain/reasons.ts'
import type { Sequence } from '../domain/sequence.ts'
import { begin, newJob, notActive, withoutRepeats } from './bulk.ts'
import { jobViewOf } from './jobs.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'newId' | 'sequences' | 'jobs'>
type Body = ParsedBodyOf<'bulkAction'>

export const bulkAction =
  (ports: Ports): Verb<'bulkAction'> =>
  async ({ params: { id }, body, caller }) => {
    const sequence = await ports.sequences.get(id)
    if (!sequence) return notFound('sequence', id)
    if (sequence.version === 0) return nobody()
    const action = await actionOf(ports, sequence, body)
    if ('kind' in action) return action
    const version = await ports.sequences.version(action.to?.sequenceId ?? id, action.to?.version ?? sequence.version)
    const job: Job = { ...newJob(ports, sequence, version, { kind: 'action', by: caller.name, stage: null }), action }
    if (body.enrollmentIds) {
      const rows = body.enrollmentIds.map(
        (enrollmentId, i): JobRow => ({ number: i + 1, id: enrollmentId, ask: { kind: 'enrollment', enrollmentId } }),
      )
      return answer(jobViewOf(await begin(ports, job, withoutRepeats(rows))))
    }
    return answer(jobViewOf(await list(ports, { ...job, ...matchingOf(body.matching) })))
  }

/** Taken back is what still stands as the job left it. Asked again after a crash, it goes on with the job that was begun. */
export const undoJob =
  (ports: Ports): Verb<'undoJob'> =>
  async ({ params: { id }, caller }) => {
    const job = await ports.jobs.get(id)
    if (!job) return notFound('job', id)
    const refused = notUndoable(job)
    if (refused || !job.action) return refused ?? notFound('job', id)
    const at = new Date(ports.now()).toISOString()
    const undoneBy = await ports.jobs.markUndone(id, job.undoneBy ?? ports.newId())
    const begun = await ports.jobs.get(undoneBy)
    if (begun && (begun.listed || begun.chunks > 0)) return alreadyUndone(begun)
    const { undoneBy: _mark, matching: _matching, filter: _filter, sought: _sought, ...rest } = job
    const inverse: Job = {
      ...rest,
      id: undoneBy,
      undoes: id,
      by: caller.name,
      createdAt: at,
      updatedAt: at,
      action: { name: inverseOf[job.action.name] },
      chunks: 0,
      listed: false,
      counted: [],
      total: 0,
      done: 0,
      enrolled: 0,
      refused: 0,
    }
    return answer(jobViewOf(await list(ports, inverse)))
  }

const matchingOf = ({ status, held, step, dueFrom, dueBefore, q }: NonNullable<Body['matching']> = { status: 'all' }): Partial<Job> => {
  const filter = {
    ...(held === undefined ? {} : { held }),
    ...(step === undefined ? {} : { step }),
    ...(dueFrom === undefined ? {} : { dueFrom }),
    ...(dueBefore === undefined ? {} : { dueBefore }),
  }
  return { matching: status, ...(Object.keys(filter).length === 0 ? {} : { filter }), ...(q ? { sought: q } : {}) }
}

/** A job whose rows the enroll function still has to list. */
const list = async ({ jobs }: Ports, job: Job): Promise<Job> => {
  await jobs.put(job)
  await jobs.send([{ kind: 'backfill', job: job.id, chunk: 0 }])
  return job
}

/** What a job that takes this back is called; what it does to each enrollment goes by how that stood before. */
const inverseOf: Record<BulkActionName, BulkActionName> = {
  pause: 'resume',
  resume: 'pause',
  'take-over': 'resume',
  cancel: 'cancel',
  convert: 'convert',
  move: 'move',
}

const notUndoable = (job: Job): Outcome<never> | null => {
  const { kind, action } = job
  if (kind !== 'action' || !action)
    return no(
      'not_undoable',
      'Only what was done to enrollments can be taken back. Cancel them instead, with a bulk action of the sequence.',
    )
  if (!undoableActions.includes(action.name)) return no('not_undoable', overText[action.name] ?? '')
  if (!isDone(job)) return no('job_running', 'The job is not through yet. Wait until it is done, then take it back.')
  if (job.enrolled === 0) return no('nothing_to_undo', 'The job changed no enrollment, so there is nothing to take back.')
  return null
}

const overText: Partial<Record<BulkActionName, string>> = {
  cancel: 'Cancelled enrollments are over and cannot be taken back. Enroll the contacts again.',
  convert: 'Converted enrollments are over, and what follows them has begun. Enroll the contacts again where that was a mistake.',
  move: 'The old enrollments are over, and the new ones have begun. Move the contacts back with a bulk action of the other sequence; they begin there anew.',
}

const alreadyUndone = (by: Job): Outcome<never> =>
  refuse({
    kind: 'conflict',
    reason: 'already_undone',
    detail: 'The job was taken back already: `job` is what took it back.',
    also: { job: jobViewOf(by) },
  })

const no = (reason: string, detail: string): Outcome<never> => refuse({ kind: 'conflict', reason, detail })

const nobody = (): Outcome<never> => no('never_published', 'The sequence was never published, so nobody is enrolled in it.')

const actionOf = async (
  { sequences, now }: Ports,
  sequence: Sequence,
  { action: name, reason, until, to }: Body,
): Promise<BulkAction | Outcome<never>> => {
  const at = until === undefined ? undefined : Math.floor(Date.parse(until) / 1000)
  if (at !== undefined && at * 1000 <= now()) return invalid('until', 'until_passed', refusalText('until_passed'))
  const said = { name, ...(reason === undefined ? {} : { reason }), ...(at === undefined ? {} : { until: at }) }
  if (to === undefined) return said
  const target = (await sequences.get(to)) ?? (await sequences.bySlug(to))
  if (!target) return invalid('to', 'no_such_sequence', `there is no sequence "${to}": name one by its id or slug`)
  if (target.id === sequence.id) return invalid('to', 'same_sequence', 'they are in this sequence already: name another one')
  if (target.status !== 'active') return notActive()
  return { ...said, to: { sequenceId: target.id, version: target.version, name: target.name } }
}

const invalid = (field: string, reason: string, message: string): Outcome<never> =>
  refuse({ kind: 'invalid', reason, detail: `${field}: ${message}`, errors: [{ field, message }] })
