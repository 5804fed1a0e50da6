import { describe, expect, it } from 'vitest'
import { mustPublish, publish, validateForPublish, withStatus } from '../../functions/domain/publish.ts'
import { addStep, applyPatch, newSequence, removeStep, slugOf, updateStep } from '../../functions/domain/sequence-edit.ts'
import type { Edited, SequenceInput, StepInput } from '../../functions/domain/sequence-edit.ts'
import type { Sequence } from '../../functions/domain/sequence.ts'
import { grounds, now, step, version } from './builders.ts'

const email: StepInput = {
  name: 'First mail',
  channel: 'email',
  delayMinutes: 0,
  subject: 'Hi',
  body: 'Hello {{first_name}}',
  onFailure: 'heal',
}
const text: StepInput = { name: 'Text', channel: 'sms', delayMinutes: 1440, body: 'Hello', onFailure: 'heal' }
const input: SequenceInput = {
  name: 'Seller follow-up!',
  description: '',
  triggerStage: 'new',
  goalStages: [],
  policies: {},
  steps: [text, email],
}
const done = (edited: Edited): Sequence => {
  if (edited.kind !== 'edited') throw new Error(JSON.stringify(edited.errors))
  return edited.sequence
}
const draft = (): Sequence => done(newSequence(input, { id: 'SEQ1', owner: 'sam', now }))
const published = (): Sequence => {
  const result = publish(draft(), grounds(), now)
  if (result.kind !== 'published') throw new Error(JSON.stringify(result.errors))
  return result.sequence
}

describe('editing a draft', () => {
  it('keeps steps in the order of their delays, with ids that say their number', () => {
    expect(draft().steps.map(({ id, number, name }) => [id, number, name])).toEqual([
      ['s2', 2, 'First mail'],
      ['s1', 1, 'Text'],
    ])
  })

  it('never gives out a number twice', () => {
    const removed = done(removeStep(draft(), 's2', now))
    expect(done(addStep(removed, email, now)).steps.map(({ id }) => id)).toEqual(['s3', 's1'])
  })

  it('keeps a step’s id when it changes', () => {
    const changed = done(updateStep(draft(), 's1', { ...text, delayMinutes: 10, name: 'Sooner' }, now))
    expect(changed.steps.find((one) => one.id === 's1')).toMatchObject({ number: 1, name: 'Sooner', delayMinutes: 10 })
  })

  it('patches what is named and keeps the rest', () => {
    const patched = done(
      applyPatch(draft(), { name: 'New', triggerStage: null, policies: { onReply: 'review' }, steps: [{ ...email, id: 's2' }] }, now),
    )
    expect(patched).toMatchObject({
      name: 'New',
      triggerStage: null,
      description: '',
      policies: { onReply: 'review', onStageLeft: 'finish' },
    })
    expect(patched.steps.map(({ id }) => id)).toEqual(['s2'])
  })

  it('refuses a step that it does not have, or that is named twice', () => {
    expect(applyPatch(draft(), { steps: [{ ...email, id: 's9' }] }, now)).toMatchObject({
      kind: 'refused',
      errors: [{ field: 'steps[0].id' }],
    })
    expect(
      applyPatch(
        draft(),
        {
          steps: [
            { ...email, id: 's2' },
            { ...email, id: 's2' },
          ],
        },
        now,
      ),
    ).toMatchObject({ errors: [{ field: 'steps[1].id' }] })
    expect(removeStep(draft(), 's9', now).kind).toBe('refused')
  })

  it('knows whether the draft left the published version', () => {
    expect(done(applyPatch(published(), { name: 'Seller follow-up!' }, now)).draftChanged).toBe(false)
    expect(done(applyPatch(published(), { name: 'Other' }, now)).draftChanged).toBe(true)
    expect(done(applyPatch(draft(), { name: 'Other' }, now)).draftChanged).toBe(false)
  })

  it.each([
    ['Seller follow-up!', 'seller-follow-up'],
    ['Überblick – Ça va', 'uberblick-ca-va'],
    ['???', 'sequence'],
  ])('makes of the name %s the slug %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
  })
})

describe('publishing', () => {
  it('fixes the draft as the next version and makes a draft active', () => {
    const result = publish(draft(), grounds(), now)
    expect(result).toMatchObject({
      kind: 'published',
      version: { sequenceId: 'SEQ1', version: 1, steps: [{ id: 's2' }, { id: 's1' }] },
      sequence: { status: 'active', version: 1, activatedAt: new Date(now).toISOString(), draftChanged: false },
    })
  })

  it('leaves a paused sequence paused', () => {
    const paused = done(withStatus(done(applyPatch(published(), { name: 'Two' }, now)), 'paused', now))
    expect(publish(paused, grounds(), now)).toMatchObject({ sequence: { status: 'paused', version: 2 } })
  })

  it('refuses what did not change', () => {
    expect(mustPublish(published())).toBe(false)
    expect(mustPublish(done(applyPatch(published(), { name: 'Two' }, now)))).toBe(true)
    expect(publish(published(), grounds(), now)).toMatchObject({ kind: 'refused', errors: [{ field: 'version' }] })
  })

  it.each([
    ['no steps', { steps: [] }, 'steps', 'add at least one step'],
    ['its own trigger as a goal', { goalStages: ['new'] }, 'goalStages', 'cannot be one of its goals'],
    ['a mail without a subject', { steps: [step(1, 'email', 0, { subject: ' ' })] }, 'steps[0].subject', 'needs a subject'],
    ['a text without words', { steps: [step(1, 'sms', 0, { body: '' })] }, 'steps[0].body', 'needs a text'],
    [
      'a variable that nobody has',
      { steps: [step(1, 'email', 0, { body: '{{nonsense}}' })] },
      'steps[0].body',
      'step "Step 1": no contact has {{nonsense}}',
    ],
    [
      'a slip of a known variable',
      { steps: [step(1, 'email', 0, { subject: '{{frist_name}}' })] },
      'steps[0].subject',
      'Did you mean {{first_name}}?',
    ],
    ['a broken SMS text', { steps: [step(1, 'email', 0, { smsText: '{{first_name' })] }, 'steps[0].smsText', 'not closed'],
    [
      'a conversation variable without a default',
      { steps: [step(1, 'task', 0, { body: '{{last_sms_reply}}' })] },
      'steps[0].body',
      'empty until there was',
    ],
  ])('is refused for %s', (_what, overrides, field, message) => {
    const errors = validateForPublish(version(overrides), grounds())
    expect(errors).toHaveLength(1)
    expect(errors[0]?.field).toBe(field)
    expect(errors[0]?.message).toContain(message)
  })

  it('accepts a task that says nothing beyond its name', () => {
    const { body: _body, ...task } = step(1, 'task', 0)
    expect(validateForPublish(version({ steps: [task] }), grounds())).toEqual([])
  })
})

describe('a sequence’s states', () => {
  it('cannot be active before it was published', () => {
    expect(withStatus(draft(), 'active', now).kind).toBe('refused')
  })

  it('notes when it became active again', () => {
    const paused = done(withStatus(published(), 'paused', now))
    expect(done(withStatus(paused, 'active', now + 1000)).activatedAt).toBe(new Date(now + 1000).toISOString())
  })

  it('end with archived', () => {
    const archived = done(withStatus(published(), 'archived', now))
    expect(withStatus(archived, 'active', now).kind).toBe('refused')
    expect(applyPatch(archived, { name: 'x' }, now).kind).toBe('refused')
    expect(publish({ ...archived, draftChanged: true }, grounds(), now).kind).toBe('refused')
  })
})
