/** Bulk jobs in memory, as the API's ports take them. */
import type { JobPorts } from '../../functions/api/job-ports.ts'
import type { Chunk, Job } from '../../functions/contract/job.ts'
import type { BackfillWork, EnrollRowsWork } from '../../functions/contract/work.ts'

export interface JobsState {
  jobs: Map<string, Job>
  chunks: Map<string, Chunk>
  jobWork: (EnrollRowsWork | BackfillWork)[]
}

export const jobsInMemory = (): JobsState => ({ jobs: new Map(), chunks: new Map(), jobWork: [] })

export const jobPortsOf = ({ jobs, chunks, jobWork }: JobsState): JobPorts => ({
  put: async (job) => void jobs.set(job.id, job),
  store: async (chunk) => void chunks.set(`${chunk.job}/${chunk.number}`, { ...chunk, results: null }),
  get: async (id) => jobs.get(id) ?? null,
  markUndone: async (id, by) => {
    const job = jobs.get(id)
    if (!job) throw new Error('no such job')
    jobs.set(id, { ...job, undoneBy: job.undoneBy ?? by })
    return job.undoneBy ?? by
  },
  list: async (limit, after) => {
    const all = [...jobs.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).filter(({ id }) => after === undefined || id < after)
    return { items: all.slice(0, limit), next: all.length > limit ? (all[limit - 1]?.id ?? null) : null }
  },
  chunks: async (jobId, from, limit) =>
    [...chunks.values()]
      .filter((chunk) => chunk.job === jobId && chunk.number >= from)
      .toSorted((a, b) => a.number - b.number)
      .slice(0, limit),
  send: async (work) => void jobWork.push(...work),
})
