/** What happened to a contact, the latest first. */
import type { TimelineEntryView } from '../../functions/contract/api/people.ts'
import { anEntry } from './a-contact.ts'
import { ago } from './instants.ts'

export const timelineOf = (contactId: string, enrollmentId: string): TimelineEntryView[] =>
  [
    anEntry({
      id: 'entry-6',
      at: ago({ hours: 2 }),
      kind: 'interaction',
      what: 'replied',
      text: 'They answered by email.',
      direction: 'inbound',
      subject: 'Re: Your place on 12 Elm St',
      body: 'Thank you. What would the next step be, and how long would it take?',
      intent: 'question',
      matchedBy: 'token',
    }),
    anEntry({
      id: 'entry-5',
      at: ago({ hours: 20 }),
      kind: 'interaction',
      what: 'opened',
      text: 'A person opened "Hello".',
      direction: 'inbound',
    }),
    anEntry({
      id: 'entry-4',
      at: ago({ hours: 22 }),
      kind: 'interaction',
      what: 'healed',
      text: 'The number is a landline, which takes no texts: "Short text" goes by email.',
      direction: 'system',
      channel: 'sms',
    }),
    anEntry({
      id: 'entry-3',
      at: ago({ days: 1, hours: 2 }),
      variant: { id: 'a', name: 'Original', share: 50 },
      subject: 'Your place on 12 Elm St',
      body: 'Hi Dana,\n\nthank you for asking about 12 Elm St. I have a first number ready.\n\nSam Ortiz',
    }),
    anEntry({
      id: 'entry-2',
      at: ago({ days: 1, hours: 2 }),
      kind: 'enrollment',
      what: 'enrolled',
      text: 'They entered "New seller welcome".',
      direction: 'system',
    }),
    anEntry({
      id: 'entry-1',
      at: ago({ days: 6 }),
      kind: 'interaction',
      what: 'outcome',
      channel: 'call',
      text: 'Sam called: nobody answered.',
      outcome: 'no_answer',
      direction: 'outbound',
    }),
  ].map((entry) => ({ ...entry, contactId, enrollmentId }))
