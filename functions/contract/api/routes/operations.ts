/** Routes of operating a tenant. */
import { operationsView, setupView } from '../operations.ts'
import type { Route } from '../route.ts'
import { checkQuery } from '../sender-check.ts'

export const operationsRoutes = {
  operations: {
    method: 'GET',
    path: '/api/v1/operations',
    summary: 'Queues and their dead letters, waiting schedules, the last hourly rollups, and each channel’s adapter',
    access: 'admin',
    status: 200,
    answer: operationsView,
  },
  setup: {
    method: 'GET',
    path: '/api/v1/setup',
    summary: 'What is still to be set up before people are written to, each with what was found and what to do',
    access: 'admin',
    query: checkQuery,
    status: 200,
    answer: setupView,
  },
} as const satisfies Record<string, Route>
