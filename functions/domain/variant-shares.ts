/** The split of a step's texts: whole percents that always come to 100, the step's own text first; each has at least 1, and a variant at most 98. */
import { mostShare } from './variants.ts'

/** As even as they can be; the first ones get what is over. Worked: three get 34, 33 and 33. */
export const evenShares = (texts: number): number[] => {
  const each = Math.floor(100 / texts)
  return Array.from({ length: texts }, (_one, place) => each + (place < 100 - each * texts ? 1 : 0))
}

/**
 * The boundary behind the text at `place` moved to `percent` of the whole; its two neighbours share what lies between them, the others stay.
 * Worked: of 50, 30 and 20, the first boundary moved to 60 gives 60, 20 and 20.
 */
export const withBoundary = (shares: readonly number[], place: number, percent: number): number[] => {
  const before = shares.slice(0, place).reduce((sum, share) => sum + share, 0)
  const both = (shares[place] ?? 0) + (shares[place + 1] ?? 0)
  const mine = Math.min(both - 1, Math.max(1, both - mostShare, Math.round(percent) - before))
  return shares.map((share, at) => (at === place ? mine : at === place + 1 ? both - mine : share))
}

/** The share of a variant, at `place` from 1, set; the step's own text gives or takes the difference. */
export const withShare = (shares: readonly number[], place: number, share: number): number[] => {
  const both = (shares[0] ?? 0) + (shares[place] ?? 0)
  const mine = Math.min(both - 1, mostShare, Math.max(1, Math.round(share)))
  return shares.map((one, at) => (at === 0 ? both - mine : at === place ? mine : one))
}

/** With one more text, which gets half of what the step's own has; where that has but 1, all are split evenly. */
export const withOneMore = (shares: readonly number[]): number[] => {
  const half = Math.floor((shares[0] ?? 0) / 2)
  return half < 1 ? evenShares(shares.length + 1) : [(shares[0] ?? 0) - half, ...shares.slice(1), half]
}
