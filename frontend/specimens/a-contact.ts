/** A contact and a lead as the API answers them, short and in full; each takes overrides. */
import type { ContactDetail, LeadDetail, TimelineEntryView } from '../../functions/contract/api/people.ts'
import type { ContactPlan } from '../../functions/contract/api/preview.ts'
import type { ContactView } from '../../functions/contract/api/views.ts'
import { anEnrollment } from './an-enrollment.ts'

export const aContact = (given: Partial<ContactView> = {}): ContactView => ({
  id: 'c-1001',
  leadId: 'lead-1001',
  name: 'Dana Reyes',
  role: 'owner',
  email: 'dana@example.com',
  phone: '+13125550142',
  timeZone: 'America/Chicago',
  attributes: { street: '12 Elm St', agent: 'Sam Ortiz' },
  updatedAt: '2026-11-20T15:00:00Z',
  ...given,
})

export const aContactDetail = (given: Partial<ContactDetail> = {}): ContactDetail => ({
  ...aContact(),
  consent: [
    { channel: 'email', given: true, at: '2026-11-20T15:00:00Z', source: 'crm', text: 'Given on 20 Nov 2026 by the CRM.' },
    { channel: 'sms', given: false, at: '2026-11-20T15:00:00Z', source: 'crm', text: 'Refused on 20 Nov 2026 by the CRM.' },
  ],
  suppressed: [],
  addresses: [{ kind: 'email', value: 'dana@example.com', working: true, text: 'It works, as far as is known.' }],
  zone: { name: 'America/Chicago', source: 'contact', text: 'As the CRM says.' },
  enrollments: [anEnrollment()],
  ...given,
})

export const anEntry = (given: Partial<TimelineEntryView> = {}): TimelineEntryView => ({
  id: 'entry-1',
  at: '2026-11-20T16:00:00Z',
  kind: 'message',
  what: 'delivered',
  text: 'Email "Hello": It was sent.',
  contactId: 'c-1001',
  channel: 'email',
  direction: 'outbound',
  messageId: '01K0000000000000000000ENR1-1',
  enrollmentId: '01K0000000000000000000ENR1',
  sequenceId: '01K0000000000000000000SEQ1',
  ...given,
})

export const aTouch = (given: Partial<ContactPlan['touches'][number]> = {}): ContactPlan['touches'][number] => ({
  sequenceId: '01K0000000000000000000SEQ1',
  sequenceName: 'New seller welcome',
  enrollmentId: '01K0000000000000000000ENR1',
  stepId: 's2',
  stepName: 'Short text',
  order: 2,
  channel: 'sms',
  dueAt: '2026-11-21T15:00:00Z',
  at: '2026-11-21T15:00:00Z',
  local: '2026-11-21T09:00',
  timeZone: 'America/Chicago',
  becomes: 'sent',
  reason: null,
  text: null,
  overLimitOn: [],
  verdicts: [],
  ...given,
})

export const aPlan = (given: Partial<ContactPlan> = {}): ContactPlan => ({
  contactId: 'c-1001',
  touches: [aTouch()],
  enrollments: [],
  stopped: null,
  ...given,
})

export const aLead = (given: Partial<LeadDetail> = {}): LeadDetail => ({
  id: 'lead-1001',
  stage: 'new',
  previousStage: null,
  since: '2026-11-20T15:00:00Z',
  contacts: [
    { id: 'c-1001', name: 'Dana Reyes', role: 'owner' },
    { id: 'c-1002', name: 'Theo Vance', role: 'attorney' },
  ],
  history: [{ stage: 'new', at: '2026-11-20T15:00:00Z' }],
  outcomes: [
    {
      sequenceId: '01K0000000000000000000SEQ1',
      sequenceName: 'New seller welcome',
      contactId: 'c-1001',
      enrollmentId: '01K0000000000000000000ENR1',
      reason: null,
      text: 'c-1001 was enrolled in "New seller welcome".',
    },
  ],
  text: '"new" led to 1 enrollment and 0 refused.',
  ...given,
})
