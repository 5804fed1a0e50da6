import { describe, expect, it } from 'vitest'
import { matchRoute, readRouteKey } from '../../lib/local/edge-routes.ts'

const routes = [
  'GET /api/v1/sequences',
  'GET /api/v1/sequences/stats',
  'GET /api/v1/sequences/{id}',
  'PUT /api/v1/sequences/enrollments/{enrollmentId}',
  'PUT /api/v1/sequences/{id}/enrollments/{enrollmentId}',
  'ANY /api/v1/{proxy+}',
].map((key) => ({ pattern: readRouteKey(key) }))
const take = (method: string, path: string) => {
  const match = matchRoute(routes, method, path)
  return match && [match.route.pattern.key, match.pathParameters]
}

describe('a request takes', () => {
  it.each([
    ['GET', '/api/v1/sequences', 'GET /api/v1/sequences', {}],
    ['GET', '/api/v1/sequences/stats', 'GET /api/v1/sequences/stats', {}],
    ['GET', '/api/v1/sequences/01%20A', 'GET /api/v1/sequences/{id}', { id: '01 A' }],
    ['PUT', '/api/v1/sequences/enrollments/e1', 'PUT /api/v1/sequences/enrollments/{enrollmentId}', { enrollmentId: 'e1' }],
    [
      'PUT',
      '/api/v1/sequences/s1/enrollments/e1',
      'PUT /api/v1/sequences/{id}/enrollments/{enrollmentId}',
      { id: 's1', enrollmentId: 'e1' },
    ],
    ['DELETE', '/api/v1/sequences/stats', 'ANY /api/v1/{proxy+}', { proxy: 'sequences/stats' }],
  ])('%s %s the most specific route', (method, path, key, parameters) => {
    expect(take(method, path)).toEqual([key, parameters])
  })

  it('no route where none fits', () => {
    expect(take('GET', '/elsewhere')).toBeUndefined()
  })

  it('$default where there is one and nothing else fits', () => {
    const withDefault = [...routes, { pattern: readRouteKey('$default') }]
    expect(matchRoute(withDefault, 'GET', '/elsewhere')?.route.pattern.key).toBe('$default')
  })
})
