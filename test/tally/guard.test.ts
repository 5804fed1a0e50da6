import { describe, expect, it } from 'vitest'
import type { NewNotification } from '../../functions/domain/notification.ts'
import type { Sequence } from '../../functions/domain/sequence.ts'
import { countChange, type CountedMessage, type RowChange } from '../../functions/tally/count.ts'
import { guard, suspects, type GuardPorts } from '../../functions/tally/guard.ts'
import { now, sequence } from '../domain/builders.ts'

const sentAt = '2026-11-20T14:00:00.000Z'
const message = (over: Partial<CountedMessage> = {}): CountedMessage => ({
  kind: 'message',
  sequenceId: 'SEQ1',
  stepId: 's1',
  status: 'sent',
  channel: 'email',
  sentAt,
  ...over,
})
const change = (before: CountedMessage | null, after: CountedMessage): RowChange => ({ sequenceNumber: '1', at: sentAt, before, after })
const counted = (before: CountedMessage | null, after: CountedMessage) =>
  Object.fromEntries(
    countChange(change(before, after)).flatMap(({ counters }) => Object.entries(counters).filter(([name]) => name.startsWith('*:'))),
  )

interface Given {
  stored?: Sequence
  counters?: Record<string, number>
  lost?: number
  /** What somebody else makes of the sequence, first. */
  meanwhile?: Partial<Sequence>
}

const portsOf = (over: Given = {}) => {
  const told: NewNotification[] = []
  const state = { sequence: over.stored ?? sequence({ status: 'active', version: 1 }), lost: over.lost ?? 0, windows: 0 }
  const ports: GuardPorts = {
    counters: {
      totals: async () => over.counters ?? {},
      window: async (_id, from, to) => {
        state.windows++
        expect([from, to]).toEqual(['2026-11-13T15', '2026-11-20T15'])
        return over.counters ?? {}
      },
    },
    sequences: {
      get: async () => state.sequence,
      put: async (paused) => {
        if (state.lost-- > 0) {
          state.sequence = { ...state.sequence, ...over.meanwhile }
          return false
        }
        state.sequence = paused
        return true
      },
    },
    notify: async (notification) => void told.push(notification),
    now: () => now,
  }
  return { ports, told, state }
}
const breaking = { '*:mailed': 60, '*:bounced_hard': 3 }

describe('what guardrails count', () => {
  it('is mails that left, hard bounces and complaints, each once', () => {
    expect(counted(null, message())).toEqual({ '*:mailed': 1 })
    expect(counted(null, message({ channel: 'sms' }))).toEqual({})
    const bounced = message({ status: 'bounced', bouncedAt: sentAt, bounceKind: 'hard' })
    expect(counted(message(), bounced)).toEqual({ '*:bounced_hard': 1 })
    expect(counted(message(), message({ status: 'bounced', bouncedAt: sentAt, bounceKind: 'soft' }))).toEqual({})
    expect(counted(message(), message({ complainedAt: sentAt }))).toEqual({ '*:complained': 1 })
    expect(counted(bounced, { ...bounced, openedAt: sentAt })).toEqual({})
  })

  it('stays counted where the message goes on as a text', () => {
    const bounced = message({ status: 'bounced', bouncedAt: sentAt, bounceKind: 'hard' })
    expect(counted(bounced, { ...bounced, channel: 'sms' })).toEqual({})
  })
})

