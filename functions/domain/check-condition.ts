/** Conditions that could never be asked as they are meant: found when a sequence is published. */
import type { Channel } from './channel.ts'
import type { Predicate } from './condition.ts'
import { inOrder } from './plan.ts'
import type { FieldError } from './sequence-edit.ts'
import type { Step } from './sequence.ts'

/** A condition looks back, and its branch leads on: steps are compared in the order in which they are walked. */
export const conditionErrors = (steps: readonly Step[]): FieldError[] => {
  const walked = inOrder(steps.filter(({ off }) => !off))
  return steps.flatMap((step, index) => {
    const { condition } = step
    if (!condition || step.off) return []
    const place = walked.indexOf(step)
    const earlier = walked.slice(0, place)
    const at = `steps[${index}].condition`
    const say = (field: string, message: string): FieldError => ({ field: `${at}.${field}`, message: `step "${step.name}": ${message}` })
    const tests = condition.tests.flatMap((test, i) =>
      testErrors(test, earlier, steps).map(([field, message]) => say(`tests[${i}].${field}`, message)),
    )
    const { otherwise } = condition
    const leads = typeof otherwise === 'string' || walked.slice(place + 1).some(({ id }) => id === otherwise.goTo)
    return leads
      ? tests
      : [...tests, say('otherwise.goTo', gone(otherwise.goTo, steps) ?? 'a branch leads to a later step of this sequence')]
  })
}

/** Said of a step that is off or not there; null for one that is. */
const gone = (id: string, steps: readonly Step[]): string | null => {
  const named = steps.find((step) => step.id === id)
  if (!named) return `step ${id} is gone, or never was in this sequence: name another one`
  return named.off ? `step ${id}, "${named.name}", is off: switch it on, or name another one` : null
}

const fitting: Record<Extract<Predicate, { step: string }>['kind'], { channels: readonly Channel[]; what: string } | null> = {
  opened: { channels: ['email'], what: 'only an email can be opened' },
  clicked: { channels: ['email'], what: 'only an email has links to click' },
  call_outcome: { channels: ['call'], what: 'only a call has the outcome of a call' },
  task_outcome: { channels: ['task', 'linkedin'], what: 'only a task or a LinkedIn note has the outcome of a task' },
  skipped: null,
}

/** Field and message of what is wrong with one test. */
const testErrors = (test: Predicate, earlier: readonly Step[], steps: readonly Step[]): [string, string][] => {
  if (test.kind === 'attribute') return valueErrors(test)
  if (test.kind === 'engaged' || test.kind === 'replied')
    return earlier.length > 0 ? [] : [['kind', 'there is no earlier step that could be answered']]
  const named = earlier.find(({ id }) => id === test.step)
  if (!named) return [['step', gone(test.step, steps) ?? `${test.step} is no earlier step of this sequence`]]
  const unsaid: [string, string][] =
    'outcomes' in test && test.outcomes.length === 0 ? [['outcomes', 'its condition waits for an outcome: name at least one']] : []
  const fits = fitting[test.kind]
  return fits === null || fits.channels.includes(named.channel) ? unsaid : [['step', `${fits.what}, and "${named.name}" is none`]]
}

const valueErrors = ({ key, op, value }: Extract<Predicate, { kind: 'attribute' }>): [string, string][] => {
  if (key.trim() === '') return [['key', 'its condition asks for an attribute: name which']]
  if (op === 'exists') return []
  if (value === undefined || value === '') return [['value', 'say what the attribute is compared with']]
  const isNumber = typeof value === 'number' || (typeof value === 'string' && Number.isFinite(Number(value)))
  return (op === 'above' || op === 'below') && !isNumber ? [['value', `"${op}" compares with a number`]] : []
}
