/**
 * The healing table: for each failure its rules in order, of which the first that holds is followed. The last rule of each always holds, so
 * that every failure comes to something. `npm run healing` prints it.
 */
import type { HealFailure } from '../signal.ts'
import type { Diagnosis, Facts, Remedy } from './facts.ts'
import { mostHealings } from './facts.ts'

export interface Rule {
  /** The condition in words. */
  when: string
  holds: (facts: Facts) => boolean
  because: string | ((facts: Facts) => string)
  remedies: readonly Remedy[]
}

const minutes = (count: number): number => count * 60
const hours = (count: number): number => count * 3600

const skip: Remedy = { action: 'skip_and_advance' }
const end: Remedy = { action: 'end_sequence' }

const opens =
  (...channels: (keyof Facts['closed'])[]) =>
  ({ closed }: Facts): boolean =>
    channels.some((channel) => closed[channel] === null)

const isOpen = {
  email: opens('email'),
  sms: opens('sms'),
  call: opens('call'),
  writing: opens('sms', 'email'),
}

const otherwise = (because: Rule['because'], ...remedies: Remedy[]): Rule => ({ when: 'otherwise', holds: () => true, because, remedies })

/** Asked before any failure's own rules. */
export const firstRules: readonly Rule[] = [
  {
    when: 'the contact reported a message as spam',
    holds: ({ complained, failure }) => complained || failure === 'email_spam',
    because: 'the contact reported a message as spam: nothing is sent any more',
    remedies: [end],
  },
  {
    when: 'the step ends the enrollment on failure',
    holds: ({ policy }) => policy === 'end',
    because: 'the step that failed ends the enrollment on failure',
    remedies: [end],
  },
  {
    when: 'the step skips on failure',
    holds: ({ policy }) => policy === 'skip',
    because: 'the step that failed skips on failure',
    remedies: [skip],
  },
  {
    when: 'the step tries again on failure, and has tries left',
    holds: ({ policy, triesLeft }) => policy === 'retry' && triesLeft,
    because: 'the step tries again after its own time',
    remedies: [{ action: 'retry', after: 'step' }],
  },
  {
    when: 'the step tries again on failure, and has none left',
    holds: ({ policy }) => policy === 'retry',
    because: 'the tries of the step are used up',
    remedies: [skip],
  },
  {
    when: `the enrollment was healed ${mostHealings} times`,
    holds: ({ exhausted }) => exhausted,
    because: `this enrollment was healed ${mostHealings} times already`,
    remedies: [skip],
  },
]

const textsToEmail: Remedy = { action: 'switch_channel', from: ['sms'], to: ['email'], what: 'both' }
const callsToWriting: Remedy = { action: 'switch_channel', from: ['call'], to: ['sms', 'email'], what: 'remaining' }

const isLandline = ({ lineType }: Facts): boolean => lineType === 'landline'

const closedSentences: Record<NonNullable<Facts['closed']['sms']>, string> = {
  no_address: 'the email address bounced and there is no phone number',
  address_dead: 'the email address bounced and the phone number does not work',
  suppressed: 'the email address bounced and the contact has left SMS',
  no_consent: 'the email address bounced and there is no consent to SMS',
  landline: 'the email address bounced and the phone number is a landline',
}

const hardBounce: readonly Rule[] = [
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

const softBounce: readonly Rule[] = [
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

const undelivered: readonly Rule[] = [
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

const landline: readonly Rule[] = [
  { when: 'email is open', holds: isOpen.email, because: 'the number is a landline', remedies: [textsToEmail] },
  ...withoutTexts('the number is a landline'),
]

const invalidNumber: readonly Rule[] = [
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

const noAnswer: readonly Rule[] = [
  {
    when: 'the first one, and texts may be sent',
    holds: (facts) => facts.nth === 1 && isOpen.sms(facts),
    because: 'nobody answered the call: a text mentions it',
    remedies: [{ action: 'inject_step', text: 'missed_call' }],
  },
  {
    when: 'the first or second one',
    holds: (facts) => facts.nth <= 2 && isOpen.call(facts),
    because: 'nobody answered the call: it is placed again at another time of day',
    remedies: [{ action: 'extend_delay' }],
  },
  {
    when: 'from the third one on, and texts or mails may be sent',
    holds: isOpen.writing,
    because: 'nobody answered three calls',
    remedies: [callsToWriting],
  },
  otherwise('nobody answered, and there is no other way to reach the contact', skip),
]

const busy: readonly Rule[] = [
  {
    when: 'up to the third one',
    holds: (facts) => facts.nth <= 3 && isOpen.call(facts),
    because: 'the line was busy; it is called again after 15 minutes',
    remedies: [{ action: 'retry', after: minutes(15) }],
  },
  {
    when: 'the fourth one',
    holds: (facts) => facts.nth === 4 && isOpen.call(facts),
    because: 'the line was busy four times: it is called again at another time of day',
    remedies: [{ action: 'extend_delay' }],
  },
  otherwise('the line stays busy', skip),
]

const callFailed = (what: string): readonly Rule[] => [
  {
    when: 'the first one, and texts may be sent',
    holds: (facts) => facts.nth === 1 && isOpen.call(facts) && isOpen.sms(facts),
    because: `${what}: a text goes now, and the call again after an hour`,
    remedies: [
      { action: 'inject_step', text: 'call_failed' },
      { action: 'retry', after: hours(1) },
    ],
  },
  {
    when: 'the first one',
    holds: (facts) => facts.nth === 1 && isOpen.call(facts),
    because: `${what}; it is placed again after an hour`,
    remedies: [{ action: 'retry', after: hours(1) }],
  },
  {
    when: 'the second one',
    holds: (facts) => facts.nth === 2 && isOpen.call(facts),
    because: `${what} again; it is placed once more after four hours`,
    remedies: [{ action: 'retry', after: hours(4) }],
  },
  {
    when: 'from the third one on, and texts or mails may be sent',
    holds: isOpen.writing,
    because: `${what} three times`,
    remedies: [callsToWriting],
  },
  otherwise(`${what}, and there is no other way to reach the contact`, skip),
]

const voicemail: readonly Rule[] = [
  {
    when: 'the first or second one, and texts may be sent',
    holds: (facts) => facts.nth <= 2 && isOpen.sms(facts),
    because: 'the call met a voicemail: a text mentions it',
    remedies: [{ action: 'inject_step', text: 'voicemail' }],
  },
  otherwise('the call met a voicemail', skip),
]

export const healingTable: Record<HealFailure, readonly Rule[]> = {
  email_bounced_hard: hardBounce,
  email_bounced_soft: softBounce,
  email_spam: [otherwise('the contact reported a message as spam', end)],
  sms_undelivered: undelivered,
  sms_failed: undelivered,
  landline_detected: landline,
  invalid_number: invalidNumber,
  call_no_answer: noAnswer,
  call_busy: busy,
  call_failed: callFailed('the call could not be placed'),
  capacity_exhausted: callFailed('there was no line free for the call'),
  call_voicemail: voicemail,
}

/** What a failure is healed with. Pure and total. */
export const diagnose = (facts: Facts): Diagnosis => {
  const rule = [...firstRules, ...healingTable[facts.failure]].find(({ holds }) => holds(facts))
  if (!rule) throw new Error(`no rule holds for ${facts.failure}`)
  return { because: typeof rule.because === 'string' ? rule.because : rule.because(facts), remedies: rule.remedies }
}
