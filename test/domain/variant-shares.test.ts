import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { evenShares, withBoundary, withOneMore, withShare } from '../../functions/domain/variant-shares.ts'

const sum = (all: readonly number[]): number => all.reduce((sofar, one) => sofar + one, 0)

it('split evenly, the shares are whole percents that come to 100', () => {
  expect([1, 2, 3, 4, 5].map(evenShares)).toEqual([[100], [50, 50], [34, 33, 33], [25, 25, 25, 25], [20, 20, 20, 20, 20]])
})

it('a boundary that moves changes its two neighbours alone, and leaves each of them 1 % at least', () => {
  expect(withBoundary([50, 30, 20], 0, 60)).toEqual([60, 20, 20])
  expect(withBoundary([50, 30, 20], 1, 99)).toEqual([50, 49, 1])
  expect(withBoundary([50, 30, 20], 1, 3)).toEqual([50, 1, 49])
  expect(withBoundary([50, 50], 0, 0)).toEqual([2, 98])
})

it('a share that is typed is given or taken by the original', () => {
  expect(withShare([50, 30, 20], 2, 40)).toEqual([30, 30, 40])
  expect(withShare([50, 30, 20], 1, 100)).toEqual([1, 79, 20])
  expect(withShare([50, 30, 20], 1, 0)).toEqual([79, 1, 20])
  expect(withShare([50, 50], 1, 99)).toEqual([2, 98])
})

it('one more text gets half of what the original has', () => {
  expect(withOneMore([100])).toEqual([50, 50])
  expect(withOneMore([45, 55])).toEqual([23, 55, 22])
  expect(withOneMore([1, 99])).toEqual([34, 33, 33])
})

it('whatever is done to a split, it comes to 100 and every text keeps its share', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ deed: fc.constantFrom('boundary', 'share', 'more'), place: fc.nat(4), percent: fc.integer({ min: -20, max: 130 }) }),
      ),
      (deeds) => {
        let shares = [100]
        for (const { deed, place, percent } of deeds) {
          if (deed === 'more' && shares.length < 5) shares = withOneMore(shares)
          else if (shares.length > 1)
            shares =
              deed === 'boundary'
                ? withBoundary(shares, place % (shares.length - 1), percent)
                : withShare(shares, 1 + (place % (shares.length - 1)), percent)
          expect(sum(shares)).toBe(100)
          expect(shares.every((share, at) => Number.isInteger(share) && share >= 1 && (at === 0 || share <= 98))).toBe(true)
        }
      },
    ),
  )
})
