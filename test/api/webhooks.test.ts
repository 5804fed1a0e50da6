import { beforeEach, describe, expect, it } from 'vitest'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})
const call = (method: string, path: string, body?: unknown, groups = 'admin') =>
  world.call({ method, path: `/api/v1/webhooks${path}`, groups, ...(body === undefined ? {} : { body }) })
const url = 'https://crm.example.com/hooks'
const made = async (over: Record<string, unknown> = {}) => {
  const { status, json } = await call('POST', '', { url, ...over })
  expect(status).toBe(201)
  return String(json['id'])
}

describe('a webhook', () => {
  it('is registered for all events, and listed', async () => {
    const id = await made()
    const { json } = await call('GET', '')
    expect(json['items']).toMatchObject([{ id, url, events: ['*'], active: true, offReason: null, failingSince: null, revision: 1 }])
  })

  it('is an admin’s alone', async () => {
    const id = await made()
    for (const path of ['', `/${id}`, `/${id}/secret`, `/${id}/deliveries`])
      expect((await call('GET', path, undefined, 'member')).status).toBe(403)
    expect((await call('POST', '', { url }, 'member')).status).toBe(403)
  })

  it.each([
    ['http://crm.example.com/', 'https'],
    ['https://user:word@crm.example.com/', 'leave name and password out'],
    ['https://localhost/', 'reachable from outside'],
    ['nowhere', 'whole address'],
  ])('at %s is refused with what to do', async (wrong, what) => {
    const answered = await call('POST', '', { url: wrong })
    expect([400, 422]).toContain(answered.status)
    expect(JSON.stringify(problemOf(answered))).toContain(what)
  })

  it('of an event that there is not is refused', async () => {
    const answered = await call('POST', '', { url, events: ['Enrollment Begun'] })
    expect(problemOf(answered).errors).toMatchObject([{ message: expect.stringContaining('use one of: Enrollment Started') }])
  })

  it('is changed under its revision, and a stale change says what stands now', async () => {
    const id = await made()
    expect((await call('PUT', `/${id}`, { events: ['Contact Replied'], revision: 1 })).json).toMatchObject({ revision: 2 })
    const stale = await call('PUT', `/${id}`, { active: false, revision: 1 })
    expect(stale.status).toBe(409)
    expect(stale.json).toMatchObject({ currentRevision: 2, current: { events: ['Contact Replied'] } })
  })

  it('that was turned off by itself says why, and begins anew when it is turned on', async () => {
    const id = await made()
    const found = world.state.webhooks.get(id)
    if (found) world.state.webhooks.set(id, { ...found, active: false, offReason: 'gone', failingSince: '2026-11-01T00:00:00.000Z' })
    expect((await call('GET', `/${id}`)).json).toMatchObject({ active: false, offReason: expect.stringContaining('410') })
    expect((await call('PUT', `/${id}`, { active: true })).json).toMatchObject({ active: true, offReason: null, failingSince: null })
  })

  it('is removed', async () => {
    const id = await made()
    expect((await call('DELETE', `/${id}`)).status).toBe(200)
    expect((await call('GET', `/${id}`)).status).toBe(404)
  })

  it('has a secret that can be rotated; the old one holds for a day', async () => {
    const id = await made()
    const { json: first } = await call('GET', `/${id}/secret`)
    expect(first).toMatchObject({ secret: expect.stringMatching(/^whsec_/), previous: null })
    const { json: second } = await call('POST', `/${id}/rotate-secret`)
    expect(second['previous']).toBe(first['secret'])
    expect(second['secret']).not.toBe(first['secret'])
    world.state.now += 25 * 3_600_000
    expect((await call('GET', `/${id}/secret`)).json).toEqual({ secret: second['secret'], previous: null })
  })
})

describe('its deliveries', () => {
  it('begin with a test, are listed, and sent again with the same id', async () => {
    const id = await made()
    const { status, json } = await call('POST', `/${id}/test`)
    expect(status).toBe(202)
    expect(json).toMatchObject({ type: 'Webhook Tested', status: 'pending' })
    const delivery = String(json['id'])
    expect((await call('GET', `/${id}/deliveries`)).json['items']).toMatchObject([{ id: delivery }])
    expect((await call('POST', `/${id}/deliveries/${delivery}/redeliver`)).status).toBe(202)
    expect(world.state.delivering).toEqual(Array.from({ length: 2 }, () => ({ kind: 'deliver', endpoint: id, delivery })))
  })

  it('cannot be asked of one that is turned off, nor of one that is not there', async () => {
    const id = await made({ active: false })
    expect(problemOf(await call('POST', `/${id}/test`)).detail).toContain('Turn it on first')
    const on = await made()
    expect((await call('POST', `/${on}/deliveries/nothing/redeliver`)).status).toBe(404)
  })
})
