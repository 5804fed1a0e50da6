/** Notifications, as the API shows them and takes their reading in. */
import * as z from 'zod'
import { notificationPriorities, notificationTypes } from '../../domain/notification.ts'

export const notificationView = z.object({
  id: z.string().describe('A ULID.'),
  type: z.enum(notificationTypes).describe('What kind of occasion it is.'),
  priority: z.enum(notificationPriorities).describe('How soon somebody should look.'),
  at: z.string().describe('When it happened, ISO 8601 in UTC.'),
  text: z.string().describe('What happened and what to do, as a sentence.'),
  contactId: z.string().nullable().describe("The contact that it is about, by the CRM's id; null: none."),
  contactName: z.string().nullable().describe('The name by which that contact is known now; null: none.'),
  enrollmentId: z.string().nullable().describe('The enrollment that it is about; null: none.'),
  sequenceId: z.string().nullable().describe('The sequence that it is about; null: none.'),
  read: z.boolean().describe('Whether somebody has read it.'),
  readAt: z.string().nullable().describe('When it was first read, ISO 8601 in UTC; null: nobody has.'),
})
export type NotificationView = z.infer<typeof notificationView>

/** PUT /notifications/{id}. */
export const notificationPatch = z.strictObject({ read: z.boolean().describe('true: it is read; false: it counts as unread again.') })

/** Unread ones that are counted at most. */
export const mostUnread = 1_000
