/** A condition names other steps: by their ids in the API, by the keys of their cards on the screen. */
import type { Predicate, StepCondition } from '../../functions/domain/condition.ts'

/** The condition with every name given anew; null where one of them has none. */
export function withRefs(condition: StepCondition, rename: (ref: string) => string): StepCondition
export function withRefs(condition: StepCondition, rename: (ref: string) => string | null): StepCondition | null
export function withRefs(condition: StepCondition, rename: (ref: string) => string | null): StepCondition | null {
  const tests: Predicate[] = []
  for (const test of condition.tests) {
    if (!('step' in test)) {
      tests.push({ ...test })
      continue
    }
    const step = rename(test.step)
    if (step === null) return null
    tests.push({ ...test, step })
  }
  const { otherwise } = condition
  if (typeof otherwise === 'string') return { ...condition, tests }
  const goTo = rename(otherwise.goTo)
  return goTo === null ? null : { ...condition, tests, otherwise: { goTo } }
}
