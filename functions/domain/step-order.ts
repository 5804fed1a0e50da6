/** Steps are walked by their delays, so whoever moves, adds or copies one decides about time: place and delay never disagree. */
import { inOrder } from './plan.ts'
import type { Step } from './sequence.ts'

type Timed = Pick<Step, 'delayMinutes'>

/** Minutes after the enrollment at which a step can be at the latest: a year. */
export const latestDelay = 525_600
const day = 1_440

/**
 * The step at `from` moved to the place `to`, both counted from 0. The times stay where they are: the moved step takes the time of its new
 * place, and each step that it passes takes the time of the neighbour that it moves to. Worked: A at 0 h, B at 24 h and C at 72 h, with C
 * moved to the front, become C at 0 h, A at 24 h and B at 72 h.
 */
export const moveStep = <T extends Timed>(steps: readonly T[], from: number, to: number): T[] => {
  const ordered = inOrder(steps)
  const moved = ordered[from]
  if (moved === undefined || ordered[to] === undefined) return ordered
  return ordered
    .toSpliced(from, 1)
    .toSpliced(to, 0, moved)
    .map((step, place) => ({ ...step, delayMinutes: ordered[place]?.delayMinutes ?? step.delayMinutes }))
}

/**
 * The delay of a step that is added between two others, in minutes: half-way, in whole days where they lie far enough apart, else in whole
 * hours, else in minutes; a day after the last one where nothing follows; at once where it is the first. Worked: between 0 and 3 days a day.
 */
export const delayBetween = (before: number | undefined, after: number | undefined): number => {
  if (before === undefined) return 0
  if (after === undefined) return Math.min(before + day, latestDelay)
  const middle = (before + after) / 2
  for (const unit of [day, 60, 1]) {
    const whole = Math.floor(middle / unit) * unit
    if (whole > before && whole < after) return whole
  }
  return before
}

/** The steps with one more behind the first `place` of them, at a time that fits there. */
export const addStepAt = <T extends Timed>(steps: readonly T[], place: number, step: T): T[] => {
  const ordered = inOrder(steps)
  return ordered.toSpliced(place, 0, {
    ...step,
    delayMinutes: delayBetween(ordered[place - 1]?.delayMinutes, ordered[place]?.delayMinutes),
  })
}
