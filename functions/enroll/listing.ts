/** Where the rows of a job come from that names none itself, a chunk's worth at a time. */
import { rowsInChunk, type Chunk, type Job, type JobRow } from '../contract/job.ts'

type Ask = Pick<JobRow, 'id' | 'ask'>
/** What comes after a place, and the place to go on after; null at the end. */
type Listing = (after: string | null) => Promise<{ asks: Ask[]; next: string | null }>

export interface ListingPorts {
  /** Ids of leads whose last stage change is settled, in the order of their ids; `next` is null at the end. */
  leadsIn(stage: string, limit: number, after: string | null): Promise<{ ids: string[]; next: string | null }>
  /** Enrollments of a sequence, newest first, with how each stands; `status` is null where it is over. */
  enrollmentsIn(
    sequenceId: string,
    limit: number,
    after: string | null,
  ): Promise<{ items: { id: string; status: 'active' | 'paused' | null }[]; next: string | null }>
  jobs: { chunk(jobId: string, number: number): Promise<Chunk | null>; get(jobId: string): Promise<Job | null> }
}

/** Null for a job that named its rows when it was asked for. */
export const listing = (ports: ListingPorts, job: Job): Listing | null => {
  const { stage, matching, undoes, sequenceId } = job
  if (undoes !== undefined) return (after) => changedBy(ports, undoes, after)
  if (matching !== undefined) return (after) => running(ports, sequenceId, matching, after)
  return stage === null ? null : (after) => leads(ports, stage, after)
}

const leads = async (ports: ListingPorts, stage: string, after: string | null) => {
  const { ids, next } = await ports.leadsIn(stage, rowsInChunk, after)
  return { asks: ids.map((leadId): Ask => ({ id: leadId, ask: { kind: 'lead', leadId } })), next }
}

const running = async (ports: ListingPorts, sequenceId: string, matching: NonNullable<Job['matching']>, after: string | null) => {
  const { items, next } = await ports.enrollmentsIn(sequenceId, rowsInChunk, after)
  const wanted = items.filter(({ status }) => status !== null && (matching === 'all' || status === matching))
  return { asks: wanted.map(({ id }): Ask => ({ id, ask: { kind: 'enrollment', enrollmentId: id } })), next }
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
