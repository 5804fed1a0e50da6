import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { StepOption } from '../forms/condition-form.ts'
import type { useBuilder } from './use-builder.ts'
import { useMedia } from './use-media.ts'
import { useQueryChoice } from './use-query-state.ts'

/**
 * Which step of the builder is open, or `rules`; null where a narrow screen shows the line alone. It stands in the address, by its id where
 * it has one; so does the preview.
 */
export const useChosenStep = (builder: ReturnType<typeof useBuilder>) => {
  const { form, saving, placeOf } = builder
  const route = useRoute()
  const router = useRouter()
  const wide = useMedia('(min-width: 64rem)')
  const preview = useQueryChoice('preview', ['off', 'on'] as const, 'off')

  const addressOf = (key: string): string => saving.ids.value.get(key) ?? key
  const named = computed(() => (typeof route.query['step'] === 'string' ? route.query['step'] : ''))
  const chosen = computed(() => {
    if (named.value === 'rules') return 'rules'
    const found = form.value.steps.find(({ key }) => key === named.value || saving.ids.value.get(key) === named.value)
    return found?.key ?? (wide.value ? (form.value.steps[0]?.key ?? 'rules') : null)
  })
  const choose = (key: string | null): void => {
    const query = { ...route.query, step: key === null ? undefined : addressOf(key), variant: undefined }
    void (chosen.value === null ? router.push({ query }) : router.replace({ query }))
  }
  // Come from the Sequences page's New step.
  if (named.value === 'new') choose(builder.add(form.value.steps.length, 'email'))

  const place = computed(() => form.value.steps.findIndex(({ key }) => key === chosen.value))
  const walk = (by: 1 | -1): void => {
    const next = form.value.steps[place.value + by]
    if (next) choose(next.key)
  }
  /** What stands open once a step is gone: its neighbour, or on a narrow screen the line. */
  const afterRemoving = (key: string): void => {
    const next = form.value.steps[placeOf(key) + 1] ?? form.value.steps[placeOf(key) - 1]
    if (chosen.value !== 'rules') choose(wide.value ? (next?.key ?? 'rules') : null)
  }
  const togglePreview = (): void => {
    // On a narrow screen the preview takes the editor's place, so one step has to be open.
    const first = form.value.steps[0]?.key
    const step = chosen.value === null && first !== undefined ? addressOf(first) : route.query['step']
    void router.replace({ query: { ...route.query, step, preview: preview.value === 'on' ? undefined : 'on' } })
  }
  return {
    chosen,
    choose,
    place,
    step: computed(() => form.value.steps[place.value] ?? null),
    options: computed(() =>
      form.value.steps.map(({ key, name, channel }, index): StepOption => ({ key, label: `step ${index + 1}, ${name}`, channel })),
    ),
    nameOf: (key: string): string => (placeOf(key) < 0 ? 'a removed step' : `step ${placeOf(key) + 1}`),
    walk,
    afterRemoving,
    preview,
    togglePreview,
  }
}
