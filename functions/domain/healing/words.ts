/** Failures and healings in a few words, for a timeline. */
import type { HealingActionKind } from '../contact.ts'
import type { HealFailure } from '../signal.ts'
import { isHealFailure } from './failures.ts'

export const failureText = (failure: string): string => (isHealFailure(failure) ? failures[failure] : failure.replaceAll('_', ' '))

export const actionText = (action: HealingActionKind): string => actions[action]

const failures: Record<HealFailure, string> = {
  email_bounced_hard: 'hard bounce',
  email_bounced_soft: 'soft bounce',
  email_spam: 'spam complaint',
  sms_undelivered: 'text not delivered',
  sms_failed: 'text failed',
  call_no_answer: 'call not answered',
  call_busy: 'line busy',
  call_failed: 'call failed',
  call_voicemail: 'voicemail',
  capacity_exhausted: 'no line free',
  invalid_number: 'number does not exist',
  landline_detected: 'landline',
}

const actions: Record<HealingActionKind, string> = {
  switch_channel: 'another channel',
  retry_alternative: 'another address or sender',
  skip_and_advance: 'goes on without it',
  inject_step: 'a text of its own',
  extend_delay: 'another time of day',
  end_sequence: 'the enrollment ends',
  enrich_contact: 'asks for an address',
  retry: 'tried again',
}
