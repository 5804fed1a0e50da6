import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import type { Step, Variant } from '../../functions/domain/sequence.ts'
import { originalShare, textsOf, variantFor, variantText, wordedFor } from '../../functions/domain/variants.ts'
import { now, step } from './builders.ts'

const named = (...shares: number[]): Variant[] =>
  shares.map((share, i) => ({ id: 'bcde'.charAt(i), name: `Variant ${i + 1}`, share, subject: `Subject ${i + 1}` }))
const tested = (...shares: number[]): Step => step(1, 'email', 0, { variants: named(...shares) })
const ids = Array.from({ length: 4_000 }, (_one, i) => enrollmentIdFrom(now + i * 977, BigInt(i) * 7_919n * 1_024n))
const textOf = (of: Step, id: string): string => variantFor(of, id)?.id ?? 'none'
const countOf = (of: Step, letter: string): number => ids.filter((id) => textOf(of, id) === letter).length

/** Shares of one to four variants that leave the step's own text at least 1 %. */
const shares = fc
  .array(fc.integer({ min: 1, max: 98 }), { minLength: 1, maxLength: 4 })
  .filter((all) => all.reduce((sum, one) => sum + one, 0) <= 99)

describe('which of a step’s texts an enrollment gets', () => {
  it('is always the same one, and no one where the step has but its own', () => {
    const of = tested(30, 20)
    expect(ids.slice(0, 50).map((id) => textOf(of, id))).toEqual(ids.slice(0, 50).map((id) => textOf(structuredClone(of), id)))
    expect(variantFor(step(1, 'email', 0), ids[0] ?? '')).toBeUndefined()
  })

  it('comes out as the shares say, over many enrollments', () => {
    fc.assert(
      fc.property(shares, (all) => {
        const of = tested(...all)
        for (const { id, share } of textsOf(of)) expect(Math.abs(countOf(of, id) / ids.length - share / 100)).toBeLessThan(0.035)
      }),
      { numRuns: 40 },
    )
  })

  it('is drawn for each step anew: who gets the second text of one step gets any of another', () => {
    const [first, second] = [tested(50), { ...tested(50), id: 's2' }]
    const both = ids.filter((id) => textOf(first, id) === 'b' && textOf(second, id) === 'b').length
    expect(both / ids.length).toBeGreaterThan(0.2)
    expect(both / ids.length).toBeLessThan(0.3)
  })

  it('changes only towards the text that grew, and nobody who had that one leaves it', () => {
    const order = 'abcde'
    fc.assert(
      fc.property(shares, fc.nat(3), fc.integer({ min: 1, max: 30 }), (all, place, by) => {
        const at = place % all.length
        const grown = all.map((share, i) => (i === at ? share + by : share))
        fc.pre(originalShare(named(...grown)) >= 1)
        const to = order.charAt(at + 1)
        for (const id of ids.slice(0, 400)) {
          const [before, after] = [textOf(tested(...all), id), textOf(tested(...grown), id)]
          if (before === after) continue
          expect(before).not.toBe(to)
          expect(order.indexOf(after)).toBeGreaterThan(order.indexOf(before))
          expect(order.indexOf(after)).toBeLessThanOrEqual(order.indexOf(to))
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the words of a variant', () => {
  const of = tested(98)
  const inB = ids.find((id) => textOf(of, id) === 'b') ?? ''
  const inA = ids.find((id) => textOf(of, id) === 'a') ?? ''

  it('stand in place of the step’s, and what it does not say is the step’s own', () => {
    expect(wordedFor(of, inB)).toMatchObject({ subject: 'Subject 1', body: of.body, variant: { id: 'b', name: 'Variant 1', share: 98 } })
    expect(wordedFor(of, inA)).toMatchObject({ subject: of.subject, variant: { id: 'a', share: 2 } })
  })

  it('are the step’s own for nobody who is enrolled, and the step has its variants beside it no more', () => {
    expect(wordedFor(of, null)).toEqual(step(1, 'email', 0))
    expect(wordedFor({ ...of, lastVariant: 'b' }, inB)).not.toHaveProperty('lastVariant')
  })

  it('are named by their letter', () => {
    expect(variantText({ id: 'b', name: 'Short subject', share: 30 })).toBe('variant B · Short subject, 30 %')
    expect(variantText({ id: 'a', name: 'Original', share: 70 })).toBe('the original, 70 %')
  })
})
