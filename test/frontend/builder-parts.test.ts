import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useHistory } from '../../frontend/composables/use-history.ts'
import { conditionChips, conditionSentence, spanText, testText } from '../../frontend/format/condition-text.ts'
import { plannedText, plannedWord } from '../../frontend/format/planned.ts'
import { matchingFields, openToken, withField } from '../../frontend/format/merge-picker.ts'
import { rulesText } from '../../frontend/format/sequence-rules.ts'
import { windowText } from '../../frontend/format/windows.ts'
import { builderFormOf, copyOf, draftBodyOf, emptyStep, stepBodyOf, suggestedName } from '../../frontend/forms/builder-form.ts'
import { sorted } from '../../frontend/forms/complaints.ts'
import { choiceOf, firstCondition, offeredChoices, testOf, type StepOption } from '../../frontend/forms/condition-form.ts'
import { draftDifferences } from '../../frontend/forms/draft-differences.ts'
import type { Predicate, StepCondition } from '../../functions/domain/condition.ts'
import { aSequence, aStep } from './fixtures.ts'

const branch: StepCondition = {
  match: 'all',
  tests: [{ kind: 'opened', step: 's1', not: true }],
  withinMinutes: 2_880,
  otherwise: { goTo: 's3' },
}
const branched = aSequence({
  steps: [aStep(), aStep({ id: 's2', order: 2, delayMinutes: 1440, condition: branch }), aStep({ id: 's3', order: 3, delayMinutes: 2880 })],
})

describe('the form of the builder', () => {
  it('gives back what it was given when nothing was changed', () => {
    const everything = aSequence({
      steps: [
        aStep({ approval: 'draft', draftLeadMinutes: 60, contentType: 'proof', off: true }),
        aStep({ id: 's2', order: 2, delayMinutes: 9, onFailure: 'retry', retryAfterMinutes: 30, brief: 'Thank them.', smsText: 'Thanks' }),
      ],
      type: 'event',
      client: 'Fund A',
      ownerRole: 'bdr',
      exitRoutes: { completed: 'nurture', booked: { gate: ['close'] } },
    })
    const { form, ids } = builderFormOf(everything)
    const { body, waiting } = draftBodyOf(form, ids)
    expect(waiting).toBe(false)
    const { steps, ...rest } = body
    expect(everything).toMatchObject(rest)
    expect(steps).toEqual(everything.steps.map(({ order: _order, ...step }) => step))
  })
  it('gives a condition back with the steps that it names', () => {
    const { form, ids } = builderFormOf(branched)
    expect(draftBodyOf(form, ids).body.steps?.[1]?.condition).toEqual(branch)
  })
  it('leaves a condition for the next save while a step that it names has no id', () => {
    const { form, ids } = builderFormOf(branched)
    const fresh = emptyStep('email', form.steps)
    form.steps.push({ ...fresh, delayMinutes: 9_000 })
    form.steps = form.steps.map((step) => ({ ...step, condition: step.condition && { ...step.condition, otherwise: { goTo: fresh.key } } }))
    const first = draftBodyOf(form, ids)
    expect(first.waiting).toBe(true)
    expect(first.body.steps?.[1]?.condition).toBeUndefined()
    const second = draftBodyOf(form, new Map([...ids, [fresh.key, 's4']]))
    expect(second.waiting).toBe(false)
    expect(second.body.steps?.[1]?.condition?.otherwise).toEqual({ goTo: 's4' })
  })
  it('still names a step that is gone, so that the API says so', () => {
    const { form, ids } = builderFormOf(branched)
    form.steps = form.steps.slice(0, 2)
    expect(draftBodyOf(form, ids).body.steps?.[1]?.condition).toEqual(branch)
  })
  it('sends no trigger as null', () => {
    const { form, ids } = builderFormOf(aSequence({ triggerStage: null }))
    expect(draftBodyOf(form, ids).body.triggerStage).toBeNull()
  })
  it('leaves a subject behind when an email becomes a text', () => {
    const step = { ...emptyStep('sms', []), subject: 'Typed before', body: 'Hi', smsText: 'Not this' }
    expect(stepBodyOf(step)).toEqual({ name: 'SMS 1', channel: 'sms', delayMinutes: 0, body: 'Hi', onFailure: 'heal' })
  })
  it('names a new step after its channel, and copies one under a key of its own', () => {
    const { form } = builderFormOf(branched)
    expect(suggestedName('email', form.steps)).toBe('Email 4')
    for (const step of form.steps) {
      const { key, ...copy } = copyOf(step)
      expect({ ...copy, key: step.key }).toEqual(step)
      expect(key).not.toBe(step.key)
    }
  })
})

