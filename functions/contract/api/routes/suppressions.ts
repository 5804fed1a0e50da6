/** Routes of closed addresses. */
import { jobView, mostBulkBytes } from '../jobs.ts'
import type { Route } from '../route.ts'
import { importSuppressionsBody, liftQuery, suppressBody, suppressionsQuery, suppressionView } from '../suppressions.ts'
import { pageOf } from '../views.ts'

export const suppressionRoutes = {
  listSuppressions: {
    method: 'GET',
    path: '/api/v1/suppressions',
    summary: 'Addresses with a closed channel, those last heard of first',
    access: 'member',
    status: 200,
    query: suppressionsQuery,
    answer: pageOf(suppressionView),
  },
  suppress: {
    method: 'POST',
    path: '/api/v1/suppressions',
    summary: 'Close an address, known or not: it holds from now on, for whoever uses it or comes with it later',
    access: 'member',
    status: 200,
    body: suppressBody,
    answer: suppressionView,
  },
  importSuppressions: {
    method: 'POST',
    path: '/api/v1/suppressions/import',
    summary: 'Close the addresses of a CSV, thousands at once; answered at once with a job',
    access: 'member',
    status: 202,
    body: importSuppressionsBody,
    mostBodyBytes: mostBulkBytes,
    answer: jobView,
  },
  liftSuppression: {
    method: 'DELETE',
    path: '/api/v1/suppressions/{key}',
    summary: 'Open an address again, whatever closed it, a complaint too; it is no consent',
    access: 'admin',
    status: 200,
    query: liftQuery,
    answer: suppressionView,
  },
} as const satisfies Record<string, Route>
