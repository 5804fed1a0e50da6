/** Telnyx's webhooks, of texts and of calls: https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { ProviderSecret } from '../../contract/channels.ts'
import { base64Bytes, inWindow } from '../signatures.ts'
import type { HookCall, HookSource, Verdict } from '../source.ts'
import { readTelnyx } from './telnyx-events.ts'

export const telnyx = (secret: () => Promise<ProviderSecret<'telnyx'> | null>): HookSource => ({
  mostBytes: 1_000_000,
  types: ['application/json'],
  verify: async (call, now) => {
    const known = await secret()
    const key = known?.publicKey === undefined ? null : publicKey(known.publicKey)
    return key ? judge(call, key, now) : { refused: 'not_configured' }
  },
  read: (call) => [readTelnyx(call)],
})

/** Ed25519 over the time, a bar and the body. */
const judge = ({ headers, bytes }: HookCall, key: KeyObject, now: number): Verdict => {
  const signature = headers['telnyx-signature-ed25519']
  const timestamp = headers['telnyx-timestamp']
  if (!signature) return { refused: 'unsigned' }
  if (!timestamp) return { refused: 'not_timed' }
  const signed = base64Bytes(signature)
  if (!signed || !verify(null, Buffer.concat([Buffer.from(`${timestamp}|`), bytes]), key, signed)) return { refused: 'badly_signed' }
  return inWindow(timestamp, now) ? null : { refused: 'outside_window' }
}

/** Telnyx shows the key's 32 bytes in base64; null where it is none. */
const publicKey = (base64: string): KeyObject | null => {
  const x = Buffer.from(base64, 'base64')
  if (x.length !== 32) return null
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }, format: 'jwk' })
}
