/** Where the rows of a job come from that names none itself, a chunk's worth at a time. */
import { rowsInChunk, type Chunk, type Job, type JobRow } from '../contract/job.ts'
import type { ContactProfile, LiveEnrollment } from '../domain/contact.ts'
import { isMeantBy, standsIn } from '../domain/enrollment-filter.ts'

type Ask = Pick<JobRow, 'id' | 'ask'>
/** What comes after a place, and the place to go on after; null at the end. */
type Listing = (after: string | null) => Promise<{ asks: Ask[]; next: string | null }>

export interface ListingPorts {
  /** Ids of leads whose last stage change is settled, in the order of their ids; `next` is null at the end. */
  leadsIn(stage: string, limit: number, after: string | null): Promise<{ ids: string[]; next: string | null }>
  /** Of the next `limit` enrollments of a sequence, newest first, those that are wanted as they stand; `live` is null where one is over. */
  enrollmentsIn(
    sequenceId: string,
    page: { limit: number; after: string | null; isWanted: (live: LiveEnrollment | null) => boolean },
  ): Promise<{ items: { id: string; live: LiveEnrollment | null; profile: ContactProfile | null }[]; next: string | null }>
  jobs: { chunk(jobId: string, number: number): Promise<Chunk | null>; get(jobId: string): Promise<Job | null> }
}

/** Null for a job that named its rows when it was asked for. */
export const listing = (ports: ListingPorts, job: Job): Listing | null => {
  const { stage, matching, undoes } = job
  if (undoes !== undefined) return (after) => changedBy(ports, undoes, after)
  if (matching !== undefined) return (after) => running(ports, job, matching, after)
  return stage === null ? null : (after) => leads(ports, stage, after)
}

const leads = async (ports: ListingPorts, stage: string, after: string | null) => {
  const { ids, next } = await ports.leadsIn(stage, rowsInChunk, after)
  return { asks: ids.map((leadId): Ask => ({ id: leadId, ask: { kind: 'lead', leadId } })), next }
}

/** What is over, or has begun to end, is left as it is. */
const running = async (
  ports: ListingPorts,
  { sequenceId, filter, sought }: Job,
  matching: NonNullable<Job['matching']>,
  after: string | null,
) => {
  const wanted = { ...filter, q: sought, status: matching === 'all' ? undefined : matching }
  const stands = standsIn(wanted)
  const isWanted = (live: LiveEnrollment | null): boolean => live !== null && live.ending === undefined && stands(live)
  const { items, next } = await ports.enrollmentsIn(sequenceId, { limit: rowsInChunk, after, isWanted })
  const meant = items.filter(isMeantBy(wanted))
  return { asks: meant.map(({ id }): Ask => ({ id, ask: { kind: 'enrollment', enrollmentId: id } })), next }
}

/** What another job changed, chunk by chunk: the place is the number of the chunk to read. */
const changedBy = async ({ jobs }: ListingPorts, jobId: string, after: string | null) => {
  const number = after === null ? 0 : Number(after)
  const [job, chunk] = await Promise.all([jobs.get(jobId), jobs.chunk(jobId, number)])
  const asks = (chunk?.results ?? []).flatMap(({ id, enrollmentId, reason, was, left }): Ask[] =>
    reason === null && enrollmentId !== null && was && left ? [{ id, ask: { kind: 'enrollment', enrollmentId, was, left } }] : [],
  )
  return { asks, next: job && number + 1 < job.chunks ? String(number + 1) : null }
}
