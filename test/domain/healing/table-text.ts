/** The healing table for a person to read: `npm run healing` prints it, and table.txt holds it. */
import { firstRules } from '../../../functions/domain/healing/rules/first.ts'
import type { Rule } from '../../../functions/domain/healing/rules/rule.ts'
import { healingTable } from '../../../functions/domain/healing/table.ts'
import { isCounted, mostHealings, type Remedy } from '../../../functions/domain/healing/facts.ts'
import { failureText } from '../../../functions/domain/healing/words.ts'
import { healFailures } from '../../../functions/domain/signal.ts'
import { healingActions } from '../../../functions/domain/contact.ts'

export const healingText = (): string =>
  [
    `At most ${mostHealings} healings an enrollment (${healingActions.filter(isCounted).join(', ')}). The first rule that holds is followed.`,
    ['any failure', ...firstRules.map(ruleText)].join('\n'),
    ...healFailures.map((failure) => [`${failure} (${failureText(failure)})`, ...healingTable[failure].map(ruleText)].join('\n')),
  ].join('\n\n')

const ruleText = ({ when, remedies }: Rule): string => `  ${when.padEnd(62)} ${remedies.map(remedyText).join(', and ')}`

const remedyText = (remedy: Remedy): string => {
  switch (remedy.action) {
    case 'retry':
      return `retry after ${remedy.after === 'step' ? "the step's own time" : spanText(remedy.after)}`
    case 'switch_channel':
      return `switch_channel ${remedy.from.join(' and ')} to ${remedy.to.join(' or ')} (${{ this: 'this message', remaining: 'what remains', both: 'this message and what remains' }[remedy.what]})`
    case 'retry_alternative':
      return `retry_alternative by another ${{ email: 'email address', phone: 'number', sender: 'number of ours' }[remedy.by]}`
    case 'inject_step':
      return `inject_step: a text (${remedy.text})`
    case 'enrich_contact':
      return `enrich_contact: ask for ${{ email: 'an email address', phone: 'a number' }[remedy.address]}`
    case 'extend_delay':
    case 'skip_and_advance':
    case 'end_sequence':
      return remedy.action
    default:
      return remedy satisfies never
  }
}

const spanText = (seconds: number): string => (seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds / 60} min`)
