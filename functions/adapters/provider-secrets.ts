/** What providers are called and verified with, read from Secrets Manager: kept for five minutes, so that a rotated key is taken up. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { providerSecrets, type ProviderSecret, type SecretProvider } from '../contract/channels.ts'

const keptMilliseconds = 5 * 60_000

/** A provider that is named in the settings and whose secret was not filled in yet, or not as it should be: an operator has to. */
export class NoProviderSecret extends Error {
  override name = 'NoProviderSecret'
}

export interface ProviderSecrets {
  /** Throws `NoProviderSecret` with what is missing where the secret cannot be used. */
  get<P extends SecretProvider>(provider: P): Promise<ProviderSecret<P>>
}

/** `arns`: by provider. `now` in epoch milliseconds. */
export const openProviderSecrets = (arns: Partial<Record<SecretProvider, string>>, now: () => number = Date.now): ProviderSecrets => {
  const client = new SecretsManagerClient({ maxAttempts: 4 })
  const known = new Map<SecretProvider, { until: number; text: Promise<string> }>()
  const textOf = (provider: SecretProvider): Promise<string> => {
    const kept = known.get(provider)
    if (kept && kept.until > now()) return kept.text
    const text = read(client, provider, arns[provider])
    known.set(provider, { until: now() + keptMilliseconds, text })
    text.catch(() => known.delete(provider))
    return text
  }
  return {
    get: async (provider) => {
      const parsed = providerSecrets[provider].safeParse(jsonOf(await textOf(provider)))
      if (!parsed.success) {
        known.delete(provider)
        throw new NoProviderSecret(
          `the secret of ${provider} lacks ${parsed.error.issues.map(({ path }) => path.join('.') || 'everything').join(', ')}`,
        )
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema of this very provider
      return parsed.data as ProviderSecret<typeof provider>
    },
  }
}

const read = async (client: SecretsManagerClient, provider: SecretProvider, arn: string | undefined): Promise<string> => {
  if (arn === undefined) throw new NoProviderSecret(`${provider} is not among the tenant's providers`)
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }))
  return SecretString ?? ''
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
