import { describe, expect, it } from 'vitest'
import { conditionOf, updateOf, type Item } from './aws/expressions.ts'

const holds = (text: string, item: Item, values: Record<string, unknown> = {}, names: Record<string, string> = {}): boolean =>
  conditionOf(text)(item, { names, values })
const updated = (text: string, item: Item, values: Record<string, unknown> = {}, names: Record<string, string> = {}): Item => {
  const next = { ...item }
  updateOf(text)(next, { names, values })
  return next
}

describe('the simulated table’s expressions', () => {
  it('judge conditions with their words in DynamoDB’s order', () => {
    expect(holds('attribute_not_exists(pk)', {})).toBe(true)
    expect(
      holds(
        'attribute_not_exists(pk) OR #r = :read AND a > :a',
        { pk: 'p', revision: 3, a: 2 },
        { ':read': 3, ':a': 1 },
        { '#r': 'revision' },
      ),
    ).toBe(true)
    expect(holds('NOT (a = :a) AND sk BETWEEN :from AND :to', { a: 1, sk: 'm' }, { ':a': 2, ':from': 'a', ':to': 'z' })).toBe(true)
    expect(
      holds('begins_with(sk, :start) AND a IN (:one, :two)', { sk: 'MESSAGE#1', a: 2 }, { ':start': 'MESSAGE#', ':one': 1, ':two': 2 }),
    ).toBe(true)
  })

  it('has no order between what is missing and what is there', () => {
    expect(holds('a < :a', {}, { ':a': 1 })).toBe(false)
    expect(holds('a >= :a', {}, { ':a': 1 })).toBe(false)
  })

  it('set, add and remove, down into maps, and leave the stored item alone', () => {
    const stored = { count: 1, names: new Set(['a']), map: { kept: 1, gone: 2 } }
    const next = updated(
      'SET map.fresh = if_not_exists(map.fresh, :one), count = count + :one REMOVE map.gone ADD #names :more',
      stored,
      { ':one': 1, ':more': new Set(['b']) },
      { '#names': 'names' },
    )
    expect(next).toEqual({ count: 2, names: new Set(['a', 'b']), map: { kept: 1, fresh: 1 } })
    expect(stored).toEqual({ count: 1, names: new Set(['a']), map: { kept: 1, gone: 2 } })
  })

  it('refuse what they cannot read', () => {
    expect(() => conditionOf('a = ')).toThrow('ends too early')
    expect(() => conditionOf('a = :a ; b')).toThrow('cannot read')
    expect(() => holds('a = :a', { a: 1 })).toThrow(':a')
  })
})
