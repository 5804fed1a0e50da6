/** What is done about texts that do not arrive, and numbers that take none. */
import type { Facts, Remedy } from '../facts.ts'
import { isOpen, minutes, otherwise, skip, type Rule } from './rule.ts'

const textsToEmail: Remedy = { action: 'switch_channel', from: ['sms'], to: ['email'], what: 'both' }

const isLandline = ({ lineType }: Facts): boolean => lineType === 'landline'

/** What is done where no text can reach the number. */
const withoutTexts = (why: string): readonly Rule[] => [
  {
    when: 'another number is known',
    holds: ({ alternative }) => alternative.phone,
    because: `${why}, and another number is known`,
    remedies: [{ action: 'retry_alternative', by: 'phone' }],
  },
  {
    when: 'an email address can be asked for',
    holds: ({ enrichable }) => enrichable.email,
    because: `${why}: an email address is looked for`,
    remedies: [{ action: 'enrich_contact', address: 'email' }],
  },
  otherwise(`${why}, and there is no email address to write to`, skip),
]

export const undelivered: readonly Rule[] = [
  {
    when: 'the number is a landline, and email is open',
    holds: (facts) => isLandline(facts) && isOpen.email(facts),
    because: 'the number is a landline',
    remedies: [textsToEmail],
  },
  {
    when: 'the first one',
    holds: (facts) => facts.nth === 1 && isOpen.sms(facts),
    because: 'the text did not get through; it is tried again after 5 minutes',
    remedies: [{ action: 'retry', after: minutes(5) }],
  },
  {
    when: 'the second one, and there is another sender',
    holds: (facts) => facts.nth === 2 && isOpen.sms(facts) && facts.otherSender,
    because: 'two texts did not get through: another of our numbers is tried',
    remedies: [{ action: 'retry_alternative', by: 'sender' }],
  },
  {
    when: 'from the third one on, and email is open',
    holds: (facts) => facts.nth >= 3 && isOpen.email(facts),
    because: 'three texts did not get through',
    remedies: [textsToEmail],
  },
  {
    when: 'email is open',
    holds: isOpen.email,
    because: 'texts do not get through',
    remedies: [{ action: 'switch_channel', from: ['sms'], to: ['email'], what: 'this' }],
  },
  ...withoutTexts('texts do not get through'),
]

export const landline: readonly Rule[] = [
  { when: 'email is open', holds: isOpen.email, because: 'the number is a landline', remedies: [textsToEmail] },
  ...withoutTexts('the number is a landline'),
]

export const invalidNumber: readonly Rule[] = [
  {
    when: 'another number is known',
    holds: ({ alternative }) => alternative.phone,
    because: 'the number does not exist, and another one is known',
    remedies: [{ action: 'retry_alternative', by: 'phone' }],
  },
  {
    when: 'email is open, and a number can be asked for',
    holds: (facts) => isOpen.email(facts) && facts.enrichable.phone,
    because: 'the number does not exist',
    remedies: [
      { action: 'switch_channel', from: ['sms', 'call'], to: ['email'], what: 'both' },
      { action: 'enrich_contact', address: 'phone' },
    ],
  },
  {
    when: 'email is open',
    holds: isOpen.email,
    because: 'the number does not exist',
    remedies: [{ action: 'switch_channel', from: ['sms', 'call'], to: ['email'], what: 'both' }],
  },
  {
    when: 'a number can be asked for',
    holds: ({ enrichable }) => enrichable.phone,
    because: 'the number does not exist: another one is looked for',
    remedies: [{ action: 'enrich_contact', address: 'phone' }],
  },
  otherwise('the number does not exist, and there is no email address to write to', skip),
]
