import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { EnrollmentView } from '../../functions/contract/api/views.ts'
import { getVersion } from '../api/sequences.ts'
import { keys } from './keys.ts'

/** The version that an enrollment walks: it never changes, so it is asked for once. */
export const useWalkedVersion = (enrollment: Ref<Pick<EnrollmentView, 'sequenceId' | 'version'> | undefined>) =>
  useQuery({
    queryKey: computed(() => keys.version(enrollment.value?.sequenceId ?? '', enrollment.value?.version ?? 0)),
    queryFn: () => getVersion({ params: { id: enrollment.value?.sequenceId ?? '', version: String(enrollment.value?.version ?? 0) } }),
    enabled: computed(() => enrollment.value !== undefined),
    staleTime: Number.POSITIVE_INFINITY,
  })
