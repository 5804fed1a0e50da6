import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { getSettings } from '../api/settings.ts'
import { channelNames } from '../format/channels.ts'
import { keys } from './keys.ts'
import { channels } from '../../functions/domain/channel.ts'

/** The tenant's settings; they change with a deployment only. */
export const useSettings = () => {
  const query = useQuery({ queryKey: keys.settings, queryFn: () => getSettings(), staleTime: 300_000 })
  const simulated = computed(() =>
    (query.data.value?.adapters ?? []).filter((adapter) => adapter.simulated).map((adapter) => nameOf(adapter.channel)),
  )
  /** What SES allows while it keeps the account in its sandbox; null where it does not, or mails leave by somebody else. */
  const sandbox = computed(() => {
    const { controls, adapters } = query.data.value ?? {}
    if (!controls?.account?.sandbox || !adapters?.some(({ adapter }) => adapter === 'ses')) return null
    return { maxPerDay: controls.account.maxPerDay, allowed: controls.allowList?.length ?? 0 }
  })
  return { query, settings: query.data, simulated, sandbox }
}

const nameOf = (channel: string): string => {
  const known = channels.find((name) => name === channel)
  return known === undefined ? channel : channelNames[known]
}
