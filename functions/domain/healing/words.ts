/** Failures and healings in a few words, for a timeline. */
import { channels, type Channel } from '../channel.ts'
import type { HealingAction, HealingActionKind } from '../contact.ts'
import type { HealFailure } from '../signal.ts'
import { isHealFailure, isOfChannel } from './failures.ts'

export const failureText = (failure: string): string => (isHealFailure(failure) ? failures[failure] : failure.replaceAll('_', ' '))

export const actionText = (action: HealingActionKind): string => actions[action]

/** The channels on which something failed, each once, by what was healed. A number that does not exist fails texts and calls alike. */
export const failedChannels = (healing: readonly Pick<HealingAction, 'failure'>[]): Channel[] => {
  const failed = new Set(healing.flatMap(({ failure }) => (isHealFailure(failure) ? channelsOf(failure) : [])))
  return channels.filter((channel) => failed.has(channel))
}

const channelsOf = (failure: HealFailure): Channel[] => channels.filter((channel) => isOfChannel(failure, channel))

/** What failed of one message, and what was done about it, as sentences. */
export const healedText = (healing: readonly HealingAction[], stepId: string, when: (at: string) => string): string[] =>
  healing
    .filter(({ step }) => step === stepId)
    .map(({ at, failure, reason, action }) => `Healed at ${when(at)}: ${failureText(failure)}; ${reason} (${actionText(action)}).`)

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
