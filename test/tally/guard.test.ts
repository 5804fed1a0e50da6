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

const portsOf = (over: { stored?: Sequence; counters?: Record<string, number>; lost?: number } = {}) => {
  const told: NewNotification[] = []
  const state = { sequence: over.stored ?? sequence({ status: 'active', version: 1 }), lost: over.lost ?? 0 }
  const ports: GuardPorts = {
    counters: {
      totals: async () => over.counters ?? {},
      window: async (_id, from, to) => {
        expect([from, to]).toEqual(['2026-11-13T15', '2026-11-20T15'])
        return over.counters ?? {}
      },
    },
    sequences: {
      get: async () => state.sequence,
      put: async (paused) => {
        if (state.lost-- > 0) return false
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
  it('looks at a sequence only where something got worse', () => {
    const bounced = message({ status: 'bounced', bouncedAt: sentAt })
    expect(suspects([change(null, message()), change(message(), { ...message(), openedAt: sentAt })])).toEqual([])
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

  it('begins again where somebody else wrote the sequence meanwhile', async () => {
    const { ports, told } = portsOf({ counters: breaking, lost: 2 })
    expect(await guard(ports, 'SEQ1')).toBe(true)
    expect(told).toHaveLength(1)
  })
})
