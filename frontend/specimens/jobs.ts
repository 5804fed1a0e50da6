/** Bulk jobs and what their rows came to. */
import type { JobRowView } from '../../functions/contract/api/jobs.ts'
import { refusalText } from '../../functions/domain/reasons.ts'
import { aJob } from './a-job.ts'
import { contacts, welcome } from './cast.ts'
import { ago } from './instants.ts'
import { named, pageOf, specimen } from './specimen.ts'

const rows: JobRowView[] = contacts.map(({ id, name }, index) => {
  const row = {
    number: index + 1,
    line: index + 2,
    id,
    name,
    contactId: id,
    enrollmentId: null,
    reason: null,
    reasonText: null,
    detail: null,
  }
  return index % 5 === 3
    ? { ...row, status: 'refused', reason: 'already_enrolled', reasonText: refusalText('already_enrolled') }
    : { ...row, status: 'enrolled', enrollmentId: `01K0000000000000000000E${index}` }
})
const refused = rows.filter(({ status }) => status === 'refused').length

export const jobs = [
  aJob({
    total: rows.length,
    done: rows.length,
    enrolled: rows.length - refused,
    refused,
    createdAt: ago({ minutes: 12 }),
    finishedAt: ago({ minutes: 11 }),
  }),
  aJob({
    id: '01K0000000000000000000JOB2',
    kind: 'action',
    action: 'pause',
    total: 412,
    done: 180,
    enrolled: 0,
    refused: 0,
    changed: 180,
    status: 'running',
    createdAt: ago({ minutes: 1 }),
  }),
]

export const jobSpecimens = [
  specimen<'listJobs'>('GET', '/api/v1/jobs', { content: () => pageOf(jobs), empty: () => pageOf([]) }),
  specimen<'getJob'>('GET', '/api/v1/jobs/{id}', { content: (given) => named(jobs, given) }),
  specimen<'listJobRows'>('GET', '/api/v1/jobs/{id}/rows', {
    content: ({ query }) => {
      const status = query?.['status'] ?? 'all'
      return pageOf(rows.filter((row) => status === 'all' || row.status === status))
    },
    empty: () => pageOf([]),
  }),
  specimen<'getBackfill'>('GET', '/api/v1/sequences/{id}/backfill', {
    content: ({ params }) => ({
      sequenceId: params?.['id'] ?? welcome.id,
      stage: 'new',
      inStage: 41,
      enrolledBefore: 31,
      toEnroll: 10,
      complete: true,
      note: '10 of 41 leads in "new" were never in this sequence.',
    }),
  }),
]
