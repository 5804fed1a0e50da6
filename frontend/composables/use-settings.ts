import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { getSettings } from '../api/touchline.ts'
import { channelNames } from '../format/channels.ts'
import { keys } from './keys.ts'
import { channels } from '../../functions/domain/channel.ts'

/** The tenant's settings; they change with a deployment only. */
export const useSettings = () => {
  const query = useQuery({ queryKey: keys.settings, queryFn: () => getSettings(), staleTime: 300_000 })
  const simulated = computed(() =>
    (query.data.value?.adapters ?? []).filter((adapter) => adapter.simulated).map((adapter) => nameOf(adapter.channel)),
  )
  return { query, settings: query.data, simulated }
}

const nameOf = (channel: string): string => {
  const known = channels.find((name) => name === channel)
  return known === undefined ? channel : channelNames[known]
}
