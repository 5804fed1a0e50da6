import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'
import { actOnEnrollment } from '../api/enrollments.ts'
import { serverNow } from '../api/server-clock.ts'
import { channelNames } from '../format/channels.ts'
import { useEnrollmentActions, useEnrollmentCache } from './use-enrollment-actions.ts'
import { useHeldBack } from './use-held-back.ts'
import { undoSeconds } from './use-toasts.ts'

/**
 * Cancels a queued message: its step is skipped. That cannot be taken back, so it is held back for the seconds of Undo; one that is due
 * within twice as long, or was due already, is cancelled at once. `cancelled` names what waits here for that.
 */
export const useCancelMessage = () => {
  const { held, holdBack } = useHeldBack()
  const { act } = useEnrollmentActions()
  const { refresh } = useEnrollmentCache()

  const cancel = (message: MessageView, enrollment: EnrollmentView): void => {
    if (Date.parse(message.dueAt) - serverNow() < 2 * undoSeconds * 1_000) {
      act(enrollment, { action: 'skip', step: message.stepId })
      return
    }
    holdBack({
      id: message.id,
      text: `${channelNames[message.channel]} to ${enrollment.contactName} cancelled. The sequence goes on without it.`,
      commit: () => actOnEnrollment({ params: { enrollmentId: enrollment.id }, body: { action: 'skip', step: message.stepId } }),
      failed: 'The message could not be cancelled.',
      settle: () => refresh(enrollment),
    })
  }
  return { cancel, cancelled: held }
}
