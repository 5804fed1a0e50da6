/** Valid defaults for what the API answers; each takes overrides. */
import type { AnalyticsView, ContactView, EnrollmentView, MessageView, SequenceView } from '../../functions/contract/api/views.ts'

export const aCounts = (given: Partial<SequenceView['counts']> = {}): SequenceView['counts'] => ({
  steps: 4,
  running: 7,
  enrolled: 31,
  finished: 24,
  sent: 31,
  delivered: 30,
  opened: 18,
  clicked: 6,
  replied: 4,
  bounced: 1,
  unsubscribed: 0,
  converted: 2,
  moved: 7,
  ...given,
})

export const aStep = (given: Partial<SequenceView['steps'][number]> = {}): SequenceView['steps'][number] => ({
  id: 's1',
  order: 1,
  name: 'Hello',
  channel: 'email',
  delayMinutes: 0,
  subject: 'Your place on {{street}}',
  body: 'Hi {{first_name | default: "there"}}, thank you for asking.',
  onFailure: 'heal',
  ...given,
})

export const aSequence = (given: Partial<SequenceView> = {}): SequenceView => ({
  id: '01K0000000000000000000SEQ1',
  slug: 'new-seller-welcome',
  name: 'New seller welcome',
  description: 'First contact with an owner who asked what the house is worth.',
  status: 'active',
  pauseReason: null,
  triggerStage: 'new',
  goalStages: ['under-contract'],
  version: 1,
  draftChanged: false,
  owner: 'dana',
  policies: {
    reentry: { kind: 'never' },
    onReply: 'finish',
    onStageLeft: 'finish',
    completeAfterDays: 0,
    stopWholeLead: true,
    onConflict: 'parallel',
    contacts: { kind: 'primary' },
  },
  exitRoutes: {},
  type: null,
  client: null,
  ownerRole: null,
  steps: [
    aStep(),
    {
      id: 's2',
      order: 2,
      name: 'Short text',
      channel: 'sms',
      delayMinutes: 1440,
      body: 'Hi {{first_name}}, did my note about {{street}} reach you?',
      onFailure: 'heal',
    },
    aStep({ id: 's3', order: 3, name: 'Three sales nearby', delayMinutes: 4320, subject: 'Three sales near {{street}}' }),
    { id: 's4', order: 4, name: 'Call', channel: 'call', delayMinutes: 10_080, body: 'Ask about plans for {{street}}.', onFailure: 'heal' },
  ],
  counts: aCounts(),
  createdAt: '2026-11-01T15:00:00Z',
  updatedAt: '2026-11-20T15:00:00Z',
  revision: 3,
  ...given,
})

type Tallies = AnalyticsView['live'][number]['tallies']
export const aTally = (given: Partial<Tallies> = {}): Tallies => ({
  enrolled: 0,
  finished: 0,
  sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  unsubscribed: 0,
  converted: 0,
  moved: 0,
  skipped: 0,
  failed: 0,
  ...given,
})

const aPeriod = (given: Partial<Tallies> = {}): AnalyticsView['allTime'] => ({
  tallies: aTally(given),
  rates: { open: null, click: null, reply: null, bounce: null, unsubscribe: null },
})

export const anAnalytics = (given: Partial<AnalyticsView> = {}): AnalyticsView => ({
  sequenceId: '01K0000000000000000000SEQ1',
  rolledUpAt: '2026-11-21T01:00:00Z',
  last24h: aPeriod({ enrolled: 5, sent: 9, delivered: 9, opened: 4, replied: 1, moved: 1 }),
  allTime: aPeriod({
    enrolled: 31,
    finished: 24,
    sent: 31,
    delivered: 30,
    opened: 18,
    clicked: 6,
    replied: 4,
    bounced: 1,
    converted: 2,
    moved: 7,
  }),
  steps: [{ stepId: 's1', last24h: aPeriod({ sent: 5, delivered: 5, opened: 3 }), allTime: aPeriod({ sent: 31 }) }],
  live: [
    { stepId: 's1', tallies: aTally({ sent: 31, delivered: 30, opened: 18, clicked: 6, replied: 2, bounced: 1 }) },
    { stepId: 's2', tallies: aTally({ sent: 22, delivered: 22, replied: 1 }) },
    { stepId: 's3', tallies: aTally({ sent: 14, delivered: 14, opened: 6, replied: 1 }) },
  ],
  ...given,
})

export const anEnrollment = (given: Partial<EnrollmentView> = {}): EnrollmentView => ({
  id: '01K0000000000000000000ENR1',
  sequenceId: '01K0000000000000000000SEQ1',
  version: 1,
  contactId: 'c-1001',
  contactName: 'Dana Reyes',
  leadId: 'lead-1001',
  timeZone: 'America/Chicago',
  status: 'active',
  enrolledBy: 'trigger',
  enrolledAt: '2026-11-20T15:00:00Z',
  currentStep: 's2',
  nextDueAt: '2026-11-21T15:00:00Z',
  healing: [],
  channelOverrides: {},
  failedChannels: [],
  ...given,
})

export const aMessage = (given: Partial<MessageView> = {}): MessageView => ({
  id: '01K0000000000000000000ENR1-1',
  enrollmentId: '01K0000000000000000000ENR1',
  sequenceId: '01K0000000000000000000SEQ1',
  stepId: 's1',
  stepOrder: 1,
  contactId: 'c-1001',
  channel: 'email',
  recipient: 'dana@example.com',
  status: 'delivered',
  approval: 'none',
  dueAt: '2026-11-20T15:00:00Z',
  sentAt: '2026-11-20T15:00:02Z',
  subject: 'Your place on 12 Elm St',
  body: 'Hi Dana, thank you for asking.',
  simulated: false,
  adapter: 'ses',
  events: { deliveredAt: '2026-11-20T15:00:05Z', openedAt: '2026-11-20T16:10:00Z' },
  attempts: [
    {
      id: 'a1',
      startedAt: '2026-11-20T15:00:01Z',
      completedAt: '2026-11-20T15:00:02Z',
      adapter: 'ses',
      outcome: 'accepted',
      providerId: 'p1',
      revision: 1,
      verdicts: [
        { gate: 'enrollment', pass: true },
        { gate: 'consent', pass: true, saw: 'crm' },
        { gate: 'touch_limit', pass: true, saw: '0 of 2' },
      ],
    },
  ],
  ...given,
})

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
