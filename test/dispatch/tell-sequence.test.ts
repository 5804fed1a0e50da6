import { describe, expect, it } from 'vitest'
import type { DispatchWork } from '../../functions/contract/work.ts'
import { tellSequence, type TellPorts } from '../../functions/dispatch/tell-sequence.ts'
import type { ContactHead } from '../../functions/domain/contact.ts'
import { decideAll } from '../../functions/domain/decide.ts'
import { enrollment, head, now, rules, seconds, step, version, withPlan } from '../domain/builders.ts'

const second = version({ version: 2, steps: [step(1, 'email', 0), step(2, 'sms', 2880)] })

const worldOf = (heads: Map<string, ContactHead>) => {
  const asked: DispatchWork[] = []
  const read: string[] = []
  const ports: TellPorts = {
    engine: {
      now: () => now,
      settle: async (contactKey, signalsFor) => {
        const state = heads.get(contactKey) ?? null
        const decided = decideAll(state, await signalsFor(state), now)
        if (decided.changed && decided.head) heads.set(contactKey, decided.head)
        return { head: decided.head, decided: decided.decided }
      },
    },
    enrollmentsOf: async (_sequence, { after }) => {
      const keys = [...heads.keys()]
      const from = after === undefined ? 0 : keys.indexOf(after) + 1
      return {
        items: keys.slice(from, from + 2).map((contactKey) => ({ contactKey })),
        next: from + 2 < keys.length ? (keys[from + 1] ?? null) : null,
      }
    },
    version: async (sequenceId, number) => {
      read.push(`${sequenceId}/${number}`)
      return number === 2 ? second : version()
    },
    dispatchQueue: { send: async (work) => void asked.push(...work) },
    rulesInForce: async () => rules,
  }
  return { ports, asked, read }
}

const started = withPlan(enrollment(), { s1: { state: 'sent' } })
const versionsOf = (heads: Map<string, ContactHead>) => [...heads.values()].map(({ enrollments }) => enrollments[0]?.version)

it('a sequence that goes on releases what it held, each contact at its own moment within the hour', async () => {
  const held = withPlan(started, {
    s2: { state: 'held', reason: 'sequence_paused', due: seconds(now) - 7200, heldAt: seconds(now) - 7200 },
  })
  const heads = new Map(['a', 'b'].map((key) => [key, head({ key, enrollments: [held] })]))
  await tellSequence(worldOf(heads).ports, { kind: 'sequence_resumed', sequence: 'SEQ1' })
  const dues = [...heads.values()].map(({ enrollments }) => enrollments[0]?.plan[1]?.due ?? 0)
  expect(new Set(dues).size).toBe(2)
  expect(dues.every((due) => due >= seconds(now) && due < seconds(now) + 3600)).toBe(true)
})

describe('a version that running enrollments move to', () => {
  it('reaches every one of them, page by page', async () => {
    const heads = new Map(['a', 'b', 'c'].map((key) => [key, head({ key, enrollments: [started] })]))
    const { ports, asked } = worldOf(heads)
    const work = { kind: 'version_moved', sequence: 'SEQ1', version: 2 } as const
    await tellSequence(ports, work)
    expect(versionsOf(heads)).toEqual([2, 2, 1])
    expect(asked).toEqual([{ ...work, after: 'b' }])
    await tellSequence(ports, { ...work, after: 'b' })
    expect(versionsOf(heads)).toEqual([2, 2, 2])
    expect(asked).toHaveLength(1)
  })

  it('costs no read for who is there already, or walks another sequence', async () => {
    const heads = new Map([
      ['a', head({ enrollments: [enrollment({}, second)] })],
      ['b', head({ enrollments: [enrollment({ sequenceId: 'SEQ2' })] })],
    ])
    const { ports, read } = worldOf(heads)
    await tellSequence(ports, { kind: 'version_moved', sequence: 'SEQ1', version: 2 })
    expect(read).toEqual([])
    expect(versionsOf(heads)).toEqual([2, 1])
  })

  it('leaves one on its version that has begun anew on a newer one', async () => {
    const heads = new Map([['a', head({ enrollments: [enrollment({ version: 3 })] })]])
    await tellSequence(worldOf(heads).ports, { kind: 'version_moved', sequence: 'SEQ1', version: 2 })
    expect(versionsOf(heads)).toEqual([3])
  })
})
