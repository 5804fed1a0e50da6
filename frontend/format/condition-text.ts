/** A step's condition as short sentences: the chips of the builder, and what stands under a step. */
import type { Intent, Predicate, StepCondition } from '../../functions/domain/condition.ts'

/** What a condition's step is called where it is read: `step 2`. */
export type StepName = (ref: string) => string

export const intentNames: Record<Intent, string> = {
  interested: 'interested',
  not_interested: 'not interested',
  stop: 'asked to stop',
  reschedule: 'asked for another time',
  question: 'a question',
  objection: 'an objection',
  ready_to_buy: 'ready to buy',
  needs_info: 'needs information',
  unknown: 'unclear',
}

/** `opened step 2`, `did not reply`, `city is “Chicago”`. */
export const testText = (test: Predicate, nameOf: StepName): string => {
  const not = test.not === true
  switch (test.kind) {
    case 'opened':
      return `${not ? 'did not open' : 'opened'} ${nameOf(test.step)}`
    case 'clicked':
      return `${not ? 'did not click in' : 'clicked in'} ${nameOf(test.step)}`
    case 'engaged':
      return not ? 'did not open, click or reply so far' : 'opened, clicked or replied so far'
    case 'replied':
      return test.intent === undefined
        ? not
          ? 'did not reply'
          : 'replied'
        : `${not ? 'did not reply as' : 'replied as'} “${intentNames[test.intent]}”`
    case 'call_outcome':
      return `the call of ${nameOf(test.step)} came to ${not ? 'anything but ' : ''}${oneOf(test.outcomes)}`
    case 'task_outcome':
      return `${nameOf(test.step)} came to ${not ? 'anything but ' : ''}${oneOf(test.outcomes)}`
    case 'attribute':
      return attributeText(test, not)
    case 'skipped':
      return `${nameOf(test.step)} was ${not ? 'not ' : ''}skipped`
    default:
      return test satisfies never
  }
}

const oneOf = (outcomes: readonly string[]): string =>
  outcomes.length === 0 ? '…' : outcomes.map((word) => word.replaceAll('_', ' ')).join(' or ')

const attributeText = ({ key, op, value }: Extract<Predicate, { kind: 'attribute' }>, not: boolean): string => {
  const name = key === '' ? '…' : key
  const shown = typeof value === 'string' ? `“${value}”` : String(value ?? '…')
  switch (op) {
    case 'is':
      return `${name} is ${not ? 'not ' : ''}${shown}`
    case 'contains':
      return `${name} ${not ? 'does not contain' : 'contains'} ${shown}`
    case 'exists':
      return `${name} is ${not ? 'not ' : ''}known`
    case 'above':
    case 'below':
      return `${name} is ${not ? 'not ' : ''}${op} ${String(value ?? '…')}`
    default:
      return op satisfies never
  }
}

/** `else → step 4`. */
export const otherwiseText = (otherwise: StepCondition['otherwise'], nameOf: StepName): string =>
  otherwise === 'skip' ? 'else skip this step' : otherwise === 'end' ? 'else end' : `else → ${nameOf(otherwise.goTo)}`

/** `within 2 days`, or empty where the step asks once. */
export const withinText = (minutes: number | undefined): string => (minutes === undefined ? '' : `within ${spanText(minutes)}`)

/** `2 days`, `36 hours`, `1 minute`. */
export const spanText = (minutes: number): string => {
  const [amount, unit] =
    minutes > 0 && minutes % 1440 === 0
      ? [minutes / 1440, 'day']
      : minutes > 0 && minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute']
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}

/** The whole as one sentence, without its full stop: `only if: did not reply, within 2 days; otherwise it goes on with step 4`. */
export const conditionSentence = (condition: StepCondition, nameOf: StepName): string => {
  const tests = condition.tests.map((test) => testText(test, nameOf)).join(condition.match === 'all' ? ' and ' : ' or ')
  const within = withinText(condition.withinMinutes)
  return `only if: ${tests}${within === '' ? '' : `, ${within}`}; ${otherwiseSentence(condition.otherwise, nameOf)}`
}

const otherwiseSentence = (otherwise: StepCondition['otherwise'], nameOf: StepName): string =>
  otherwise === 'skip'
    ? 'otherwise it is skipped'
    : otherwise === 'end'
      ? 'otherwise the sequence ends'
      : `otherwise it goes on with ${nameOf(otherwise.goTo)}`

/** The whole as chips, in the order in which it is read. */
export const conditionChips = (condition: StepCondition, nameOf: StepName): string[] => {
  const joint = condition.match === 'all' ? 'and' : 'or'
  const tests = condition.tests.map((test, index) => `${index === 0 ? 'if' : joint} ${testText(test, nameOf)}`)
  const within = withinText(condition.withinMinutes)
  return [...tests, ...(within === '' ? [] : [within]), otherwiseText(condition.otherwise, nameOf)]
}
