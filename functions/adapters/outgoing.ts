/** Every channel's adapter, as the tenant's settings name them. */
import type { RuntimeSettings } from '../contract/tenant.ts'
import type { Channel } from '../domain/channel.ts'
import { callAdapter } from './call/adapter.ts'
import type { ChannelAdapter } from './channel.ts'
import { emailAdapter } from './email/adapter.ts'
import type { MailNeeds } from './email/mail.ts'
import type { Later } from './mock.ts'
import { byPerson } from './person.ts'
import type { ProviderSecrets } from './provider-secrets.ts'
import { smsAdapter } from './sms/adapter.ts'

export interface OutgoingNeeds {
  tenant: string
  settings: RuntimeSettings
  /** SES's. */
  configurationSet: string
  /** Where providers' webhooks and one-click opt-outs reach us. */
  publicUrl: string
  secrets: ProviderSecrets
  unsubscribeUrl: MailNeeds['unsubscribeUrl']
  /** Of a message's reply address. */
  replyToken: (messageId: string) => Promise<string>
  /** Where mocks say what becomes of their messages. */
  later: Later
}

export const openAdapters = (needs: OutgoingNeeds): Record<Channel, ChannelAdapter> => {
  const { tenant, settings, configurationSet, publicUrl, secrets, later } = needs
  const { email, sms, call } = settings.channels
  return {
    email: emailAdapter({ settings: email, secrets, needs: mailNeedsOf(needs), ses: { tenant, configurationSet } }),
    sms: smsAdapter({ settings: sms, secrets, publicUrl, tenant, later }),
    call: callAdapter({ settings: call, secrets, publicUrl, later }),
    linkedin: byPerson,
    task: byPerson,
  }
}

const mailNeedsOf = ({ settings, unsubscribeUrl, replyToken }: OutgoingNeeds): MailNeeds => ({
  senders: [{ address: settings.fromAddress, name: settings.fromName }, ...settings.senders],
  unsubscribeUrl,
  replyAddress: async (messageId) =>
    settings.replyDomain === undefined ? null : `reply+${await replyToken(messageId)}@${settings.replyDomain}`,
})
