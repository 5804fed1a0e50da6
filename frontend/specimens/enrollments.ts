/** Who is in a sequence, their messages, and why one was sent or not. */
import type { MessageView } from '../../functions/contract/api/views.ts'
import { aMessage } from './an-enrollment.ts'
import { enrollments } from './cast.ts'
import { ago, ahead } from './instants.ts'
import { missing, named, pageOf, specimen } from './specimen.ts'

/** The four messages of an enrollment: one was read, the rest is still to come. */
const messagesOf = (enrollmentId: string): MessageView[] => {
  const enrollment = enrollments.find(({ id }) => id === enrollmentId) ?? enrollments[0]!
  const { contactId, sequenceId } = enrollment
  const of = (order: number, given: Partial<MessageView>): MessageView =>
    aMessage({ id: `${enrollmentId}-${order}`, enrollmentId, contactId, sequenceId, stepId: `s${order}`, stepOrder: order, ...given })
  const [first] = aMessage().attempts ?? []
  const sentAt = ago({ days: 1, hours: 2 })
  const attempts = first ? [{ ...first, startedAt: sentAt, completedAt: sentAt }] : []
  const coming: Partial<MessageView> = { status: 'scheduled', events: {}, attempts: [], opens: none, clicks: none }
  return [
    of(1, { dueAt: sentAt, sentAt, attempts, events: { deliveredAt: ago({ days: 1, hours: 2 }), openedByPersonAt: ago({ hours: 20 }) } }),
    text(
      of(2, { ...coming, channel: 'sms', recipient: '+13125550142', dueAt: ahead({ hours: 3 }), sms: { segments: 1, encoding: 'GSM-7' } }),
    ),
    of(3, { ...coming, dueAt: ahead({ days: 2 }), subject: 'Three sales near 12 Elm St' }),
    text(
      of(4, { ...coming, channel: 'call', recipient: '+13125550142', dueAt: ahead({ days: 6 }), body: 'Ask about plans for 12 Elm St.' }),
    ),
  ]
}

/** Only mails have a subject. */
const text = ({ subject: _none, ...message }: MessageView): MessageView => message
const none = { human: 0, scanner: 0, automatic: 0 }
const enrollmentOf = (messageId: string): string => messageId.replace(/-\d+$/, '')

const message = (id: string): MessageView => {
  const found = messagesOf(enrollmentOf(id)).find((one) => one.id === id)
  if (!found) throw missing()
  return found
}

export const enrollmentSpecimens = [
  specimen<'listEnrollments'>('GET', '/api/v1/sequences/{id}/enrollments', {
    content: ({ query }) => pageOf(enrollments.filter(({ status }) => query?.['status'] === undefined || status === query['status'])),
    empty: () => pageOf([]),
  }),
  specimen<'getEnrollment'>('GET', '/api/v1/sequences/enrollments/{enrollmentId}', {
    content: ({ params }) => named(enrollments, { params: { id: params?.['enrollmentId'] ?? '' } }),
  }),
  specimen<'listMessages'>('GET', '/api/v1/sequences/{id}/messages', {
    content: ({ query }) => pageOf(messagesOf(String(query?.['enrollmentId'] ?? enrollments[0]?.id))),
    empty: () => pageOf([]),
  }),
  specimen<'getMessage'>('GET', '/api/v1/messages/{id}', { content: ({ params }) => message(params?.['id'] ?? '') }),
  specimen<'whyMessage'>('GET', '/api/v1/messages/{id}/why', {
    content: ({ params }) => ({
      messageId: params?.['id'] ?? '',
      status: 'delivered',
      text: 'It was sent, and its provider says that it arrived.',
      attempts: [
        {
          id: 'a1',
          at: ago({ days: 1, hours: 2 }),
          outcome: 'accepted',
          adapter: 'ses',
          revision: 1,
          text: 'Every gate was open, and the provider took it.',
          verdicts: [
            { gate: 'enrollment', pass: true, text: 'The enrollment was running.' },
            { gate: 'consent', pass: true, text: 'Consent to emails was given by the CRM.' },
            { gate: 'touch_limit', pass: true, text: 'It was the first touch of the day; two are allowed.' },
            { gate: 'window', pass: true, text: 'It was 09:00 at the contact’s place, within the window.' },
          ],
        },
      ],
    }),
  }),
  specimen<'listUnknownMessages'>('GET', '/api/v1/messages', {
    content: () =>
      pageOf([
        text(
          aMessage({
            id: `${enrollments[4]?.id}-2`,
            stepId: 's2',
            stepOrder: 2,
            channel: 'sms',
            recipient: '+13125550147',
            status: 'unknown',
            dueAt: ago({ hours: 20 }),
            sentAt: ago({ hours: 20 }),
            body: 'Hi Marcus, did my note reach you?',
            events: {},
            adapter: 'twilio',
          }),
        ),
        aMessage({ id: `${enrollments[0]?.id}-1`, status: 'unknown', dueAt: ago({ days: 2 }), sentAt: ago({ days: 2 }), events: {} }),
      ]),
    empty: () => pageOf([]),
  }),
]
