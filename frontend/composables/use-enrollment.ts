import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { getEnrollment } from '../api/enrollments.ts'
import { keys, pollEvery } from './keys.ts'

/** One enrollment, running or over, and live; nothing is asked while its id is not known. */
export const useEnrollment = (id: Ref<string | null>) =>
  useQuery({
    queryKey: computed(() => keys.enrollment(id.value ?? '')),
    queryFn: () => getEnrollment({ params: { enrollmentId: id.value ?? '' } }),
    enabled: computed(() => id.value !== null),
    refetchInterval: pollEvery,
  })
