import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { getSettings } from '../api/settings.ts'
import { channelNames } from '../format/channels.ts'
import { keys } from './keys.ts'
import { channels } from '../../functions/domain/channel.ts'

/** The tenant's settings, asked again each minute: somebody may have stopped all sending. */
export const useSettings = () => {
  const query = useQuery({ queryKey: keys.settings, queryFn: () => getSettings(), staleTime: 60_000, refetchInterval: 60_000 })
  const simulated = computed(() =>
    (query.data.value?.adapters ?? []).filter((adapter) => adapter.simulated).map((adapter) => nameOf(adapter.channel)),
  )
  /** What SES allows while it keeps the account in its sandbox; null where it does not, or mails leave by somebody else. */
  const sandbox = computed(() => {
    const { controls, adapters } = query.data.value ?? {}
    if (!controls?.account?.sandbox || !adapters?.some(({ adapter }) => adapter === 'ses')) return null
    return { maxPerDay: controls.account.maxPerDay, allowed: controls.allowList?.length ?? 0 }
  })
  /** Since when and by whom all sending is stopped; null where it is not. */
  const stopped = computed(() => {
    const controls = query.data.value?.controls
    return controls?.sending === 'stopped' ? { since: controls.changedAt, by: controls.changedBy } : null
  })
  return { query, settings: query.data, simulated, sandbox, stopped }
}

const nameOf = (channel: string): string => {
  const known = channels.find((name) => name === channel)
  return known === undefined ? channel : channelNames[known]
}
