/**
 * The leads that are in a sequence's stage become the rows of a job, a chunk at a time. A chunk that is stored stays as it was first listed,
 * with the lead that it ends with, so that a repeated delivery walks the same way and skips nobody.
 */
import { rowsInChunk, type Chunk, type Job, type JobRow } from '../contract/job.ts'
import type { BackfillWork, EnrollRowsWork } from '../contract/work.ts'

export interface BackfillPorts {
  /** Ids of leads whose last stage change is settled, in the order of their ids; `next` is null at the end. */
  leadsIn(stage: string, limit: number, after: string | null): Promise<{ ids: string[]; next: string | null }>
  jobs: {
    get(jobId: string): Promise<Job | null>
    chunk(jobId: string, number: number): Promise<Chunk | null>
    /** False where this chunk is stored already. */
    store(chunk: Omit<Chunk, 'results'>): Promise<boolean>
    /** Notes one more chunk with its rows, or the end of the list; noted already, it changes nothing. */
    extend(jobId: string, chunks: number, rows: number, listed: boolean): Promise<unknown>
  }
  enrollQueue: { send(work: (EnrollRowsWork | BackfillWork)[]): Promise<void> }
}

/** Chunks that one piece of work lists before it hands the rest on. */
const chunksInRun = 10

export const backfill = async (ports: BackfillPorts, work: BackfillWork): Promise<string> => {
  const job = await ports.jobs.get(work.job)
  if (!job || job.stage === null) return 'no_such_job'
  if (job.listed) return 'repeated'
  let number = work.chunk
  let after = work.after ?? null
  for (let run = 0; run < chunksInRun; run++, number++) {
    const chunk = await chunkAt(ports, job, job.stage, number, after)
    if (!chunk) {
      await ports.jobs.extend(job.id, number, 0, true)
      return 'listed'
    }
    const rows = new Set([...chunk.rows, ...(chunk.results ?? [])].map((row) => row.number)).size
    // Handed over before it is noted: a job that is noted as listed has nothing left to hand over.
    if (!chunk.results) await ports.enrollQueue.send([{ kind: 'enroll_rows', job: job.id, chunk: number }])
    await ports.jobs.extend(job.id, number, rows, chunk.after === null)
    if (chunk.after === null) return 'listed'
    after = chunk.after
  }
  await ports.enrollQueue.send([{ kind: 'backfill', job: job.id, chunk: number, ...(after === null ? {} : { after }) }])
  return 'listing'
}

/** The chunk of this number, as it was first stored; null where no lead is left. */
const chunkAt = async (ports: BackfillPorts, job: Job, stage: string, number: number, after: string | null): Promise<Chunk | null> => {
  const stored = await ports.jobs.chunk(job.id, number)
  if (stored) return stored
  const { ids, next } = await ports.leadsIn(stage, rowsInChunk, after)
  if (ids.length === 0) return null
  const rows = ids.map((leadId, i): JobRow => ({ number: number * rowsInChunk + i + 1, id: leadId, ask: { kind: 'lead', leadId } }))
  const fresh = { job: job.id, number, rows, after: next }
  return (await ports.jobs.store(fresh)) ? { ...fresh, results: null } : ports.jobs.chunk(job.id, number)
}
