import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { KeptLetter } from '../../functions/contract/dead-letters.ts'
import { logger } from '../../functions/runtime/logger.ts'
import { apiWorld } from './world.ts'

let world: ReturnType<typeof apiWorld>
const call = (method: string, path: string, body?: unknown, groups = 'admin') =>
  world.call({ method, path: `/api/v1/dead-letters${path}`, groups, ...(body === undefined ? {} : { body }) })
const list = async (query = '') => world.call({ method: 'GET', path: '/api/v1/dead-letters', query, groups: 'admin' })

const letter = (id: string, sentAt: string, cause: KeptLetter['cause'], tries = 5): KeptLetter => ({
  id,
  body: `{"id":"${id}"}`,
  sentAt,
  tries,
  cause,
})

const logged: unknown[][] = []

beforeEach(() => {
  logged.length = 0
  vi.spyOn(logger, 'info').mockImplementation((...line: unknown[]) => void logged.push(line))
  world = apiWorld()
  world.state.dead.enroll.push(
    letter('m1', '2026-11-20T15:00:00.000Z', { kind: 'said', reason: 'malformed_detail', detail: 'event e1: stage: give a string' }, 1),
    letter('m3', '2026-11-20T17:00:00.000Z', { kind: 'no_answer' }),
  )
  world.state.dead.dispatch.push(
    letter('m2', '2026-11-20T16:00:00.000Z', { kind: 'said', reason: 'failed', detail: 'Error: no sequence SEQ1' }),
  )
  world.state.dead.heal.push(letter('m4', '2026-11-20T18:00:00.000Z', { kind: 'undelivered', detail: 'no permission' }, 0))
})

describe('dead letters', () => {
  it('are no member’s business', async () => {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['POST', '/redrive', { queue: 'enroll' }],
      ['POST', '/enroll.m1/redrive', undefined],
      ['DELETE', '/enroll.m1', undefined],
    ] as const)
      expect((await call(method, path, body, 'member')).status, `${method} ${path}`).toBe(403)
    expect(world.state.redriven).toEqual([])
  })

  it('are listed over all queues, oldest first, each with a sentence', async () => {
    const { json } = await list()
    expect(json['more']).toBe(false)
    const items = json['items'] as { id: string; kind: string; reason: string; tries: number }[]
    expect(items.map(({ id, kind }) => [id, kind])).toEqual([
      ['enroll.m1', 'unreadable'],
      ['dispatch.m2', 'failed'],
      ['enroll.m3', 'no_answer'],
      ['heal.m4', 'undelivered'],
    ])
    expect(items[0]?.reason).toContain('The event does not say what it has to say: event e1: stage: give a string.')
    expect(items[1]?.reason).toContain('It failed in each of 5 tries, the last time with "Error: no sequence SEQ1".')
    expect(items[2]?.reason).toContain('There was no answer in 5 tries')
    expect(items[3]?.reason).toContain('EventBridge could not put it into its queue: no permission')
  })

  it('are listed of one queue, as many as asked for', async () => {
    const { json } = await list('queue=enroll&limit=1')
    expect(json).toMatchObject({ items: [{ id: 'enroll.m1', queue: 'enroll', body: '{"id":"m1"}' }], more: true })
    expect((await list('queue=nobody')).status).toBe(400)
  })

  it('go back one by one, or all of a queue', async () => {
    expect((await call('POST', '/enroll.m1/redrive')).json).toMatchObject({ id: 'enroll.m1' })
    expect((await call('POST', '/redrive', { queue: 'enroll' })).json).toEqual({ redriven: 1, more: false })
    expect(world.state.redriven.map(({ id }) => id)).toEqual(['m1', 'm3'])
    expect((await list('queue=enroll')).json).toEqual({ items: [], more: false })
  })

  it('are deleted for good', async () => {
    expect((await call('DELETE', '/dispatch.m2')).status).toBe(200)
    expect(world.state.dead.dispatch).toEqual([])
    expect(world.state.redriven).toEqual([])
    expect(logged).toEqual([['dead letter discarded', { by: 'ann@acme.example', id: 'dispatch.m2' }]])
  })

  it('that are gone are said to be gone', async () => {
    for (const id of ['enroll.m9', 'dispatch.m1', 'nobody.m1', 'm1']) {
      const answered = await call('POST', `/${id}/redrive`)
      expect(answered.status, id).toBe(404)
      expect(answered.json).toMatchObject({ reason: 'no_such_dead_letter' })
    }
  })
})
