/** SMS by Telnyx's Messaging API v2: one request a text; its webhook's address carries our reference. */
import * as z from 'zod'
import type { SmsChannel } from '../../contract/channels.ts'
import { callbackUrl } from '../../contract/reference.ts'
import { boundSender } from '../../domain/sms-sender.ts'
import type { ChannelAdapter } from '../channel.ts'
import { requestOnce } from '../http.ts'
import { providerAdapter, type Sent } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { judgeTelnyx } from './telnyx-errors.ts'

type TelnyxSettings = Extract<SmsChannel, { adapter: 'telnyx' }>

export interface TelnyxOptions {
  settings: TelnyxSettings
  secrets: ProviderSecrets
  publicUrl: string
}

const queued = z.object({ data: z.object({ id: z.string().min(1) }) })

export const telnyxSms = ({ settings, secrets, publicUrl }: TelnyxOptions): ChannelAdapter =>
  providerAdapter('telnyx', {
    provider: 'telnyx',
    secrets,
    ask: async (message, { apiKey }): Promise<Sent> => {
      const outcome = await requestOnce(
        {
          url: `${settings.endpoint ?? 'https://api.telnyx.com'}/v2/messages`,
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({
            from: boundSender(settings.from, message.from),
            to: message.to,
            text: message.text,
            type: 'SMS',
            ...(settings.messagingProfileId === undefined ? {} : { messaging_profile_id: settings.messagingProfileId }),
            webhook_url: callbackUrl(publicUrl, 'telnyx', message),
            use_profile_webhooks: false,
          }),
        },
        { provider: 'Telnyx', accepted: (body) => queued.safeParse(body).data ?? null, refused: judgeTelnyx },
      )
      return outcome.kind === 'accepted' ? { kind: 'accepted', providerId: outcome.answer.data.id } : outcome
    },
  })
