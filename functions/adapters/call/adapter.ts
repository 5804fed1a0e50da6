/** The adapter that a tenant's settings name for calls. */
import type { CallChannel } from '../../contract/channels.ts'
import type { ChannelAdapter } from '../channel.ts'
import { telling, type Later } from '../mock.ts'
import { byPerson } from '../person.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { connectCalls } from './connect.ts'
import { mockCall } from './mock.ts'
import { telnyxCalls } from './telnyx.ts'
import { vapiCalls } from './vapi.ts'

export interface CallOptions {
  settings: CallChannel
  secrets: ProviderSecrets
  /** Where providers' webhooks reach us. */
  publicUrl: string
  /** Of the mock alone. */
  later: Later
}

export const callAdapter = ({ settings, later, ...live }: CallOptions): ChannelAdapter => {
  switch (settings.adapter) {
    case 'mock':
      return telling(mockCall, later)
    case 'person':
      return byPerson
    case 'telnyx':
      return telnyxCalls({ settings, ...live })
    case 'vapi':
      return vapiCalls({ settings, ...live })
    case 'connect':
      return connectCalls(settings)
    default:
      return settings satisfies never
  }
}
