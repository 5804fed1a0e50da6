/** A touch or an answer as a CRM shows it: on the timeline of the contact, and of the deal it is about. */
import { callOutcomeText } from './call.ts'
import type { SuppressionReason } from './contact.ts'
import type { Interaction } from './interaction.ts'
import type { MessageRow } from './message.ts'

export interface Activity {
  /** Stands at the end of the text: by it, one that was written already is known. */
  reference: string
  kind: 'email' | 'sms' | 'call' | 'note'
  direction: 'outbound' | 'inbound'
  /** ISO 8601. */
  at: string
  subject: string
  text: string
  /** The CRM's own ids. */
  contactId: string
  leadId: string
  /** Of a call: one of `callOutcomes`, or its provider's word. */
  outcome?: string
  /** Of a call, seconds. */
  durationSeconds?: number
  /** The contact's number, of a text or a call. */
  phone?: string
}

/** Whom an activity is of, and what names it. */
export type ActivityOf = Pick<Activity, 'reference' | 'contactId' | 'leadId'> & { phone?: string | undefined }

/** Characters of a text: the shortest limit of the CRMs is Salesforce's 32,000. */
const mostText = 30_000
const mostSubject = 200

/** Whether an event of ours tells of a touch or an answer. A call is one when it has ended; what a mock "sent" never was. */
export const isWrittenBack = (type: string, { channel, simulated, exitReason }: Readonly<Record<string, unknown>>): boolean => {
  switch (type) {
    case 'Message Sent':
      return (channel === 'email' || channel === 'sms') && simulated !== true
    case 'Enrollment Finished':
      return exitReason === 'booked' || exitReason === 'converted'
    case 'Call Ended':
    case 'Contact Replied':
    case 'Contact Unsubscribed':
      return true
    default:
      return false
  }
}

export const writtenBackEvents = ['Message Sent', 'Call Ended', 'Contact Replied', 'Contact Unsubscribed', 'Enrollment Finished'] as const

const activity = (of: ActivityOf, { subject, text, ...said }: Omit<Activity, keyof ActivityOf>): Activity => {
  const { reference, contactId, leadId, phone } = of
  return {
    reference,
    contactId,
    leadId,
    ...(phone === undefined ? {} : { phone }),
    ...said,
    subject: subject.slice(0, mostSubject),
    text: `${text.slice(0, mostText)}\n\nTouchline ${reference}`.trim(),
  }
}

/** `at`: when it left, ISO 8601. */
export const sentActivity = (of: ActivityOf, row: Pick<MessageRow, 'channel' | 'subject' | 'body'>, at: string): Activity =>
  activity(of, {
    kind: row.channel === 'sms' ? 'sms' : 'email',
    direction: 'outbound',
    at,
    subject: row.subject ?? 'Text message',
    text: row.body ?? '',
  })

export const answerActivity = (of: ActivityOf, { channel, at, subject, body, whole }: Interaction): Activity => {
  const kind = channel === 'email' || channel === 'sms' || channel === 'call' ? channel : 'note'
  return activity(of, { kind, direction: 'inbound', at, subject: subject ?? answerSubjects[kind], text: body ?? whole ?? '' })
}

const answerSubjects: Record<Activity['kind'], string> = {
  email: 'Answer',
  sms: 'Text message from the contact',
  call: 'Call from the contact',
  note: 'Answer',
}

/** What a call came to; `said` is its entry on the timeline. */
export const callActivity = (of: ActivityOf, outcome: string, { at, body, summary, durationSeconds, direction }: Interaction): Activity =>
  activity(of, {
    kind: 'call',
    direction: direction === 'inbound' ? 'inbound' : 'outbound',
    at,
    subject: `Call: ${callOutcomeText(outcome)}`,
    text: [summary, body].filter((part) => part !== undefined && part !== '').join('\n\n'),
    outcome,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  })

const leavingTexts: Record<SuppressionReason, string> = {
  unsubscribed: 'The contact unsubscribed',
  opted_out: 'The contact asked to be left alone',
  complained: 'The contact reported a mail as spam',
  address_dead: 'The address of the contact does not work',
}

export const leavingActivity = (of: ActivityOf, reason: SuppressionReason, channels: readonly string[], at: string): Activity =>
  activity(of, {
    kind: 'note',
    direction: 'inbound',
    at,
    subject: leavingTexts[reason],
    text: `${leavingTexts[reason]}. Nothing more is sent by ${channels.join(', ')}.`,
  })

export const endActivity = (of: ActivityOf, exit: 'booked' | 'converted', detail: string | undefined, at: string): Activity => {
  const subject = exit === 'booked' ? 'The contact booked an appointment' : 'The sequence reached its goal'
  return activity(of, { kind: 'note', direction: 'inbound', at, subject, text: `${subject}${detail === undefined ? '' : `: ${detail}`}.` })
}
