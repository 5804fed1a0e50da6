/** Bulk enrolling, backfilling, bulk actions, and the jobs that these are. */
import { pageQuery } from '../bodies.ts'
import { backfillBody, backfillView, bulkActionBody, bulkEnrollBody, jobRowsQuery, jobRowView, jobView, mostBulkBytes } from '../jobs.ts'
import type { Route } from '../route.ts'
import { pageOf } from '../views.ts'

export const jobRoutes = {
  bulkEnroll: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/bulk-enroll',
    summary: 'Enroll thousands of leads or contacts, by id or as a CSV; answered at once with a job',
    access: 'member',
    status: 202,
    body: bulkEnrollBody,
    mostBodyBytes: mostBulkBytes,
    answer: jobView,
  },
  bulkAction: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/bulk-action',
    summary: 'Pause, resume, take over, cancel, convert or move thousands of enrollments; answered at once with a job',
    access: 'member',
    status: 202,
    body: bulkActionBody,
    mostBodyBytes: mostBulkBytes,
    answer: jobView,
  },
  undoJob: {
    method: 'POST',
    path: '/api/v1/jobs/{id}/undo',
    summary: 'Take a bulk action back for those enrollments that still stand as it left them; answered at once with a job',
    access: 'member',
    status: 202,
    answer: jobView,
  },
  getBackfill: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/backfill',
    summary: "How many leads are in the sequence's trigger stage now, and how many of them it never had",
    access: 'member',
    status: 200,
    answer: backfillView,
  },
  startBackfill: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/backfill',
    summary: 'Enroll the leads that are in the trigger stage already; refused where their number is not the one that was seen',
    access: 'member',
    status: 202,
    body: backfillBody,
    answer: jobView,
  },
  listJobs: {
    method: 'GET',
    path: '/api/v1/jobs',
    summary: 'Bulk jobs of the last thirty days, newest first',
    access: 'member',
    status: 200,
    query: pageQuery,
    answer: pageOf(jobView),
  },
  getJob: {
    method: 'GET',
    path: '/api/v1/jobs/{id}',
    summary: 'How far a bulk job has come',
    access: 'member',
    status: 200,
    answer: jobView,
  },
  listJobRows: {
    method: 'GET',
    path: '/api/v1/jobs/{id}/rows',
    summary: 'What each row of a bulk job came to, in their order',
    access: 'member',
    status: 200,
    query: jobRowsQuery,
    answer: pageOf(jobRowView),
  },
} as const satisfies Record<string, Route>
