/**
 * The healing table: for each failure its rules in order, of which the first that holds is followed. The last rule of each always holds, so
 * that every failure comes to something. `npm run healing` prints it.
 */
import type { HealFailure } from '../signal.ts'
import type { Diagnosis, Facts } from './facts.ts'
import { busy, callFailed, noAnswer, voicemail } from './rules/calls.ts'
import { hardBounce, softBounce } from './rules/email.ts'
import { firstRules } from './rules/first.ts'
import { end, otherwise, type Rule } from './rules/rule.ts'
import { invalidNumber, landline, undelivered } from './rules/texts.ts'

export const healingTable: Record<HealFailure, readonly Rule[]> = {
  email_bounced_hard: hardBounce,
  email_bounced_soft: softBounce,
  email_spam: [otherwise('the contact reported a message as spam', end)],
  sms_undelivered: undelivered,
  sms_failed: undelivered,
  landline_detected: landline,
  invalid_number: invalidNumber,
  call_no_answer: noAnswer,
  call_busy: busy,
  call_failed: callFailed('the call could not be placed'),
  capacity_exhausted: callFailed('there was no line free for the call'),
  call_voicemail: voicemail,
}

/** What a failure is healed with. Pure and total. */
export const diagnose = (facts: Facts): Diagnosis => {
  const rule = [...firstRules, ...healingTable[facts.failure]].find(({ holds }) => holds(facts))
  if (!rule) throw new Error(`no rule holds for ${facts.failure}`)
  return { because: typeof rule.because === 'string' ? rule.because : rule.because(facts), remedies: rule.remedies }
}
