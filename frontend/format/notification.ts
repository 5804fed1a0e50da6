/** A notification's kind in words, and where it leads. */
import type { RouteLocationRaw } from 'vue-router'
import type { NotificationView } from '../../functions/contract/api/notifications.ts'
import type { Tone } from './statuses.ts'

export const priorityTones: Record<NotificationView['priority'], Tone> = { low: 'plain', normal: 'plain', high: 'warn', urgent: 'danger' }

/** `needs_human` → `Needs human`. */
export const notificationKind = (type: NotificationView['type']): string => {
  const words = type.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The nearest thing that it is about; null where it is about nothing that has a page. */
export const notificationTarget = ({ contactId, enrollmentId, sequenceId }: NotificationView): RouteLocationRaw | null => {
  if (enrollmentId !== null) return { name: 'enrollment', params: { id: enrollmentId } }
  if (contactId !== null) return { name: 'contact', params: { id: contactId } }
  if (sequenceId !== null) return { name: 'sequences', params: { id: sequenceId } }
  return null
}
