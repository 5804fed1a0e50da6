import { describe, expect, it } from 'vitest'
import type { Route } from '../../functions/contract/api/route.ts'
import { routes } from '../../functions/contract/api/routes.ts'
import { matchRoute } from '../../functions/runtime/http/match.ts'
import { apiWorld, problemOf } from './world.ts'

const sequence = (over: Record<string, unknown> = {}) => ({
  name: 'Seller outreach',
  triggerStage: 'new',
  steps: [{ name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hi', body: 'Hi {{first_name}}' }],
  ...over,
})

describe('a request that no route takes', () => {
  it('is not found, as a problem document', async () => {
    const answered = await apiWorld().call({ method: 'GET', path: '/hooks/ses' })
    expect(answered.status).toBe(404)
    expect(answered.headers['content-type']).toBe('application/problem+json')
    expect(problemOf(answered)).toMatchObject({ type: '/problems/no-such-route', status: 404, reason: 'no_such_route' })
  })

  it('is told which methods the path takes', async () => {
    const answered = await apiWorld().call({ method: 'DELETE', path: '/api/v1/sequences' })
    expect(answered.status).toBe(405)
    expect(answered.headers['allow']).toBe('GET, POST')
  })

  it('finds the fixed path before the parameter', async () => {
    const answered = await apiWorld().call({ method: 'GET', path: '/api/v1/sequences/stats' })
    expect(answered).toMatchObject({ status: 200, json: { items: [], nextCursor: null } })
  })

  it('never breaks on a path that does not decode', async () => {
    expect((await apiWorld().call({ method: 'GET', path: '/api/v1/sequences/%E0%A4%A' })).status).toBe(404)
  })
})

describe('every route of the table', () => {
  const example = (route: Route) => route.path.replaceAll(/\{\w+\}/g, 'x')

  it.each(Object.entries<Route>(routes))('%s is reached under its own path, and no other takes it', (name, route) => {
    const match = matchRoute(route.method, example(route))
    expect(match).toMatchObject({ kind: 'route', name })
    const params = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param)
    expect(match.kind === 'route' ? Object.keys(match.params) : []).toEqual(params)
  })

  it.each(Object.entries<Route>(routes))('%s has a verb behind it that answers or refuses', async (_, route) => {
    const world = apiWorld()
    const answered = await world.call({ method: route.method, path: example(route), body: {}, groups: '[admin]' })
    expect(world.state.failures).toEqual([])
    expect(answered.status).toBeLessThan(500)
    if (answered.status === 404) expect(problemOf(answered).reason).not.toBe('no_such_route')
  })

  it('is in the OpenAPI document that is served, and nothing else is', async () => {
    const { json } = await apiWorld().call({ method: 'GET', path: '/api/v1/openapi.json', groups: null })
    const paths = json['paths'] as Record<string, Record<string, { operationId: string }>>
    const served = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(served.toSorted()).toEqual(Object.keys(routes).toSorted())
  })
})

describe('who calls', () => {
  const closed = Object.entries<Route>(routes).filter(([, { access }]) => access !== 'open')
  const pathOf = (route: Route) => route.path.replaceAll(/\{\w+\}/g, 'x')

  it.each(closed)('%s is closed to whoever has not signed in', async (_, route) => {
    const answered = await apiWorld().call({ method: route.method, path: pathOf(route), groups: null })
    expect(answered.status).toBe(401)
  })

  it('needs a role, not only a token', async () => {
    const answered = await apiWorld().call({ method: 'GET', path: '/api/v1/sequences', groups: '' })
    expect(answered.status).toBe(403)
    expect((await apiWorld().call({ method: 'GET', path: '/api/v1/sequences', groups: '[others]' })).status).toBe(403)
  })

  it.each(['/api/v1/sequences/trigger-check', '/api/v1/sequences/message-dispatch'])('%s is for admins', async (path) => {
    const world = apiWorld()
    expect((await world.call({ method: 'POST', path })).status).toBe(403)
    expect((await world.call({ method: 'POST', path, groups: '[member admin]' })).status).toBe(200)
    expect((await world.call({ method: 'POST', path, groups: ['admin'] })).status).toBe(200)
  })

  it('may be an admin where a member may', async () => {
    expect((await apiWorld().call({ method: 'GET', path: '/api/v1/sequences', groups: '[admin]' })).status).toBe(200)
  })

  it('needs no token to learn where to sign in', async () => {
    const answered = await apiWorld().call({ method: 'GET', path: '/api/v1/sign-in', groups: null })
    expect(answered.json).toMatchObject({ authorizeUrl: 'https://issuer.example/oauth2/authorize', clientId: 'client-1' })
  })
})

describe('a body', () => {
  const post = { method: 'POST', path: '/api/v1/sequences' }

  it('has to be JSON by its type', async () => {
    const answered = await apiWorld().call({ ...post, raw: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(answered.status).toBe(415)
  })

  it('has to parse', async () => {
    expect(problemOf(await apiWorld().call({ ...post, raw: '{"name":' }))).toMatchObject({ status: 400, reason: 'malformed_json' })
  })

  it('has to be of a bounded size', async () => {
    expect((await apiWorld().call({ ...post, raw: JSON.stringify({ name: 'x'.repeat(300_000) }) })).status).toBe(413)
  })

  it('is told field by field what to write instead', async () => {
    const body = { steps: [{ name: '', channel: 'fax', delayMinutes: -1 }], colour: 'red' }
    const { status, errors } = problemOf(await apiWorld().call({ ...post, body }))
    expect(status).toBe(400)
    expect(errors).toEqual([
      { field: 'name', message: 'is missing: give a string' },
      { field: 'steps[0].name', message: 'give it a name' },
      { field: 'steps[0].channel', message: 'use one of: email, sms, call, linkedin, task' },
      { field: 'steps[0].delayMinutes', message: 'a delay is at least 0 minutes' },
      { field: 'colour', message: 'is not known here: remove it, or check its spelling' },
    ])
  })

  it('may come in base64, as the gateway sends some', async () => {
    const world = apiWorld()
    const raw = Buffer.from(JSON.stringify(sequence())).toString('base64')
    const answered = await world.call({ ...post, raw, base64: true })
    expect(answered.status).toBe(201)
  })
})

describe('a query', () => {
  it.each(['limit=0', 'limit=many', 'limit=201', 'status=gone'])('%s is refused with its field', async (query) => {
    const { status, errors } = problemOf(await apiWorld().call({ method: 'GET', path: '/api/v1/sequences', query }))
    expect(status).toBe(400)
    expect(errors?.[0]?.field).toBe(query.split('=')[0])
  })

  it('goes on where its cursor says, and refuses one that is none of ours', async () => {
    const world = apiWorld()
    for (const name of ['One', 'Two', 'Three']) await world.call({ method: 'POST', path: '/api/v1/sequences', body: sequence({ name }) })
    const namesAt = async (query: string) => {
      const { json } = await world.call({ method: 'GET', path: '/api/v1/sequences', query })
      return { names: (json['items'] as { name: string }[]).map(({ name }) => name), next: json['nextCursor'] as string | null }
    }
    const first = await namesAt('limit=2')
    expect(first.names).toEqual(['Three', 'Two'])
    expect(await namesAt(`limit=2&cursor=${first.next ?? ''}`)).toEqual({ names: ['One'], next: null })
    const answered = await world.call({ method: 'GET', path: '/api/v1/sequences', query: 'cursor=not*ours' })
    expect(problemOf(answered)).toMatchObject({ status: 422, reason: 'bad_cursor' })
  })
})

describe('a verb that throws', () => {
  it('answers an internal problem with the id of the request, and tells the log', async () => {
    const world = apiWorld()
    world.ports.sequences.list = () => Promise.reject(new Error('the table is gone'))
    const answered = await world.call({ method: 'GET', path: '/api/v1/sequences' })
    expect(problemOf(answered)).toMatchObject({ status: 500, reason: 'internal' })
    expect(answered.text).toContain('r-1')
    expect(answered.text).not.toContain('the table is gone')
    expect(world.state.failures).toHaveLength(1)
  })
})

describe('every answer', () => {
  it('is never cached and never sniffed', async () => {
    const { headers } = await apiWorld().call({ method: 'GET', path: '/api/v1/settings' })
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })
})
