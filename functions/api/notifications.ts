/** Notifications: listed, read, all read at once. */
import { mostUnread, type NotificationView } from '../contract/api/notifications.ts'
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { Notification } from '../domain/notification.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'notifications' | 'now'>

const pageSize = 100

export const listNotifications =
  ({ notifications, now }: Ports): Verb<'listNotifications'> =>
  async ({ query: { limit, cursor, unread } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const [page, count] = await Promise.all([
      notifications.list({ limit: Math.min(limit, pageSize), after, unread, now: now() }),
      notifications.countUnread(mostUnread),
    ])
    return answer({ items: page.items.map(viewOf), nextCursor: cursorOf(page.next), unread: count })
  }

export const markNotification =
  ({ notifications, now }: Ports): Verb<'markNotification'> =>
  async ({ params: { id }, body: { read } }) => {
    const marked = await notifications.mark(id, read ? new Date(now()).toISOString() : null)
    return marked ? answer(viewOf(marked)) : notFound('notification', id)
  }

/** Up to `mostUnread` at a time; what came meanwhile is told by `unread`. */
export const readNotifications =
  ({ notifications, now }: Ports): Verb<'readNotifications'> =>
  async () => {
    const at = now()
    let read = 0
    let after: string | undefined
    do {
      const page = await notifications.list({ limit: pageSize, after, unread: true, now: at })
      await Promise.all(page.items.map(({ id }) => notifications.mark(id, new Date(at).toISOString())))
      read += page.items.length
      after = page.next ?? undefined
    } while (after !== undefined && read < mostUnread)
    return answer({ read, unread: await notifications.countUnread(mostUnread) })
  }

const viewOf = ({ contactKey: _key, contactId, enrollmentId, sequenceId, readAt, ...said }: Notification): NotificationView => ({
  ...said,
  contactId: contactId ?? null,
  enrollmentId: enrollmentId ?? null,
  sequenceId: sequenceId ?? null,
  read: readAt !== undefined,
  readAt: readAt ?? null,
})
