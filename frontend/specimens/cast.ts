/** Who and what the specimens tell of: the sequences of a small house buyer, and the owners who are in them. */
import { aContact } from './a-contact.ts'
import { aCounts, aSequence, aStep } from './a-sequence.ts'
import { anEnrollment } from './an-enrollment.ts'
import { ago, ahead } from './instants.ts'

const dated = { createdAt: ago({ days: 40 }), updatedAt: ago({ days: 2 }) }

export const welcome = aSequence({ ...dated, counts: aCounts({ running: 5, enrolled: 31 }) })
export const offer = aSequence({
  ...dated,
  id: '01K0000000000000000000SEQ2',
  slug: 'offer-follow-up',
  name: 'Offer follow-up',
  description: 'An offer is on the table: answer questions quickly, without pressing.',
  triggerStage: 'offer-sent',
  version: 3,
  draftChanged: true,
  steps: [
    aStep({ name: 'The offer', subject: 'Your offer for {{street}}' }),
    aStep({
      id: 's2',
      order: 2,
      name: 'A personal note',
      delayMinutes: 1440,
      approval: 'draft',
      brief: 'Name one thing that the owner told us.',
    }),
    aStep({
      id: 's3',
      order: 3,
      name: 'Before it lapses',
      delayMinutes: 11_520,
      subject: 'The offer for {{street}} lapses in two days',
      window: { from: '09:00', to: '12:00', days: [1, 2, 3, 4, 5] },
    }),
  ],
  counts: aCounts({ steps: 3, running: 12, enrolled: 48, sent: 96, finished: 36 }),
})
export const conversation = aSequence({
  ...dated,
  id: '01K0000000000000000000SEQ3',
  slug: 'keep-the-conversation-going',
  name: 'Keep the conversation going',
  description: 'For owners who are thinking it over. A reply waits until somebody has read it.',
  status: 'paused',
  pauseReason: 'guardrail',
  triggerStage: 'contacted',
  counts: aCounts({ running: 3, enrolled: 19, sent: 40, finished: 16 }),
})
const quiet = aSequence({
  ...dated,
  id: '01K0000000000000000000SEQ4',
  slug: 'quiet-for-a-year',
  name: 'Quiet for a year',
  description: 'A friendly note to owners who went quiet.',
  status: 'draft',
  version: 0,
  triggerStage: null,
  goalStages: [],
  steps: [aStep({ name: 'Still thinking?', subject: 'Still thinking about {{street}}?' })],
  counts: aCounts({
    steps: 1,
    running: 0,
    enrolled: 0,
    finished: 0,
    sent: 0,
    delivered: 0,
    opened: 0,
    clicked: 0,
    replied: 0,
    bounced: 0,
    converted: 0,
    moved: 0,
  }),
})
export const sequences = [welcome, offer, conversation, quiet]

const names =
  'Dana Reyes|Theo Vance|Ruth Holt|Omar Bianchi|Lena Okafor|Marcus Lind|Priya Sato|Joel Meyer|Ana Duarte|Victor Novak|Mei Chen|Paula Abbas|Grant Larsen|Inés Costa'.split(
    '|',
  )
const zones = ['America/Chicago', 'America/New_York', 'America/Denver', 'America/Los_Angeles'] as const
const streets = ['12 Elm St', '88 Maple Ave', '4 Cedar Ln', '230 Lakeview Dr', '17 Orchard Rd'] as const

/** By name, as the API lists them. */
export const contacts = names
  .map((name, index) =>
    aContact({
      id: `c-${1001 + index}`,
      leadId: `lead-${1001 + index - (index === 1 ? 1 : 0)}`,
      name,
      role: index === 1 ? 'attorney' : 'owner',
      email: `${name
        .normalize('NFD')
        .replaceAll(/[^a-z ]/gi, '')
        .replace(' ', '.')
        .toLowerCase()}@example.com`,
      phone: `+1312555${String(142 + index).padStart(4, '0')}`,
      timeZone: zones[index % zones.length] ?? 'America/Chicago',
      attributes: { street: streets[index % streets.length] ?? '12 Elm St', agent: index % 2 === 0 ? 'Sam Ortiz' : 'Kim Doyle' },
      updatedAt: ago({ hours: 5 + index }),
    }),
  )
  .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))

const inWelcome = (index: number, given: Parameters<typeof anEnrollment>[0] = {}) =>
  anEnrollment({
    id: `01K0000000000000000000ENR${index}`,
    contactId: `c-${1000 + index}`,
    contactName: names[index - 1] ?? '',
    leadId: `lead-${1000 + index}`,
    timeZone: zones[(index - 1) % zones.length] ?? 'America/Chicago',
    enrolledAt: ago({ days: 1, hours: index }),
    nextDueAt: ahead({ hours: index }),
    ...given,
  })

/** The newest first, each in another state. */
export const enrollments = [
  inWelcome(1),
  inWelcome(3, { status: 'paused', pauseReason: 'On holiday until Monday', resumeAt: ahead({ days: 3 }), nextDueAt: ahead({ days: 3 }) }),
  inWelcome(4, {
    currentStep: 's3',
    channelOverrides: { sms: 'email' },
    failedChannels: ['sms'],
    healing: [
      {
        at: ago({ hours: 9 }),
        failure: 'landline',
        action: 'switch_channel',
        step: 's2',
        reason: 'the number is a landline, which takes no texts: its text goes by email from here on.',
      },
    ],
  }),
  inWelcome(5, { status: 'paused', pauseReason: 'reply_review', reply: { at: ago({ hours: 2 }), intent: 'question' }, nextDueAt: null }),
  inWelcome(6, { currentStep: 's4', enrolledBy: 'manual' }),
  inWelcome(7, {
    status: 'finished',
    exitReason: 'replied',
    currentStep: null,
    nextDueAt: null,
    enrolledAt: ago({ days: 4 }),
    finishedAt: ago({ hours: 30 }),
  }),
  inWelcome(8, {
    status: 'finished',
    exitReason: 'completed',
    currentStep: null,
    nextDueAt: null,
    enrolledAt: ago({ days: 12 }),
    finishedAt: ago({ days: 3 }),
  }),
]
