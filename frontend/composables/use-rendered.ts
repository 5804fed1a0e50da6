import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { renderStep } from '../api/preview.ts'
import type { StepForm } from '../forms/builder-form.ts'
import { stepBodyOf } from '../forms/builder-form.ts'
import { keys } from './keys.ts'
import { useDebounced } from './use-debounced.ts'

/** A step as one contact would get it, a moment after the last key; by the very renderer that sends. */
export const useRendered = (
  step: Ref<StepForm | null>,
  {
    contactId,
    sequenceId,
    stepId,
    variant,
  }: {
    contactId: Ref<string | null>
    sequenceId: Ref<string | null>
    stepId: Ref<string | null>
    /** Which of its texts: `a`, or a variant's letter. */
    variant: Ref<string>
  },
) => {
  const typed = computed(() => {
    if (!step.value) return ''
    const { channel, subject, body, smsText, variants = [] } = stepBodyOf(step.value)
    // A name that is being typed is empty for a moment, and says nothing of how the text reads.
    const named = variants.map((one) => ({ ...one, name: one.name || 'Unnamed' }))
    return JSON.stringify({ channel, subject, body, smsText, variants: named, ...(named.length > 0 ? { variant: variant.value } : {}) })
  })
  const asked = useDebounced(typed, 350)
  return useQuery({
    queryKey: computed(() => keys.rendered(contactId.value ?? '', `${sequenceId.value ?? ''} ${stepId.value ?? ''}`, asked.value)),
    queryFn: () =>
      renderStep({
        body: {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written a few lines above
          ...(JSON.parse(asked.value) as Pick<ReturnType<typeof stepBodyOf>, 'channel' | 'subject' | 'body' | 'smsText' | 'variants'> & {
            variant?: string
          }),
          contactId: contactId.value ?? '',
          ...(sequenceId.value === null ? {} : { sequenceId: sequenceId.value }),
          ...(stepId.value === null ? {} : { stepId: stepId.value }),
        },
      }),
    enabled: computed(() => contactId.value !== null && asked.value !== ''),
    placeholderData: keepPreviousData,
  })
}
