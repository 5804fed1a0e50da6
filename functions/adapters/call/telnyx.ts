/** Calls by Telnyx Call Control: one dial a message; what is said then, and when the call ends, is steered by its events (telnyx-commands.ts). */
import * as z from 'zod'
import { callState } from '../../contract/call-state.ts'
import type { CallChannel } from '../../contract/channels.ts'
import { callbackUrl, messageReferenceOf } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import { boundSender } from '../../domain/sms-sender.ts'
import type { ChannelAdapter } from '../channel.ts'
import { requestOnce } from '../http.ts'
import { providerAdapter } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { telnyxRefusal } from './telnyx-errors.ts'

export type TelnyxCalls = Extract<CallChannel, { adapter: 'telnyx' }>

export interface TelnyxCallOptions {
  settings: TelnyxCalls
  secrets: ProviderSecrets
  /** Where providers' webhooks reach us. */
  publicUrl: string
}

/** Seconds. A message that is spoken is over long before. */
const longestCall = 600
const rings = 30

const accepted = z.object({ data: z.object({ call_control_id: z.string().min(1) }) })

export const telnyxCalls = ({ settings, secrets, publicUrl }: TelnyxCallOptions): ChannelAdapter =>
  providerAdapter('telnyx', {
    provider: 'telnyx',
    secrets,
    ask: async (message, { apiKey }) => {
      const outcome = await requestOnce(
        {
          url: `${telnyxBase(settings)}/calls`,
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(dialOf(message, settings, publicUrl)),
        },
        {
          provider: 'Telnyx',
          accepted: (body) => accepted.safeParse(body).data?.data.call_control_id ?? null,
          refused: (status, body) => (status >= 400 ? telnyxRefusal(status, body) : null),
        },
      )
      return outcome.kind === 'accepted' ? { kind: 'accepted', providerId: outcome.answer } : outcome
    },
  })

export const telnyxBase = ({ endpoint }: TelnyxCalls): string => `${(endpoint ?? 'https://api.telnyx.com').replace(/\/$/, '')}/v2`

const dialOf = (message: OutgoingMessage, settings: TelnyxCalls, publicUrl: string) => ({
  connection_id: settings.connectionId,
  to: message.to,
  from: boundSender(settings.from, message.from),
  webhook_url: callbackUrl(publicUrl, 'telnyx', message),
  webhook_url_method: 'POST',
  client_state: callState({ of: messageReferenceOf(message) }),
  // Telnyx ignores a second dial of the same name.
  command_id: message.attemptId,
  // Only this setting also says when a machine's greeting is over, so that the text is not spoken into it.
  answering_machine_detection: 'greeting_end',
  timeout_secs: settings.ringSeconds ?? rings,
  time_limit_secs: longestCall,
})
