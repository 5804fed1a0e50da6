/** Which steps wait for silence instead of an answer, and which lead past others: drawn beside the plans, so that those stay as they were. */
import type { Random } from './random.ts'
import type { ConditionPlan, SequencePlan, StepPlan } from './script.ts'

export const branched = (random: Random, plans: readonly SequencePlan[]): SequencePlan[] =>
  plans.map((plan) => {
    const steps = plan.steps.map((step, i) => silent(random, step, i, plan.steps))
    return { ...plan, steps: steps.map((step) => leading(random, step, steps)) }
  })

/** It waits out a time behind the mails before it, in which nobody may answer. */
const silent = (random: Random, step: StepPlan, index: number, steps: readonly StepPlan[]): StepPlan => {
  const earlier = steps.slice(0, index)
  if (step.condition || !earlier.some(({ channel }) => channel === 'email') || random.chance(0.8)) return step
  // Another time would put it behind a step that asks for its outcome.
  if (steps.some(({ condition }) => condition?.tests.some((test) => 'step' in test && test.step === `s${index + 1}`))) return step
  const condition: ConditionPlan = {
    tests: [{ kind: 'engaged', not: true }],
    withinMinutes: random.pick([60, 1440, 2880]),
    otherwise: random.pick(['skip', 'skip', 'end']),
  }
  return { ...step, condition, delayMinutes: Math.max(...earlier.map(({ delayMinutes }) => delayMinutes)) + random.pick([0, 5, 600]) }
}

/** Where its condition does not hold, everything up to a later step is left out: steps are walked in the order of their times. */
const leading = (random: Random, step: StepPlan, steps: readonly StepPlan[]): StepPlan => {
  const walked = steps.toSorted((a, b) => a.delayMinutes - b.delayMinutes)
  const later = walked.slice(walked.indexOf(step) + 1)
  if (!step.condition || later.length === 0 || random.chance(0.5)) return step
  return { ...step, condition: { ...step.condition, otherwise: { goTo: `s${steps.indexOf(random.pick(later)) + 1}` } } }
}
