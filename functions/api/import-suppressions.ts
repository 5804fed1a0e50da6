/** A list of closed addresses from another system: its rows are stored in chunks and handed over, and the caller gets a job to look at. */
import { answer, refuse } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { rowsInChunk, type Job } from '../contract/job.ts'
import { storeRows } from './bulk.ts'
import { jobViewOf } from './jobs.ts'
import type { ApiPorts } from './ports.ts'
import { readSuppressions } from './suppressions-csv.ts'

export const importSuppressions =
  (ports: Pick<ApiPorts, 'now' | 'newId' | 'jobs' | 'settings'>): Verb<'importSuppressions'> =>
  async ({ body, caller }) => {
    const now = ports.now()
    const read = readSuppressions(body.csv, { reason: body.reason, now, timeZone: ports.settings.timeZone })
    if (read.kind === 'refused') {
      const { reason, detail } = read
      return refuse({ kind: 'invalid', reason, detail, errors: [{ field: 'csv', message: detail }] })
    }
    const at = new Date(now).toISOString()
    const chunks = Math.ceil(read.rows.length / rowsInChunk)
    const job: Job = {
      id: ports.newId(),
      kind: 'suppressions',
      sequenceId: '',
      version: 0,
      by: caller.name,
      createdAt: at,
      updatedAt: at,
      stage: null,
      onConflict: 'skip',
      contacts: { kind: 'primary' },
      source: body.source,
      chunks,
      listed: true,
      counted: [],
      total: read.rows.length,
      done: 0,
      enrolled: 0,
      refused: 0,
    }
    await storeRows(ports, job, read.rows)
    await ports.jobs.put(job)
    await ports.jobs.send(Array.from({ length: chunks }, (_, chunk) => ({ kind: 'enroll_rows', job: job.id, chunk })))
    return answer(jobViewOf(job))
  }
