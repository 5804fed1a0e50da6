import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, shallowRef, watch, type Ref } from 'vue'
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import { approveDraft, dismissDraft, editDraft, getDraft, listDrafts } from '../api/drafts.ts'
import { ApiProblem } from '../api/problem.ts'
import { isRecord } from '../api/reading.ts'
import { serverNow } from '../api/server-clock.ts'
import { dateTimeIn, viewerZone } from '../format/when.ts'
import { keys, pollEvery } from './keys.ts'
import { useHeldBack } from './use-held-back.ts'
import { usePages } from './use-pages.ts'

/** Milliseconds between two looks at the list; the open draft is looked at more often. */
const listEvery = 15_000

export const useDraftList = (status: Ref<'pending' | 'decided'>, enabled: Ref<boolean>) =>
  usePages({
    key: computed(() => [...keys.drafts, status.value]),
    ask: (cursor) => listDrafts({ query: { limit: 50, cursor, status: status.value } }),
    every: listEvery,
    enabled,
  })

/** What was approved and refused because the text is another by now: that is what its reader knows. */
const readBefore = new Map<string, DraftView>()

/**
 * One draft as its reader knows it. What a look brings does not replace the text under their eyes: `changed` is then how it stands now,
 * until they `accept` that they have read it.
 */
export const useDraft = (id: Ref<string>) => {
  const query = useQuery({
    queryKey: computed(() => keys.draft(id.value)),
    queryFn: () => getDraft({ params: { id: id.value } }),
    refetchInterval: pollEvery,
  })
  const read = shallowRef<DraftView | null>(null)
  watch(
    [id, query.data],
    ([wanted, now]) => {
      if (read.value?.id !== wanted) read.value = readBefore.get(wanted) ?? null
      if (now?.id !== wanted) return
      // The same text in another state, such as decided by somebody else, is shown at once.
      if (read.value === null || read.value.hash === now.hash) read.value = now
    },
    { immediate: true },
  )
  const changed = computed(() => {
    const now = query.data.value
    return now && read.value?.id === now.id && read.value.hash !== now.hash ? now : null
  })
  const accept = (draft = query.data.value): void => {
    if (!draft) return
    readBefore.delete(draft.id)
    read.value = draft
  }
  return { query, read, changed, accept }
}

/** What a person decides about drafts. Approving and dismissing wait thirty seconds for an Undo: what has left cannot be called back. */
export const useDraftActions = () => {
  const cache = useQueryClient()
  const { holdBack } = useHeldBack()

  const refresh = async (draft: DraftView): Promise<void> => {
    await Promise.all(
      [keys.drafts, keys.draft(draft.id), keys.counts, keys.home, keys.timeline('contact', draft.contactId)].map((queryKey) =>
        cache.invalidateQueries({ queryKey }),
      ),
    )
  }
  const settle = (draft: DraftView) => async (refusal: unknown) => {
    const now = currentOf(refusal)
    if (now) {
      readBefore.set(draft.id, draft)
      cache.setQueryData(keys.draft(draft.id), now)
    }
    await refresh(draft)
  }
  const approve = (draft: DraftView): void => {
    const isAhead = Date.parse(draft.dueAt) > serverNow()
    holdBack({
      id: draft.id,
      text: isAhead
        ? `Approved. It leaves to ${draft.contactName} at ${dateTimeIn(draft.dueAt, viewerZone())}, or once nothing else holds it.`
        : `Approved. It leaves to ${draft.contactName} in half a minute, or once nothing else holds it.`,
      commit: () => approveDraft({ params: { id: draft.id }, body: { hash: draft.hash } }),
      failed: `The text to ${draft.contactName} was not approved.`,
      settle: settle(draft),
    })
  }
  const dismiss = (draft: DraftView, reason: string): void =>
    holdBack({
      id: draft.id,
      text: `Dismissed. The step is skipped for ${draft.contactName} in half a minute.`,
      commit: () => dismissDraft({ params: { id: draft.id }, body: reason === '' ? {} : { reason } }),
      failed: `The text to ${draft.contactName} was not dismissed.`,
      settle: settle(draft),
    })
  const edit = async (draft: DraftView, text: { subject?: string; body: string }): Promise<DraftView> => {
    const now = await editDraft({ params: { id: draft.id }, body: { ...text, revision: draft.revision } })
    cache.setQueryData(keys.draft(draft.id), now)
    void refresh(now)
    return now
  }
  return { approve, dismiss, edit }
}

/** How a draft stands, as a refusal of something stale tells it; null in any other refusal. */
export const currentOf = (refusal: unknown): DraftView | null => {
  if (!(refusal instanceof ApiProblem) || refusal.problem.reason !== 'draft_changed') return null
  const { current } = { current: null, ...refusal.problem }
  // The API's own problem document carries the draft as its routes answer it.
  return isDraft(current) ? current : null
}
const isDraft = (value: unknown): value is DraftView =>
  isRecord(value) && typeof value['hash'] === 'string' && typeof value['body'] === 'string' && typeof value['id'] === 'string'
