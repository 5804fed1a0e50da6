/** Which steps have hours and days of their own: drawn beside the plans, so that those stay as they were. */
import type { Random } from './random.ts'
import type { SequencePlan, StepPlan } from './script.ts'
import { hoursOf } from './tenant.ts'

type Own = NonNullable<StepPlan['window']>

/** Of an early hour of a mail nothing is left where healing makes a text of it. */
const windows: Own[] = [
  { from: '09:00', to: '12:00' },
  { from: '16:00' },
  { to: '10:30' },
  { from: '10:00', to: '15:00', days: [1, 2, 3, 4, 5] },
  { days: [6, 7, 1] },
]
const early: Own = { to: '08:00' }

export const withStepHours = (random: Random, plans: readonly SequencePlan[]): SequencePlan[] =>
  plans.map((plan) => ({ ...plan, steps: plan.steps.map((step) => narrowed(random, step)) }))

const narrowed = (random: Random, step: StepPlan): StepPlan =>
  hoursOf[step.channel] && random.chance(0.15)
    ? { ...step, window: random.pick(step.channel === 'email' ? [...windows, early] : windows) }
    : step
