/**
 * Calls by a VAPI assistant (https://docs.vapi.ai/api-reference/calls/create): it gets the step's text and the conversation so far, and reports
 * what the call came to when it is over. VAPI knows no key by which a repeated request would be one call.
 */
import * as z from 'zod'
import type { CallChannel, ProviderSecret } from '../../contract/channels.ts'
import { callbackUrl, messageReferenceOf, referenceText } from '../../contract/reference.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import type { ChannelAdapter } from '../channel.ts'
import { refusal, requestOnce, type Refusal } from '../http.ts'
import { providerAdapter } from '../provider-adapter.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import { spokenHistory } from './history.ts'

export type VapiCalls = Extract<CallChannel, { adapter: 'vapi' }>

export interface VapiCallOptions {
  settings: VapiCalls
  secrets: ProviderSecrets
  /** Where providers' webhooks reach us. */
  publicUrl: string
}

/** Letters of a customer's name that VAPI takes. */
const mostName = 40

const accepted = z.object({ id: z.string().min(1) })

export const vapiCalls = ({ settings, secrets, publicUrl }: VapiCallOptions): ChannelAdapter => ({
  ...providerAdapter('vapi', {
    provider: 'vapi',
    secrets,
    ask: async (message, secret) => {
      const outcome = await requestOnce(
        {
          url: `${(settings.endpoint ?? 'https://api.vapi.ai').replace(/\/$/, '')}/call`,
          headers: { authorization: `Bearer ${secret.apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(callOf(message, settings, secret, publicUrl)),
        },
        {
          provider: 'VAPI',
          accepted: (body) => accepted.safeParse(body).data?.id ?? null,
          refused: (status, body) => (status >= 400 ? vapiRefusal(status, body) : null),
        },
      )
      return outcome.kind === 'accepted' ? { kind: 'accepted', providerId: outcome.answer } : outcome
    },
  }),
  takesHistory: true,
})

const callOf = (message: OutgoingMessage, settings: VapiCalls, { webhookSecret }: ProviderSecret<'vapi'>, publicUrl: string) => {
  const { history = [], variables = {} } = message
  const name = (variables['full_name'] ?? '').slice(0, mostName)
  const conversation = spokenHistory(history)
  return {
    assistantId: settings.assistantId,
    phoneNumberId: settings.phoneNumberId,
    customer: { number: message.to, ...(name === '' ? {} : { name }) },
    assistantOverrides: {
      variableValues: { ...variables, message: message.text, conversation },
      // A system message takes the place of the saved prompt, so it is only written where the tenant says that it may be.
      ...(settings.model === undefined
        ? {}
        : { model: { ...settings.model, messages: [{ role: 'system', content: [message.text, conversation].join('\n\n').trim() }] } }),
      metadata: { touchline: referenceText(messageReferenceOf(message)) },
      server: {
        url: callbackUrl(publicUrl, 'vapi', message),
        ...(webhookSecret === undefined ? {} : { headers: { 'X-Vapi-Secret': webhookSecret } }),
      },
      serverMessages: ['status-update', 'end-of-call-report'],
    },
  }
}

const said = z.object({ message: z.union([z.string(), z.array(z.string())]) })

/** VAPI tells its refusals apart by their words alone. Null where the status decides. */
const vapiRefusal = (status: number, body: unknown): Refusal | null => {
  const { message } = said.safeParse(body).data ?? { message: '' }
  const words = typeof message === 'string' ? message : message.join('; ')
  const reason = `VAPI answered ${status}: ${words}`
  if (words === '' || status === 401 || status === 403) return null
  if (/concurrency|rate limit|too many|daily (outbound )?call limit/i.test(words)) return refusal('transient', reason, { throttled: true })
  if (/wallet|credit|subscription|billing|payment|frozen/i.test(words)) return refusal('account', reason)
  // Only what is said of this very field is said of the person's number: a customer has other fields, and the tenant's own number a format too.
  if (/customer\.number\b[^;]*\b(valid|E\.?164)/i.test(words)) return refusal('permanent', reason, { failure: 'invalid_number' })
  if (/assistant|phone ?number|overrides|model\b|server\b/i.test(words)) return refusal('account', reason)
  return null
}
