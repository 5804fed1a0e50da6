/** Why people stand still until somebody does something about them, one by one. What holds back a whole sequence or tenant is told as such. */
import type { LiveEnrollment } from './contact.ts'
import { reviewReason } from './decide/pause.ts'
import { frontOf } from './plan.ts'
import type { Counters } from './tallies.ts'

export const stuckReasons = [
  'missing_merge_value',
  'template_error',
  'text_too_long',
  'approval_pending',
  'waiting_for_outcome',
  'channel_stopped',
  'review',
] as const
export type StuckReason = (typeof stuckReasons)[number]

/** What this enrollment waits for a person to do; null where it goes on by itself, or its pause or its end is somebody's wish. */
export const stuckOf = (live: Pick<LiveEnrollment, 'status' | 'pauseReason' | 'plan' | 'ending'>): StuckReason | null => {
  if (live.ending) return null
  if (live.status === 'paused') return live.pauseReason === reviewReason ? 'review' : null
  const front = frontOf(live)
  return front?.state === 'held' ? (stuckReasons.find((reason) => reason === front.reason) ?? null) : null
}

/** Under which the sequence's running totals keep how many stand still so. */
export const stuckCounter = (reason: StuckReason): string => `*:held-${reason}`

/** How many stand still for each reason, of a sequence's running totals. Those that were held before a release that counts them are not in it. */
export const stuckIn = (totals: Counters): { reason: StuckReason; count: number }[] =>
  stuckReasons.map((reason) => ({ reason, count: Math.max(0, totals[stuckCounter(reason)] ?? 0) })).filter(({ count }) => count > 0)

/** `3 people wait: …`, and what to do. */
export const stuckText = (reason: StuckReason): string => stuckSentences[reason]

const stuckSentences: Record<StuckReason, string> = {
  missing_merge_value: 'A merge variable has no value for them. Fill it in the CRM, or give it a default in the step.',
  template_error: 'The text of their step could not be rendered. Correct it and publish the sequence again.',
  text_too_long: 'Their text takes more SMS segments than any provider takes. Shorten the step and publish the sequence again.',
  approval_pending: 'Their text was due and nobody has approved it yet. Approve, edit or dismiss it.',
  waiting_for_outcome: 'An earlier call or task has no outcome yet. Record what it came to.',
  channel_stopped: 'The provider refuses everything on their channel for now. It is tried again every 15 minutes.',
  review: 'They replied, and somebody has to say whether the sequence goes on.',
}
