import * as fc from 'fast-check'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { routes, type RouteName } from '../../functions/contract/api/routes.ts'
import type { Route } from '../../functions/contract/api/route.ts'
import { apiWorld } from '../api/world.ts'
import { seeded } from './seeded.ts'
import { anything, spoilt } from './hostile.ts'

const all = Object.entries(routes) as [RouteName, Route][]
/** A word of a path: known ids, and what nobody should write there. */
const word = fc.constantFrom(
  'SEQ',
  's1',
  'c-1001',
  '..',
  '%',
  '%00',
  'a'.repeat(300),
  '__proto__',
  '💥',
  '01KAGJ00000000000000000000',
  '{id}',
)
const query = fc.constantFrom(
  '',
  'limit=0',
  'limit=999999',
  'limit=-1&cursor=x',
  'cursor=%F0%9F',
  `cursor=${'A'.repeat(3_000)}`,
  'q=%00&q=2',
  'status=__proto__',
  'limit[]=1',
)

describe('5,000 requests that nobody should send', () => {
  it('are answered with what is wrong and never with a failure of ours, whatever the route', async () => {
    const world = await seeded()
    const statuses = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...all),
        fc.array(word, { minLength: 3, maxLength: 3 }),
        query,
        fc.constantFrom('admin', 'member', 'nobody'),
        fc.integer({ min: 0, max: 9 }).chain((die) => fc.tuple(fc.constant(die), anything)),
        fc.infiniteStream(fc.noBias(fc.integer({ min: 0, max: 9_999 }))),
        async ([, route], words, search, role, [die, junk], rolls) => {
          const valid = route.body ? sampleOf(route.body, rolls) : undefined
          const [bad] = valid === undefined ? [junk] : fc.sample(spoilt(fc.constant(valid as never)), { numRuns: 1, seed: die + 1 })
          const body = die === 0 ? junk : bad
          const path = words.reduce((sofar, text) => sofar.replace(/\{\w+\}/, encodeURIComponent(text)), route.path)
          const answered = await world.call({
            method: route.method,
            path: die === 1 ? path.replace(/%25/g, '%') : path,
            query: search,
            groups: role === 'nobody' ? null : [role],
            ...(route.body && die !== 2 ? { body } : {}),
            ...(die === 3 ? { raw: '{"name":', headers: { 'content-type': 'application/json' } } : {}),
            ...(die === 4 ? { headers: { 'content-type': 'text/plain' } } : {}),
            ...(die === 5 ? { headers: { 'content-type': 'application/json', 'idempotency-key': 'same' } } : {}),
          })
          statuses.set(answered.status, (statuses.get(answered.status) ?? 0) + 1)
          expect(world.state.failures).toEqual([])
          expect(answered.status).toBeLessThan(500)
          if (answered.status >= 400 && !path.startsWith('/u/')) {
            expect(answered.headers['content-type']).toBe('application/problem+json')
            expect(answered.json).toMatchObject({ reason: expect.stringMatching(/^[a-z_]+$/), detail: expect.stringMatching(/\w{2}/) })
          }
        },
      ),
      { numRuns: 5_000 },
    )
    for (const status of [200, 400, 401, 403, 404, 422]) expect(statuses.get(status) ?? 0, `answers of ${status}`).toBeGreaterThan(0)
  })

  it('are refused for their size before they are read', async () => {
    const world = apiWorld()
    const answered = await world.call({ method: 'POST', path: '/api/v1/sequences', body: { name: 'x', description: 'y'.repeat(400_000) } })
    expect(answered).toMatchObject({ status: 413, json: { reason: 'too_large' } })
  })

  it('are refused where they are nested deeper than any body of ours', async () => {
    const world = apiWorld()
    const raw = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const answered = await world.call({ method: 'POST', path: '/api/v1/sequences', raw })
    expect(answered.status).toBe(400)
    expect(world.state.failures).toEqual([])
  })
})

/** A valid value of a body's schema, near enough: drawn from its JSON Schema. */
const sampleOf = (schema: z.ZodType, rolls: fc.Stream<number>): unknown => {
  const roll = (): number => Number(rolls.next().value ?? 0) / 10_000
  const draw = (node: Record<string, unknown>, depth: number): unknown => {
    const options = (node['anyOf'] ?? node['oneOf']) as Record<string, unknown>[] | undefined
    if (options) return draw(options[Math.floor(roll() * options.length)] ?? {}, depth)
    if ('const' in node) return node['const']
    if (Array.isArray(node['enum'])) return node['enum'][Math.floor(roll() * node['enum'].length)] as unknown
    switch (node['type']) {
      case 'object': {
        const required = (node['required'] ?? []) as string[]
        const properties = Object.entries((node['properties'] ?? {}) as Record<string, Record<string, unknown>>)
        return Object.fromEntries(
          properties.filter(([name]) => required.includes(name) || roll() < 0.6).map(([name, child]) => [name, draw(child, depth + 1)]),
        )
      }
      case 'array':
        return depth > 6 ? [] : Array.from({ length: 1 + Math.floor(roll() * 2) }, () => draw((node['items'] ?? {}) as never, depth + 1))
      case 'string':
        return ['Welcome', 's1', 'new', 'SEQ', 'c-1001', 'lead-1001', '2026-12-01T09:00:00Z', 'dana@example.com'][Math.floor(roll() * 8)]
      case 'integer':
      case 'number':
        return Math.max(Number(node['minimum'] ?? 0), Math.min(Number(node['maximum'] ?? 100), Math.floor(roll() * 100)))
      case 'boolean':
        return roll() < 0.5
      default:
        return null
    }
  }
  return draw(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), 0)
}
