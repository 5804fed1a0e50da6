/** What a call that a voice provider placed came to. */
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
