/** What providers are called and verified with. */
import { providerSecrets, type ProviderSecret, type SecretProvider } from '../contract/channels.ts'
import { NotFilledIn, openSecretTexts } from './secret-texts.ts'

/** A provider that is named in the settings and whose secret was not filled in yet, or not as it should be: an operator has to. */
export const NoProviderSecret = NotFilledIn

export interface ProviderSecrets {
  /** Throws `NoProviderSecret` with what is missing where the secret cannot be used. */
  get<P extends SecretProvider>(provider: P): Promise<ProviderSecret<P>>
}

/** `arns`: by provider. `now` in epoch milliseconds. */
export const openProviderSecrets = (arns: Partial<Record<SecretProvider, string>>, now: () => number = Date.now): ProviderSecrets => {
  const texts = openSecretTexts(arns, now)
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema of this very provider
    get: async (provider) => (await texts.get(provider, providerSecrets[provider], provider)) as ProviderSecret<typeof provider>,
  }
}
