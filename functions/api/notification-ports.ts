/** Notifications as the API's verbs reach them. */
import type { Notification } from '../domain/notification.ts'

export interface NotificationPorts {
  /** Newest first; `now` in epoch milliseconds. */
  list(page: {
    limit: number
    after?: string | undefined
    unread: boolean
    now: number
  }): Promise<{ items: Notification[]; next: string | null }>
  countUnread(most: number): Promise<number>
  /** Null where there is none of this id. `at`: ISO 8601, or null for unread. */
  mark(id: string, at: string | null): Promise<Notification | null>
}
