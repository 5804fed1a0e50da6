/** What waits for a person, as the API answers it; each takes overrides. */
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import type { GateView } from '../../functions/contract/api/gates.ts'
import type { InboxItem } from '../../functions/contract/api/inbox.ts'
import type { TaskView } from '../../functions/contract/api/tasks.ts'
import { aMessage } from './an-enrollment.ts'

export const aDraft = (given: Partial<DraftView> = {}): DraftView => ({
  id: 'D1',
  enrollmentId: 'E1',
  sequenceId: 'SEQ1',
  stepId: 's2',
  contactId: 'c-1001',
  contactName: 'Dana Reyes',
  timeZone: 'America/Chicago',
  sequenceName: 'New seller welcome',
  stepName: 'Personal note',
  stepOrder: 2,
  leadId: 'lead-1001',
  channel: 'sms',
  recipient: '+13125550142',
  body: 'Hi Dana, shall we talk?',
  missing: [],
  complete: true,
  hash: 'a'.repeat(64),
  status: 'pending',
  madeAt: '2026-11-20T15:00:00Z',
  dueAt: '2026-11-21T15:00:00Z',
  revision: 1,
  ...given,
})

export const aGate = (given: Partial<GateView> = {}): GateView => ({
  id: 'G1',
  contactId: 'c-1001',
  contactName: 'Dana Reyes',
  leadId: 'lead-1001',
  sequence: { id: 'SEQ1', slug: 'outreach', name: 'Outreach' },
  exit: 'booked',
  openedAt: '2026-11-20T15:00:00Z',
  suggested: ['close'],
  state: 'open',
  ...given,
})

export const aTask = (given: Partial<TaskView> = {}): TaskView => ({
  ...aMessage({
    id: 'T1',
    channel: 'task',
    recipient: null,
    status: 'sent',
    body: 'Look up who owns it.',
    events: {},
    task: { state: 'open' },
  }),
  contactName: 'Dana Reyes',
  timeZone: 'America/Chicago',
  sequenceName: 'Qualify',
  stepName: 'Look it up',
  leadId: 'lead-1001',
  asks: [],
  ...given,
})

export const anInboxItem = (given: Partial<InboxItem> = {}): InboxItem => ({
  id: 'I1.k1',
  at: '2026-11-20T15:00:00Z',
  contactId: 'c-1001',
  contactName: 'Dana Reyes',
  leadId: 'lead-1001',
  timeZone: 'America/Chicago',
  channel: 'email',
  kind: 'reply',
  subject: 'Re: Your place',
  body: 'Yes, call me on Tuesday.',
  matchedBy: 'token',
  enrollmentId: 'E1',
  sequenceId: 'SEQ1',
  sequenceName: 'New seller welcome',
  enrollmentStatus: 'finished',
  waits: false,
  did: 'Ended "New seller welcome" as replied.',
  state: 'open',
  ...given,
})
