import { describe, expect, it } from 'vitest'
import { emptyStep, type BuilderForm, type StepForm } from '../../frontend/forms/builder-form.ts'
import { mergedDraft } from '../../frontend/forms/draft-merge.ts'
import { defaultPolicies } from '../../functions/domain/sequence.ts'

const step = (key: string, by: Partial<StepForm> = {}): StepForm => ({ ...emptyStep('email', []), key, name: key, ...by })
const draft = (by: Partial<BuilderForm> = {}): BuilderForm => ({
  name: 'Welcome',
  description: '',
  owner: 'ann',
  triggerStage: '',
  goalStages: [],
  policies: { ...defaultPolicies },
  exitRoutes: {},
  type: '',
  client: '',
  ownerRole: '',
  steps: [step('a', { body: 'A' }), step('b', { delayMinutes: 60 })],
  ...by,
})
const namesOf = ({ steps }: BuilderForm): string[] => steps.map(({ key }) => key)

describe('two edits of one draft', () => {
  const base = draft()

  it('keep each other’s fields, in the sequence, its rules and its steps', () => {
    const mine = draft({ name: 'Mine', policies: { ...defaultPolicies, stopWholeLead: false } })
    const theirs = draft({
      owner: 'ben',
      policies: { ...defaultPolicies, onConflict: 'skip' },
      steps: [step('a', { body: 'Theirs', subject: 'S' }), step('b', { delayMinutes: 60 })],
    })
    expect(mergedDraft(base, mine, theirs)).toEqual({
      ...theirs,
      name: 'Mine',
      policies: { ...defaultPolicies, stopWholeLead: false, onConflict: 'skip' },
    })
  })

  it('let one’s own stand where both changed the same field', () => {
    const mine = draft({ steps: [step('a', { body: 'Mine' }), step('b', { delayMinutes: 60 })] })
    const theirs = draft({ steps: [step('a', { body: 'Theirs', subject: 'S' }), step('b', { delayMinutes: 60 })] })
    expect(mergedDraft(base, mine, theirs).steps[0]).toMatchObject({ body: 'Mine', subject: 'S' })
  })

  it('have the steps that either added, and none that either removed, unless it was changed here', () => {
    const a = base.steps[0] ?? step('a')
    const mine = draft({ steps: [a, step('b', { delayMinutes: 60, body: 'B' }), step('mine', { delayMinutes: 90 })] })
    const theirs = draft({ steps: [step('theirs', { delayMinutes: 30 }), a] })
    expect(namesOf(mergedDraft(base, mine, theirs))).toEqual(['a', 'theirs', 'b', 'mine'])
    expect(namesOf(mergedDraft(base, base, theirs))).toEqual(['a', 'theirs'])
    expect(namesOf(mergedDraft(base, draft({ steps: [a] }), base))).toEqual(['a'])
  })

  it('keep the order that was changed, of steps at the same time', () => {
    const three = ['a', 'b', 'c'].map((key) => step(key))
    const [from, turned] = [draft({ steps: three }), draft({ steps: three.toReversed() })]
    expect(namesOf(mergedDraft(from, turned, from))).toEqual(['c', 'b', 'a'])
    expect(namesOf(mergedDraft(from, from, turned))).toEqual(['c', 'b', 'a'])
  })

  it('merge the texts of a variant, and keep a letter that was given on either side', () => {
    const variant = { id: 'b', name: '', share: 50, subject: '', body: 'B', smsText: '' }
    const varied = (by: object, lastVariant: string, more: (typeof variant)[] = []): BuilderForm =>
      draft({ steps: [step('a', { variants: [{ ...variant, ...by }, ...more], lastVariant })] })
    const merged = mergedDraft(
      varied({}, 'b'),
      varied({ share: 20 }, 'b'),
      varied({ body: 'Theirs' }, 'c', [{ ...variant, id: 'c', share: 20 }]),
    )
    expect(merged.steps[0]?.lastVariant).toBe('c')
    expect(merged.steps[0]?.variants.map(({ id, share, body }) => [id, share, body])).toEqual([
      ['b', 20, 'Theirs'],
      ['c', 20, 'B'],
    ])
  })
})
