/** The providers that call us, each with its scheme and its vocabulary. */
import type { ProviderSecret, SecretProvider } from '../contract/channels.ts'
import type { FetchReceived } from '../contract/providers/resend-received.ts'
import { postmark } from './providers/postmark.ts'
import type { ReadReply } from './providers/postmark-inbound.ts'
import { resend } from './providers/resend.ts'
import { sendgrid } from './providers/sendgrid.ts'
import { telnyx } from './providers/telnyx.ts'
import { twilio } from './providers/twilio.ts'
import { vapi } from './providers/vapi.ts'
import type { HookSource } from './source.ts'

/** Null: not filled in yet. */
export type SecretOf = <P extends SecretProvider>(provider: P) => Promise<ProviderSecret<P> | null>

/** Those of the tenant's providers that call us, by name. */
export const providerSources = (
  providers: readonly string[],
  secretOf: SecretOf,
  readReply: ReadReply,
  fetchReceived: FetchReceived,
): Record<string, HookSource> => {
  const all: Record<SecretProvider, HookSource> = {
    postmark: postmark(() => secretOf('postmark'), readReply),
    resend: resend(() => secretOf('resend'), { fetch: fetchReceived, readReply }),
    sendgrid: sendgrid(() => secretOf('sendgrid')),
    telnyx: telnyx(() => secretOf('telnyx')),
    twilio: twilio(() => secretOf('twilio')),
    vapi: vapi(() => secretOf('vapi')),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => providers.includes(name)))
}
