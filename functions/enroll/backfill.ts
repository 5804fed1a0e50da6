/**
 * The rows of a job that has still to be listed, a chunk at a time: the leads that are in a sequence's stage, its running enrollments, or what
 * another job changed. A chunk that is stored stays as it was first listed, with what it ends with, so that a repeated delivery walks the same
 * way and skips nobody.
 */
import { rowsInChunk, type Chunk, type Job, type JobRow } from '../contract/job.ts'
import type { BackfillWork, EnrollRowsWork } from '../contract/work.ts'
import { listing, type ListingPorts } from './listing.ts'

export interface BackfillPorts extends ListingPorts {
  jobs: ListingPorts['jobs'] & {
    get(jobId: string): Promise<Job | null>
    /** False where this chunk is stored already. */
    store(chunk: Omit<Chunk, 'results'>): Promise<boolean>
    /** Notes one more chunk with its rows, or the end of the list; noted already, it changes nothing. */
    extend(jobId: string, chunks: number, rows: number, listed: boolean): Promise<unknown>
  }
  enrollQueue: { send(work: (EnrollRowsWork | BackfillWork)[]): Promise<void> }
}

/** Chunks that one piece of work lists, or looks for, before it hands the rest on. */
const chunksInRun = 10

export const backfill = async (ports: BackfillPorts, work: BackfillWork): Promise<string> => {
  const job = await ports.jobs.get(work.job)
  const list = job ? listing(ports, job) : null
  if (!job || !list) return 'no_such_job'
  if (job.listed) return 'repeated'
  let number = work.chunk
  let after = work.after ?? null
  for (let run = 0; run < chunksInRun; run++) {
    const { chunk, next } = await chunkAt(ports, job, list, number, after)
    if (chunk) {
      const rows = new Set([...chunk.rows, ...(chunk.results ?? [])].map((row) => row.number)).size
      // Handed over before it is noted: a job that is noted as listed has nothing left to hand over.
      if (!chunk.results) await ports.enrollQueue.send([{ kind: 'enroll_rows', job: job.id, chunk: number }])
      await ports.jobs.extend(job.id, number, rows, next === null)
      number++
    } else if (next === null) await ports.jobs.extend(job.id, number, 0, true)
    if (next === null) return 'listed'
    after = next
  }
  await ports.enrollQueue.send([{ kind: 'backfill', job: job.id, chunk: number, ...(after === null ? {} : { after }) }])
  return 'listing'
}

/** The chunk of this number, as it was first stored, and where the next one goes on; no chunk where this piece of the list has no rows. */
const chunkAt = async (
  ports: BackfillPorts,
  job: Job,
  list: NonNullable<ReturnType<typeof listing>>,
  number: number,
  after: string | null,
): Promise<{ chunk: Chunk | null; next: string | null }> => {
  const stored = await ports.jobs.chunk(job.id, number)
  if (stored) return { chunk: stored, next: stored.after }
  const { asks, next } = await list(after)
  if (asks.length === 0) return { chunk: null, next }
  const rows = asks.map((one, i): JobRow => ({ number: number * rowsInChunk + i + 1, ...one }))
  const fresh = { job: job.id, number, rows, after: next }
  if (await ports.jobs.store(fresh)) return { chunk: { ...fresh, results: null }, next }
  const first = await ports.jobs.chunk(job.id, number)
  return { chunk: first, next: first ? first.after : next }
}
