/** Routes of the inbox. */
import { inboxItem, inboxPatch, inboxQuery } from '../inbox.ts'
import type { Route } from '../route.ts'
import { pageOf } from '../views.ts'

export const inboxRoutes = {
  listInbox: {
    method: 'GET',
    path: '/api/v1/inbox',
    summary: 'What people wrote or said to us, newest first: no automatic replies, no calls for help',
    access: 'member',
    status: 200,
    query: inboxQuery,
    answer: pageOf(inboxItem),
  },
  markInbox: {
    method: 'PUT',
    path: '/api/v1/inbox/{id}',
    summary: 'Mark an entry of the inbox as handled, or as open again',
    access: 'member',
    status: 200,
    body: inboxPatch,
    answer: inboxItem,
  },
} as const satisfies Record<string, Route>
