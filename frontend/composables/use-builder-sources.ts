import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { getAnalytics } from '../api/sequences.ts'
import { keys } from './keys.ts'
import type { useBuilder } from './use-builder.ts'
import { useMergeFields } from './use-publish-preview.ts'
import { useSequences } from './use-sequences.ts'
import { useSettings } from './use-settings.ts'

/** What the builder shows beside the draft: the tenant's stages and hours, merge fields, other sequences, and the counters where it runs. */
export const useBuilderSources = ({ form, saving }: ReturnType<typeof useBuilder>) => {
  const draft = saving.current
  const { settings } = useSettings()
  const { sequences } = useSequences()
  const merge = useMergeFields()
  const analytics = useQuery({
    queryKey: computed(() => keys.analytics(draft.value?.id ?? '')),
    queryFn: () => getAnalytics({ params: { id: draft.value?.id ?? '' } }),
    enabled: computed(() => (draft.value?.version ?? 0) > 0),
  })
  return {
    fields: computed(() => merge.data.value?.items ?? []),
    adapters: computed(() => settings.value?.adapters ?? []),
    windows: computed(() => settings.value?.windows ?? {}),
    /** The tenant's, and what the sequence names beside them. */
    stages: computed(() => {
      const known = settings.value?.stages ?? []
      const own = [form.value.triggerStage, ...form.value.goalStages].filter((stage) => stage !== '' && !known.includes(stage))
      return [...known, ...new Set(own)]
    }),
    others: computed(() =>
      sequences.value.filter(({ id, status }) => id !== draft.value?.id && status !== 'archived').map(({ slug, name }) => ({ slug, name })),
    ),
    /** By the keys of the cards. */
    tallies: computed(() => {
      const live = new Map((analytics.data.value?.live ?? []).map((row) => [row.stepId, row.tallies]))
      return new Map(
        [...saving.ids.value].flatMap(([key, id]) => {
          const counted = live.get(id)
          return counted ? [[key, counted] as const] : []
        }),
      )
    }),
  }
}
