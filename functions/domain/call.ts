/** What a call that a voice provider placed came to, and what follows from it. */
import type { SuppressionReason } from './contact.ts'
import type { InteractionOutcome } from './interaction.ts'
import type { DeliveryFailure } from './signal.ts'

export const callOutcomes = [
  'answered',
  'voicemail',
  'no_answer',
  'busy',
  'failed',
  'capacity_exhausted',
  'invalid_number',
  'cancelled',
] as const
export type CallOutcome = (typeof callOutcomes)[number]

export const lineHearings = ['human', 'machine', 'unknown'] as const
/** Who picked up, as far as the provider could tell. */
export type LineHearing = (typeof lineHearings)[number]

/** Why a call that was picked up ends before its text is said: the person closed calls since it was dialled, or sending was stopped. */
export const callClosings = [
  'unsubscribed',
  'opted_out',
  'complained',
  'address_dead',
  'no_consent',
  'contact_gone',
  'sending_stopped',
] as const satisfies readonly (SuppressionReason | 'no_consent' | 'contact_gone' | 'sending_stopped')[]
export type CallClosing = (typeof callClosings)[number]

export const isCallOutcome = (word: string): word is CallOutcome => callOutcomes.some((outcome) => outcome === word)

/** What healing is told of; null where the call met the person, or was called off. */
export const failureOfCall = (outcome: CallOutcome): DeliveryFailure | null => {
  switch (outcome) {
    case 'no_answer':
      return 'call_no_answer'
    case 'busy':
      return 'call_busy'
    case 'failed':
      return 'call_failed'
    case 'voicemail':
      return 'call_voicemail'
    case 'capacity_exhausted':
    case 'invalid_number':
      return outcome
    case 'answered':
    case 'cancelled':
      return null
    default:
      return outcome satisfies never
  }
}

/** As the timeline names it: what never rang has failed, whyever. */
export const interactionOutcomeOf = (outcome: CallOutcome): InteractionOutcome =>
  outcome === 'capacity_exhausted' || outcome === 'invalid_number' || outcome === 'cancelled' ? 'failed' : outcome

/** Nothing of it reached the person's phone. */
export const neverRang = (outcome: CallOutcome): boolean =>
  outcome === 'failed' || outcome === 'capacity_exhausted' || outcome === 'invalid_number'

/** Words by which a voice provider, its analysis or a person says that the contact wants no more calls. */
const leavingWords = new Set(['do_not_call', 'donotcall', 'dnc', 'opted_out', 'opt_out', 'optout', 'unsubscribe', 'remove_me', 'stop'])

/** `word`: an outcome or a disposition, written in any of the usual ways. */
export const leavesCalls = (word: string | undefined): boolean =>
  word !== undefined &&
  leavingWords.has(
    word
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  )

/** As a sentence goes on after what it is about: "The call is over: nobody picked up." */
export const callOutcomeText = (outcome: string): string => (isCallOutcome(outcome) ? outcomeTexts[outcome] : outcome.replaceAll('_', ' '))

const outcomeTexts: Record<CallOutcome, string> = {
  answered: 'somebody picked up',
  voicemail: 'a machine picked up',
  no_answer: 'nobody picked up',
  busy: 'the line was busy',
  failed: 'it could not be put through',
  capacity_exhausted: 'the provider had no free line',
  invalid_number: 'there is no such number',
  cancelled: 'it was called off',
}
