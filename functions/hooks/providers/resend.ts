/** Resend's webhooks, which Svix signs: https://docs.svix.com/receiving/verifying-payloads/how-manual. */
import type { ProviderSecret } from '../../contract/channels.ts'
import { hmac, inWindow, sameBytes } from '../signatures.ts'
import type { HookCall, HookSource, Verdict } from '../source.ts'
import { readResend } from './resend-events.ts'
import type { MailNeeds } from './resend-inbound.ts'

export const resend = (secret: () => Promise<ProviderSecret<'resend'> | null>, mails: MailNeeds): HookSource => ({
  mostBytes: 1_000_000,
  types: ['application/json'],
  verify: async (call, now) => {
    const known = await secret()
    return known?.webhookSecret === undefined ? { refused: 'not_configured' } : judge(call, known.webhookSecret, now)
  },
  read: async (call) => [await readResend(call, mails)],
})

/** `webhookSecret`: `whsec_` and base64. While it is rotated, a call carries a signature by each. */
const judge = ({ headers, bytes }: HookCall, webhookSecret: string, now: number): Verdict => {
  const [id, timestamp, signatures] = ['svix-id', 'svix-timestamp', 'svix-signature'].map((name) => headers[name])
  if (!id || !signatures) return { refused: 'unsigned' }
  if (!timestamp) return { refused: 'not_timed' }
  const key = Buffer.from(webhookSecret.replace(/^whsec_/, ''), 'base64')
  const wanted = hmac('sha256', key, `${id}.${timestamp}.`, bytes).toString('base64')
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []))
  if (given.length === 0) return { refused: 'unsigned' }
  // Each is compared, whichever fits.
  const fitting = given.filter((signature) => sameBytes(signature, wanted))
  if (fitting.length === 0) return { refused: 'badly_signed' }
  return inWindow(timestamp, now) ? null : { refused: 'outside_window' }
}
