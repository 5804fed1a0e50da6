/** What needs a person, what is due today, and what somebody should know. */
import type { CountsView, HomeView } from '../../functions/contract/api/home.ts'
import type { NotificationView } from '../../functions/contract/api/notifications.ts'
import { contacts, conversation, enrollments, offer, welcome } from './cast.ts'
import { ago, ahead } from './instants.ts'
import { pageOf, specimen } from './specimen.ts'
import { drafts, gates, replies, tasks } from './waiting.ts'

const exactly = (count: number) => ({ count, more: false })
const none = exactly(0)
const nothing: CountsView = {
  drafts: none,
  draftsDue: none,
  tasks: none,
  tasksDue: none,
  gates: none,
  replies: none,
  unknown: none,
  unread: none,
}
const counts: CountsView = {
  drafts: exactly(drafts.length),
  draftsDue: exactly(2),
  tasks: exactly(tasks.length),
  tasksDue: exactly(tasks.length),
  gates: exactly(gates.length),
  replies: exactly(replies.length),
  unknown: exactly(1),
  unread: exactly(2),
}

const touch = (index: number, hours: number, given: Partial<HomeView['today'][number]> = {}): HomeView['today'][number] => {
  const contact = contacts[index] ?? contacts[0]!
  return {
    at: ahead({ hours }),
    contactId: contact.id,
    contactName: contact.name,
    timeZone: contact.timeZone ?? 'America/Chicago',
    leadId: contact.leadId,
    sequenceId: welcome.id,
    sequenceName: welcome.name,
    enrollmentId: enrollments[0]?.id ?? '',
    messageId: `touch-${index}`,
    stepId: 's1',
    stepName: 'Hello',
    channel: 'email',
    state: 'scheduled',
    ...given,
  }
}
const home: HomeView = {
  counts,
  held: [
    {
      reason: 'missing_merge_value',
      text: 'A merge variable has no value for them. Fill it in the CRM, or give it a default in the step.',
      count: 3,
      sequences: [{ sequenceId: welcome.id, name: welcome.name, count: 3 }],
    },
  ],
  paused: [
    { sequenceId: conversation.id, name: conversation.name, reason: 'Six of its last hundred mails bounced.', since: ago({ hours: 7 }) },
  ],
  silence: [],
  sentToday: 23,
  today: [
    touch(0, 0.5),
    touch(2, 1, { channel: 'sms', stepId: 's2', stepName: 'Short text' }),
    touch(5, 2, { sequenceId: offer.id, sequenceName: offer.name, stepId: 's2', stepName: 'A personal note', approval: 'pending' }),
    touch(7, 3, { channel: 'call', stepId: 's4', stepName: 'Call' }),
    touch(9, 4, { channel: 'linkedin', stepName: 'Connect', state: 'held' }),
  ],
  more: false,
}

const told = (index: number, hours: number, given: Partial<NotificationView>): NotificationView => ({
  id: `01K0000000000000000000NOT${index}`,
  type: 'needs_human',
  priority: 'normal',
  at: ago({ hours }),
  text: '',
  contactId: contacts[index]?.id ?? null,
  contactName: contacts[index]?.name ?? null,
  enrollmentId: null,
  sequenceId: null,
  read: false,
  readAt: null,
  ...given,
})
const notifications = [
  told(1, 1, { type: 'hot_lead', priority: 'high', text: 'A contact asked for a call. Take it over while it is warm.' }),
  told(2, 4, {
    priority: 'urgent',
    sequenceId: conversation.id,
    contactId: null,
    contactName: null,
    text: '"Keep the conversation going" was paused: six of its last hundred mails bounced. Look at the addresses, then activate it.',
  }),
  told(3, 27, {
    type: 'appointment_booked',
    text: 'A contact booked a visit. Pick what follows.',
    read: true,
    readAt: ago({ hours: 25 }),
  }),
  told(4, 50, {
    type: 'sequence_completed',
    priority: 'low',
    sequenceId: offer.id,
    text: 'A contact finished "Offer follow-up" without an answer.',
    read: true,
    readAt: ago({ hours: 30 }),
  }),
]

export const homeSpecimens = [
  specimen<'home'>('GET', '/api/v1/home', {
    content: () => home,
    empty: () => ({
      counts: nothing,
      held: [],
      paused: [],
      silence: [{ reason: 'no_sequences', text: 'There is no sequence yet. Make one, and enroll somebody.' }],
      sentToday: 0,
      today: [],
      more: false,
    }),
  }),
  specimen<'counts'>('GET', '/api/v1/counts', { content: () => counts, empty: () => nothing }),
  specimen<'listNotifications'>('GET', '/api/v1/notifications', {
    content: ({ query }) => ({ ...pageOf(notifications.filter(({ read }) => query?.['unread'] === undefined || !read)), unread: 2 }),
    empty: () => ({ ...pageOf([]), unread: 0 }),
  }),
  specimen<'listViews'>('GET', '/api/v1/views', {
    content: () => ({
      items: [
        {
          id: '01K0000000000000000000VIEW',
          screen: 'enrollments',
          name: 'Paused ones',
          query: 'state=paused',
          shared: true,
          owner: 'sam',
          mine: false,
          updatedAt: ago({ days: 3 }),
        },
      ],
    }),
    empty: () => ({ items: [] }),
  }),
]
