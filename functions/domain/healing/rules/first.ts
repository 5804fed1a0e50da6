/** The healing table's rules that are asked before any failure's own. */
import { mostHealings } from '../facts.ts'
import { end, skip, type Rule } from './rule.ts'

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
