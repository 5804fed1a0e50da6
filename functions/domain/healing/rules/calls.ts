/** What is done about calls that meet nobody. */
import type { Remedy } from '../facts.ts'
import { hours, isOpen, minutes, otherwise, skip, type Rule } from './rule.ts'

const callsToWriting: Remedy = { action: 'switch_channel', from: ['call'], to: ['sms', 'email'], what: 'remaining' }

export const noAnswer: readonly Rule[] = [
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

export const busy: readonly Rule[] = [
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

export const callFailed = (what: string): readonly Rule[] => [
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

export const voicemail: readonly Rule[] = [
  {
    when: 'the first or second one, and texts may be sent',
    holds: (facts) => facts.nth <= 2 && isOpen.sms(facts),
    because: 'the call met a voicemail: a text mentions it',
    remedies: [{ action: 'inject_step', text: 'voicemail' }],
  },
  otherwise('the call met a voicemail', skip),
]
