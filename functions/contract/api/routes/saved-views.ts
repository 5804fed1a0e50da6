/** Routes of saved views. */
import * as z from 'zod'
import type { Route } from '../route.ts'
import { savedView, savedViewBody, savedViews, savedViewsQuery } from '../saved-views.ts'

export const savedViewRoutes = {
  listViews: {
    method: 'GET',
    path: '/api/v1/views',
    summary: 'Saved views of a screen, or of all: one’s own, and those shared with everyone',
    access: 'member',
    status: 200,
    query: savedViewsQuery,
    answer: savedViews,
  },
  putView: {
    method: 'PUT',
    path: '/api/v1/views/{id}',
    summary: 'Save a view under an id of one’s own making (a ULID), or change it',
    access: 'member',
    status: 200,
    body: savedViewBody,
    answer: savedView,
  },
  removeView: {
    method: 'DELETE',
    path: '/api/v1/views/{id}',
    summary: 'Remove a saved view; one that is gone already is no mistake',
    access: 'member',
    status: 200,
    answer: z.object({ id: z.string().describe('The id that was asked for.') }),
  },
} as const satisfies Record<string, Route>
