/** Postmark's webhooks. It signs nothing: they come with basic authentication (https://postmarkapp.com/developer/webhooks/webhooks-overview). */
import type { ProviderSecret } from '../../contract/channels.ts'
import { basicCredentials, sameBytes } from '../signatures.ts'
import type { HookCall, HookSource, Verdict } from '../source.ts'
import { readPostmark } from './postmark-events.ts'
import type { ReadReply } from './postmark-inbound.ts'

export const postmark = (secret: () => Promise<ProviderSecret<'postmark'> | null>, readReply: ReadReply): HookSource => ({
  // A mail that comes in brings its attachments, in base64.
  mostBytes: 4_400_000,
  types: ['application/json'],
  verify: async (call) => {
    const { webhookUser: user, webhookPassword: password } = (await secret()) ?? {}
    return user === undefined || password === undefined ? { refused: 'not_configured' } : judge(call, { user, password })
  },
  read: async (call, now) => [await readPostmark(call, now, readReply)],
})

const judge = ({ headers }: HookCall, { user, password }: { user: string; password: string }): Verdict => {
  const given = basicCredentials(headers['authorization'])
  if (!given) return { refused: 'unsigned' }
  const [rightUser, rightPassword] = [sameBytes(given.user, user), sameBytes(given.password, password)]
  return rightUser && rightPassword ? null : { refused: 'badly_signed' }
}
