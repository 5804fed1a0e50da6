/** The providers that call us, each with its scheme and its vocabulary. */
import type { ProviderSecret, SecretProvider } from '../contract/channels.ts'
import { twilio } from './providers/twilio.ts'
import type { HookSource } from './source.ts'

/** Null: not filled in yet. */
export type SecretOf = <P extends SecretProvider>(provider: P) => Promise<ProviderSecret<P> | null>

/** Those of the tenant's providers that call us, by name. */
export const providerSources = (providers: readonly string[], secretOf: SecretOf): Record<string, HookSource> => {
  const all: Record<string, HookSource> = {
    twilio: twilio(() => secretOf('twilio')),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => providers.includes(name)))
}
