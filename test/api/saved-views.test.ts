import { beforeEach, describe, expect, it } from 'vitest'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})
const id = (n: number): string => `01KAGJ000000000000000000${String(n).padStart(2, '0')}`
const view = { screen: 'enrollments', name: 'Paused too long', query: 'status=paused&sort=since' }
const put = (n: number, body: unknown = view, groups = 'member') =>
  world.call({ method: 'PUT', path: `/api/v1/views/${id(n)}`, body, groups })
const names = async (query = '') => {
  const { json } = await world.call({ method: 'GET', path: '/api/v1/views', query })
  return (json['items'] as { name: string }[]).map(({ name }) => name)
}
/** Somebody else's view, as they saved it. */
const theirs = (n: number, over: Record<string, unknown> = {}) => {
  const one = { id: id(n), ...view, shared: true, owner: 'kim@acme.example', updatedAt: '2026-11-20T15:00:00.000Z', ...over }
  const shelf = one.shared ? null : one.owner
  const { views, revision } = world.state.shelves.get(shelf) ?? { views: [], revision: 0 }
  world.state.shelves.set(shelf, { views: [...views, one], revision: revision + 1 })
}

describe('saved views', () => {
  it('are listed by screen and name, with those that others share and without those that they keep', async () => {
    await put(1)
    await put(2, { ...view, name: 'All', screen: 'contacts' })
    theirs(3, { name: 'Everybody' })
    theirs(4, { name: 'Private', shared: false })
    expect(await names()).toEqual(['All', 'Everybody', 'Paused too long'])
    expect(await names('screen=enrollments')).toEqual(['Everybody', 'Paused too long'])
  })

  it('are changed under their id, and saved again are one view', async () => {
    await put(1)
    const { json } = await put(1, { ...view, query: 'status=paused' })
    expect(json).toMatchObject({ query: 'status=paused', owner: 'ann@acme.example', shared: false, mine: true })
    expect(await names()).toHaveLength(1)
  })

  it('move between one’s own and everybody’s', async () => {
    await put(1)
    await put(1, { ...view, shared: true })
    expect(world.state.shelves.get('ann@acme.example')?.views).toEqual([])
    expect(world.state.shelves.get(null)?.views).toMatchObject([{ owner: 'ann@acme.example' }])
    await put(1)
    expect(world.state.shelves.get(null)?.views).toEqual([])
    expect(await names()).toHaveLength(1)
  })

  it('have a name of their own on each screen, whatever its case', async () => {
    await put(1)
    const answered = await put(2, { ...view, name: 'PAUSED too long' })
    expect(problemOf(answered)).toMatchObject({ status: 409, reason: 'name_taken', errors: [{ field: 'name' }] })
    expect((await put(2, { ...view, screen: 'contacts' })).status).toBe(200)
  })

  it('are two hundred at most of each person', async () => {
    const own = Array.from({ length: 200 }, (_, i) => ({
      id: `V${i}`,
      ...view,
      name: `View ${i}`,
      shared: false,
      owner: 'ann@acme.example',
      updatedAt: '',
    }))
    world.state.shelves.set('ann@acme.example', { views: own, revision: 1 })
    expect(problemOf(await put(1))).toMatchObject({
      status: 409,
      reason: 'too_many_views',
      detail: expect.stringContaining('Remove one') as string,
    })
    expect((await put(1, { ...view, shared: true })).status).toBe(200)
  })

  it('of others are left to them and to admins', async () => {
    theirs(1)
    expect(problemOf(await put(1, { ...view, name: 'Mine now' }))).toMatchObject({ status: 409, reason: 'not_yours' })
    const remove = (groups: string) => world.call({ method: 'DELETE', path: `/api/v1/views/${id(1)}`, groups })
    expect(problemOf(await remove('member')).reason).toBe('not_yours')
    expect((await put(1, { ...view, name: 'Ours', shared: true }, 'admin')).json).toMatchObject({ name: 'Ours', owner: 'kim@acme.example' })
    expect((await remove('admin')).status).toBe(200)
    expect(await names()).toEqual([])
  })

  it('are removed, and removing one that is gone is no mistake', async () => {
    await put(1)
    for (let time = 0; time < 2; time++)
      expect((await world.call({ method: 'DELETE', path: `/api/v1/views/${id(1)}` })).json).toEqual({ id: id(1) })
    expect(await names()).toEqual([])
  })

  it('are saved by whoever is slower too', async () => {
    const store = world.ports.savedViews.put.bind(world.ports.savedViews)
    let races = 2
    world.ports.savedViews.put = async (owner, shelf) => {
      if (races-- > 0) world.state.shelves.set(owner, { views: shelf.views.slice(0, -1), revision: shelf.revision + 1 })
      return store(owner, shelf)
    }
    expect((await put(1)).status).toBe(200)
    expect(await names()).toEqual(['Paused too long'])
  })

  it.each([
    ['01', view, /ULID/],
    [id(1), { ...view, query: '?a=b' }, /question mark/],
    [id(1), { ...view, query: 'state=paused&q=Dana+Reyes' }, /leave out q/],
    [id(1), { ...view, query: 'x'.repeat(1_001) }, /1000 characters/],
    [id(1), { ...view, name: ' ' }, /give it a name/],
    [id(1), { ...view, screen: 'No screen' }, /small letters/],
  ])('are refused with what to change: %s %o', async (viewId, body, text) => {
    const answered = await world.call({ method: 'PUT', path: `/api/v1/views/${viewId}`, body })
    expect([400, 422]).toContain(answered.status)
    expect(answered.text).toMatch(text)
  })
})
