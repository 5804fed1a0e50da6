/**
 * When a sequence is paused by itself, before its mails cost the sender's reputation: 5 % hard bounces or 0.1 % complaints among at least 50
 * mails that left in seven days. AWS reviews an account at 5 % and 0.1 %. An echo of a suppression list and a full mailbox are no evidence.
 */
import type { Sequence } from './sequence.ts'
import type { Counters } from './tallies.ts'

export const guardrails = { leastMailed: 50, days: 7, bounceRate: 0.05, complaintRate: 0.001 } as const

/** Mails that left, those that bounced for good, and those that were reported as spam. */
export interface GuardCounts {
  mailed: number
  bounced: number
  complained: number
}

/** Names of the counters, which are kept for the whole sequence. */
export const guardCounters = { mailed: '*:mailed', bounced: '*:bounced_hard', complained: '*:complained' } as const satisfies Record<
  keyof GuardCounts,
  string
>

/** A pause that nobody asked for. */
export interface Guarded {
  at: string
  by: 'bounces' | 'complaints'
  /** What it was judged by. */
  counts: GuardCounts
  /** Everything that was counted by then: what came before it is not held against the sequence again. */
  totals: GuardCounts
  /** Since a person let it go on. */
  overAt?: string
}

export const guardCountsOf = (counters: Counters): GuardCounts => ({
  mailed: Math.max(0, counters[guardCounters.mailed] ?? 0),
  bounced: Math.max(0, counters[guardCounters.bounced] ?? 0),
  complained: Math.max(0, counters[guardCounters.complained] ?? 0),
})

/**
 * What these counts break, or null. `window`: of the last seven days; `totals`: of all time; `before`: of all time at the last pause, after
 * which only what is new counts. Worked: 50 mails with 3 bounces are 6 % and break it; 49 mails with 10 do not, yet.
 */
export const broken = (window: GuardCounts, totals: GuardCounts, before?: GuardCounts): Pick<Guarded, 'by' | 'counts'> | null => {
  const since = (name: keyof GuardCounts): number => Math.min(window[name], totals[name] - (before?.[name] ?? 0))
  const counts: GuardCounts = { mailed: since('mailed'), bounced: since('bounced'), complained: since('complained') }
  if (counts.mailed < guardrails.leastMailed) return null
  if (counts.complained >= guardrails.complaintRate * counts.mailed && counts.complained > 0) return { by: 'complaints', counts }
  return counts.bounced >= guardrails.bounceRate * counts.mailed ? { by: 'bounces', counts } : null
}

/** Whether any window of these counts of all time could break it: it holds at most what came since the last pause. */
export const breakable = (totals: GuardCounts, before?: GuardCounts): boolean => {
  const since = (name: keyof GuardCounts): number => totals[name] - (before?.[name] ?? 0)
  const { leastMailed, bounceRate } = guardrails
  return since('mailed') >= leastMailed && (since('complained') > 0 || since('bounced') >= bounceRate * leastMailed)
}

/** The sequence paused for what its counts broke. `now` in epoch milliseconds. */
export const guarded = (sequence: Sequence, breach: Pick<Guarded, 'by' | 'counts'>, totals: GuardCounts, now: number): Sequence => {
  const at = new Date(now).toISOString()
  return { ...sequence, status: 'paused', updatedAt: at, guarded: { at, ...breach, totals } }
}

/** What happened and what to do, for a person; null where nothing paused it, or a person let it go on since. */
export const guardedText = ({ status, guarded: pause }: Pick<Sequence, 'status' | 'guarded'>): string | null => {
  if (status !== 'paused' || !pause || pause.overAt !== undefined) return null
  const { mailed, bounced, complained } = pause.counts
  const percent = (count: number): string => `${((100 * count) / mailed).toFixed(1)} %`
  return pause.by === 'bounces'
    ? `Paused by itself: ${bounced} of ${mailed} mails of the last ${guardrails.days} days bounced (${percent(bounced)}, ${percent(mailed * guardrails.bounceRate)} is the limit). Check where these addresses come from and correct them, then activate the sequence again.`
    : `Paused by itself: ${complained} of ${mailed} mails of the last ${guardrails.days} days were reported as spam (${percent(complained)}, ${percent(mailed * guardrails.complaintRate)} is the limit). Check who is enrolled and what is written, then activate the sequence again.`
}
