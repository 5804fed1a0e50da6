import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { CountsView } from '../../functions/contract/api/home.ts'
import { getCounts, getHome } from '../api/home.ts'
import { countedLabel } from '../format/figures.ts'
import type { PlaceCount } from '../navigation.ts'
import { keys } from './keys.ts'

/** Milliseconds between two looks at what waits; each costs the API a few reads. */
const countsEvery = 15_000

export const useHome = () => useQuery({ queryKey: keys.home, queryFn: () => getHome(), refetchInterval: countsEvery })

/** How much waits of each kind. */
export const useCounts = () => useQuery({ queryKey: keys.counts, queryFn: () => getCounts(), refetchInterval: countsEvery })

/** How much waits, as it stands beside the sidebar's entries; nothing where nothing waits or it is not known. */
export const useWaiting = () => {
  const query = useCounts()
  return computed((): Partial<Record<PlaceCount, string>> => {
    const counts = query.data.value
    return counts
      ? {
          approvals: waitingLabel(sum(counts.drafts, counts.gates)),
          tasks: waitingLabel(counts.tasks),
          replies: waitingLabel(counts.replies),
        }
      : {}
  })
}

type Counted = CountsView['drafts']
const sum = (a: Counted, b: Counted): Counted => ({ count: a.count + b.count, more: a.more || b.more })
const waitingLabel = (counted: Counted): string => (counted.count === 0 ? '' : countedLabel(counted))
