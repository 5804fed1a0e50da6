/** What is done about mails that come back. */
import type { Facts } from '../facts.ts'
import { end, hours, isOpen, otherwise, skip, type Rule } from './rule.ts'

const closedSentences: Record<NonNullable<Facts['closed']['sms']>, string> = {
  no_address: 'the email address bounced and there is no phone number',
  address_dead: 'the email address bounced and the phone number does not work',
  suppressed: 'the email address bounced and the contact has left SMS',
  no_consent: 'the email address bounced and there is no consent to SMS',
  landline: 'the email address bounced and the phone number is a landline',
}

export const hardBounce: readonly Rule[] = [
  {
    when: 'texts may be sent',
    holds: isOpen.sms,
    because: 'the email address bounced',
    remedies: [{ action: 'switch_channel', from: ['email'], to: ['sms'], what: 'remaining' }],
  },
  {
    when: 'another email address is known',
    holds: ({ alternative }) => alternative.email,
    because: 'the email address bounced, and another one is known',
    remedies: [{ action: 'retry_alternative', by: 'email' }],
  },
  {
    when: 'an email address can be asked for',
    holds: ({ enrichable }) => enrichable.email,
    because: 'the email address bounced: another one is looked for',
    remedies: [{ action: 'enrich_contact', address: 'email' }],
  },
  otherwise(({ closed }) => (closed.sms ? closedSentences[closed.sms] : 'the email address bounced'), end),
]

export const softBounce: readonly Rule[] = [
  {
    when: 'the first one',
    holds: ({ nth, closed }) => nth === 1 && closed.email === null,
    because: 'the mailbox refused it for the moment; it is tried once more after an hour',
    remedies: [{ action: 'retry', after: hours(1) }],
  },
  {
    when: 'another email address is known',
    holds: ({ alternative }) => alternative.email,
    because: 'the mailbox refused it again, and another address is known',
    remedies: [{ action: 'retry_alternative', by: 'email' }],
  },
  {
    when: 'an email address can be asked for',
    holds: ({ enrichable }) => enrichable.email,
    because: 'the mailbox refused it again: another address is looked for',
    remedies: [{ action: 'enrich_contact', address: 'email' }],
  },
  otherwise('the mailbox refused it again, and there is no other address', skip),
]
