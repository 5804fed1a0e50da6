/** A bulk job as the API answers it; it takes overrides. */
import type { JobView } from '../../functions/contract/api/jobs.ts'

export const aJob = (given: Partial<JobView> = {}): JobView => ({
  id: '01K0000000000000000000JOB1',
  kind: 'bulk_enroll',
  sequenceId: '01K0000000000000000000SEQ1',
  action: null,
  status: 'done',
  total: 3,
  done: 3,
  enrolled: 2,
  suppressed: 0,
  changed: 0,
  refused: 1,
  createdAt: '2026-11-20T15:00:00Z',
  finishedAt: '2026-11-20T15:00:04Z',
  by: 'dana',
  undoable: false,
  ...given,
})
