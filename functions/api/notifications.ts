/** Notifications: listed, read, all read at once. */
import { mostUnread, type NotificationView } from '../contract/api/notifications.ts'
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { Notification } from '../domain/notification.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { nameOf } from './enrollment-view.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'contacts' | 'notifications' | 'now'>

const pageSize = 100

export const listNotifications =
  ({ contacts, notifications, now }: Ports): Verb<'listNotifications'> =>
  async ({ query: { limit, cursor, unread } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const [page, count] = await Promise.all([
      notifications.list({ limit: Math.min(limit, pageSize), after, unread, now: now() }),
      notifications.countUnread(mostUnread),
    ])
    return answer({ items: await viewsOf(contacts, page.items), nextCursor: cursorOf(page.next), unread: count })
  }

export const markNotification =
  ({ contacts, notifications, now }: Ports): Verb<'markNotification'> =>
  async ({ params: { id }, body: { read } }) => {
    const marked = await notifications.mark(id, read ? new Date(now()).toISOString() : null)
    if (!marked) return notFound('notification', id)
    const [view] = await viewsOf(contacts, [marked])
    if (!view) throw new Error(`notification ${id} has no view`)
    return answer(view)
  }

/** Up to `mostUnread` at a time; what came meanwhile is told by `unread`. */
export const readNotifications =
  ({ notifications, now }: Omit<Ports, 'contacts'>): Verb<'readNotifications'> =>
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

/** The record keeps ids alone, so that nobody's name outlives them: the names are those of today, read at once. */
const viewsOf = async (contacts: Ports['contacts'], notifications: readonly Notification[]): Promise<NotificationView[]> => {
  const named = [...new Set(notifications.flatMap(({ contactKey }) => contactKey ?? []))]
  const profiles = named.length > 0 ? await contacts.profiles(named) : []
  return notifications.map(({ contactKey, contactId, enrollmentId, sequenceId, readAt, ...said }) => ({
    ...said,
    contactId: contactId ?? null,
    contactName: (contactKey !== undefined && nameOf(profiles[named.indexOf(contactKey)] ?? null)) || null,
    enrollmentId: enrollmentId ?? null,
    sequenceId: sequenceId ?? null,
    read: readAt !== undefined,
    readAt: readAt ?? null,
  }))
}
