/** SendGrid's signed event webhook: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { ProviderSecret } from '../../contract/channels.ts'
import { base64Bytes, inWindow } from '../signatures.ts'
import type { HookCall, HookSource, Verdict } from '../source.ts'
import { readSendgrid } from './sendgrid-events.ts'

const signatureHeader = 'x-twilio-email-event-webhook-signature'
const timestampHeader = 'x-twilio-email-event-webhook-timestamp'

export const sendgrid = (secret: () => Promise<ProviderSecret<'sendgrid'> | null>): HookSource => ({
  mostBytes: 4_000_000,
  types: ['application/json'],
  verify: async (call, now) => {
    const known = await secret()
    const key = known?.webhookPublicKey === undefined ? null : publicKey(known.webhookPublicKey)
    return key ? judge(call, key, now) : { refused: 'not_configured' }
  },
  read: readSendgrid,
})

/** ECDSA on P-256 with SHA-256, in DER, over the time and the body. */
const judge = ({ headers, bytes }: HookCall, key: KeyObject, now: number): Verdict => {
  const signature = headers[signatureHeader]
  const timestamp = headers[timestampHeader]
  if (!signature) return { refused: 'unsigned' }
  if (!timestamp) return { refused: 'not_timed' }
  const signed = base64Bytes(signature)
  if (!signed || !verify('sha256', Buffer.concat([Buffer.from(timestamp), bytes]), key, signed)) return { refused: 'badly_signed' }
  return inWindow(timestamp, now) ? null : { refused: 'outside_window' }
}

/** From the base64 of its DER, as SendGrid shows it; null where it is none. */
const publicKey = (base64: string): KeyObject | null => {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}
