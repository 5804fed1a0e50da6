/** Telnyx's error codes at the moment of sending (developers.telnyx.com, messaging error codes); what becomes of a text later comes by webhook. */
import * as z from 'zod'
import { refusal, type Refusal } from '../http.ts'

/** `{ "errors": [{ "code": "40310", "title": "…", "detail": "…", "source": { "pointer": "/to" } }] }`. */
const problems = z.object({
  errors: z
    .array(
      z.object({
        code: z.union([z.string(), z.number()]).transform(String),
        title: z.string().nullish(),
        detail: z.string().nullish(),
        source: z.object({ pointer: z.string().nullish() }).nullish(),
      }),
    )
    .min(1),
})
type Problem = z.infer<typeof problems>['errors'][number]

/** The number of the recipient is none, or none that a text can go to. */
const invalidNumbers = new Set(['40012', '40310'])
/** About a number without saying whose: its pointer does. */
const someNumber = new Set(['10001', '10002', '10016'])
const throttles = new Set(['10011', '40011', '40018', '40318'])
/** A sender that cannot text for now, or not to this recipient: another one may. */
const otherSenders = new Set(['40301', '40315', '40319', '40320'])
/** Of the account, its numbers or its profile: each text meets it. */
const ofTheAccount = new Set(
  (
    '10009 10010 20001 20002 20006 20012 20013 20014 20100 40010 40013 40100 40305 40306 40309 40311 40312 40313 40314 40321 40329 40330 ' +
    '40331 40333'
  ).split(' '),
)

/** What the body of an answer says of a refusal; null where it says nothing of one. */
export const judgeTelnyx = (status: number, body: unknown): Refusal | null => {
  const said = problems.safeParse(body)
  const [first] = said.success ? said.data.errors : []
  return first ? judge(first, status) : null
}

const judge = ({ code, title, detail, source }: Problem, status: number): Refusal | null => {
  const reason = `Telnyx ${code}: ${[title, detail].filter(Boolean).join(': ')}`
  // The code alone is also used where a sender is not set up; only its words say that the person left.
  if (code === '40300')
    return /stop|block rule|opt/i.test(reason) ? refusal('permanent', reason, { failure: 'opted_out' }) : refusal('account', reason)
  if (code === '40001') return refusal('permanent', reason, { failure: 'landline_detected' })
  const isRecipient = source?.pointer?.split('/').includes('to') ?? false
  if (invalidNumbers.has(code) || (someNumber.has(code) && isRecipient)) return refusal('permanent', reason, { failure: 'invalid_number' })
  if (someNumber.has(code)) return refusal('account', reason)
  if (otherSenders.has(code)) return refusal('permanent', reason, { failure: 'sms_failed' })
  if (throttles.has(code)) return refusal('transient', reason, { throttled: true })
  if (ofTheAccount.has(code)) return refusal('account', reason)
  return status === 400 || status === 422 ? refusal('permanent', reason) : null
}
