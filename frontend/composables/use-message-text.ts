import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'
import { editMessage, restoreMessage } from '../api/messages.ts'
import { ApiProblem } from '../api/problem.ts'
import { isRecord } from '../api/reading.ts'
import { keys } from './keys.ts'
import { useSave } from './use-editor.ts'
import { useEnrollmentCache } from './use-enrollment-actions.ts'
import { useToasts } from './use-toasts.ts'

/** What somebody else made of a text that one writes at oneself. */
export interface TheirText {
  subject?: string | undefined
  body: string
  by: string | null
  revision: number
}

/** Writes one queued message's text by hand, and gives it back to its template. `theirs`: what somebody else wrote meanwhile. */
export const useMessageText = (message: MessageView, enrollment: EnrollmentView) => {
  const cache = useQueryClient()
  const { done } = useToasts()
  const { refresh } = useEnrollmentCache()
  const theirs = ref<TheirText | null>(null)
  const revision = ref(message.edited?.revision ?? 0)
  const { busy, errors, failure, save: call } = useSave((field) => field === 'subject' || field === 'body')

  const change = async (work: () => Promise<MessageView>, said: string): Promise<boolean> => {
    const saved = await call(async () => {
      try {
        return await work()
      } catch (error) {
        theirs.value = theirText(error)
        if (theirs.value) revision.value = theirs.value.revision
        throw error
      }
    })
    if (!saved) return false
    theirs.value = null
    done(said)
    await Promise.all([refresh(enrollment), cache.invalidateQueries({ queryKey: keys.message(message.id) })])
    return true
  }
  const save = (text: { subject?: string; body: string }): Promise<boolean> =>
    change(
      () => editMessage({ params: { id: message.id }, body: { ...text, revision: revision.value } }),
      'Saved. Exactly this text leaves.',
    )
  const restore = (): Promise<boolean> =>
    change(() => restoreMessage({ params: { id: message.id } }), 'The text comes from the step’s template again.')
  return { busy, errors, failure, theirs, save, restore }
}

/** The text as it stands, where the API refused an edit as stale; null for any other refusal. */
const theirText = (error: unknown): TheirText | null => {
  if (!(error instanceof ApiProblem) || error.problem.status !== 409) return null
  const { current }: Record<string, unknown> = { ...error.problem }
  if (!isRecord(current) || typeof current['body'] !== 'string') return null
  const edited = isRecord(current['edited']) ? current['edited'] : {}
  return {
    body: current['body'],
    subject: typeof current['subject'] === 'string' ? current['subject'] : undefined,
    by: typeof edited['by'] === 'string' ? edited['by'] : null,
    revision: typeof edited['revision'] === 'number' ? edited['revision'] : 0,
  }
}
