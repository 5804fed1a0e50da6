/** Routes that look ahead and change nothing. */
import { conflictsAnswer, conflictsBody, contactPlan, mostConflictBytes, previewAnswer, previewBody } from '../preview.ts'
import type { Route } from '../route.ts'

export const previewRoutes = {
  contactPlan: {
    method: 'GET',
    path: '/api/v1/contacts/{id}/plan',
    summary: 'The calendar of every message that a contact will get from its running enrollments',
    access: 'member',
    status: 200,
    answer: contactPlan,
  },
  previewSequence: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/preview',
    summary: 'What enrolling contacts would come to: their calendar, the conflicts, the projected finish. Changes nothing',
    access: 'member',
    reads: true,
    status: 200,
    body: previewBody,
    answer: previewAnswer,
  },
  sequenceConflicts: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/conflicts',
    summary: 'What stands against enrolling contacts, and what replace, parallel and skip would do. Changes nothing',
    access: 'member',
    reads: true,
    status: 200,
    body: conflictsBody,
    mostBodyBytes: mostConflictBytes,
    answer: conflictsAnswer,
  },
} as const satisfies Record<string, Route>
