/** A sequence as the API answers it; each part takes overrides. */
import type { SequenceView } from '../../functions/contract/api/views.ts'

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
    aStep({
      variants: [
        { id: 'b', name: 'Short subject', share: 30, subject: 'About {{street}}' },
        { id: 'c', name: 'Asks first', share: 20, body: 'Hi {{first_name}}, would a first number for {{street}} be of use?' },
      ],
      lastVariant: 'c',
    }),
    {
      id: 's2',
      order: 2,
      name: 'Short text',
      channel: 'sms',
      delayMinutes: 1440,
      body: 'Hi {{first_name}}, did my note about {{street}} reach you?',
      onFailure: 'heal',
    },
    aStep({
      id: 's3',
      order: 3,
      name: 'Three sales nearby',
      delayMinutes: 4320,
      subject: 'Three sales near {{street}}',
    }),
    { id: 's4', order: 4, name: 'Call', channel: 'call', delayMinutes: 10_080, body: 'Ask about plans for {{street}}.', onFailure: 'heal' },
  ],
  counts: aCounts(),
  createdAt: '2026-11-01T15:00:00Z',
  updatedAt: '2026-11-20T15:00:00Z',
  revision: 3,
  ...given,
})
