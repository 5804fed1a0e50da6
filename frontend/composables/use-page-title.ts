import { onScopeDispose, ref, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

const title = ref<string | null>(null)

/** What the open page shows, for the breadcrumb and the tab; null until it is known. */
export const usePageTitle = (given: MaybeRefOrGetter<string | null | undefined>): void => {
  watchEffect(() => (title.value = toValue(given) ?? null))
  onScopeDispose(() => (title.value = null))
}

export const usePageTitleShown = () => title
