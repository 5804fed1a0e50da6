/** A mail that leaves, and what every email adapter needs, for the tests of the adapters. */
import type { MailNeeds } from '../../../functions/adapters/email/mail.ts'
import type { OutgoingMessage } from '../../../functions/domain/effect.ts'
import { enrollmentIdFrom, messageIdOf } from '../../../functions/domain/ids.ts'

export const at = '2026-11-20T15:00:00.000Z'
export const now = (): number => Date.parse(at)

export const enrollmentId = enrollmentIdFrom(now(), 4_711_000_000_000n)

export const outgoing = (overrides: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  messageId: messageIdOf(enrollmentId, 2),
  attemptId: '01KAHDM8Z0000000000000000A',
  enrollmentId,
  sequenceId: '01KAHDM8Z0000000000000000B',
  stepId: 's2',
  contactKey: 'a1b2c3d4e5f6a1b2c3d4e5f6',
  channel: 'email',
  to: 'dana@example.com',
  addressKey: 'f6e5d4c3b2a1f6e5d4c3b2a1',
  subject: 'Ihr Haus – “12 Elm St”',
  body: 'Hi Dana',
  text: 'Hi Dana\n\n--\nAcme, 1 Main St\n',
  html: '<p>Hi Dana</p>',
  ...overrides,
})

export const needs: MailNeeds = {
  senders: [
    { address: 'outreach@acme.example.com', name: 'Acme "Homes"' },
    { address: 'sam@acme.example.com', name: 'Sam Ortíz' },
  ],
  unsubscribeUrl: ({ messageId }) => Promise.resolve(`https://acme.example.com/u/${messageId}`),
  replyAddress: () => Promise.resolve('reply+0123456789abcdefghjkmnpqrs0123456789abcdef@reply.acme.example.com'),
}
