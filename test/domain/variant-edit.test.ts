import { describe, expect, it } from 'vitest'
import { lackingValues } from '../../functions/domain/lacking-values.ts'
import { publish, validateForPublish } from '../../functions/domain/publish.ts'
import { asPublished, isSameContent, type Sequence, type Step, type Variant } from '../../functions/domain/sequence.ts'
import { applyPatch, newSequence, type StepInput } from '../../functions/domain/sequence-edit.ts'
import { versionDifference } from '../../functions/domain/version-difference.ts'
import { grounds, now, profile, rules, sequence, step, version } from './builders.ts'

const short: Variant = { id: 'b', name: 'Short subject', share: 30, subject: 'Quick one' }
const tested = (...variants: Variant[]): Step => step(1, 'email', 0, { variants })
const draft = (...variants: Variant[]): Sequence => sequence({ steps: [{ ...tested(...variants), lastVariant: 'b' }], version: 1 })
type Inputs = NonNullable<StepInput['variants']>[number][]
const patched = (of: Sequence, variants: Inputs) => {
  const { number: _number, lastVariant: _given, ...one } = of.steps[0] ?? tested()
  return applyPatch(of, { steps: [{ ...one, variants }] }, now)
}
const edited = (of: Sequence, ...variants: Inputs): Sequence => {
  const result = patched(of, variants)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.errors))
  return result.sequence
}
const errorsOf = (of: Sequence, ...variants: Inputs) => {
  const result = patched(of, variants)
  return result.kind === 'refused' ? result.errors : []
}
const stepIn = (of: Sequence): Step | undefined => of.steps[0]

describe('a variant’s letter', () => {
  it('is the next one, and stays with it', () => {
    const two = edited(draft(short), short, { name: 'Long', share: 20 })
    expect(stepIn(two)?.variants?.map(({ id, name }) => `${id} ${name}`)).toEqual(['b Short subject', 'c Long'])
    expect(stepIn(two)?.lastVariant).toBe('c')
  })

  it('is never given out again, though its variant is gone', () => {
    const without = edited(draft(short))
    expect(stepIn(without)).toMatchObject({ lastVariant: 'b' })
    expect(stepIn(without)).not.toHaveProperty('variants')
    expect(stepIn(edited(without, { name: 'New', share: 10 }))?.variants?.[0]?.id).toBe('c')
    expect(errorsOf(without, short)).toEqual([
      { field: 'steps[0].variants[0].id', message: expect.stringContaining('no variant b any more') },
    ])
  })

  it('comes along with a new step, as a document or a template brings it', () => {
    const { number: _number, ...input } = tested({ ...short, id: 'd' }, { ...short, id: 'b' })
    const made = newSequence({ ...sequence(), steps: [{ ...input, id: undefined }] }, { id: 'N', owner: 'sam', now })
    expect(made.kind === 'edited' && made.sequence.steps[0]).toMatchObject({ variants: [{ id: 'd' }, { id: 'b' }], lastVariant: 'd' })
  })

  it('runs out after z', () => {
    const used = { ...draft(short), steps: [{ ...tested(short), lastVariant: 'z' }] }
    expect(errorsOf(used, short, { name: 'One more', share: 5 })).toEqual([
      { field: 'steps[0].variants', message: 'this step has used up its letters for variants: add a new step for the next one' },
    ])
  })

  it('given out last is no content: a version does not have it, and it publishes nothing anew', () => {
    const of = draft(short)
    expect(asPublished(of).steps[0]).not.toHaveProperty('lastVariant')
    expect(isSameContent(asPublished(of), asPublished({ ...of, steps: [{ ...tested(short), lastVariant: 'f' }] }))).toBe(true)
    expect(isSameContent(asPublished(of), asPublished(draft({ ...short, share: 31 })))).toBe(false)
  })
})

describe('publishing a step with variants', () => {
  const errors = (...variants: Variant[]) =>
    validateForPublish(version({ steps: [tested(...variants)] }), grounds('street')).map(({ field, message }) => `${field}: ${message}`)

  it('keeps them in the version', () => {
    const result = publish(sequence({ steps: [tested(short)] }), grounds('street'), now)
    expect(result.kind === 'published' && result.version.steps[0]?.variants).toEqual([short])
  })

  it('is refused where one of them is empty or names nothing that a contact has', () => {
    expect(errors(short)).toEqual([])
    expect(errors({ ...short, body: ' ' }, { ...short, id: 'c', subject: 'Hi {{frist_name}}' })).toEqual([
      'steps[0].variants[0].body: step "Step 1": variant B: its text is empty: write one, or leave it out so that the step\'s own is used',
      'steps[0].variants[1].subject: step "Step 1": variant C: {{frist_name}} is not known. Did you mean {{first_name}}?',
    ])
  })

  it('says which values somebody lacks in any of the texts, as nobody knows which they get', () => {
    const of = version({ steps: [tested({ ...short, subject: 'For {{agent}}' })] })
    expect(lackingValues(of, rules)(profile)).toEqual([{ name: 'agent', steps: [1] }])
  })
})

describe('two versions of a step with variants', () => {
  const changes = (before: Step, after: Step) =>
    versionDifference(version({ steps: [before] }), version({ steps: [after] })).changed[0]?.changes

  it('differ in words: who gets what, and each text for itself', () => {
    expect(changes(step(1, 'email', 0), tested(short))).toEqual([
      { field: 'variants', before: null, after: 'Original: 70 %\nB · Short subject: 30 %' },
      { field: 'variant B subject', before: null, after: 'Quick one' },
    ])
    expect(changes(tested(short), tested({ ...short, share: 50, subject: 'Shorter' }))).toEqual([
      {
        field: 'variants',
        before: 'Original: 70 %\nB · Short subject: 30 %',
        after: 'Original: 50 %\nB · Short subject: 50 %',
      },
      { field: 'variant B subject', before: 'Quick one', after: 'Shorter' },
    ])
    expect(changes(tested(short), { ...tested(short), lastVariant: 'c' })).toBeUndefined()
  })
})