describe('the history', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const begun = () => {
    const form = ref({ name: 'A', steps: [1] })
    const scope = effectScope()
    const history = scope.run(() => useHistory(form, { settle: 100, most: 2 }))!
    const type = (name: string) => {
      form.value.name = name
      vi.advanceTimersByTime(100)
    }
    return { form, history, type }
  }
  it('goes back and forth over what was changed', () => {
    const { form, history, type } = begun()
    type('B')
    form.value.steps.push(2)
    vi.advanceTimersByTime(100)
    history.undo()
    expect(form.value).toEqual({ name: 'B', steps: [1] })
    history.undo()
    expect(form.value).toEqual({ name: 'A', steps: [1] })
    expect(history.canUndo.value).toBe(false)
    history.redo()
    history.redo()
    expect(form.value).toEqual({ name: 'B', steps: [1, 2] })
    expect(history.canRedo.value).toBe(false)
  })
  it('takes what was typed in one go as one step, also where it has not settled', () => {
    const { form, history } = begun()
    form.value.name = 'AB'
    form.value.name = 'ABC'
    expect(history.canUndo.value).toBe(true)
    history.undo()
    expect(form.value.name).toBe('A')
  })
  it('takes each deed as a step of its own, however fast it follows on what was typed', () => {
    const { form, history } = begun()
    form.value.name = 'AB'
    history.deed(() => form.value.steps.push(2))
    history.deed(() => form.value.steps.push(3))
    form.value.name = 'ABC'
    history.undo()
    expect(form.value).toEqual({ name: 'AB', steps: [1, 2, 3] })
    history.undo()
    expect(form.value).toEqual({ name: 'AB', steps: [1, 2] })
    history.redo()
    expect(form.value).toEqual({ name: 'AB', steps: [1, 2, 3] })
  })
  it('forgets what was undone once something else is changed, and the oldest of too many', () => {
    const { form, history, type } = begun()
    for (const name of ['B', 'C', 'D']) type(name)
    history.undo()
    type('E')
    expect(history.canRedo.value).toBe(false)
    history.undo()
    history.undo()
    history.undo()
    expect(form.value.name).toBe('B')
  })
  it('is not added to by its own steps', async () => {
    const { history, type } = begun()
    type('B')
    history.undo()
    await nextTick()
    vi.advanceTimersByTime(1_000)
    expect(history.canRedo.value).toBe(true)
    expect(history.canUndo.value).toBe(false)
  })
})

describe('a condition', () => {
  const nameOf = (ref: string) => `step ${ref.slice(1)}`
  it.each<[Predicate, string]>([
    [{ kind: 'opened', step: 's2' }, 'opened step 2'],
    [{ kind: 'clicked', step: 's2', not: true }, 'did not click in step 2'],
    [{ kind: 'engaged', not: true }, 'did not open, click or reply so far'],
    [{ kind: 'replied', intent: 'ready_to_buy' }, 'replied as “ready to buy”'],
    [{ kind: 'call_outcome', step: 's3', outcomes: ['voicemail', 'no_answer'] }, 'the call of step 3 came to voicemail or no answer'],
    [{ kind: 'task_outcome', step: 's3', outcomes: ['done'], not: true }, 'step 3 came to anything but done'],
    [{ kind: 'attribute', key: 'city', op: 'is', value: 'Chicago' }, 'city is “Chicago”'],
    [{ kind: 'attribute', key: 'price', op: 'above', value: 9, not: true }, 'price is not above 9'],
    [{ kind: 'attribute', key: 'agent', op: 'exists', not: true }, 'agent is not known'],
    [{ kind: 'skipped', step: 's1' }, 'step 1 was skipped'],
  ])('%j reads: %s', (test, text) => expect(testText(test, nameOf)).toBe(text))
  it('reads as chips, with its wait and its branch', () => {
    expect(conditionChips(branch, nameOf)).toEqual(['if did not open step 1', 'within 2 days', 'else → step 3'])
    expect(conditionChips({ match: 'any', tests: [{ kind: 'replied' }, { kind: 'engaged' }], otherwise: 'end' }, nameOf)).toEqual([
      'if replied',
      'or opened, clicked or replied so far',
      'else end',
    ])
    expect(conditionSentence(branch, nameOf)).toBe('only if: did not open step 1, within 2 days; otherwise it goes on with step 3')
    expect(conditionSentence({ match: 'any', tests: [{ kind: 'replied' }, { kind: 'engaged' }], otherwise: 'skip' }, nameOf)).toBe(
      'only if: replied or opened, clicked or replied so far; otherwise it is skipped',
    )
    expect([spanText(90), spanText(60), spanText(1440)]).toEqual(['90 minutes', '1 hour', '1 day'])
  })

  const earlier: StepOption[] = [
    { key: 'a', label: 'step 1', channel: 'email' },
    { key: 'b', label: 'step 2', channel: 'sms' },
  ]
  it('is offered only what an earlier step can answer', () => {
    expect(offeredChoices([])).toEqual(['attribute'])
    expect(offeredChoices(earlier)).not.toContain('call_outcome')
    expect(offeredChoices(earlier, 'call_outcome')).toContain('call_outcome')
    expect(offeredChoices(earlier)).toContain('not opened')
  })
  it('names the latest step that fits, and keeps what the old test said where it can', () => {
    expect(testOf('opened', earlier)).toEqual({ kind: 'opened', step: 'a' })
    expect(testOf('not skipped', earlier)).toEqual({ kind: 'skipped', step: 'b', not: true })
    expect(testOf('skipped', earlier, { kind: 'opened', step: 'a' })).toEqual({ kind: 'skipped', step: 'a' })
    expect(choiceOf(testOf('not replied', earlier))).toBe('not replied')
    expect(firstCondition([])).toMatchObject({ tests: [{ kind: 'attribute' }], otherwise: 'skip' })
  })
})

