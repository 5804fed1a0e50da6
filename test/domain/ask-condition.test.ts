import { describe, expect, it } from 'vitest'
import { askCondition, eventsOf, isAskedAbout, type Known } from '../../functions/domain/ask-condition.ts'
import type { Predicate, StepCondition } from '../../functions/domain/condition.ts'
import type { MessageRow } from '../../functions/domain/message.ts'
import { step } from './builders.ts'

const day = 86_400
const sentAt = 1_000_000
const due = sentAt + day

const known = (overrides: Partial<Known> = {}): Known => ({
  events: { s1: { sentAt } },
  plan: [
    { step: 's1', state: 'sent' },
    { step: 's2', state: 'skipped' },
    { step: 's3', state: 'scheduled' },
  ],
  attributes: { city: 'Chicago', price: 250_000, open: true },
  ...overrides,
})
const when = (tests: Predicate[], overrides: Partial<StepCondition> = {}): StepCondition => ({
  match: 'all',
  tests,
  otherwise: 'skip',
  ...overrides,
})
const clicked: Predicate = { kind: 'clicked', step: 's1' }
const notClicked: Predicate = { kind: 'clicked', step: 's1', not: true }
const call: Predicate = { kind: 'call_outcome', step: 's1', outcomes: ['answered', 'Interested'] }
const has = (events: Known['events']['s1']) => known({ events: { s1: { sentAt, ...events } } })
const ask = (condition: StepCondition, of = known(), at = due) => askCondition(condition, of, { due, at })

describe('without a time to wait, an answer is asked for once', () => {
  it.each([
    ['a click that came', when([clicked]), has({ clickedAt: 1 }), 'holds'],
    ['a click that did not come', when([clicked]), known(), 'fails'],
    ['no click, and none came', when([notClicked]), known(), 'holds'],
    ['no click, but one came', when([notClicked]), has({ clickedAt: 1 }), 'fails'],
    ['an opening is no click', when([clicked]), has({ openedAt: 1 }), 'fails'],
    ['an answer of any kind', when([{ kind: 'engaged' }]), has({ openedAt: 1 }), 'holds'],
    ['nothing yet', when([{ kind: 'engaged', not: true }]), known(), 'holds'],
    ['a reply', when([{ kind: 'replied' }]), has({ repliedAt: 1 }), 'holds'],
    ['a reply that was read', when([{ kind: 'replied', intent: 'question' }]), known({ reply: { at: 1, intent: 'question' } }), 'holds'],
    [
      'a reply that meant another thing',
      when([{ kind: 'replied', intent: 'stop' }]),
      known({ reply: { at: 1, intent: 'question' } }),
      'fails',
    ],
    ['a step that was skipped', when([{ kind: 'skipped', step: 's2' }]), known(), 'holds'],
    ['a step that was not skipped', when([{ kind: 'skipped', step: 's1' }]), known(), 'fails'],
  ] as const)('%s', (_, condition, of, kind) => {
    expect(ask(condition, of)).toEqual({ kind })
  })
})

describe('attributes', () => {
  const attribute = (key: string, op: 'is' | 'contains' | 'exists' | 'above' | 'below', value?: string | number | boolean): Predicate => ({
    kind: 'attribute',
    key,
    op,
    ...(value === undefined ? {} : { value }),
  })
  it.each([
    [attribute('city', 'is', ' chicago'), true],
    [attribute('city', 'is', 'Boston'), false],
    [attribute('city', 'contains', 'CAGO'), true],
    [attribute('city', 'exists'), true],
    [attribute('zip', 'exists'), false],
    [attribute('price', 'above', 200_000), true],
    [attribute('price', 'above', '250000'), false],
    [attribute('price', 'below', '300000'), true],
    [attribute('city', 'above', 1), false],
    [attribute('zip', 'below', 1), false],
    [attribute('open', 'is', true), true],
    [{ ...attribute('zip', 'is', 'x'), not: true }, true],
  ] as const)('%j: %s', (test, holds) => {
    expect(ask(when([test]))).toEqual({ kind: holds ? 'holds' : 'fails' })
  })
})

