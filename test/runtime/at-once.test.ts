/** What is asked of one contact by many at the same moment. */
import { describe, expect, it } from 'vitest'
import type { ContactHead } from '../../functions/domain/contact.ts'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import { settle, type ShellPorts } from '../../functions/runtime/shell.ts'
import { localDate } from '../../functions/domain/windows.ts'
import { enrollSignal, head, now, rules, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent } from './world.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A head that many read and write at once: each call takes its time, and only the revision that was read may be written. */
const shared = () => {
  let stored: ContactHead = head()
  const done = { commits: 0, lost: 0, begun: 0 }
  const ports: ShellPorts = {
    heads: {
      load: async () => {
        const read = structuredClone(stored)
        await turn()
        return read
      },
      commit: async (next) => {
        await turn()
        if (stored.revision !== next.revision) {
          done.lost++
          return false
        }
        done.commits++
        stored = structuredClone({ ...next, revision: next.revision + 1 })
        return true
      },
    },
    carryOut: async (effects) => {
      done.begun += effects.filter((effect) => effect.kind === 'publish' && effect.detailType === 'Enrollment Started').length
    },
    send: () => Promise.reject(new Error('nothing is due')),
    now: () => now,
    pause: turn,
  }
  return { ports, done, stored: () => stored }
}

describe('two hundred clients that enroll one contact at once', () => {
  const clients = Array.from({ length: 200 }, (_, client) => enrollmentIdFrom(now, BigInt(client + 1) << 12n))

  it('begin one enrollment; all others are told that the contact is in the sequence', async () => {
    const { ports, done, stored } = shared()
    const answers = await Promise.all(
      clients.map(async (enrollmentId) => (await settle(ports, 'ck1', () => [enrollSignal({ enrollmentId })])).decided[0]?.decision),
    )
    expect(answers.filter((answer) => answer?.kind === 'changed')).toHaveLength(1)
    expect(answers.filter((answer) => answer?.kind === 'refused' && answer.reason === 'already_enrolled')).toHaveLength(199)
    expect(stored().enrollments).toHaveLength(1)
    expect(done).toMatchObject({ commits: 1, begun: 1 })
    // They really met.
    expect(done.lost).toBeGreaterThan(100)
  })
})

describe('twenty messages of one contact that are due at once, over five sequences', () => {
  const versions = ['A', 'B', 'C', 'D', 'E'].map((name) =>
    version({ sequenceId: `SEQ-${name}`, name, steps: [1, 2, 3, 4].map((number) => step(number, 'email', 0)) }),
  )

  it('leave two a day, on later days or are skipped with the reason, and none is lost', async () => {
    const world = createWorld(now, versions)
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 30 * 86_400_000)
    expect(world.failures).toEqual([])
    expect(world.dead).toEqual([])
    const [key] = world.heads.keys()
    const rows = world.rowsOf(key ?? '')
    expect(rows).toHaveLength(20)
    const perDay = new Map<string, number>()
    for (const { at } of world.sent) {
      const day = localDate(Math.floor(at / 1000), 'America/Chicago')
      perDay.set(day, (perDay.get(day) ?? 0) + 1)
    }
    expect(Math.max(...perDay.values())).toBe(rules.dailyTouchLimit)
    expect(perDay.get('2026-11-20')).toBe(2)
    expect(perDay.size).toBeGreaterThan(1)
    const ends = rows.map(({ status, reason }) => (status === 'skipped' ? reason : status))
    for (const end of ends) expect(['sent', 'touch_limit', 'too_late']).toContain(end)
    expect(ends.filter((end) => end === 'sent')).toHaveLength(world.sent.length)
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(versions.map(() => 'completed'))
  })
})
