/** What bulk enrolling needs beside the other verbs. */
import type { Chunk, Job } from '../contract/job.ts'
import type { BackfillWork, EnrollRowsWork } from '../contract/work.ts'

export interface JobPorts {
  put(job: Job): Promise<unknown>
  /** Rows that wait; `createdAt` in ISO 8601. */
  store(chunk: Omit<Chunk, 'results'>, createdAt: string): Promise<unknown>
  get(id: string): Promise<Job | null>
  /** Notes which job takes this one back, and answers the one that stands: the first that was noted. */
  markUndone(id: string, by: string): Promise<string>
  /** Newest first. `after` is the id that the last page ended with. */
  list(limit: number, after?: string): Promise<{ items: Job[]; next: string | null }>
  /** Chunks from this number on, in their order. */
  chunks(jobId: string, from: number, limit: number): Promise<Chunk[]>
  /** Hands work to the enroll function. */
  send(work: (EnrollRowsWork | BackfillWork)[]): Promise<unknown>
}

/** What counting a backfill looks at. */
export interface StagePorts {
  /** Ids of leads in a stage, in their order. */
  idsIn(stage: string, limit: number, after: string | null): Promise<{ ids: string[]; next: string | null }>
  /** Keys of each lead's contacts, the primary one first; none for an unknown lead. Any number at once. */
  contactsOf(leadIds: readonly string[]): Promise<string[][]>
  /** Keys of up to `limit` contacts that are or were in a sequence. */
  everIn(sequenceId: string, limit: number): Promise<{ contactKeys: string[]; complete: boolean }>
}
