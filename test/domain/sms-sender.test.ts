import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundSender, firstSender, otherSender, textingSender } from '../../functions/domain/sms-sender.ts'

const numbers = ['+13125550001', '+13125550002', '+13125550003']

describe('the number that texts an enrollment', () => {
  it('is the same each time, and each number gets its share of the enrollments', () => {
    const shares = new Map<string | undefined, number>()
    for (let n = 0; n < 3000; n++) {
      const picked = firstSender(numbers, `E${n}`)
      expect(firstSender(numbers, `E${n}`)).toBe(picked)
      shares.set(picked, (shares.get(picked) ?? 0) + 1)
    }
    for (const number of numbers) expect(shares.get(number)).toBeGreaterThan(850)
  })

  it('stays the bound one while the tenant has it, and is the first one otherwise', () => {
    expect(boundSender(numbers, '+13125550002')).toBe('+13125550002')
    expect(boundSender(numbers, '+13125559999')).toBe('+13125550001')
    expect(textingSender(numbers, { id: 'E1', senders: { sms: '+13125550003' } })).toBe('+13125550003')
    expect(textingSender([], { id: 'E1' })).toBeUndefined()
  })

  it('has another one only where the tenant has two, and each once before the first again', () => {
    expect(otherSender(['+13125550001'], '+13125550001')).toBeNull()
    expect(otherSender([], undefined)).toBeNull()
    fc.assert(
      fc.property(fc.constantFrom(...numbers), (from) => {
        const round = [otherSender(numbers, from), otherSender(numbers, otherSender(numbers, from) ?? '')]
        expect(new Set([from, ...round]).size).toBe(3)
      }),
    )
  })
})
