import { describe, expect, it } from 'vitest'
import { removals } from './guards/removals.ts'
import { takeOut } from './guards/take-out.ts'

const repository = new URL('../..', import.meta.url).pathname

describe('the guards that the simulation must miss when they are gone', () => {
  it('each have a name of their own', () => {
    expect(new Set(removals.map(({ guard }) => guard)).size).toBe(removals.length)
  })

  it.each(removals)('stand in the product where the list says: $guard', (removal) => {
    expect(takeOut(repository, removal).size).toBeGreaterThan(0)
  })

  it('are asked for again where the text has moved', () => {
    const [removal] = removals
    if (!removal) throw new Error('the list is empty')
    expect(() => takeOut(repository, { ...removal, text: 'a text that nobody wrote' })).toThrow(
      `functions/${removal.file} has no text "a text that nobody wrote"`,
    )
  })
})
