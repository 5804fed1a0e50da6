/** A text as the adapters for SMS get it, and secrets as they find them. */
import { providerSecrets, type SecretProvider } from '../../../functions/contract/channels.ts'
import type { ProviderSecrets } from '../../../functions/adapters/provider-secrets.ts'
import { enrollmentIdFrom, messageIdOf } from '../../../functions/domain/ids.ts'
import type { OutgoingMessage } from '../../../functions/domain/effect.ts'

const enrollmentId = enrollmentIdFrom(Date.parse('2026-11-20T15:00:00Z'), 7n << 10n)

export const texted = (overrides: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  messageId: messageIdOf(enrollmentId, 2),
  attemptId: '01KAGMZ3M0000000000000000A',
  enrollmentId,
  sequenceId: 'SEQ1',
  stepId: 's2',
  contactKey: 'ck1',
  channel: 'sms',
  to: '+13125550142',
  addressKey: 'ap1',
  body: 'Acme: Hi Dana, shall we talk?\nReply STOP to opt out.',
  text: 'Acme: Hi Dana, shall we talk?\nReply STOP to opt out.',
  ...overrides,
})

/** As an operator filled them in. */
export const secretsOf = (filled: Partial<Record<SecretProvider, unknown>>): ProviderSecrets => ({
  get: (provider) => {
    // The schema is the one of this very provider.
    const secret = providerSecrets[provider].parse(filled[provider]) as never
    return Promise.resolve(secret)
  },
})
