/** A channel that a provider with a secret of its own carries out: the secret is read, the provider asked once, and the time noted. */
import type { ProviderSecret, SecretProvider } from '../contract/channels.ts'
import type { OutgoingMessage } from '../domain/effect.ts'
import type { SendResult } from '../domain/signal.ts'
import type { ChannelAdapter } from './channel.ts'
import { refusal, type Refusal } from './http.ts'
import { NoProviderSecret, type ProviderSecrets } from './provider-secrets.ts'

/** What came of one request, without its time. */
export type Sent = SendResult extends infer R ? (R extends { at: string } ? Omit<R, 'at'> : never) : never

export interface ProviderCall<P extends SecretProvider> {
  provider: P
  secrets: ProviderSecrets
  /** Asks once, never throws: `requestOnce` of http.ts. */
  ask: (message: OutgoingMessage, secret: ProviderSecret<P>) => Promise<Sent>
}

/** `name`: of the adapter, as attempts and metrics show it. */
export const providerAdapter = <P extends SecretProvider>(name: string, { provider, secrets, ask }: ProviderCall<P>): ChannelAdapter => ({
  name,
  simulated: false,
  send: async (message, now) => {
    const secret = await secretOf(provider, secrets)
    const sent: Sent = 'refused' in secret ? secret.refused : await ask(message, secret.read)
    return { ...sent, at: new Date(now()).toISOString() }
  },
})

/** Without a secret nothing is asked, so nothing is lost: an operator fills it in, or Secrets Manager answers again. */
export const secretOf = async <P extends SecretProvider>(
  provider: P,
  secrets: ProviderSecrets,
): Promise<{ read: ProviderSecret<P> } | { refused: Refusal }> => {
  try {
    return { read: await secrets.get(provider) }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (error instanceof NoProviderSecret)
      return { refused: refusal('account', `${error.message}: fill it in (runbook, "A provider's secret")`) }
    if (notReadable.has(name)) return { refused: refusal('account', `the secret of ${provider} cannot be read (${name})`) }
    return { refused: refusal('transient', `the secret of ${provider} could not be read just now (${name})`) }
  }
}

/** Not a passing fault of Secrets Manager: the secret, or the right to read it, is not there. */
const notReadable = new Set(['ResourceNotFoundException', 'AccessDeniedException', 'DecryptionFailure', 'InvalidRequestException'])
