/** A call as its adapters get it. */
import type { OutgoingMessage } from '../../../functions/domain/effect.ts'
import { texted } from '../providers/texted.ts'

export const called = (overrides: Partial<OutgoingMessage> = {}): OutgoingMessage =>
  texted({
    channel: 'call',
    body: 'Hi Dana, this is Sam about 12 Elm St.',
    text: 'Hi Dana, this is Sam about 12 Elm St.',
    history: ['[Day 1, 9:02am] Outbound SMS: "Hi Dana, shall we talk?"', '[Day 1, 9:05am] Inbound SMS reply: "What does it cost?"'],
    variables: { first_name: 'Dana', full_name: 'Dana Reyes', interaction_count: '2 SMS' },
    ...overrides,
  })
