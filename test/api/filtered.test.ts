import { describe, expect, it } from 'vitest'
import { fittingPage } from '../../functions/api/filtered.ts'

/** The numbers from 1 to 100, and what was asked of them. */
const numbers = () => {
  const asked: number[] = []
  const read = async (limit: number, after: string | undefined) => {
    asked.push(limit)
    const from = Number(after ?? 0)
    const items = Array.from({ length: Math.min(limit, 100 - from) }, (_, i) => from + i + 1)
    const last = items.at(-1) ?? from
    return { items, next: last < 100 ? String(last) : null }
  }
  return { asked, read }
}

describe('a page of what fits', () => {
  it('is one page where everything does', async () => {
    const { asked, read } = numbers()
    expect(await fittingPage({ limit: 3, after: '4', read, fits: null })).toEqual({ items: [5, 6, 7], next: '7' })
    expect(asked).toEqual([3])
  })

  it('reads four pages at most, and goes on where it ended', async () => {
    const { asked, read } = numbers()
    const first = await fittingPage({ limit: 10, after: undefined, read, fits: (n) => n > 90 })
    expect(first).toEqual({ items: [], next: '40' })
    expect(asked).toEqual([10, 10, 10, 10])
  })

  it('is answered once it is half full, and never holds more than was asked for', async () => {
    const { read } = numbers()
    expect(await fittingPage({ limit: 10, after: undefined, read, fits: (n) => n % 3 === 0 })).toEqual({
      items: [3, 6, 9, 12, 15],
      next: '17',
    })
  })

  it('leaves nothing out from its beginning to the end', async () => {
    const { read } = numbers()
    const all: number[] = []
    let after: string | undefined
    do {
      const page = await fittingPage({ limit: 7, after, read, fits: (n) => n % 5 === 0 })
      all.push(...page.items)
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(all).toEqual(Array.from({ length: 20 }, (_, i) => 5 * (i + 1)))
  })
})
