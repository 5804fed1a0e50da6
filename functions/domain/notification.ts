/** What a person should know without having looked: a record that can be read, and opens what it is about. No names: ids only. */
export const notificationTypes = [
  'hot_lead',
  'needs_human',
  'objection_detected',
  'sentiment_drop',
  'appointment_booked',
  'sequence_completed',
  'escalation',
] as const
export type NotificationType = (typeof notificationTypes)[number]

export const notificationPriorities = ['low', 'normal', 'high', 'urgent'] as const
export type NotificationPriority = (typeof notificationPriorities)[number]

export interface Notification {
  /** A ULID of its time: the same for the same occasion, so that telling of it twice leaves one. */
  id: string
  type: NotificationType
  priority: NotificationPriority
  /** ISO 8601. */
  at: string
  /** A sentence: what happened, and what to do. */
  text: string
  contactKey?: string
  contactId?: string
  enrollmentId?: string
  sequenceId?: string
  /** ISO 8601; absent while nobody has read it. */
  readAt?: string
}

/**
 * A notification that is still to be stored. `occasion` tells it from any other at the same moment. `occasionAt` (ISO 8601) stands for `at`
 * in its id where an occasion lasts: what is told of it later is the same notification. It is listed as of then.
 */
export type NewNotification = Omit<Notification, 'id' | 'readAt'> & { occasion: string; occasionAt?: string }

/** Days for which one is kept. */
export const notificationDays = 90
