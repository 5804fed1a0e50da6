/** An enrollment's plan as the steps of a line: what is done, where it stands, what is still to come, and what was left out. */
import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'

export type StepState = 'done' | 'current' | 'coming' | 'left_out'

/** By the message's status and where the enrollment stands; a message that failed or bounced is done, as it does not leave again by itself. */
export const stepState = (message: MessageView, enrollment: EnrollmentView): StepState => {
  switch (message.status) {
    case 'skipped':
    case 'cancelled':
      return 'left_out'
    case 'scheduled':
    case 'held':
      return message.stepId === enrollment.currentStep ? 'current' : 'coming'
    case 'claimed':
      return 'current'
    case 'sent':
    case 'delivered':
    case 'bounced':
    case 'failed':
    case 'unknown':
      return 'done'
    default:
      return message.status satisfies never
  }
}

/** `Step 2 of 4`; empty where nothing is next, or its messages are not here yet. */
export const stepPlace = (enrollment: EnrollmentView, messages: readonly MessageView[]): string => {
  const at = messages.toSorted((a, b) => a.stepOrder - b.stepOrder).findIndex(({ stepId }) => stepId === enrollment.currentStep)
  return at === -1 ? '' : `Step ${at + 1} of ${messages.length}`
}
