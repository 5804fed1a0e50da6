/** Which message of an enrollment somebody has still to say the outcome of. */
import type { MessageView } from '../../functions/contract/api/views.ts'
import type { OutcomeAsked } from '../../functions/domain/task-outcomes.ts'
import { awaitsOutcome } from '../../functions/domain/awaits-outcome.ts'

/** The latest one that a step which is to come asks about; else the latest of all. Undefined where nothing is left to say. */
export const outcomeToRecord = (
  messages: readonly MessageView[],
  asksOf: (stepId: string) => readonly OutcomeAsked[],
): MessageView | undefined => {
  const open = messages.filter((message) => awaitsOutcome(message)).toSorted((a, b) => b.stepOrder - a.stepOrder)
  return open.find(({ stepId }) => asksOf(stepId).length > 0) ?? open[0]
}
