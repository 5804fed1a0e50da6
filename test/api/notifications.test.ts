import { beforeEach, describe, expect, it } from 'vitest'
import type { Notification } from '../../functions/domain/notification.ts'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
const one = (n: number): Notification => ({
  id: `01ARZ3NDEKTSV4RRFFQ69G5FA${n}`,
  type: 'escalation',
  priority: 'urgent',
  at: `2026-11-20T15:0${n}:00.000Z`,
  text: `The sequence was paused (${n}).`,
  sequenceId: 'SEQ1',
  contactKey: 'ck1',
})
const list = (query = '') => world.call({ method: 'GET', path: '/api/v1/notifications', query })
const mark = (id: string, body: unknown) => world.call({ method: 'PUT', path: `/api/v1/notifications/${id}`, body })

beforeEach(() => {
  world = apiWorld()
  world.state.notifications = [one(3), one(2), one(1)]
})

describe('notifications', () => {
  it('come with the number of those that nobody has read, and say what they are about', async () => {
    const { json } = await list('limit=2')
    expect(json).toMatchObject({ unread: 3 })
    expect(json['items']).toMatchObject([
      { id: one(3).id, type: 'escalation', priority: 'urgent', sequenceId: 'SEQ1', contactId: null, read: false, readAt: null },
      { id: one(2).id },
    ])
    expect(JSON.stringify(json)).not.toContain('ck1')
    const next = await list(`limit=2&cursor=${String(json['nextCursor'])}`)
    expect(next.json['items']).toMatchObject([{ id: one(1).id }])
  })

  it('name whom they are about as they are known today, who stands in no record of them', async () => {
    const { json } = await list()
    expect(json['items']).toMatchObject([{ contactName: 'Dana Reyes' }, { contactName: 'Dana Reyes' }, { contactName: 'Dana Reyes' }])
    world.state.profiles.clear()
    expect((await list()).json['items']).toMatchObject([{ contactName: null }, { contactName: null }, { contactName: null }])
  })

  it('are read one by one, and unread again', async () => {
    expect((await mark(one(2).id, { read: true })).json).toMatchObject({ read: true })
    expect((await list('unread=true')).json['items']).toMatchObject([{ id: one(3).id }, { id: one(1).id }])
    expect((await mark(one(2).id, { read: false })).json).toMatchObject({ read: false, readAt: null })
  })

  it('are read all at once', async () => {
    const { json } = await world.call({ method: 'POST', path: '/api/v1/notifications/read-all' })
    expect(json).toEqual({ read: 3, unread: 0 })
  })

  it('that are not there are not found', async () => {
    const answered = await mark('01ARZ3NDEKTSV4RRFFQ69G5FAV', { read: true })
    expect(answered.status).toBe(404)
    expect(problemOf(answered).detail).toContain('/api/v1/notifications')
  })
})
