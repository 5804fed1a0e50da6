import { useMutation } from '@tanstack/vue-query'
import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'
import { settleMessage } from '../api/messages.ts'
import { sentenceOf } from '../api/problem.ts'
import { useEnrollmentCache } from './use-enrollment-actions.ts'
import { useToasts } from './use-toasts.ts'

/** Says of a message whose answer was lost that it arrived. */
export const useSettle = () => {
  const { refresh } = useEnrollmentCache()
  const { done, refused } = useToasts()
  return useMutation({
    mutationFn: ({ message }: { message: MessageView; enrollment: EnrollmentView }) =>
      settleMessage({ params: { id: message.id }, body: { arrived: true } }),
    onSuccess: () => done('It counts as sent.'),
    onError: (error) => refused(`It could not be settled. ${sentenceOf(error)}`),
    onSettled: (_answer, _error, { enrollment }) => refresh(enrollment),
  })
}
