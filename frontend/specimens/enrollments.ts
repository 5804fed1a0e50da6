/** Who is in a sequence, their messages, and why one was sent or not. */
import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'
import { aMessage } from './an-enrollment.ts'
import { contacts, enrollments, welcome } from './cast.ts'
import { ago, ahead } from './instants.ts'
import { missing, named, pageOf, specimen } from './specimen.ts'

/** The messages of an enrollment: those before its current step were sent, the others are still to come. */
const messagesOf = (enrollmentId: string): MessageView[] => {
  const enrollment = enrollments.find(({ id }) => id === enrollmentId) ?? enrollments[0]!
  const { contactId, sequenceId, currentStep, contactName, failedChannels } = enrollment
  const contact = contacts.find(({ id }) => id === contactId)
  const [first = ''] = contactName.split(' ')
  const place = welcome.steps.findIndex(({ id }) => id === currentStep)
  const reached = place < 0 ? welcome.steps.length : place
  const [sample] = aMessage().attempts ?? []
  return welcome.steps.map(({ id, channel: planned, order, subject }) => {
    const switched = failedChannels.includes(planned)
    const channel = switched ? 'email' : planned
    const sentAt = ago({ days: reached - order, hours: 20 })
    const message = aMessage({
      id: `${enrollmentId}-${order}`,
      enrollmentId,
      contactId,
      sequenceId,
      stepId: id,
      stepOrder: order,
      channel,
      ...(switched ? { plannedChannel: planned } : {}),
      recipient: (channel === 'email' ? contact?.email : contact?.phone) ?? null,
      subject: (subject ?? 'Did my note reach you?').replace('{{street}}', '12 Elm St'),
      body: channel === 'call' ? 'Ask about plans for 12 Elm St.' : `Hi ${first}, thank you for asking about 12 Elm St.`,
      ...(order <= reached
        ? {
            dueAt: sentAt,
            sentAt,
            attempts: sample ? [{ ...sample, id: `a-${order}`, startedAt: sentAt, completedAt: sentAt }] : [],
            events: { deliveredAt: sentAt },
          }
        : {
            status: 'scheduled',
            dueAt: ahead({ days: (order - reached - 1) * 2, hours: 3 }),
            attempts: [],
            events: {},
            opens: none,
            clicks: none,
          }),
    })
    return order <= reached ? worded(message) : worded(unsent(message))
  })
}

/** Only mails have a subject. */
const worded = ({ subject, ...message }: MessageView): MessageView =>
  message.channel === 'email' && subject !== undefined ? { ...message, subject } : message
const unsent = ({ sentAt: _never, ...message }: MessageView): MessageView => message
const none = { human: 0, scanner: 0, automatic: 0 }
const enrollmentOf = (messageId: string): string => messageId.replace(/-\d+$/, '')

const message = (id: string): MessageView => {
  const found = messagesOf(enrollmentOf(id)).find((one) => one.id === id)
  if (!found) throw missing()
  return found
}

const lookedAt = (items: EnrollmentView[]) => ({ ...pageOf(items), looked: items.length })

export const enrollmentSpecimens = [
  specimen<'listEnrollments'>('GET', '/api/v1/sequences/{id}/enrollments', {
    content: ({ query }) => lookedAt(enrollments.filter(({ status }) => query?.['status'] === undefined || status === query['status'])),
    empty: () => lookedAt([]),
  }),
  specimen<'listAllEnrollments'>('GET', '/api/v1/enrollments', {
    content: ({ query }) => lookedAt(enrollments.filter(({ status }) => query?.['status'] === undefined || status === query['status'])),
    empty: () => lookedAt([]),
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
        worded(
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