describe('the guard', () => {
  it('looks at a sequence only where a mail left, or something got worse', () => {
    const bounced = message({ status: 'bounced', bouncedAt: sentAt })
    expect(suspects([change(null, message({ channel: 'sms' })), change(message(), { ...message(), openedAt: sentAt })])).toEqual([])
    const { sentAt: _notYet, ...held } = message({ status: 'held' })
    expect(suspects([change(null, held)])).toEqual([])
    expect(suspects([change(held, message()), change(null, message())])).toEqual(['SEQ1'])
    expect(suspects([change(message(), bounced), change(message(), message({ complainedAt: sentAt }))])).toEqual(['SEQ1'])
    expect(suspects([change(bounced, { ...bounced, repliedAt: sentAt })])).toEqual([])
  })

  it('pauses what breaks it, and tells somebody at once', async () => {
    const { ports, told, state } = portsOf({ counters: breaking })
    expect(await guard(ports, 'SEQ1')).toBe(true)
    expect(state.sequence).toMatchObject({ status: 'paused', guarded: { by: 'bounces', counts: { mailed: 60, bounced: 3 } } })
    expect(told).toMatchObject([{ type: 'escalation', priority: 'urgent', sequenceId: state.sequence.id }])
    expect(told[0]?.text).toContain('3 of 60 mails')
  })

  it('leaves alone what is paused already, and what holds', async () => {
    const paused = portsOf({ counters: breaking, stored: sequence({ status: 'paused', version: 1 }) })
    expect(await guard(paused.ports, 'SEQ1')).toBe(false)
    const fine = portsOf({ counters: { '*:mailed': 60, '*:bounced_hard': 2 } })
    expect(await guard(fine.ports, 'SEQ1')).toBe(false)
    expect([...paused.told, ...fine.told]).toEqual([])
  })

  it('looks again when the 50th mail leaves: what bounced before was too little to judge by', async () => {
    const counters: Record<string, number> = {}
    const { ports, told, state } = portsOf({ counters })
    const count = async (before: CountedMessage | null, after: CountedMessage): Promise<boolean> => {
      for (const [name, by] of Object.entries(counted(before, after))) counters[name] = (counters[name] ?? 0) + by
      const [suspect] = suspects([change(before, after)])
      return suspect !== undefined && (await guard(ports, suspect))
    }
    for (let mail = 1; mail <= 49; mail++) expect(await count(null, message())).toBe(false)
    const bounced = message({ status: 'bounced', bouncedAt: sentAt, bounceKind: 'hard' })
    for (let bounce = 1; bounce <= 3; bounce++) expect(await count(message(), bounced)).toBe(false)
    expect(await count(null, message())).toBe(true)
    expect(state.sequence).toMatchObject({ status: 'paused', guarded: { by: 'bounces', counts: { mailed: 50, bounced: 3 } } })
    expect(told).toHaveLength(1)
  })

  it('reads the hours only where the totals say that they could break it', async () => {
    const few: Record<string, number>[] = [{ '*:mailed': 49, '*:bounced_hard': 9 }, { '*:mailed': 5_000, '*:bounced_hard': 2 }, {}]
    for (const counters of few) {
      const { ports, state } = portsOf({ counters })
      expect([await guard(ports, 'SEQ1'), state.windows]).toEqual([false, 0])
    }
    const complained = portsOf({ counters: { '*:mailed': 5_000, '*:complained': 1 } })
    expect([await guard(complained.ports, 'SEQ1'), complained.state.windows]).toEqual([false, 1])
    const before = { at: sentAt, by: 'bounces' as const, counts: { mailed: 60, bounced: 3, complained: 0 }, overAt: sentAt }
    const again = sequence({ status: 'active', version: 1, guarded: { ...before, totals: { mailed: 60, bounced: 3, complained: 0 } } })
    const fresh = portsOf({ stored: again, counters: { '*:mailed': 120, '*:bounced_hard': 5 } })
    expect([await guard(fresh.ports, 'SEQ1'), fresh.state.windows]).toEqual([false, 0])
  })

  it('begins again where somebody else wrote the sequence meanwhile', async () => {
    const { ports, told, state } = portsOf({ counters: breaking, lost: 2, meanwhile: { name: 'Renamed' } })
    expect(await guard(ports, 'SEQ1')).toBe(true)
    expect(state.sequence).toMatchObject({ name: 'Renamed', status: 'paused', guarded: { by: 'bounces' } })
    expect(told).toHaveLength(1)
  })

  it('tells nobody where somebody else paused the sequence meanwhile, and fails where it is overtaken each time', async () => {
    const paused = portsOf({ counters: breaking, lost: 1, meanwhile: { status: 'paused' } })
    expect(await guard(paused.ports, 'SEQ1')).toBe(false)
    expect(paused.told).toEqual([])
    const overtaken = portsOf({ counters: breaking, lost: 9 })
    await expect(guard(overtaken.ports, 'SEQ1')).rejects.toThrow('breaks its guardrail')
    expect(overtaken.told).toEqual([])
  })
})
