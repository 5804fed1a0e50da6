/** What waits for a person: drafts, hand-offs, tasks and replies. */
import { contacts, conversation, enrollments, offer, welcome } from './cast.ts'
import { ago, ahead } from './instants.ts'
import { named, pageOf, specimen } from './specimen.ts'
import { aDraft, aGate, anInboxItem, aTask } from './what-waits.ts'

const who = (index: number) => {
  const contact = contacts[index] ?? contacts[0]!
  return { contactId: contact.id, contactName: contact.name, leadId: contact.leadId, timeZone: contact.timeZone ?? 'America/Chicago' }
}
const inOffer = { sequenceId: offer.id, sequenceName: offer.name, stepName: 'A personal note', stepId: 's2', stepOrder: 2 }
const running = { enrollmentId: enrollments[0]?.id ?? '' }

export const drafts = [
  aDraft({
    ...who(2),
    ...inOffer,
    ...running,
    id: 'draft-1',
    channel: 'email',
    recipient: 'grant.larsen@example.com',
    subject: 'About 12 Elm St',
    body: 'Hi Grant,\n\nyou told me that the garden matters most to you. The buyers asked about it first.\n\nSam Ortiz',
    brief: 'Name one thing that the owner told us about the house, and why the offer suits it.',
    madeAt: ago({ hours: 3 }),
    dueAt: ahead({ hours: 5 }),
  }),
  aDraft({
    ...who(5),
    ...inOffer,
    ...running,
    id: 'draft-2',
    body: 'Hi Lena, the closing date can move if that helps. Sam',
    madeAt: ago({ hours: 6 }),
    dueAt: ahead({ hours: 20 }),
  }),
  aDraft({
    ...who(8),
    ...inOffer,
    ...running,
    id: 'draft-3',
    body: 'Hi Omar, any question about {{street}}?',
    missing: ['street'],
    complete: false,
    madeAt: ago({ hours: 7 }),
    dueAt: ahead({ days: 2 }),
  }),
]
const decidedDrafts = [
  aDraft({
    ...who(9),
    ...inOffer,
    ...running,
    id: 'draft-0',
    status: 'approved',
    decidedBy: 'dana',
    decidedAt: ago({ hours: 26 }),
    madeAt: ago({ days: 2 }),
    dueAt: ago({ hours: 24 }),
  }),
]

export const gates = [
  aGate({
    ...who(3),
    id: enrollments[5]?.id ?? 'gate-1',
    sequence: { id: conversation.id, slug: conversation.slug, name: conversation.name },
    openedAt: ago({ hours: 5 }),
    suggested: [offer.slug],
  }),
  aGate({
    ...who(6),
    id: enrollments[6]?.id ?? 'gate-2',
    exit: 'completed',
    sequence: { id: offer.id, slug: offer.slug, name: offer.name },
    openedAt: ago({ days: 1 }),
    suggested: [welcome.slug],
  }),
]
const decidedGates = [
  aGate({
    ...who(10),
    id: 'gate-0',
    state: 'passed',
    openedAt: ago({ days: 3 }),
    decision: { by: 'dana', at: ago({ days: 2 }), sequences: [offer.slug], goal: 'pipeline' },
  }),
]

const inWelcome = { sequenceId: welcome.id, sequenceName: welcome.name, stepId: 's4', stepOrder: 4, ...running }
export const tasks = [
  aTask({
    ...who(1),
    ...inWelcome,
    id: 'task-1',
    channel: 'call',
    recipient: '+13125550143',
    stepName: 'Call',
    body: 'Ask about plans for 88 Maple Ave, and offer the visit.',
    dueAt: ago({ days: 1 }),
    sentAt: ago({ days: 1 }),
    asks: [{ stepId: 's5', stepOrder: 5, stepName: 'Thank you', outcomes: ['answered'], not: false }],
  }),
  aTask({
    ...who(4),
    ...inWelcome,
    id: 'task-2',
    channel: 'linkedin',
    stepName: 'Connect',
    body: 'Hi Joel, good talking to you about 4 Cedar Ln. Sam',
    dueAt: ago({ minutes: 50 }),
    sentAt: ago({ minutes: 50 }),
  }),
  aTask({
    ...who(7),
    ...inWelcome,
    id: 'task-3',
    stepName: 'Prepare the file',
    body: 'Collect the papers for 17 Orchard Rd and send them to the title company.',
    dueAt: ago({ minutes: 10 }),
    sentAt: ago({ minutes: 10 }),
  }),
]

export const replies = [
  anInboxItem({
    ...who(0),
    ...running,
    id: 'reply-1',
    at: ago({ hours: 2 }),
    body: 'Thank you. What would the next step be, and how long would it take?',
    intent: 'question',
    sequenceId: conversation.id,
    sequenceName: conversation.name,
    enrollmentStatus: 'paused',
    waits: true,
    did: 'Paused "Keep the conversation going" until you continue it or end it.',
  }),
  anInboxItem({
    ...who(11),
    ...running,
    id: 'reply-2',
    at: ago({ hours: 9 }),
    channel: 'sms',
    body: 'Yes, call me on Tuesday',
    intent: 'interested',
    sequenceId: welcome.id,
  }),
  anInboxItem({
    ...who(12),
    ...running,
    id: 'reply-3',
    at: ago({ days: 1 }),
    channel: 'sms',
    kind: 'opt_out',
    body: 'STOP',
    intent: 'stop',
    sequenceId: welcome.id,
    did: 'Closed texts to this person, for every sequence.',
  }),
]

export const waitingSpecimens = [
  specimen<'listDrafts'>('GET', '/api/v1/drafts', {
    content: ({ query }) => pageOf(query?.['status'] === 'decided' ? decidedDrafts : drafts),
    empty: () => pageOf([]),
  }),
  specimen<'getDraft'>('GET', '/api/v1/drafts/{id}', { content: (given) => named([...drafts, ...decidedDrafts], given) }),
  specimen<'listGates'>('GET', '/api/v1/gates', {
    content: ({ query }) => pageOf(query?.['state'] === 'decided' ? decidedGates : gates),
    empty: () => pageOf([]),
  }),
  specimen<'getGate'>('GET', '/api/v1/gates/{id}', { content: (given) => named([...gates, ...decidedGates], given) }),
  specimen<'listTasks'>('GET', '/api/v1/tasks', { content: () => pageOf(tasks), empty: () => pageOf([]) }),
  specimen<'listInbox'>('GET', '/api/v1/inbox', {
    content: ({ query }) => pageOf(query?.['state'] === 'done' ? [] : replies),
    empty: () => pageOf([]),
  }),
]
