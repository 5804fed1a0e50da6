/** Touches and answers as they are handed to a CRM's adapter. */
import type { Activity } from '../../../functions/domain/activity.ts'

export const reference = '01KAH3Q5ZX0000000000000001'

export const activity = (over: Partial<Activity> = {}): Activity => ({
  reference,
  kind: 'email',
  direction: 'outbound',
  at: '2026-11-20T16:00:00.000Z',
  subject: 'Hello Dana',
  text: `Hi Dana, about 12 Elm St.\n\nTouchline ${reference}`,
  contactId: '101',
  leadId: 'deal-202',
  phone: '+13125551001',
  ...over,
})
