/** What each work queue is for, in a word. */
import type { WorkQueueName } from '../../functions/contract/dead-letters.ts'

export const queueNames: Record<WorkQueueName, string> = {
  enroll: 'Enrolling',
  dispatch: 'Sending',
  engage: 'Answers and events',
  heal: 'Healing',
  receive: 'Incoming mail',
  crm: 'CRM events',
  deliver: 'Webhooks',
}
