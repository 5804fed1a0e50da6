import { describe, expect, it } from 'vitest'
import { broken, guarded, guardedText, type GuardCounts } from '../../functions/domain/guardrail.ts'
import { withStatus } from '../../functions/domain/publish.ts'
import { now, sequence } from './builders.ts'

const counts = (mailed: number, bounced = 0, complained = 0): GuardCounts => ({ mailed, bounced, complained })

describe('a guardrail', () => {
  it.each([
    ['49 mails, however many bounce', counts(49, 49), null],
    ['50 mails with 2 bounces (4 %)', counts(50, 2), null],
    ['50 mails with 3 bounces (6 %)', counts(50, 3), 'bounces'],
    ['100 mails with exactly 5 bounces', counts(100, 5), 'bounces'],
    ['1000 mails with exactly one complaint', counts(1000, 0, 1), 'complaints'],
    ['1001 mails with one complaint', counts(1001, 0, 1), null],
    ['50 mails with neither', counts(50), null],
    ['both at once: the complaint is the worse', counts(100, 10, 1), 'complaints'],
  ])('of %s', (_what, found, by) => {
    expect(broken(found, found)?.by ?? null).toBe(by)
  })

  it('does not hold against a sequence what it was paused for before', () => {
    const before = counts(60, 6)
    expect(broken(counts(60, 6), counts(60, 6), before)).toBeNull()
    expect(broken(counts(110, 7), counts(110, 7), before)).toBeNull()
    expect(broken(counts(110, 9), counts(110, 9), before)).toEqual({ by: 'bounces', counts: counts(50, 3) })
  })

  it('counts no more of the past than the last seven days have', () => {
    expect(broken(counts(50, 1), counts(5_000, 400), counts(100, 10))).toBeNull()
  })

  it('says what happened and what to do, until a person lets the sequence go on', () => {
    const active = sequence({ status: 'active', version: 1 })
    const paused = guarded(active, { by: 'bounces', counts: counts(50, 3) }, counts(50, 3), now)
    expect(paused.status).toBe('paused')
    expect(guardedText(paused)).toContain('3 of 50 mails of the last 7 days bounced (6.0 %, 5.0 % is the limit)')
    const again = withStatus(paused, 'active', now + 1_000)
    if (again.kind !== 'edited') throw new Error('not edited')
    expect(guardedText(again.sequence)).toBeNull()
    const byHand = withStatus(again.sequence, 'paused', now + 2_000)
    expect(byHand.kind === 'edited' && guardedText(byHand.sequence)).toBeNull()
    expect(again.sequence.guarded?.totals).toEqual(counts(50, 3))
  })
})
