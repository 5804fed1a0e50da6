/** A sequence's rules in words: on the builder's card, in its settings and before a launch. */
import type { Policies, RoutedExit } from '../../functions/domain/sequence.ts'

export const exitNames: Record<RoutedExit, string> = {
  completed: 'Completed, no answer',
  replied: 'Replied',
  booked: 'Booked a meeting',
  converted: 'Converted',
  rejected: 'Rejected',
  moved: 'Left the trigger stage',
  bounced: 'No reachable address left',
}

/** `Triggers when: pipeline.stage = "new"`, as on the Sequences page. */
export const triggerText = (stage: string): string =>
  stage === '' ? 'Enrolled by hand, or after another sequence' : `Triggers when: pipeline.stage = "${stage}"`

const contactsText = (contacts: Policies['contacts']): string => {
  switch (contacts.kind) {
    case 'primary':
      return 'the lead’s primary contact'
    case 'all':
      return 'every contact of the lead'
    case 'role':
      return `the lead’s contacts of the role “${contacts.role}”`
    default:
      return contacts satisfies never
  }
}

const reentryText = (reentry: Policies['reentry']): string => {
  switch (reentry.kind) {
    case 'never':
      return 'once in a lifetime'
    case 'afterDays':
      return `again after ${reentry.days} days`
    case 'always':
      return 'again at any time'
    default:
      return reentry satisfies never
  }
}

/** One line on whom it takes in and what ends it. */
export const rulesText = ({ policies, goalStages }: { policies: Policies; goalStages: readonly string[] }): string =>
  [
    `For ${contactsText(policies.contacts)}, ${reentryText(policies.reentry)}`,
    policies.onReply === 'finish' ? 'a reply ends it' : 'a reply holds it for a person',
    ...(goalStages.length > 0 ? [`converted at ${goalStages.map((stage) => `“${stage}”`).join(' or ')}`] : []),
  ].join(' · ')
