/** Routes of the notifications: one list for everybody who signs in. */
import * as z from 'zod'
import { pageQuery } from '../bodies.ts'
import { mostUnread, notificationPatch, notificationView } from '../notifications.ts'
import type { Route } from '../route.ts'
import { pageOf } from '../views.ts'

const unread = z.int().describe(`How many nobody has read, counted up to ${mostUnread}.`)

export const notificationRoutes = {
  listNotifications: {
    method: 'GET',
    path: '/api/v1/notifications',
    summary: 'What somebody should know, newest first',
    access: 'member',
    status: 200,
    query: pageQuery.extend({ unread: z.stringbool().default(false).describe('true: only what nobody has read.') }),
    answer: pageOf(notificationView).extend({ unread }),
  },
  markNotification: {
    method: 'PUT',
    path: '/api/v1/notifications/{id}',
    summary: 'Mark one notification as read, or as unread again',
    access: 'member',
    status: 200,
    body: notificationPatch,
    answer: notificationView,
  },
  readNotifications: {
    method: 'POST',
    path: '/api/v1/notifications/read-all',
    summary: 'Mark everything as read',
    access: 'member',
    status: 200,
    answer: z.object({ read: z.int().describe('How many were marked.'), unread }),
  },
} as const satisfies Record<string, Route>
