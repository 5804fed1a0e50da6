import { describe, expect, it } from 'vitest'
import { audit } from './audit/audit.ts'
import { seenIn } from './audit/seen.ts'
import type { Ledger, Word } from './ledger.ts'
import { enrollment, iso, ledger, message, request, start } from './ledgers.ts'
import { byHand } from './people/writers.ts'
import type { ConditionPlan, StepPlan } from './script.ts'

const rulesOf = (over: Partial<Ledger>): string[] => audit(ledger(over)).map(({ rule }) => rule)
/** Answered well a tenth of a second later. */
const word = (at: number, what: Word['what']): Word => ({ said: at, known: at + 100, over: at + 100, what })
const after = (...words: Word[]): Word[] => [...ledger().words, ...words]

const to = { channel: 'email', recipient: 'dana@example.com' }
const write = (edition: number, at = start - 20_000): Word =>
  word(at, { kind: 'write', messageId: 'm1', ...byHand(edition), to, status: 200 })
const restore = (at = start - 10_000): Word => word(at, { kind: 'restore', messageId: 'm1', status: 200 })
const left = (edition: number, over = {}) => [
  request({ subject: byHand(edition).subject, text: `${byHand(edition).body}\n\nAcme`, ...over }),
]

describe('the auditor of texts by hand', () => {
  it('finds nothing where exactly what was written leaves', () => {
    expect(rulesOf({ words: after(write(100)), requests: left(100) })).toEqual([])
  })

  it('sees a template that leaves in place of what was written', () => {
    expect(rulesOf({ words: after(write(100)) })).toEqual(['other_words'])
  })

  it('sees an older text by hand, and takes either where two people wrote at once', () => {
    expect(rulesOf({ words: after(write(100), write(200, start - 12_000)), requests: left(100) })).toEqual(['other_words'])
    const atOnce = after(write(100), write(200, start - 20_000))
    expect(rulesOf({ words: atOnce, requests: left(100) })).toEqual([])
    expect(rulesOf({ words: atOnce, requests: left(200) })).toEqual([])
  })

  it('sees half of one text beside half of another', () => {
    const words = after(write(100), write(200, start - 20_000))
    expect(rulesOf({ words, requests: left(100, { subject: byHand(200).subject }) })).toEqual(['half_of_each'])
    const halves = `${byHand(100).body.slice(0, 30)} ${byHand(200).body.slice(30)}`
    expect(rulesOf({ words, requests: left(100, { text: halves }) })).toEqual(['half_of_each'])
    expect(rulesOf({ words: after(write(100)), requests: left(100, { text: byHand(100).body.slice(0, 30) }) })).toEqual(['other_words'])
  })

  it('takes the text or the template where it was written while the message was on its way', () => {
    const words = after(write(100, start - 500))
    expect(rulesOf({ words, requests: left(100) })).toEqual([])
    expect(rulesOf({ words })).toEqual([])
  })

  it('sees a text by hand that was given back, and lets the template be that leaves instead', () => {
    const words = after(write(100), restore())
    expect(rulesOf({ words, requests: left(100) })).toEqual(['not_restored'])
    expect(rulesOf({ words })).toEqual([])
  })

  it('sees a text by hand that leaves for somebody else than it was written for', () => {
    const requests = left(100, { to: 'other@example.com' })
    expect(rulesOf({ words: after(write(100)), requests })).toContain('other_words')
  })

  it('sees a message that is shown with other words than left', () => {
    const messages = [message({ body: 'Hello' })]
    expect(rulesOf({ words: after(write(100)), requests: left(100), messages })).toEqual(['shown_otherwise'])
  })

  it('sees a text that was taken for a message that had left', () => {
    expect(rulesOf({ words: after(write(100, start + 9_000)) })).toEqual(['written_in_vain'])
    const refused: Word = { ...write(100, start + 9_000), known: null }
    expect(rulesOf({ words: after(refused) })).toEqual([])
  })

  it('sees a draft that leaves although it was written over since it was approved', () => {
    const { script } = ledger()
    const [plan] = script.sequences
    const [step] = plan?.steps ?? []
    if (!plan || !step) throw new Error('the history has a step')
    const drafted = { ...script, sequences: [{ ...plan, steps: [{ ...step, approval: 'draft' as const }] }] }
    const approve = (body: string, at: number): Word => word(at, { kind: 'approve', messageId: 'm1', ...to, body, status: 200 })
    const rewrite = word(start - 15_000, { kind: 'rewrite', messageId: 'm1', ...byHand(100), status: 200 })
    const asBefore = approve('Hello', start - 20_000)
    expect(rulesOf({ script: drafted, words: after(asBefore) })).toEqual([])
    expect(rulesOf({ script: drafted, words: after(asBefore, rewrite) })).toEqual(['other_words'])
    expect(rulesOf({ script: drafted, words: after(asBefore, rewrite), requests: left(100) })).toContain('other_words')
    const anew = approve(byHand(100).body, start - 10_000)
    expect(rulesOf({ script: drafted, words: after(asBefore, rewrite, anew), requests: left(100) })).toEqual([])
  })
})

