/**
 * Enrollments of a bulk action, row by row. How the first delivery found them is kept before anything changes, so that a repeated one tells
 * what was done already; each result keeps how the enrollment stood and how it was left, so that the job can be taken back.
 */
import type { EnrollmentBefore } from '../contract/bulk-action.ts'
import type { Chunk, Job, JobResult, JobRow } from '../contract/job.ts'
import type { FinishedEnrollment, LiveEnrollment } from '../domain/contact.ts'
import type { DecidedSignal } from '../domain/decide.ts'
import { decideAll } from '../domain/decide.ts'
import type { RowReason } from '../domain/row-reasons.ts'
import type { SequenceStatus, SequenceVersion } from '../domain/sequence.ts'
import type { Signal } from '../domain/signal.ts'
import { referAhead, type EnrollPorts } from './enroll.ts'
import { beforeOf, isDoneAlready, leftOf, movedId, moving, restoring, steering, type Steered } from './steering.ts'

/** An enrollment wherever it stands; all null while it has only begun. */
export interface Standing {
  id: string
  contactKey: string
  sequenceId: string
  contactId: string | null
  live: LiveEnrollment | null
  finished: FinishedEnrollment | null
}

export interface SteerPorts extends Pick<EnrollPorts, 'engine' | 'recordsOf' | 'enrollments'> {
  enrollment(id: string): Promise<Standing | null>
  version(sequenceId: string, version: number): Promise<SequenceVersion>
  sequenceStatus(sequenceId: string): Promise<SequenceStatus | null>
  jobs: { noteFound(jobId: string, number: number, found: NonNullable<Chunk['found']>): Promise<NonNullable<Chunk['found']>> }
  /** The finished enrollments of a contact. */
  finishedOf(contactKey: string): Promise<FinishedEnrollment[]>
}

/** Rows of a chunk that are carried out at once. */
const width = 5

export const steerRows = async (ports: SteerPorts, job: Job, { number, rows, found: kept }: Chunk): Promise<JobResult[]> => {
  const standing = await inTurn(rows, (row) =>
    row.ask.kind === 'enrollment' ? ports.enrollment(row.ask.enrollmentId) : Promise.resolve(null),
  )
  const seen = Object.fromEntries(standing.flatMap((one) => (one ? [[one.id, beforeOf(one.live)] as const] : [])))
  const found = kept ?? (await ports.jobs.noteFound(job.id, number, seen))
  const target = await targetOf(ports, job)
  return inTurn(rows, (row, i) => steerRow(ports, job, row, { standing: standing[i] ?? null, found, target }))
}

type Target = SequenceVersion | 'not_active' | null

/** The version that moved contacts go on in; null where nobody is moved. */
const targetOf = async (ports: SteerPorts, { action }: Job): Promise<Target> => {
  if (!action?.to) return null
  if ((await ports.sequenceStatus(action.to.sequenceId)) !== 'active') return 'not_active'
  return ports.version(action.to.sequenceId, action.to.version)
}

const steerRow = async (
  ports: SteerPorts,
  job: Job,
  row: JobRow,
  { standing, found, target }: { standing: Standing | null; found: Record<string, EnrollmentBefore>; target: Target },
): Promise<JobResult> => {
  const { ask } = row
  if (ask.kind === 'refused') return refusedRow(row, ask.reason, ask.detail)
  if (ask.kind !== 'enrollment')
    throw new Error(`row ${row.number} of the job ${job.id} is of the kind ${ask.kind}, and the job steers enrollments`)
  if (!standing || standing.sequenceId !== job.sequenceId) return refusedRow(row, 'enrollment_not_known')
  const { contactId, contactKey, id } = standing
  const place = { ...placeOf(row), contactId }
  if (target === 'not_active') return { ...place, enrollmentId: null, reason: 'sequence_not_active', detail: null }
  const first = found[id] ?? beforeOf(standing.live)
  const outcome = await settled(ports, job, { ask, id, contactKey, first, target })
  if (outcome.kind === 'refused') return { ...place, enrollmentId: null, reason: outcome.reason, detail: outcome.detail }
  return {
    ...place,
    enrollmentId: target ? movedId(job, contactKey) : id,
    reason: null,
    detail: null,
    was: outcome.was,
    left: outcome.left,
  }
}

interface Asked {
  ask: Extract<JobRow['ask'], { kind: 'enrollment' }>
  id: string
  contactKey: string
  first: EnrollmentBefore
  target: SequenceVersion | null
}
type Settled =
  | { kind: 'refused'; reason: string; detail: string | null }
  | { kind: 'changed'; was: EnrollmentBefore; left: JobResult['left'] & object }

const settled = async (ports: SteerPorts, job: Job, asked: Asked): Promise<Settled> => {
  const { id, contactKey, first } = asked
  let was = first
  let own: Settled | null = null
  const signalsFor = async (head: Parameters<Parameters<SteerPorts['engine']['settle']>[1]>[0]): Promise<Signal[]> => {
    own = null
    const live = head?.enrollments.find((one) => one.id === id) ?? null
    const finished = await ports.finishedOf(contactKey)
    const steered: Steered = { job, id, contactKey, first, live, head, finished, now: ports.engine.now() }
    if (asked.ask.left === undefined && isDoneAlready(steered)) {
      own = { kind: 'changed', was: first, left: leftOf(live) }
      // Entries of the new plan that the earlier delivery may not have come to are made once more.
      return asked.target && head ? moving(steered, asked.target, await ports.recordsOf(head)).slice(1) : []
    }
    was = beforeOf(live)
    const wanted =
      asked.ask.left !== undefined
        ? restoring(steered, asked.ask.was ?? first, asked.ask.left)
        : asked.target
          ? moving(steered, asked.target, head ? await ports.recordsOf(head) : {})
          : steering(steered)
    if (wanted === 'done') own = { kind: 'changed', was: first, left: leftOf(live) }
    else if (wanted === 'changed_since') own = { kind: 'refused', reason: 'changed_since', detail: null }
    if (typeof wanted === 'string') return []
    // All of them or none: a contact who cannot enter the other sequence stays in this one.
    const refused = refusalOf(decideAll(head, wanted, steered.now).decided)
    if (refused) own = refused
    return refused ? [] : wanted
  }
  const { head, decided } = await ports.engine.settle(contactKey, signalsFor, { ahead: (all) => referAhead(ports, contactKey, all) })
  if (own) return own
  const live = head?.enrollments.find((one) => one.id === id) ?? null
  return refusalOf(decided) ?? { kind: 'changed', was, left: leftOf(live) }
}

const refusalOf = (decided: readonly DecidedSignal[]): Extract<Settled, { kind: 'refused' }> | null => {
  const refused = decided.map(({ decision }) => decision).find((decision) => decision.kind === 'refused')
  return refused?.kind === 'refused' ? { kind: 'refused', reason: refused.reason, detail: refused.detail ?? null } : null
}

const placeOf = ({ number, line, id }: JobRow) => ({ number, ...(line === undefined ? {} : { line }), id })

const refusedRow = (row: JobRow, reason: RowReason | (string & {}), detail?: string): JobResult => ({
  ...placeOf(row),
  contactId: null,
  enrollmentId: null,
  reason,
  detail: detail ?? null,
})

/** A few at a time, in their order. */
const inTurn = async <T, R>(all: readonly T[], act: (one: T, i: number) => Promise<R>): Promise<R[]> => {
  const done: R[] = []
  for (let from = 0; from < all.length; from += width)
    done.push(...(await Promise.all(all.slice(from, from + width).map((one, i) => act(one, from + i)))))
  return done
}
