/** Twilio's error codes at the moment of sending (twilio.com/docs/api/errors); what becomes of a text later comes by webhook. */
import * as z from 'zod'
import { refusal, type Refusal } from '../http.ts'

/** Twilio's problem: `{ "code": 21211, "message": "…", "more_info": "…", "status": 400 }`. */
const problem = z.object({
  code: z.number().nullish(),
  message: z.string().nullish(),
  error_code: z.number().nullish(),
  error_message: z.string().nullish(),
})

/**
 * Twilio says of the recipient alone that it is no number, or a short code. Whatever can also be our sender's, a network's or another parameter's
 * is not here: the number is given up for everybody who has it.
 */
const invalidNumbers = new Set([21211, 21217, 21265])
const landlines = new Set([21614, 21635])
/** This pair of numbers cannot be connected, or this one is not reached now (13224: an outage too): another sender may. */
const otherSenders = new Set([13224, 21214, 21266, 21612])
/** Of the account, its numbers (21401, 21601: the `From`) or its service: each text meets it. 21608: a trial account texts verified numbers only. */
const ofTheAccount = new Set([
  20003, 20005, 20006, 20008, 20404, 21212, 21401, 21408, 21601, 21603, 21606, 21607, 21608, 21609, 21618, 21659, 21660, 21661, 21701,
  21703, 21704, 21705, 30002, 63038,
])
const throttles = new Set([14107, 20429, 21611, 30001, 30022])

/** What the body of an answer says of a refusal; null where it says nothing of one. */
export const judgeTwilio = (status: number, body: unknown): Refusal | null => {
  const said = problem.safeParse(body)
  if (!said.success) return null
  const code = said.data.code ?? said.data.error_code
  if (code === null || code === undefined) return null
  const reason = `Twilio ${code}: ${said.data.message ?? said.data.error_message ?? ''}`
  if (code === 21610) return refusal('permanent', reason, { failure: 'opted_out' })
  if (landlines.has(code)) return refusal('permanent', reason, { failure: 'landline_detected' })
  if (invalidNumbers.has(code)) return refusal('permanent', reason, { failure: 'invalid_number' })
  if (otherSenders.has(code)) return refusal('permanent', reason, { failure: 'sms_failed' })
  if (throttles.has(code)) return refusal('transient', reason, { throttled: true })
  if (ofTheAccount.has(code)) return refusal('account', reason)
  // What else is wrong with a request is wrong with this text; keys, addresses and paths are left to the answer's status.
  return status === 400 || status === 422 ? refusal('permanent', reason) : null
}
