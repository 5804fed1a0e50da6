import { useMutation } from '@tanstack/vue-query'
import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'
import { resendMessage } from '../api/messages.ts'
import { sentenceOf } from '../api/problem.ts'
import { useEnrollmentCache } from './use-enrollment-actions.ts'
import { useToasts } from './use-toasts.ts'

/** Sends what failed, was skipped or is unknown once more, as a new revision that passes every gate again. */
export const useResend = () => {
  const { refresh } = useEnrollmentCache()
  const { done, refused } = useToasts()
  return useMutation({
    mutationFn: ({ message }: { message: MessageView; enrollment: EnrollmentView }) =>
      resendMessage({ params: { id: message.sequenceId, messageId: message.id } }),
    onSuccess: () => done('It is due now, and passes every check again.'),
    onError: (error) => refused(`It could not be sent again. ${sentenceOf(error)}`),
    onSettled: (_answer, _error, { enrollment }) => refresh(enrollment),
  })
}
