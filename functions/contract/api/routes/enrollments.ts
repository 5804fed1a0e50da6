/** Routes that list enrollments. */
import { allEnrollmentsQuery, enrollmentPage, enrollmentsQuery } from '../enrollments.ts'
import type { Route } from '../route.ts'

export const enrollmentRoutes = {
  listAllEnrollments: {
    method: 'GET',
    path: '/api/v1/enrollments',
    summary: 'Enrollments of every sequence: by sequence, the newest first, and newest first in each; with `q` by the name of the contact',
    access: 'member',
    status: 200,
    query: allEnrollmentsQuery,
    answer: enrollmentPage,
  },
  listEnrollments: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/enrollments',
    summary: 'Enrollments of a sequence by when they began; with `q` by the name of the contact',
    access: 'member',
    status: 200,
    query: enrollmentsQuery,
    answer: enrollmentPage,
  },
} as const satisfies Record<string, Route>