describe('the auditor of messages that nobody knew about', () => {
  const settle = word(start + 5_000, { kind: 'settle', messageId: 'm1', status: 200 })
  const resend = word(start + 4_900, { kind: 'resend', messageId: 'm1', status: 200 })
  const attempts = [1, 2, 3].map((n) => ({ id: `a${n}`, outcome: 'accepted', revision: n, startedAt: '' }))
  const again = (n: number, at: number) => request({ attemptId: `a${n}`, at: start + at })
  const finished = [enrollment({ finishedAt: iso(60_000) })]

  it('see one that is sent again though it is said to have arrived', () => {
    const requests = [request({ fate: 'unanswered' }), again(2, 20_000)]
    const messages = [message({ attempts })]
    expect(rulesOf({ requests, messages, enrollments: finished, words: after(settle) })).toContain('sent_after_settled')
    expect(rulesOf({ requests, messages, enrollments: finished, words: after(settle, resend) })).toEqual([])
  })

  it('see one that is sent twice more where one person asked for it once', () => {
    const requests = [request({ fate: 'unanswered' }), again(2, 6_000), again(3, 20_000)]
    const messages = [message({ attempts })]
    expect(rulesOf({ requests, messages, enrollments: finished, words: after(settle, resend) })).toContain('settled_sent_twice')
  })

  it('see one that still counts as unknown', () => {
    const requests = [request({ fate: 'unanswered' })]
    expect(rulesOf({ requests, messages: [message({ status: 'unknown' })], words: after(settle) })).toContain('settled_and_unknown')
    expect(rulesOf({ requests: [], messages: [message()], words: after(settle) })).not.toContain('sent_without_request')
  })
})

describe('the auditor of conditions and closed days', () => {
  const step = (over: Partial<StepPlan>): StepPlan => ({
    name: 'Mail',
    channel: 'email',
    delayMinutes: 0,
    subject: 'Hi',
    body: 'Hello',
    onFailure: 'heal',
    ...over,
  })
  const planned = (...conditions: (ConditionPlan | null)[]) => {
    const { script } = ledger()
    const [plan] = script.sequences
    if (!plan) throw new Error('the history has a sequence')
    const steps = conditions.map((condition) => step(condition ? { condition } : {}))
    return { ...script, sequences: [{ ...plan, steps }] }
  }
  const silence: ConditionPlan = { tests: [{ kind: 'engaged', not: true }], withinMinutes: 60, otherwise: { goTo: 's3' } }
  const second = (over = {}) => message({ id: 'm2', stepId: 's2', stepOrder: 2, attempts: [], ...over })
  const third = (over = {}) => message({ id: 'm3', stepId: 's3', stepOrder: 3, attempts: [], ...over })
  const later = (at: number) => request({ messageId: 'm2', attemptId: 'a2', at: start + at })
  const clicked = word(start + 60_000, { kind: 'event', event: 'clicked', messageId: 'm1', attemptId: 'a1' })

  it('sees a silence that was not waited out, and one that somebody had broken', () => {
    const scene = { script: planned(null, silence), messages: [message(), second()] }
    expect(rulesOf({ ...scene, requests: [request(), later(600_000)] })).toContain('silence_not_waited_out')
    const [early, patient] = [rulesOf({ ...scene, requests: [request(), later(3_700_000)] }), [request(), later(3_700_000)]]
    expect(early).not.toContain('silence_not_waited_out')
    expect(rulesOf({ ...scene, requests: patient, words: after(clicked) })).toContain('answer_ignored')
    expect(rulesOf({ ...scene, requests: patient })).not.toContain('answer_ignored')
  })

  it('sees a silence that was given up although nobody broke it', () => {
    const scene = { script: planned(null, silence), messages: [message(), second({ status: 'skipped', reason: 'condition_not_met' })] }
    expect(rulesOf(scene)).toContain('silence_not_heard')
    expect(rulesOf({ ...scene, words: after(clicked) })).not.toContain('silence_not_heard')
  })

  it('sees what a branch leads past and is sent all the same, and a branch that leads too far', () => {
    const past = { status: 'skipped', reason: 'branched_past' }
    const script = planned({ ...silence, otherwise: { goTo: 's3' } }, null, null)
    const first = message({ ...past, attempts: [] })
    expect(rulesOf({ script, messages: [first, second(), third()], requests: [later(5_000)] })).toContain('branched_past_and_sent')
    expect(rulesOf({ script, messages: [first, second(past), third(past)], requests: [] })).toContain('branched_too_far')
    expect(rulesOf({ script, messages: [first, second(past), third()], requests: [] })).not.toContain('branched_too_far')
  })

  it('sees a message that leaves while the owner is away, and none of the day after', () => {
    const absence = (from: string, to: string): Word => word(start - 120_000, { kind: 'absence', days: { from, to }, status: 200 })
    expect(rulesOf({ words: after(absence('2026-11-20', '2026-11-21')) })).toEqual(['while_the_owner_is_away'])
    expect(rulesOf({ words: after(absence('2026-11-18', '2026-11-19')) })).toEqual([])
    const back = word(start - 60_000, { kind: 'absence', days: null, status: 200 })
    expect(rulesOf({ words: after(absence('2026-11-20', '2026-11-21'), back) })).toEqual([])
  })

  it('sees a message that leaves on a holiday of the contact’s calendar', () => {
    expect(rulesOf({ requests: [request({ at: Date.parse('2026-11-22T16:00:00Z') })] })).toContain('outside_window')
    expect(rulesOf({ requests: [request({ at: Date.parse('2026-11-23T16:00:00Z') })] })).not.toContain('outside_window')
  })

  it('counts what it saw happen', () => {
    expect(seenIn(ledger({ words: after(write(100)), requests: left(100) }))).toMatchObject({
      'texts by hand that left': 1,
      'branches taken': 0,
    })
  })
})
