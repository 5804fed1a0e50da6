import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/vue-query'
import type { EnrollmentAction } from '../../functions/contract/api/lifecycle.ts'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import { actOnEnrollment } from '../api/enrollments.ts'
import { sentenceOf } from '../api/problem.ts'
import { serverNow } from '../api/server-clock.ts'
import { dateTimeIn, viewerZone } from '../format/when.ts'
import { session } from '../session/session.ts'
import { enrollmentAfter } from './enrollment-after.ts'
import { decidedInInbox } from './inbox-after.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

type List = InfiniteData<AnswerOf<'listEnrollments'>>
type Contact = AnswerOf<'getContact'>
type Inbox = InfiniteData<AnswerOf<'listInbox'>>
export type EnrollmentActionName = EnrollmentAction['action']

const swap = (items: EnrollmentView[], next: EnrollmentView): EnrollmentView[] => items.map((item) => (item.id === next.id ? next : item))

const shownBy = ({ id, sequenceId, contactId }: EnrollmentView) => [
  keys.enrollment(id),
  keys.enrollments(sequenceId),
  keys.contact(contactId),
  keys.inbox,
]

/** Puts an enrollment's new state into every place that shows it. */
export const useEnrollmentCache = () => {
  const cache = useQueryClient()
  const put = (next: EnrollmentView): void => {
    cache.setQueryData<EnrollmentView>(keys.enrollment(next.id), (old) => old && next)
    cache.setQueryData<Contact>(keys.contact(next.contactId), (old) => old && { ...old, enrollments: swap(old.enrollments, next) })
    cache.setQueriesData<List>(
      { queryKey: keys.enrollments(next.sequenceId) },
      (old) => old && { ...old, pages: old.pages.map((page) => ({ ...page, items: swap(page.items, next) })) },
    )
    cache.setQueriesData<Inbox>(
      { queryKey: keys.inbox },
      (old) =>
        old && { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.map((item) => decidedInInbox(item, next)) })) },
    )
  }
  const hold = async (enrollment: EnrollmentView): Promise<void> => {
    await Promise.all(shownBy(enrollment).map((queryKey) => cache.cancelQueries({ queryKey })))
  }
  /** Whatever an action on it can have changed. */
  const refresh = async (enrollment: EnrollmentView): Promise<void> => {
    const { id, sequenceId, contactId, leadId } = enrollment
    await Promise.all(
      [
        ...shownBy(enrollment),
        keys.messages(sequenceId, id),
        keys.timeline('contact', contactId),
        keys.timeline('lead', leadId),
        keys.plan(contactId),
        keys.sequence(sequenceId),
      ].map((queryKey) => cache.invalidateQueries({ queryKey })),
    )
  }
  return { put, hold, refresh }
}

/** What a person does to one enrollment: shown at once, taken back with the reason where the API refuses; pausing and resuming can be undone. */
export const useEnrollmentActions = () => {
  const cache = useQueryClient()
  const { put, hold, refresh } = useEnrollmentCache()
  const { done, refused, undoable } = useToasts()

  const mutation = useMutation({
    mutationFn: ({ enrollment, action }: { enrollment: EnrollmentView; action: EnrollmentAction; undoing?: true }) =>
      actOnEnrollment({ params: { enrollmentId: enrollment.id }, body: action }),
    onMutate: async ({ enrollment, action }) => {
      await hold(enrollment)
      const inbox = cache.getQueriesData<Inbox>({ queryKey: keys.inbox })
      put(enrollmentAfter(enrollment, action, session.value?.name ?? 'you', new Date(serverNow()).toISOString()))
      return inbox
    },
    onError: (error, { enrollment, action }, inbox) => {
      put(enrollment)
      for (const [key, list] of inbox ?? []) cache.setQueryData(key, list)
      refused(`${failed[action.action]} ${sentenceOf(error)}`)
    },
    onSuccess: (now, { enrollment, action, undoing }) => {
      put(now)
      const back = undoing ? null : wayBack(enrollment, action)
      const text = saidOf(now, action)
      if (back) undoable(text, () => mutation.mutate({ enrollment: now, action: back, undoing: true }))
      else done(text)
    },
    onSettled: (_answer, _error, { enrollment }) => refresh(enrollment),
  })

  const act = (enrollment: EnrollmentView, action: EnrollmentAction): void => mutation.mutate({ enrollment, action })
  return { act, busy: mutation.isPending }
}

/** What undoes an action; null where nothing does. A date to resume on that is over is not set again. */
const wayBack = (before: EnrollmentView, { action }: EnrollmentAction): EnrollmentAction | null => {
  if (action === 'pause' || action === 'take-over') return before.status === 'active' ? { action: 'resume' } : null
  if (action !== 'resume' || before.status !== 'paused') return null
  if (before.pauseReason === 'taken_over') return { action: 'take-over' }
  const { pauseReason, resumeAt } = before
  return {
    action: 'pause',
    ...(pauseReason === undefined ? {} : { reason: pauseReason }),
    ...(resumeAt !== undefined && Date.parse(resumeAt) > serverNow() ? { until: resumeAt } : {}),
  }
}

const saidOf = ({ contactName, resumeAt }: EnrollmentView, { action, until }: EnrollmentAction): string => {
  switch (action) {
    case 'pause':
      return until === undefined || resumeAt === undefined
        ? `Paused for ${contactName}. Nothing leaves until somebody resumes it.`
        : `Paused for ${contactName} until ${dateTimeIn(resumeAt, viewerZone())}.`
    case 'resume':
      return `Resumed for ${contactName}. What remains keeps its spacing.`
    case 'continue':
      return `Continued for ${contactName}.`
    case 'exit':
      return `Ended for ${contactName}: they replied.`
    case 'take-over':
      return `Taken over: nothing leaves to ${contactName} by itself until it is resumed.`
    case 'cancel':
      return `Ended for ${contactName}: nothing more of it is sent.`
    case 'skip':
      return 'Skipped. The sequence goes on with the next step.'
    case 'convert':
      return `${contactName} counts as converted.`
    case 'book':
      return `${contactName} has a meeting: the sequence ends, and its hand-off follows.`
    case 'reject':
      return `${contactName} declined: nothing more of it is sent.`
    case 'unsubscribe':
      return `${contactName} is not contacted any more.`
    default:
      return action satisfies never
  }
}

const failed: Record<EnrollmentActionName, string> = {
  pause: 'It could not be paused.',
  resume: 'It could not be resumed.',
  continue: 'It could not be continued.',
  exit: 'It could not be ended.',
  'take-over': 'It could not be taken over.',
  cancel: 'It could not be cancelled.',
  skip: 'The step could not be skipped.',
  convert: 'It could not be marked as converted.',
  book: 'It could not be marked as booked.',
  reject: 'It could not be marked as rejected.',
  unsubscribe: 'They could not be unsubscribed.',
}
