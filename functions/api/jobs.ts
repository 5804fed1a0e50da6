/** Bulk jobs: how far each has come, and what became of every row. */
import { answer, notFound, type Outcome } from '../contract/api/outcome.ts'
import type { JobRowView, JobView } from '../contract/api/jobs.ts'
import type { Verb } from '../contract/api/requests.ts'
import { undoableActions } from '../contract/bulk-action.ts'
import { isDone, type Chunk, type Job, type JobRow } from '../contract/job.ts'
import { rowReasonText } from '../domain/row-reasons.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { nameOf } from './enrollment-view.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'jobs'>
type RowPorts = Pick<ApiPorts, 'jobs' | 'contacts'>

export const listJobs =
  ({ jobs }: Ports): Verb<'listJobs'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await jobs.list(Math.min(limit, 100), after)
    return answer({ items: items.map(jobViewOf), nextCursor: cursorOf(next) })
  }

export const getJob =
  ({ jobs }: Ports): Verb<'getJob'> =>
  async ({ params: { id } }) => {
    const job = await jobs.get(id)
    return job ? answer(jobViewOf(job)) : notFound('job', id)
  }

/** Chunks that one request looks through before it answers with what it found and a cursor, and those read at once. */
const mostChunks = 160
const chunksAtOnce = 16

/** A page can hold fewer rows than asked for and still have a next one: most rows may have another status. */
export const listJobRows =
  (ports: RowPorts): Verb<'listJobRows'> =>
  async (asked) => {
    const found = await rowsOf(ports, asked)
    return found.kind === 'answer' ? answer({ ...found.value, items: await named(ports, found.value.items) }) : found
  }

/** With the names of those who are known by now: a job keeps none, so that who is erased is not named by it. */
const named = async ({ contacts }: RowPorts, rows: readonly JobRowView[]): Promise<JobRowView[]> => {
  const ids = [...new Set(rows.flatMap(({ contactId }) => contactId ?? []))]
  const profiles = ids.length === 0 ? [] : await contacts.profiles(ids.map((id) => contacts.keyOf(id)))
  const names = new Map(profiles.map((profile, i) => [ids[i], profile && nameOf(profile)]))
  return rows.map((row) => {
    const name = row.contactId === null ? null : names.get(row.contactId)
    return name ? { ...row, name } : row
  })
}

const rowsOf = async (
  { jobs }: Ports,
  { params: { id }, query: { limit, cursor, status } }: Parameters<Verb<'listJobRows'>>[0],
): Promise<Outcome<{ items: JobRowView[]; nextCursor: string | null }>> => {
  const start = placeOf(cursor)
  if (start === null) return badCursor()
  const job = await jobs.get(id)
  if (!job) return notFound('job', id)
  const items: JobRowView[] = []
  let from = start.chunk
  for (let looked = 0; looked < mostChunks; looked += chunksAtOnce) {
    const chunks = await jobs.chunks(id, from, chunksAtOnce)
    for (const chunk of chunks) {
      const views = rowViewsOf(chunk, job.kind)
      for (const [i, view] of views.entries()) {
        if (chunk.number === start.chunk && i < start.row) continue
        if (items.length === limit) return answer({ items, nextCursor: cursorOf(`${chunk.number}.${i}`) })
        if (status === 'all' || view.status === status) items.push(view)
      }
    }
    const last = chunks.at(-1)
    if (!last || chunks.length < chunksAtOnce) return answer({ items, nextCursor: null })
    from = last.number + 1
  }
  return answer({ items, nextCursor: cursorOf(`${from}.0`) })
}

/** The cursor's text is the number of a chunk and of a row in it. */
const placeOf = (cursor: string | undefined): { chunk: number; row: number } | null => {
  const text = afterOf(cursor)
  if (text === null) return null
  if (text === undefined) return { chunk: 0, row: 0 }
  const [, chunk, row] = /^(\d{1,6})\.(\d{1,6})$/.exec(text) ?? []
  return chunk === undefined || row === undefined ? null : { chunk: Number(chunk), row: Number(row) }
}

export const jobViewOf = (job: Job): JobView => {
  const { id, kind, action, total, done, refused, createdAt, updatedAt, by, undoes, undoneBy } = job
  const over = isDone(job)
  const good = goodOf(kind)
  return {
    id,
    kind,
    sequenceId: kind === 'suppressions' ? null : job.sequenceId,
    action: action?.name ?? null,
    ...(action?.to ? { to: { sequenceId: action.to.sequenceId, name: action.to.name } } : {}),
    status: over ? 'done' : 'running',
    total,
    done,
    enrolled: good === 'enrolled' ? job.enrolled : 0,
    suppressed: good === 'suppressed' ? job.enrolled : 0,
    changed: good === 'changed' ? job.enrolled : 0,
    refused,
    createdAt,
    ...(over ? { finishedAt: updatedAt } : {}),
    by,
    undoable: over && action !== undefined && undoableActions.includes(action.name) && undoneBy === undefined && job.enrolled > 0,
    ...(undoes === undefined ? {} : { undoes }),
    ...(undoneBy === undefined ? {} : { undoneBy }),
  }
}

/** What a row that was not refused came to. */
const goodOf = (kind: Job['kind']): 'enrolled' | 'suppressed' | 'changed' => {
  switch (kind) {
    case 'bulk_enroll':
    case 'backfill':
      return 'enrolled'
    case 'suppressions':
      return 'suppressed'
    case 'action':
      return 'changed'
    default:
      return kind satisfies never
  }
}

/** What a list calls somebody, until its row is carried out. */
const nameSaid = (ask: JobRow['ask']): { name?: string } => {
  if (ask.kind !== 'seen') return {}
  const { firstName, lastName, email, phone } = ask.contact
  const name = [firstName, lastName].filter((part) => part?.trim()).join(' ') || email || phone
  return name ? { name } : {}
}

const rowViewsOf = ({ rows, results }: Chunk, kind: Job['kind']): JobRowView[] =>
  results
    ? results.map(({ reason, was: _was, left: _left, ...result }) => ({
        ...result,
        status: reason === null ? goodOf(kind) : 'refused',
        reason,
        reasonText: reason === null ? null : rowReasonText(reason),
      }))
    : rows.map(({ ask, onConflict: _choice, ...place }) => ({
        ...place,
        ...nameSaid(ask),
        status: 'waiting',
        contactId: null,
        enrollmentId: null,
        reason: null,
        reasonText: null,
        detail: null,
      }))
