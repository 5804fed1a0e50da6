import { expect, it } from 'vitest'
import { shareOf } from '../../functions/domain/spread.ts'

const shares = Array.from({ length: 2_000 }, (_one, index) => shareOf(index.toString(16).padStart(8, '0'), '01KB000000000000000000000'))

it('a contact’s share is always the same, and another one with other words', () => {
  expect(shareOf('ck1', 'e1')).toBe(shareOf('ck1', 'e1'))
  expect(shareOf('ck1', 'e2')).not.toBe(shareOf('ck1', 'e1'))
})

it('shares lie in [0, 1), evenly: each tenth of the way has about a tenth of them', () => {
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...shares)).toBeLessThan(1)
  for (let tenth = 0; tenth < 10; tenth++) {
    const count = shares.filter((share) => Math.floor(share * 10) === tenth).length
    expect(count).toBeGreaterThan(140)
    expect(count).toBeLessThan(260)
  }
})
