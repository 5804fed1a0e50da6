import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { routes } from '../../functions/contract/api/routes.ts'
import type { Route } from '../../functions/contract/api/route.ts'
import { readEnrollInput } from '../../functions/enroll/read-event.ts'
import { anything, spoilt } from '../hostile/hostile.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

/** Drawn with a fixed seed: what is found here is found again. */
const drawn = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] => fc.sample(arbitrary, { numRuns: count, seed: 20_261_121 })

const isRefused = (detail: unknown): boolean => {
  try {
    readEnrollInput({ id: 'e', source: 'crm', 'detail-type': 'Pipeline Stage Changed', time: '2026-11-20T16:00:00Z', detail })
    return false
  } catch {
    return true
  }
}

interface DeadLetters {
  items: { queue: string; reason: string; body: string }[]
}

describe('input that nobody should send, on the running stack', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ stackDir: inject('stackDir') })
    await world.api('POST', '/sequences', tourSequence())
  })
  afterAll(() => world.close())

  it('is worked on, or kept with its reason among the dead letters', async () => {
    const lead = fc.integer({ min: 1, max: 40 }).map((n) => leadEvent(n) as never)
    const details = drawn(spoilt(lead), 200).filter((detail) => typeof detail === 'object' && detail !== null && !Array.isArray(detail))
    const refused = details.filter((detail) => isRefused(JSON.parse(JSON.stringify(detail))))
    await world.publish(...(details as unknown as Record<string, unknown>[]))
    await world.advance('PT0S')
    expect(refused.length).toBeGreaterThan(20)
    expect(refused.length).toBeLessThan(details.length - 20)
    const { items } = await world.api<DeadLetters>('GET', '/dead-letters?limit=200', undefined, 'admin')
    expect(items).toHaveLength(refused.length)
    for (const { queue, reason } of items) {
      expect(queue).toBe('enroll')
      expect(reason.length).toBeGreaterThan(10)
    }
  })

  it('is answered with what is wrong, whatever the route', async () => {
    const all = Object.values(routes) as Route[]
    const requests = drawn(
      fc.tuple(fc.constantFrom(...all), anything, fc.constantFrom('c-1', '%00', '..%2f..', 'x'.repeat(900), '💥')),
      250,
    )
    for (const [route, body, word] of requests) {
      const path = route.path
        .replace('/api/v1', '')
        .replaceAll(/\{\w+\}/g, word === '..%2f..' || word === '%00' ? word : encodeURIComponent(word))
      if (path.startsWith('/u/')) continue
      const answered = await world.call(route.method, path, route.body ? body : undefined, 'admin')
      expect(
        answered.status,
        `${route.method} ${path} ${JSON.stringify(body).slice(0, 200)}: ${JSON.stringify(answered.body)}`,
      ).toBeLessThan(500)
    }
  })
})
