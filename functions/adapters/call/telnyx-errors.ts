/** What Telnyx's API errors mean (https://developers.telnyx.com/development/api-fundamentals/api-errors): a list, each with a code and where it lies. */
import * as z from 'zod'
import { refusal, type Refusal } from '../http.ts'

const errors = z.object({
  errors: z
    .array(
      z.object({
        code: z.coerce.string(),
        title: z.string().optional(),
        detail: z.string().optional(),
        source: z.object({ pointer: z.string().optional(), parameter: z.string().optional() }).optional(),
      }),
    )
    .min(1),
})

/** 10001 inactive, 10002 invalid, 10016 not in E.164: of the recipient only where Telnyx points at `to`, for our own number is in the request too. */
const badNumber = new Set(['10001', '10002', '10016'])
/** Fields that come from the tenant's settings: no other call would fare better. */
const ours = /connection_id|\bfrom\b|webhook_url|billing_group|outbound_voice_profile/

const recipients = /\/to\b|^\s*to\s*$|['"`]to['"`]/

/** Null where the status alone decides. */
export const telnyxRefusal = (status: number, body: unknown): Refusal | null => {
  const first = errors.safeParse(body).data?.errors[0]
  if (!first) return null
  const { code, title = '', detail = '', source } = first
  const reason = `Telnyx answered ${status}, ${code}: ${[title, detail].filter((part) => part !== '').join(': ')}`
  // All lines are taken at this moment, or too many calls were begun within a second (90103).
  if (/channel limit|concurrent/i.test(`${title} ${detail}`) || code === '90103') return refusal('transient', reason, { throttled: true })
  const where = `${source?.pointer ?? ''} ${source?.parameter ?? ''}`
  if (badNumber.has(code) && !ours.test(where))
    return refusal('permanent', reason, { failure: recipients.test(where) || recipients.test(detail) ? 'invalid_number' : 'call_failed' })
  if (/whitelist|not allowed to (call|dial)/i.test(`${title} ${detail}`)) return refusal('permanent', reason, { failure: 'call_failed' })
  if ((status === 400 || status === 422) && ours.test(where)) return refusal('account', reason)
  return null
}

/** Whether the call that a command was for is over already: 90018, or nothing is known of it any more. */
export const isOver = (status: number, body: unknown): boolean => {
  const codes = errors.safeParse(body).data?.errors.map(({ code }) => code) ?? []
  return codes.includes('90018') || status === 404 || status === 410
}
