/**
 * Every signal in every state: what decide answers, as one table to read (`npm run states`) and to compare. A state or signal that the
 * examples lack does not compile. A change that is meant is taken over with `npx vitest run test/domain/decide/table.test.ts -u`: read its
 * difference.
 */
import { describe, expect, it } from 'vitest'
import { enrollmentExitReasons } from '../../../functions/domain/contact.ts'
import { refusalReasons } from '../../../functions/domain/effect.ts'
import { messageReasons } from '../../../functions/domain/message.ts'
import { exitReasonText, messageReasonText, refusalText } from '../../../functions/domain/reasons.ts'
import { signals } from '../states/signals.ts'
import { states } from '../states/states.ts'
import { cells, tableText } from '../states/table.ts'

describe('the state table', () => {
  it('answers every signal in every state', async () => {
    const all = cells()
    const examples = Object.values(signals).reduce((count, some) => count + Object.keys(some).length, 0)
    expect(all).toHaveLength(examples * Object.keys(states).length)
    await expect(`${tableText(all)}\n`).toMatchFileSnapshot('../states/table.txt')
  })

  it('lets an erased contact come back by nothing', () => {
    const erased = cells().filter(({ state }) => state === 'erased')
    expect(erased.filter(({ refused }) => refused === undefined)).toEqual([])
  })

  it('ends nothing twice', () => {
    const over = cells().filter(({ state }) => state.startsWith('known'))
    expect(over.filter(({ effects }) => effects.includes('archive_enrollment'))).toEqual([])
  })

  it('meets every refusal that there is, but for what is refused before anything is decided', () => {
    const met = new Set(cells().flatMap(({ refused }) => refused ?? []))
    expect(refusalReasons.filter((reason) => !met.has(reason))).toEqual(['sequence_not_active'])
  })
})

describe('every reason', () => {
  const sentences = [
    ...refusalReasons.map((reason) => [reason, refusalText(reason)] as const),
    ...messageReasons.map((reason) => [reason, messageReasonText(reason)] as const),
    ...enrollmentExitReasons.map((reason) => [reason, exitReasonText(reason)] as const),
  ]
  const jargon =
    /\b(revision|claim|head|payload|queue|lambda|token|json|schema|idempot\w*|null|undefined|enum|hash|ULID|id|fence|shard|item)\b|_/i

  it.each(sentences)('%s is a sentence that a salesperson understands', (_reason, sentence) => {
    expect(sentence).toMatch(/^[A-Z].{10,}\.$/)
    expect(sentence).not.toMatch(jargon)
  })
})
