/** The tests that a condition can have, as one chooses them: each with its turned-round form, and only where an earlier step fits. */
import type { Channel } from '../../functions/domain/channel.ts'
import type { Predicate, StepCondition } from '../../functions/domain/condition.ts'

/** Another step, as it is offered. */
export interface StepOption {
  key: string
  label: string
  channel: Channel
}

export const testChoices = {
  opened: 'opened the email of',
  'not opened': 'did not open the email of',
  clicked: 'clicked a link in',
  'not clicked': 'did not click a link in',
  engaged: 'opened, clicked or replied to any step so far',
  'not engaged': 'did not open, click or reply so far',
  replied: 'replied',
  'not replied': 'did not reply',
  call_outcome: 'the outcome of the call is one of',
  'not call_outcome': 'the outcome of the call is none of',
  task_outcome: 'the outcome of the task is one of',
  'not task_outcome': 'the outcome of the task is none of',
  attribute: 'an attribute of the contact',
  skipped: 'skipped was',
  'not skipped': 'carried out was',
} as const
export type TestChoice = keyof typeof testChoices

export const choiceOf = (test: Predicate): TestChoice =>
  test.kind === 'attribute' ? 'attribute' : test.not === true ? `not ${test.kind}` : test.kind

/** The earlier steps that a test can name. */
export const stepsFor = (kind: Predicate['kind'], earlier: readonly StepOption[]): StepOption[] => {
  switch (kind) {
    case 'opened':
    case 'clicked':
      return earlier.filter(({ channel }) => channel === 'email')
    case 'call_outcome':
      return earlier.filter(({ channel }) => channel === 'call')
    case 'task_outcome':
      return earlier.filter(({ channel }) => channel === 'task' || channel === 'linkedin')
    case 'engaged':
    case 'replied':
    case 'skipped':
      return [...earlier]
    case 'attribute':
      return []
    default:
      return kind satisfies never
  }
}

/** Those that can be asked behind these steps; the one that is chosen stays among them. */
export const offeredChoices = (earlier: readonly StepOption[], chosen?: TestChoice): TestChoice[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table's own names, which keys() widens to text
  (Object.keys(testChoices) as TestChoice[]).filter(
    (choice) => choice === chosen || kindOf(choice) === 'attribute' || stepsFor(kindOf(choice), earlier).length > 0,
  )

const kindOf = (choice: TestChoice): Predicate['kind'] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a choice is a kind, with or without its "not"
  choice.replace(/^not /, '') as Predicate['kind']

/** A test of the chosen kind; it names the latest step that fits. What the old one said is kept where the new one can say it. */
export const testOf = (choice: TestChoice, earlier: readonly StepOption[], old?: Predicate): Predicate => {
  const kind = kindOf(choice)
  const not = choice.startsWith('not ') ? { not: true as const } : {}
  const fitting = stepsFor(kind, earlier)
  const named = old && 'step' in old && fitting.some(({ key }) => key === old.step) ? old.step : (fitting.at(-1)?.key ?? '')
  switch (kind) {
    case 'opened':
    case 'clicked':
    case 'skipped':
      return { kind, step: named, ...not }
    case 'engaged':
      return { kind, ...not }
    case 'replied':
      return { kind, ...(old?.kind === 'replied' && old.intent ? { intent: old.intent } : {}), ...not }
    case 'call_outcome':
    case 'task_outcome':
      return { kind, step: named, outcomes: old && 'outcomes' in old ? old.outcomes : [], ...not }
    case 'attribute':
      return { kind, key: '', op: 'exists' }
    default:
      return kind satisfies never
  }
}

/** Where one begins: the step goes out only to whom nothing was heard from, else to whom something is known of. */
export const firstCondition = (earlier: readonly StepOption[]): StepCondition => ({
  match: 'all',
  tests: [testOf(earlier.length > 0 ? 'not replied' : 'attribute', earlier)],
  otherwise: 'skip',
})
