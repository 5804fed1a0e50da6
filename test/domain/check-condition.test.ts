import { describe, expect, it } from 'vitest'
import type { Predicate, StepCondition } from '../../functions/domain/condition.ts'
import { validateForPublish } from '../../functions/domain/publish.ts'
import { grounds, step, version } from './builders.ts'

const errorsOf = (test: Predicate | Predicate[], otherwise: StepCondition['otherwise'] = 'skip'): string[] => {
  const condition: StepCondition = { match: 'all', tests: [test].flat(), otherwise }
  const steps = [
    step(1, 'email', 0),
    step(2, 'call', 60),
    step(3, 'task', 120),
    step(4, 'email', 180, { condition }),
    step(5, 'linkedin', 240),
  ]
  return validateForPublish(version({ steps }), grounds()).map(({ field, message }) => `${field}: ${message}`)
}

describe('a condition can be published', () => {
  it.each<[string, Predicate, StepCondition['otherwise']?]>([
    ['that names an earlier email', { kind: 'opened', step: 's1' }],
    ['that names an earlier call', { kind: 'call_outcome', step: 's2', outcomes: ['answered'] }],
    ['that names an earlier task', { kind: 'task_outcome', step: 's3', outcomes: ['done'] }],
    ['that asks whether an earlier step was skipped', { kind: 'skipped', step: 's2' }],
    ['that asks for any answer', { kind: 'engaged' }],
    ['that asks whether there is an attribute', { kind: 'attribute', key: 'zip', op: 'exists' }],
    ['that compares with a number as text', { kind: 'attribute', key: 'price', op: 'above', value: '100' }],
    ['that leads on', { kind: 'engaged' }, { goTo: 's5' }],
  ])('%s', (_, test, otherwise) => {
    expect(errorsOf(test, otherwise)).toEqual([])
  })
})

describe('a condition that could never be asked is refused with its field', () => {
  const at = 'steps[3].condition'
  it.each<[string, Predicate, string, StepCondition['otherwise']?]>([
    ['the step itself', { kind: 'opened', step: 's4' }, `${at}.tests[0].step: step "Step 4": s4 is no earlier step of this sequence`],
    ['a later step', { kind: 'skipped', step: 's5' }, `${at}.tests[0].step: step "Step 4": s5 is no earlier step of this sequence`],
    [
      'a step that is not there',
      { kind: 'clicked', step: 's9' },
      `${at}.tests[0].step: step "Step 4": step s9 is gone, or never was in this sequence: name another one`,
    ],
    [
      'an opening of a call',
      { kind: 'opened', step: 's2' },
      `${at}.tests[0].step: step "Step 4": only an email can be opened, and "Step 2" is none`,
    ],
    [
      'a call’s outcome of a task',
      { kind: 'call_outcome', step: 's3', outcomes: ['x'] },
      `${at}.tests[0].step: step "Step 4": only a call has the outcome of a call, and "Step 3" is none`,
    ],
    [
      'a task’s outcome of a call',
      { kind: 'task_outcome', step: 's2', outcomes: ['x'] },
      `${at}.tests[0].step: step "Step 4": only a task or a LinkedIn note has the outcome of a task, and "Step 2" is none`,
    ],
    [
      'an outcome that is not named yet',
      { kind: 'call_outcome', step: 's2', outcomes: [] },
      `${at}.tests[0].outcomes: step "Step 4": its condition waits for an outcome: name at least one`,
    ],
    [
      'an attribute that is not named yet',
      { kind: 'attribute', key: '', op: 'exists' },
      `${at}.tests[0].key: step "Step 4": its condition asks for an attribute: name which`,
    ],
    [
      'an attribute compared with nothing',
      { kind: 'attribute', key: 'zip', op: 'is' },
      `${at}.tests[0].value: step "Step 4": say what the attribute is compared with`,
    ],
    [
      'a size compared with a word',
      { kind: 'attribute', key: 'price', op: 'below', value: 'much' },
      `${at}.tests[0].value: step "Step 4": "below" compares with a number`,
    ],
    [
      'a branch back',
      { kind: 'engaged' },
      `${at}.otherwise.goTo: step "Step 4": a branch leads to a later step of this sequence`,
      { goTo: 's1' },
    ],
  ])('%s', (_, test, error, otherwise) => {
    expect(errorsOf(test, otherwise)).toEqual([error])
  })

  it('an answer to nothing', () => {
    const condition: StepCondition = { match: 'all', tests: [{ kind: 'engaged' }], otherwise: 'skip' }
    expect(validateForPublish(version({ steps: [step(1, 'email', 0, { condition })] }), grounds()).map(({ field }) => field)).toEqual([
      'steps[0].condition.tests[0].kind',
    ])
  })
})

it('a step with a brief needs no copy: a person writes it', () => {
  const { subject: _subject, body: _body, ...bare } = step(1, 'email', 0)
  expect(validateForPublish(version({ steps: [bare] }), grounds()).map(({ field }) => field)).toEqual(['steps[0].subject', 'steps[0].body'])
  expect(validateForPublish(version({ steps: [{ ...bare, brief: 'Ask.' }] }), grounds())).toEqual([])
})
