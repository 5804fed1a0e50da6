/** The adapter that a tenant's settings name for SMS. */
import type { SmsChannel } from '../../contract/channels.ts'
import type { ChannelAdapter } from '../channel.ts'
import { telling, type Later } from '../mock.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { awsSms } from './aws.ts'
import { mockSms } from './mock.ts'
import { telnyxSms } from './telnyx.ts'
import { twilioSms } from './twilio.ts'

export interface SmsOptions {
  settings: SmsChannel
  secrets: ProviderSecrets
  /** Where providers' webhooks reach us. */
  publicUrl: string
  tenant: string
  /** Of the mock alone. */
  later: Later
}

export const smsAdapter = ({ settings, later, tenant, ...live }: SmsOptions): ChannelAdapter => {
  switch (settings.adapter) {
    case 'mock':
      return telling(mockSms, later)
    case 'aws':
      return awsSms({ settings, tenant })
    case 'twilio':
      return twilioSms({ settings, ...live })
    case 'telnyx':
      return telnyxSms({ settings, ...live })
    default:
      return settings satisfies never
  }
}
