/** The sample mails hold the rules: what `npm run samples` prints, never below these floors. */
import { describe, expect, it } from 'vitest'
import { mailKinds } from '../../../functions/domain/mail/mail.ts'
import { figuresOf, readSamples, sampleMails, type SampleSet } from '../../samples/mail-samples.ts'

const floor = 0.97
const sets: SampleSet[] = ['first', 'second', 'third']
const samples = (await Promise.all(sets.map(readSamples))).flat()
const figures = figuresOf(samples)

describe('the sample mails', () => {
  it('are all looked at, each once', () => expect(samples.map(({ name }) => `${name}.eml`).toSorted()).toEqual(sampleMails().toSorted()))

  it.each(mailKinds)('of the kind %s are read as what they are', (kind) => {
    expect(samples.some(({ expected }) => expected.kind === kind)).toBe(true)
    expect([kind, figures.precision[kind] >= floor, figures.recall[kind] >= floor]).toEqual([kind, true, true])
  })

  it.each(['dates', 'trimming', 'bounces', 'recipients'] as const)('are right in their %s', (what) =>
    expect({ share: figures[what] >= floor, wrong: figures.wrong }).toMatchObject({ share: true }),
  )
})