describe('within a stated time, counted from when the step left', () => {
  const within = { withinMinutes: 3 * 1440 }
  const end = sentAt + 3 * day

  it('a click is waited for, and gone on with as soon as it comes', () => {
    expect(ask(when([clicked], within))).toEqual({ kind: 'waits', for: 'condition', until: end })
    expect(ask(when([clicked], within), has({ clickedAt: 1 }))).toEqual({ kind: 'holds' })
    expect(ask(when([clicked], within), known(), end)).toEqual({ kind: 'fails' })
  })

  it('what must not happen is waited out to its end, and fails as soon as it does', () => {
    expect(ask(when([notClicked], within), known(), end - 1)).toEqual({ kind: 'waits', for: 'condition', until: end })
    expect(ask(when([notClicked], within), known(), end)).toEqual({ kind: 'holds' })
    expect(ask(when([notClicked], within), has({ clickedAt: 1 }), end - 1)).toEqual({ kind: 'fails' })
  })

  it('nothing is waited for that can be decided, nor from a step that never left', () => {
    expect(ask(when([{ kind: 'attribute', key: 'zip', op: 'exists' }, clicked], within))).toEqual({ kind: 'fails' })
    expect(ask(when([{ kind: 'attribute', key: 'city', op: 'exists' }, clicked], { ...within, match: 'any' }))).toEqual({ kind: 'holds' })
    expect(ask(when([{ kind: 'clicked', step: 's2' }], within))).toEqual({ kind: 'fails' })
    expect(ask(when([{ kind: 'clicked', step: 's2', not: true }], within))).toEqual({ kind: 'holds' })
  })

  it('without a named step that left, it is counted from the due time', () => {
    expect(ask(when([{ kind: 'engaged' }], within))).toEqual({ kind: 'waits', for: 'condition', until: due + 3 * day })
  })

  it('keeps the window that it first waited for, however its own time moves', () => {
    expect(askCondition(when([{ kind: 'engaged' }], within), known(), { due: due + day, at: due + 2 * day, until: due + 2 * day })).toEqual(
      {
        kind: 'fails',
      },
    )
  })
})

describe('an outcome that a person has still to record', () => {
  it('is waited for without end, or to the end of the stated time', () => {
    expect(ask(when([call]), known(), due + 300 * day)).toEqual({ kind: 'waits', for: 'outcome' })
    expect(ask(when([call], { withinMinutes: 60 }), known(), sentAt)).toEqual({ kind: 'waits', for: 'outcome', until: sentAt + 3600 })
    expect(ask(when([call], { withinMinutes: 60 }), known(), sentAt + 3600)).toEqual({ kind: 'fails' })
  })

  it('decides as soon as it is there, however it is written', () => {
    expect(ask(when([call]), has({ outcome: 'interested ' }))).toEqual({ kind: 'holds' })
    expect(ask(when([call]), has({ outcome: 'no answer' }))).toEqual({ kind: 'fails' })
    expect(ask(when([{ ...call, not: true }]), has({ outcome: 'no answer' }))).toEqual({ kind: 'holds' })
  })

  it('is not waited for where the call was never made', () => {
    expect(ask(when([{ ...call, step: 's2' }]))).toEqual({ kind: 'fails' })
  })

  it('does not keep an opening open that had its one time', () => {
    expect(ask(when([call, clicked]))).toEqual({ kind: 'fails' })
    expect(ask(when([call, clicked], { match: 'any' }))).toEqual({ kind: 'waits', for: 'outcome' })
  })
})

describe('what happened to earlier steps', () => {
  it('comes from their rows: only what a person did', () => {
    const row = {
      stepId: 's1',
      sentAt: '2026-11-20T15:00:00.000Z',
      events: { openedAt: '2026-11-20T15:00:02.000Z', clickedByPersonAt: '2026-11-20T16:00:00.000Z', outcome: 'answered' },
    } as unknown as MessageRow
    expect(eventsOf([row])).toEqual({ s1: { sentAt: 1_795_186_800, clickedAt: 1_795_190_400, outcome: 'answered' } })
  })

  it('is told only to sequences that ask about it', () => {
    const steps = [step(1, 'email', 0), step(2, 'sms', 60, { condition: when([clicked]) })]
    expect(isAskedAbout(steps, 'clicked', 's1')).toBe(true)
    expect(isAskedAbout(steps, 'opened', 's1')).toBe(false)
    expect(isAskedAbout(steps, 'clicked', 's2')).toBe(false)
    expect(isAskedAbout([step(2, 'sms', 60, { condition: when([{ kind: 'engaged' }]) })], 'opened', 's9')).toBe(true)
    expect(isAskedAbout([step(2, 'sms', 60, { condition: when([call]) })], 'outcome', 's1')).toBe(true)
    expect(isAskedAbout([step(1, 'email', 0)], 'opened', 's1')).toBe(false)
  })
})
