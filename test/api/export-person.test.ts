import { beforeEach, describe, expect, it } from 'vitest'
import type { KeptItem } from './person-in-memory.ts'
import { apiWorld } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})

const known = (): { id: string; key: string } => {
  const [profile] = [...world.state.profiles.values()]
  if (!profile) throw new Error('no contact')
  return { id: profile.contactId, key: profile.key }
}
const fetchPage = (id: string, cursor?: string, groups = 'admin') =>
  world.call({
    method: 'GET',
    path: `/api/v1/contacts/${id}/export`,
    query: cursor === undefined ? '' : `cursor=${encodeURIComponent(cursor)}`,
    groups,
  })
const said = (n: number, size = 10): KeptItem => ({
  kind: 'interaction',
  content: { id: `i${n}`, at: '2026-11-20T15:00:00.000Z', body: 'x'.repeat(size), ...(n === 1 ? { rawKey: 'inbound/m1' } : {}) },
})

describe('what is kept of a person', () => {
  it('is one document with each thing at its place, for admins', async () => {
    const { id, key } = known()
    world.state.kept.set(key, [
      { kind: 'profile', content: { firstName: 'Dana' } },
      { kind: 'head', content: { consent: {} } },
      { kind: 'message', content: { body: 'Hi Dana' } },
      said(1),
      { kind: 'other', content: { sk: 'HELP' } },
    ])
    expect((await fetchPage(id, undefined, 'member')).status).toBe(403)
    const { status, json } = await fetchPage(id)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      contactId: id,
      profile: [{ firstName: 'Dana' }],
      messages: [{ body: 'Hi Dana' }],
      interactions: [{ id: 'i1' }],
      rawMails: [{ key: 'inbound/m1', until: '2026-12-20T15:00:00.000Z' }],
      nextCursor: null,
    })
  })

  it('comes in pages that an answer can carry, and nothing is said twice or left out', async () => {
    const { id, key } = known()
    world.state.kept.set(
      key,
      Array.from({ length: 20 }, (_, n) => said(n, 400_000)),
    )
    const seen: unknown[] = []
    let cursor: string | undefined
    for (let page = 0; page < 10; page++) {
      const { json, text } = await fetchPage(id, cursor)
      expect(text.length).toBeLessThan(6_000_000)
      seen.push(...(json['interactions'] as { id: string }[]).map((one) => one.id))
      if (json['nextCursor'] === null) break
      cursor = json['nextCursor'] as string
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => `i${n}`))
  })

  it('goes on with the records that were merged into the contact', async () => {
    const { id, key } = known()
    const profile = world.state.profiles.get(key)
    if (!profile) throw new Error('no contact')
    world.state.profiles.set(key, { ...profile, mergedFrom: ['old'] })
    world.state.kept.set(key, [said(2)])
    world.state.kept.set('old', [said(3)])
    const { json } = await fetchPage(id)
    expect((json['interactions'] as { id: string }[]).map((one) => one.id)).toEqual(['i2', 'i3'])
  })

  it('is nothing of somebody who is not known, and a strange cursor is refused', async () => {
    expect((await fetchPage('nobody-at-all')).status).toBe(404)
    expect((await fetchPage(known().id, 'nonsense')).status).toBe(422)
  })
})
