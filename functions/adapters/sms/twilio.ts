/** SMS by Twilio's Messages resource: one form-encoded request a text; its callback's address carries our reference. */
import * as z from 'zod'
import type { SmsChannel } from '../../contract/channels.ts'
import { callbackUrl } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import { boundSender } from '../../domain/sms-sender.ts'
import type { ChannelAdapter } from '../channel.ts'
import { requestOnce } from '../http.ts'
import { providerAdapter, type Sent } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { basicAuth } from './basic-auth.ts'
import { judgeTwilio } from './twilio-errors.ts'

type TwilioSettings = Extract<SmsChannel, { adapter: 'twilio' }>

export interface TwilioOptions {
  settings: TwilioSettings
  secrets: ProviderSecrets
  publicUrl: string
}

/** Seconds for which a text may still be handed to a phone that is off (`ValidityPeriod`). */
const secondsToLive = 4 * 3600
const created = z.object({ sid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/i) })

export const twilioSms = ({ settings, secrets, publicUrl }: TwilioOptions): ChannelAdapter =>
  providerAdapter('twilio', {
    provider: 'twilio',
    secrets,
    ask: async (message, { authToken }): Promise<Sent> => {
      const outcome = await requestOnce(
        {
          url: `${settings.endpoint ?? 'https://api.twilio.com'}/2010-04-01/Accounts/${settings.accountSid}/Messages.json`,
          headers: {
            authorization: basicAuth(settings.accountSid, authToken),
            'content-type': 'application/x-www-form-urlencoded',
            accept: 'application/json',
          },
          body: formOf(message, settings, publicUrl).toString(),
        },
        { provider: 'Twilio', accepted: (body) => created.safeParse(body).data ?? null, refused: judgeTwilio },
      )
      return outcome.kind === 'accepted' ? { kind: 'accepted', providerId: outcome.answer.sid } : outcome
    },
  })

/** With a messaging service, `From` picks one of its numbers; without `From` it picks one itself. */
const formOf = (message: OutgoingMessage, settings: TwilioSettings, publicUrl: string): URLSearchParams => {
  const from = boundSender(settings.from ?? [], message.from)
  return new URLSearchParams({
    To: message.to,
    ...(from === undefined ? {} : { From: from }),
    ...(settings.messagingServiceSid === undefined ? {} : { MessagingServiceSid: settings.messagingServiceSid }),
    Body: message.text,
    StatusCallback: callbackUrl(publicUrl, 'twilio', message),
    ValidityPeriod: String(secondsToLive),
  })
}
