/** Numbers as they stand on the page. Rates are shares of 0 to 1, or null where there is nothing to divide by. */

export const rateLabel = (rate: number | null): string => {
  if (rate === null) return '–'
  const percent = rate * 100
  return percent > 0 && percent < 10 && !Number.isInteger(round1(percent)) ? `${round1(percent).toFixed(1)}%` : `${Math.round(percent)}%`
}

const round1 = (value: number): number => Math.round(value * 10) / 10

export const share = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, part / whole) : null)

/** Share of a sequence's enrollments that are finished, in whole percent from 0 to 100; 100 only when all are. */
export const progressPercent = (counts: { finished: number; enrolled: number }): number => {
  const done = share(counts.finished, counts.enrolled) ?? 0
  return done === 1 ? 100 : Math.min(99, Math.round(done * 100))
}

export const countLabel = (count: number, locale?: string): string => new Intl.NumberFormat(locale).format(count)

export const plural = (count: number, one: string, many = `${one}s`, locale?: string): string =>
  `${countLabel(count, locale)} ${count === 1 ? one : many}`

/** S0's line under a sequence's name: `4 steps · 7 running · 31 sent`. */
export const sequenceLine = (counts: { steps: number; running: number; sent: number }): string =>
  [plural(counts.steps, 'step'), `${countLabel(counts.running)} running`, `${countLabel(counts.sent)} sent`].join(' · ')

/** What was counted up to a bound: `12`, or `200+` where there are more. */
export const countedLabel = ({ count, more }: { count: number; more: boolean }): string => `${countLabel(count)}${more ? '+' : ''}`
