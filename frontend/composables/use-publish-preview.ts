import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { mergeFields, publishPreview } from '../api/preview.ts'
import { keys } from './keys.ts'

/** What publishing the stored draft would change, and what keeps it from being published: asked anew after each save. */
export const usePublishPreview = (draft: Ref<SequenceView | null>) =>
  useQuery({
    queryKey: computed(() => keys.publishPreview(draft.value?.id ?? '', draft.value?.revision ?? 0)),
    queryFn: () => publishPreview({ params: { id: draft.value?.id ?? '' } }),
    enabled: computed(() => draft.value !== null),
    placeholderData: keepPreviousData,
  })

/** What texts can merge in; it grows as the CRM tells of further attributes, so seldom. */
export const useMergeFields = () => useQuery({ queryKey: keys.mergeFields, queryFn: () => mergeFields(), staleTime: 300_000 })
