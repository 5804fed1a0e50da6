/** The sequences of the sample tenant: the home seller's pipeline that the first people who asked for this product work with. */

const sms = (text: string) => ({ channel: 'sms' as const, body: text })
const email = (subject: string, body: string, smsText?: string) => ({
  channel: 'email' as const,
  subject,
  body,
  ...(smsText ? { smsText } : {}),
})

const hours = (count: number): number => count * 60
const days = (count: number): number => count * 1440

/** In the order of their making: the list shows the newest first, and what one route names has to be there before it. */
export const sampleSequences = [
  {
    name: 'Quiet for a year',
    description: 'A draft: a friendly note to owners who went quiet.',
    triggerStage: null,
    goalStages: [],
    status: 'draft' as const,
    steps: [
      {
        name: 'Still thinking?',
        delayMinutes: 0,
        ...email(
          'Still thinking about {{street}}?',
          'Hi {{first_name | default: "there"}},\n\na year ago we talked about {{street}}. Has anything changed?\n\n{{agent}}',
        ),
      },
    ],
  },
  {
    name: 'Under contract: next steps',
    description: 'What happens between the signature and the keys. Afterwards a person picks what follows.',
    triggerStage: 'under-contract',
    goalStages: ['assigned'],
    exitRoutes: { completed: { gate: ['quiet-for-a-year'] }, converted: { gate: ['quiet-for-a-year'] } },
    status: 'active' as const,
    steps: [
      {
        name: 'What happens now',
        delayMinutes: 0,
        ...email(
          'What happens now',
          'Hi {{first_name | default: "there"}},\n\ncongratulations. Here is the calendar until closing:\n\nhttps://www.example.com/closing\n\n{{agent}}',
        ),
      },
      {
        name: 'Prepare the file',
        delayMinutes: days(1),
        channel: 'task' as const,
        body: 'Collect the papers for {{street}} and send them to the title company.',
      },
    ],
  },
  {
    name: 'Offer follow-up',
    description: 'An offer is on the table: answer questions quickly, without pressing.',
    triggerStage: 'offer-sent',
    goalStages: ['under-contract', 'assigned'],
    status: 'active' as const,
    steps: [
      {
        name: 'The offer',
        delayMinutes: 0,
        ...email(
          'Your offer for {{street}}',
          'Hi {{first_name | default: "there"}},\n\nthe offer for {{street}} is attached to your page:\n\nhttps://www.example.com/offer\n\nIt stands for ten days. Call me with any question.\n\n{{agent}}\n{{company}}',
        ),
      },
      {
        name: 'A personal note',
        delayMinutes: days(1),
        approval: 'draft' as const,
        brief: 'Name one thing that the owner told us about the house, and why the offer suits it.',
        ...email(
          'About {{street}}',
          'Hi {{first_name | default: "there"}},\n\nI thought of you and {{street}} today. The closing date in the offer can move, if that helps.\n\n{{agent}}',
        ),
      },
      {
        name: 'Any questions?',
        delayMinutes: days(2),
        ...sms(
          'Hi {{first_name | default: "there"}}, any question about the offer for {{street}}? I am around today. {{agent}}. Reply STOP to opt out.',
        ),
      },
      {
        name: 'Call',
        delayMinutes: days(3),
        channel: 'call' as const,
        body: 'Go through the offer for {{street}} with {{first_name | default: "the owner"}}.',
      },
      {
        name: 'Before it lapses',
        delayMinutes: days(8),
        ...email(
          'The offer for {{street}} lapses in two days',
          'Hi {{first_name | default: "there"}},\n\na short reminder: the offer lapses the day after tomorrow.\n\n{{agent}}',
          'The offer for {{street}} lapses the day after tomorrow. Any question? {{agent}}',
        ),
      },
    ],
  },
  {
    name: 'Keep the conversation going',
    description: 'For owners we have spoken with and who are thinking it over. A reply waits until somebody has read it.',
    triggerStage: 'contacted',
    goalStages: ['offer-sent', 'under-contract'],
    policies: { onReply: 'review' as const },
    status: 'active' as const,
    steps: [
      {
        name: 'What we said',
        delayMinutes: hours(2),
        ...email(
          'What we talked about',
          'Hi {{first_name | default: "there"}},\n\ngood to hear you. As promised, the two options for {{street}} side by side:\n\nhttps://www.example.com/options\n\n{{agent}}',
        ),
      },
      {
        name: 'Connect',
        delayMinutes: days(1),
        channel: 'linkedin' as const,
        body: 'Hi {{first_name | default: "there"}}, good talking to you about {{street}}. {{agent}}',
      },
      {
        name: 'A question',
        delayMinutes: days(4),
        ...email(
          'One question',
          'Hi {{first_name | default: "there"}},\n\nwhat would have to be true for you to sell {{street}} this year?\n\n{{agent}}',
          'Hi {{first_name | default: "there"}}, what would have to be true for you to sell this year? {{agent}}',
        ),
        variants: [{ id: 'b', name: 'Names the street', share: 40, subject: 'One question about {{street}}' }],
        window: { from: '09:00', to: '12:00', days: [2, 3, 4] },
        condition: {
          match: 'all' as const,
          tests: [{ kind: 'clicked' as const, step: 's1', not: true as const }],
          otherwise: 'skip' as const,
        },
      },
    ],
  },
  {
    name: 'New seller welcome',
    description: 'First contact with an owner who asked what the house is worth.',
    triggerStage: 'new',
    goalStages: ['under-contract'],
    status: 'active' as const,
    steps: [
      {
        name: 'Hello',
        delayMinutes: 0,
        ...email(
          'Your place on {{street}}',
          'Hi {{first_name | default: "there"}},\n\nthank you for asking about {{street}}. I looked at what sold around you this year and have a first number ready.\n\nWhen would ten minutes on the phone suit you?\n\nhttps://www.example.com/value-report\n\n{{agent}}\n{{company}}',
          'Hi {{first_name | default: "there"}}, {{agent}} of {{company}} here about {{street}}. I have a first number for you. When can I call?',
        ),
      },
      {
        name: 'Short text',
        delayMinutes: hours(24),
        ...sms(
          'Hi {{first_name | default: "there"}}, {{agent}} from {{company}}. Did my note about {{street}} reach you? Reply STOP to opt out.',
        ),
      },
      {
        name: 'Three sales nearby',
        delayMinutes: hours(72),
        ...email(
          'Three sales near {{street}}',
          'Hi {{first_name | default: "there"}},\n\nthree houses close to yours sold in the last six weeks. The prices tell you more than any estimate:\n\nhttps://www.example.com/sales-nearby\n\nShall I walk you through them?\n\n{{agent}}',
          'Three houses near {{street}} sold lately. Shall I send you the prices? {{agent}}, {{company}}',
        ),
      },
      {
        name: 'Call',
        delayMinutes: days(7),
        channel: 'call' as const,
        body: 'Ask {{first_name | default: "the owner"}} about plans for {{street}}, and offer the visit.',
      },
    ],
  },
]
