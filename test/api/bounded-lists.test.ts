import { beforeEach, describe, expect, it } from 'vitest'
import type { FinishedEnrollment } from '../../functions/domain/contact.ts'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import { enrollment, head, now, profile, sequence, version } from '../domain/builders.ts'
import { apiWorld } from './world.ts'

let world: ReturnType<typeof apiWorld>
const many = 350

/** One contact after another finished; only the one who began first still runs. */
beforeEach(() => {
  world = apiWorld()
  world.state.sequences.set('SEQ1', sequence({ status: 'active', version: 1 }))
  world.state.versions.set('SEQ1/1', version())
  for (let n = 0; n < many; n++) {
    const id = enrollmentIdFrom(now + n * 60_000, BigInt(n) << 20n)
    const contactKey = `k${n}`
    world.state.references.set(id, { id, contactKey, sequenceId: 'SEQ1' })
    world.state.profiles.set(contactKey, { ...profile, key: contactKey, contactId: `c-${n}` })
    if (n === 0) world.state.heads.set(contactKey, head({ key: contactKey, contactId: 'c-0', enrollments: [enrollment({ id })] }))
    else {
      const { status: _status, goalStages: _goals, ...walked } = enrollment({ id })
      const finished: FinishedEnrollment = {
        ...walked,
        contactKey,
        contactId: `c-${n}`,
        finishedAt: '2026-11-20T15:00:00.000Z',
        exitReason: 'completed',
      }
      world.state.finished.set(id, finished)
    }
  }
})
const enrollments = (query: string) => world.call({ method: 'GET', path: '/api/v1/sequences/SEQ1/enrollments', query })
const messages = (query: string) => world.call({ method: 'GET', path: '/api/v1/sequences/SEQ1/messages', query })
const lengthOf = ({ json }: Awaited<ReturnType<typeof enrollments>>): number => (json['items'] as unknown[]).length

describe('a list of a long sequence', () => {
  it('ends a search for a rare status after its share of looking, and goes on where it was left', async () => {
    const first = await enrollments('status=active&limit=10')
    expect(lengthOf(first)).toBe(0)
    const second = await enrollments(`status=active&limit=10&cursor=${String(first.json['nextCursor'])}`)
    expect(second.json).toMatchObject({ items: [{ contactId: 'c-0' }], nextCursor: null })
  })

  it('loses and repeats nobody between two pages of a status', async () => {
    const seen: unknown[] = []
    let cursor = ''
    do {
      const page = await enrollments(`status=finished&limit=90${cursor}`)
      seen.push(...(page.json['items'] as { id: unknown }[]).map(({ id }) => id))
      const next = page.json['nextCursor']
      cursor = typeof next === 'string' ? `&cursor=${next}` : ''
    } while (cursor !== '')
    expect(seen).toHaveLength(many - 1)
    expect(new Set(seen).size).toBe(many - 1)
  })

  it('reads the messages of those enrollments only that a page has room for', async () => {
    const asked: number[] = []
    const kept = { ...world.ports.messages }
    world.ports.messages.rows = (wanted) => {
      asked.push(wanted.length)
      return kept.rows(wanted)
    }
    const page = await messages('limit=50')
    expect(lengthOf(page)).toBe(48)
    expect(asked).toEqual(Array.from({ length: 12 }, () => 4))
    const next = await messages(`limit=50&cursor=${String(page.json['nextCursor'])}`)
    expect(lengthOf(next)).toBe(48)
    expect(JSON.stringify(next.json)).not.toContain(`"contactId":"c-${many - 1}"`)
    expect(lengthOf(await messages('limit=1'))).toBe(4)
  })
})
