import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import { renderStep } from '../api/preview.ts'
import { keys } from './keys.ts'

/** A mail's draft as it would arrive, with what stands under every mail, and who sends it. Only a text without braces reads the same twice. */
export const useDraftLook = (draft: Ref<DraftView | null>) =>
  useQuery({
    queryKey: computed(() => keys.rendered(draft.value?.contactId ?? '', draft.value?.sequenceId ?? '', draft.value?.hash ?? '')),
    queryFn: () => {
      const { channel = 'email', subject, body, contactId = '', sequenceId, stepId } = draft.value ?? {}
      return renderStep({
        body: {
          channel,
          contactId,
          ...(subject === undefined ? {} : { subject }),
          ...(body === undefined ? {} : { body }),
          ...(sequenceId === undefined ? {} : { sequenceId }),
          ...(stepId !== undefined && /^s\d+$/.test(stepId) ? { stepId } : {}),
        },
      })
    },
    enabled: computed(() => draft.value?.channel === 'email' && draft.value.missing.length === 0),
    staleTime: 300_000,
  })
