/**
 * VAPI's server messages: https://docs.vapi.ai/server-url/server-authentication. It sends what the assistant or its credential is set to: the
 * shared secret (`X-Vapi-Secret`, or a bearer token), or the HMAC-SHA256 of the body in hex (`x-vapi-signature`, without a time).
 */
import type { ProviderSecret } from '../../contract/channels.ts'
import { hmac, sameBytes } from '../signatures.ts'
import type { HookCall, HookSource, Verdict } from '../source.ts'
import { readVapi } from './vapi-events.ts'

export const vapi = (secret: () => Promise<ProviderSecret<'vapi'> | null>): HookSource => ({
  // A report holds the whole conversation several times over.
  mostBytes: 4_000_000,
  types: ['application/json'],
  verify: async (call) => {
    const known = await secret()
    return known?.webhookSecret === undefined ? { refused: 'not_configured' } : judge(call, known.webhookSecret)
  },
  read: (call, now) => [readVapi(call, now)],
})

/** Who sends a signature means it: a shared secret beside it does not make up for a wrong one. */
const judge = ({ headers, bytes }: HookCall, webhookSecret: string): Verdict => {
  const signature = headers['x-vapi-signature']
  if (signature) return sameBytes(signature, hmac('sha256', webhookSecret, bytes).toString('hex')) ? null : { refused: 'badly_signed' }
  const shared = headers['x-vapi-secret'] ?? /^bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1]
  if (!shared) return { refused: 'unsigned' }
  return sameBytes(shared, webhookSecret) ? null : { refused: 'badly_signed' }
}
