/** What is counted, per sequence and step and hour, and the arithmetic over it. */

/** Counted per step, from message rows. `skipped` and `failed` count how often it happened, even where a person resends later. */
export const stepMeasures = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed', 'skipped', 'failed'] as const
/** Counted for the sequence as a whole, from enrollments. */
export const sequenceMeasures = ['enrolled', 'finished', 'converted', 'moved'] as const
export const measures = [...sequenceMeasures, ...stepMeasures] as const

export type StepMeasure = (typeof stepMeasures)[number]
export type Measure = (typeof measures)[number]
export type Tallies = Record<Measure, number>
/** The step that stands for the sequence itself in counters. */
export const wholeSequence = '*'

/** Counters of one sequence, over an hour or for all time: `<step>:<measure>` to its number, e.g. `s1:sent`, `*:enrolled`. */
export type Counters = Record<string, number>

export const counterName = (step: string, measure: Measure): string => `${step}:${measure}`

/** The tallies of one step; of the whole sequence (its own and all its steps') for `*`. Never below zero. */
export const talliesOf = (counters: Counters, step: string): Tallies => {
  const tallies = emptyTallies()
  for (const [name, count] of Object.entries(counters)) {
    const at = name.lastIndexOf(':')
    const measure = name.slice(at + 1)
    if (isMeasure(measure) && (step === wholeSequence || name.slice(0, at) === step)) tallies[measure] += count
  }
  for (const measure of measures) tallies[measure] = Math.max(0, tallies[measure])
  return tallies
}

export const emptyTallies = (): Tallies => ({
  enrolled: 0,
  finished: 0,
  converted: 0,
  moved: 0,
  sent: 0,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  unsubscribed: 0,
  skipped: 0,
  failed: 0,
})

export const addCounters = (all: readonly Counters[]): Counters => {
  const sum: Counters = {}
  for (const counters of all) for (const [name, count] of Object.entries(counters)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

/** The steps that appear in counters, in no order. */
export const stepsIn = (counters: Counters): string[] => [
  ...new Set(
    Object.keys(counters)
      .map((name) => name.slice(0, name.lastIndexOf(':')))
      .filter((step) => step !== wholeSequence),
  ),
]

/** Shares of 0 to 1 over what was delivered; null where nothing was. The bounce rate is over what was sent: most bounces never arrive. */
export interface Rates {
  open: number | null
  click: number | null
  reply: number | null
  bounce: number | null
  unsubscribe: number | null
}

export const ratesOf = (tallies: Tallies): Rates => ({
  open: share(tallies.opened, tallies.delivered),
  click: share(tallies.clicked, tallies.delivered),
  reply: share(tallies.replied, tallies.delivered),
  bounce: share(tallies.bounced, tallies.sent),
  unsubscribe: share(tallies.unsubscribed, tallies.delivered),
})

/** A late event can arrive ahead of its delivery, so a share is capped at 1. */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : Math.min(1, part / whole))

const known: ReadonlySet<string> = new Set(measures)
const isMeasure = (text: string): text is Measure => known.has(text)

/** The hour (UTC) of an ISO time, as the counters' keys write it: `2026-11-21T01`. */
export const hourOf = (iso: string): string => new Date(iso).toISOString().slice(0, 13)

/** The hours of the last 24 h at `now` (epoch ms): 24 full ones and the one that is running, oldest first. */
export const lastDay = (now: number): { from: string; to: string } => ({
  from: new Date(now - 24 * 3_600_000).toISOString().slice(0, 13),
  to: new Date(now).toISOString().slice(0, 13),
})
