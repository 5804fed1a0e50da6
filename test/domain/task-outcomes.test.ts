import { describe, expect, it } from 'vitest'
import { outcomeChoices, outcomeWarning } from '../../functions/domain/task-outcomes.ts'

const ask = (stepOrder: number, outcomes: string[], not = false) => ({ stepOrder, outcomes, not })

describe('the outcomes that a person can pick', () => {
  it('are the usual ones of the channel where no later step asks', () => {
    expect(outcomeChoices('task', [])).toEqual([{ outcome: 'done', opens: [], closes: [] }])
    expect(outcomeChoices('call', []).map(({ outcome }) => outcome)).toEqual([
      'answered',
      'voicemail',
      'no_answer',
      'busy',
      'invalid_number',
    ])
  })

  it('begin with those that later steps ask for, each once', () => {
    const choices = outcomeChoices('call', [ask(4, ['interested', 'Answered ']), ask(5, ['interested'])])
    expect(choices.map(({ outcome }) => outcome)).toEqual(['interested', 'Answered ', 'voicemail', 'no_answer', 'busy', 'invalid_number'])
    expect(choices[0]).toEqual({ outcome: 'interested', opens: [4, 5], closes: [] })
    expect(choices[1]).toEqual({ outcome: 'Answered ', opens: [4], closes: [5] })
  })

  it('say the opposite of a step that asks for anything else', () => {
    expect(outcomeChoices('task', [ask(3, ['vacant'], true)])).toEqual([
      { outcome: 'vacant', opens: [], closes: [3] },
      { outcome: 'done', opens: [3], closes: [] },
    ])
  })

  it('are nine at most, one for each digit', () => {
    expect(outcomeChoices('call', [ask(2, ['a', 'b', 'c', 'd', 'e', 'f', 'g'])])).toHaveLength(9)
  })
})

describe('an outcome that a condition names', () => {
  it('is looked at where the channel does not have it, with the one that was probably meant', () => {
    expect(outcomeWarning('call', 'Voicemail ')).toBeNull()
    expect(outcomeWarning('call', 'inter')).toBe('"inter" is none of the usual outcomes. Did you mean "interested"?')
    expect(outcomeWarning('task', 'not_intrested')).toBe('"not_intrested" is none of the usual outcomes. Did you mean "not interested"?')
    expect(outcomeWarning('task', 'vacant')).toBe(
      '"vacant" is none of the usual outcomes: it holds only where somebody records exactly that.',
    )
  })
})
