import { beforeEach, describe, expect, it } from 'vitest'
import { sequence, step, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const second = version({
  version: 2,
  publishedBy: 'ann@acme.example',
  name: 'Sellers',
  steps: [step(1, 'email', 0, { body: 'New words' }), step(2, 'sms', 1440), step(5, 'call', 60)],
})
let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  world.state.versions.set('SEQ1/1', version())
  world.state.versions.set('SEQ1/2', second)
  const steps = [step(1, 'email', 0, { body: 'New words' }), step(2, 'sms', 1440, { off: true }), step(5, 'call', 60)]
  world.state.sequences.set('SEQ1', sequence({ status: 'active', version: 2, steps, name: 'Sellers' }))
})
const get = (path: string, query = '') => world.call({ method: 'GET', path: `/api/v1/sequences/${path}`, query })

describe('what was published', () => {
  it('is listed, newest first, page by page', async () => {
    const first = await get('SEQ1/versions', 'limit=1')
    expect(first.json['items']).toEqual([
      { version: 2, publishedAt: second.publishedAt, publishedBy: 'ann@acme.example', name: 'Sellers', steps: 3, current: true },
    ])
    const rest = await get('SEQ1/versions', `cursor=${String(first.json['nextCursor'])}`)
    expect(rest.json).toEqual({
      items: [{ version: 1, publishedAt: version().publishedAt, name: 'Seller outreach', steps: 4, current: false }],
      nextCursor: null,
    })
    expect(problemOf(await get('SEQ1/versions', 'cursor=eHg')).reason).toBe('bad_cursor')
    expect((await get('SEQ9/versions')).status).toBe(404)
  })

  it('is read whole', async () => {
    const { json } = await get('SEQ1/versions/1')
    expect(json).toMatchObject({ sequenceId: 'SEQ1', version: 1, triggerStage: 'new', policies: { onReply: 'finish' } })
    expect(json['steps']).toMatchObject([{ id: 's1', order: 1 }, { id: 's2' }, { id: 's3' }, { id: 's4', order: 4 }])
    for (const none of ['0', '3', 'x', '-1'])
      expect(problemOf(await get(`SEQ1/versions/${none}`))).toMatchObject({ status: 404, reason: 'no_such_version' })
  })

  it('is held against another version, with the texts before and after', async () => {
    const { json } = await get('SEQ1/compare', 'from=1&to=2')
    expect(json).toMatchObject({
      from: 1,
      to: 2,
      steps: {
        added: [{ id: 's5', order: 3 }],
        removed: [
          { id: 's3', order: 3 },
          { id: 's4', order: 4 },
        ],
        changed: [{ id: 's1', changes: [{ field: 'body', before: 'Hi {{first_name}}, about {{street}}.', after: 'New words' }] }],
      },
      policies: [],
      fields: [{ field: 'name', before: 'Seller outreach', after: 'Sellers' }],
    })
    const back = (await get('SEQ1/compare', 'from=2&to=1')).json
    expect(back['fields']).toEqual([{ field: 'name', before: 'Sellers', after: 'Seller outreach' }])
  })

  it('is held against the draft as it would be published: a step that is off is left out, and says so', async () => {
    const { json } = await get('SEQ1/compare', 'from=2')
    expect(json).toMatchObject({ to: 'draft', steps: { added: [], removed: [{ id: 's2', off: true }], changed: [] }, fields: [] })
    expect(problemOf(await get('SEQ1/compare', 'from=2&to=7')).reason).toBe('no_such_version')
    expect((await get('SEQ1/compare')).status).toBe(400)
    expect((await get('SEQ1/compare', 'from=2&to=soon')).status).toBe(400)
  })

  it('says who published it', async () => {
    world.state.sequences.set('SEQ1', { ...sequence({ status: 'active', version: 2 }), draftChanged: true, revision: 1 })
    await world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/publish' })
    expect(world.state.versions.get('SEQ1/3')?.publishedBy).toBe('ann@acme.example')
  })
})
