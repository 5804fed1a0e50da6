import type { Job } from '../../functions/contract/job.ts'
import { now, version } from '../domain/builders.ts'

/** A job of one row that enrolls in the builders' sequence, stored and listed whole. */
export const aJob = (over: Partial<Job> & Pick<Job, 'id'>): Job => {
  const at = new Date(now).toISOString()
  return {
    kind: 'bulk_enroll',
    sequenceId: version().sequenceId,
    version: 1,
    by: 'ann@acme.example',
    createdAt: at,
    updatedAt: at,
    stage: null,
    onConflict: 'parallel',
    contacts: { kind: 'primary' },
    chunks: 1,
    listed: true,
    counted: [],
    total: 1,
    done: 0,
    enrolled: 0,
    refused: 0,
    ...over,
  }
}