describe('the picker of merge fields', () => {
  it('opens behind two braces, and only while a name is begun', () => {
    expect(openToken('Hi {{fi', 7)).toEqual({ start: 3, typed: 'fi' })
    expect(openToken('Hi {{ ', 6)).toEqual({ start: 3, typed: '' })
    expect(openToken('Hi {{first_name}} and', 21)).toBeNull()
    expect(openToken('Hi {{first_name | de', 20)).toBeNull()
    expect(openToken('Hi {fi', 6)).toBeNull()
  })
  it('puts the name, with or without a default, and does not double what closes it', () => {
    const token = { start: 3, typed: 'fi' }
    expect(withField('Hi {{fi, you', token, 7, 'first_name', false)).toEqual({ text: 'Hi {{ first_name }}, you', caret: 19 })
    expect(withField('Hi {{fi}}, you', token, 7, 'first_name', false).text).toBe('Hi {{ first_name }}, you')
    const given = withField('Hi {{fi', token, 7, 'first_name', true)
    expect(given.text).toBe('Hi {{ first_name | default: "" }}')
    expect(given.text.slice(given.caret - 1, given.caret + 1)).toBe('""')
  })
  it('finds by name first, then by what a field says', () => {
    const fields = [
      { name: 'last_name', description: 'Family name' },
      { name: 'company', description: 'Your name' },
      { name: 'name_tag', description: '' },
    ]
    expect(matchingFields(fields, 'name').map(({ name }) => name)).toEqual(['name_tag', 'last_name', 'company'])
  })
})

describe('what the builder says', () => {
  it('says of a touch that the daily limit moved to which day, and that it leaves', () => {
    const limit = { reason: 'touch_limit' as const, text: 'The daily limit was reached.', timeZone: 'America/Los_Angeles' }
    const moved = { ...limit, becomes: 'sent' as const, at: '2026-11-27T02:00:00Z' }
    expect([plannedWord(moved).word, plannedText(moved, 'en-US')]).toEqual([
      'Moved',
      'Moved to Thu, Nov 26: the daily limit of touches leaves no room earlier.',
    ])
    const skipped = { ...moved, becomes: 'skipped' as const }
    expect([plannedWord(skipped).word, plannedText(skipped)]).toEqual(['Skipped', limit.text])
    expect(plannedWord({ ...moved, reason: null, text: null }).word).toBe('Leaves')
  })
  it('names the hours of a channel', () => {
    expect(windowText('email', {})).toBe('at any time')
    expect(windowText('sms', {})).toBe('08:00 to 21:00, at the contact’s place')
    expect(windowText('call', { call: { from: '09:00', to: '23:00', days: [1, 2, 3, 4, 5] } })).toBe(
      '09:00 to 21:00, Mon to Fri, at the contact’s place',
    )
    expect(windowText('email', { email: { from: '00:00', to: '24:00', days: [6, 1] } })).toBe('all day, Mon, Sat, at the contact’s place')
    expect(windowText('task', {})).toContain('a person')
  })
  it('says for whom a sequence is and what ends it', () => {
    expect(rulesText(aSequence())).toBe(
      'For the lead’s primary contact, once in a lifetime · a reply ends it · converted at “under-contract”',
    )
  })
  it('sorts what is wrong by the card that it belongs to, without naming the step again', () => {
    const { steps, rules } = sorted(
      { 'steps.1.body': 'step "Hello" needs a text', goalStages: '"new" triggers this sequence', 'steps.9.body': 'of nobody' },
      (place) => ['a', 'b'][place],
    )
    expect([...steps]).toEqual([['b', { body: 'Needs a text' }]])
    expect(rules).toEqual({ goalStages: '"new" triggers this sequence' })
  })
  it('shows where two states of a draft differ, and steps that only one has', () => {
    const mine = builderFormOf(branched, (id) => id).form
    const theirs = builderFormOf(
      { ...branched, name: 'Other', steps: [aStep({ body: 'Theirs' }), ...branched.steps.slice(2), aStep({ id: 's9', name: 'New' })] },
      (id) => id,
    ).form
    expect(draftDifferences(mine, theirs).map(({ place, theirs: said }) => [place, said])).toEqual([
      ['Name', 'Other'],
      ['Step 1, body', 'Theirs'],
      ['Step 2', 'not there'],
      ['Their step “New”', 'T+0h, Email: Your place on {{street}}'],
    ])
    expect(draftDifferences(mine, mine)).toEqual([])
  })
})
