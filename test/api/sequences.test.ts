import { describe, expect, it } from 'vitest'
import { apiWorld, problemOf } from './world.ts'

const email = { name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hi {{first_name}}', body: 'About {{street}}' }
const draft = (over: Record<string, unknown> = {}) => ({ name: 'Seller outreach', triggerStage: 'new', steps: [email], ...over })

const given = async (over: Record<string, unknown> = {}) => {
  const world = apiWorld()
  const created = await world.call({ method: 'POST', path: '/api/v1/sequences', body: draft(over) })
  const id = String(created.json['id'])
  const put = (body: unknown) => world.call({ method: 'PUT', path: `/api/v1/sequences/${id}`, body })
  return { ...world, created, id, put, path: `/api/v1/sequences/${id}` }
}

describe('creating a sequence', () => {
  it('makes a draft of the caller, with a slug and the default policies', async () => {
    const { created } = await given()
    expect(created.status).toBe(201)
    expect(created.json).toMatchObject({
      slug: 'seller-outreach',
      status: 'draft',
      version: 0,
      owner: 'ann@acme.example',
      policies: { reentry: { kind: 'never' }, stopWholeLead: true },
      steps: [{ id: 's1', order: 1, channel: 'email' }],
      revision: 1,
    })
  })

  it('publishes version 1 at once where it is created active', async () => {
    const { created, state, id } = await given({ status: 'active' })
    expect(created.json).toMatchObject({ status: 'active', version: 1, draftChanged: false })
    expect(state.versions.get(`${id}/1`)).toMatchObject({ triggerStage: 'new', steps: [{ id: 's1', number: 1 }] })
  })

  it('creates nothing where an active one could not be published, and names the field and the step', async () => {
    const world = apiWorld()
    const body = draft({ status: 'active', steps: [{ ...email, body: 'Hi {{frist_name}}' }] })
    const answered = await world.call({ method: 'POST', path: '/api/v1/sequences', body })
    expect(problemOf(answered)).toMatchObject({ status: 422, reason: 'sequence_invalid' })
    expect(problemOf(answered).errors).toEqual([
      { field: 'steps[0].body', message: 'step "Hello": {{frist_name}} is not known. Did you mean {{first_name}}?' },
    ])
    expect(world.state.sequences.size).toBe(0)
  })

  it('knows the attributes that contacts were seen with, and no other', async () => {
    const body = draft({ status: 'active', steps: [{ ...email, body: '{{parcel_number}}' }] })
    const world = apiWorld()
    expect((await world.call({ method: 'POST', path: '/api/v1/sequences', body })).status).toBe(422)
    world.state.attributes = ['parcel_number']
    expect((await world.call({ method: 'POST', path: '/api/v1/sequences', body })).status).toBe(201)
  })

  it('knows the attributes that the tenant announces', async () => {
    const world = apiWorld()
    world.ports.file.attributes = ['parcel_number']
    const body = draft({ status: 'active', steps: [{ ...email, body: '{{parcel_number}}' }] })
    expect((await world.call({ method: 'POST', path: '/api/v1/sequences', body })).status).toBe(201)
  })

  it('refuses more text than an item of the table can hold', async () => {
    const world = apiWorld()
    const created = await world.call({ method: 'POST', path: '/api/v1/sequences', body: draft() })
    const path = `/api/v1/sequences/${String(created.json['id'])}/steps`
    let status = 201
    for (let i = 0; i < 20 && status === 201; i++)
      status = (await world.call({ method: 'POST', path, body: { ...email, body: 'x'.repeat(20_000) } })).status
    expect(status).toBe(422)
  })
})

describe('editing a sequence', () => {
  it('keeps the edit of an active one as its draft until it is published', async () => {
    const { put, call, path, state, id } = await given({ status: 'active' })
    expect((await put({ triggerStage: 'contacted' })).json).toMatchObject({ version: 1, draftChanged: true, triggerStage: 'contacted' })
    expect(state.versions.get(`${id}/1`)?.triggerStage).toBe('new')
    expect((await call({ method: 'POST', path: `${path}/publish` })).json).toMatchObject({ version: 2, draftChanged: false })
    expect(state.versions.get(`${id}/2`)?.triggerStage).toBe('contacted')
  })

  it('refuses to publish what has not changed', async () => {
    const { call, path } = await given({ status: 'active' })
    expect((await call({ method: 'POST', path: `${path}/publish` })).status).toBe(422)
  })

  it('gives it another owner, at once and without a new version', async () => {
    const { put, state, id } = await given({ status: 'active', owner: 'sam@acme.example' })
    expect(state.sequences.get(id)?.owner).toBe('sam@acme.example')
    expect((await put({ owner: ' kim@acme.example ' })).json).toMatchObject({ owner: 'kim@acme.example', version: 1, draftChanged: false })
    expect((await put({ description: 'more' })).json).toMatchObject({ owner: 'kim@acme.example' })
    expect((await put({ owner: '' })).status).toBe(400)
  })

  it('refuses a stale revision and says both', async () => {
    const { put } = await given()
    await put({ description: 'mine', revision: 1 })
    const answered = await put({ description: 'yours', revision: 1 })
    expect(answered.status).toBe(409)
    expect(answered.json).toMatchObject({
      reason: 'stale_revision',
      currentRevision: 2,
      givenRevision: 1,
      current: { description: 'mine', revision: 2 },
    })
  })

  it('refuses a stale edit of a step, too', async () => {
    const { put, call, path } = await given()
    await put({ description: 'mine', revision: 1 })
    const step = { name: 'Call', channel: 'call', delayMinutes: 60, revision: 1 }
    for (const stale of [
      { method: 'POST', path: `${path}/steps`, body: step },
      { method: 'PUT', path: `${path}/steps/s1`, body: step },
      { method: 'DELETE', path: `${path}/steps/s1`, query: 'revision=1' },
    ])
      expect((await call(stale)).json).toMatchObject({ reason: 'stale_revision', current: { revision: 2 } })
  })

  it('refuses a write that lost a race with another', async () => {
    const { put, state, id, ports } = await given()
    const { sequences } = ports
    const read = sequences.get.bind(sequences)
    ports.sequences.get = async (asked) => {
      const found = await read(asked)
      if (found) state.sequences.set(id, { ...found, revision: found.revision + 1 })
      return found
    }
    expect((await put({ description: 'late' })).json).toMatchObject({ reason: 'stale_revision', currentRevision: 2 })
  })

  it('is not found where there is none', async () => {
    const answered = await apiWorld().call({ method: 'PUT', path: '/api/v1/sequences/none', body: { name: 'x' } })
    expect(problemOf(answered)).toMatchObject({ status: 404, reason: 'no_such_sequence' })
  })
})

describe('the status of a sequence', () => {
  it('becomes active by publishing what was never published', async () => {
    const { put } = await given()
    expect((await put({ status: 'active' })).json).toMatchObject({ status: 'active', version: 1 })
  })

  it('is paused without a word to anyone', async () => {
    const { put, state } = await given({ status: 'active' })
    expect((await put({ status: 'paused' })).json).toMatchObject({ status: 'paused', version: 1 })
    expect(state.dispatched).toEqual([])
  })

  it('goes on with the running enrollments told through the queue', async () => {
    const { put, state, id } = await given({ status: 'active' })
    await put({ status: 'paused' })
    expect((await put({ status: 'active' })).json).toMatchObject({ status: 'active' })
    expect(state.dispatched).toEqual([{ kind: 'sequence_resumed', sequence: id }])
  })

  it('tells them once more where a person asks once more, as the telling may have been lost', async () => {
    const { put, state } = await given({ status: 'active' })
    await put({ status: 'active' })
    expect(state.dispatched).toHaveLength(1)
  })

  it('goes on with its changed draft published', async () => {
    const { put } = await given({ status: 'active' })
    await put({ status: 'paused' })
    expect((await put({ status: 'active', description: 'new' })).json).toMatchObject({ status: 'active', version: 2, draftChanged: false })
  })

  it('is archived by deleting, and its enrollments are told', async () => {
    const { call, path, state, id } = await given({ status: 'active' })
    expect((await call({ method: 'DELETE', path })).json).toMatchObject({ status: 'archived' })
    expect(state.dispatched).toEqual([{ kind: 'sequence_archived', sequence: id }])
  })

  it('stays archived', async () => {
    const { call, path, put } = await given()
    await call({ method: 'DELETE', path })
    expect((await put({ status: 'active' })).status).toBe(422)
    expect((await put({ name: 'Again' })).status).toBe(422)
  })
})

describe('steps of the draft', () => {
  it('are added in the order of their delays, changed and removed, and never reuse an id', async () => {
    const { call, path } = await given()
    const sms = { name: 'Text', channel: 'sms', delayMinutes: 1440, body: 'Hi' }
    const added = await call({ method: 'POST', path: `${path}/steps`, body: sms })
    expect(added.status).toBe(201)
    expect(added.json['steps']).toMatchObject([{ id: 's1' }, { id: 's2', order: 2, onFailure: 'heal' }])
    const changed = await call({ method: 'PUT', path: `${path}/steps/s2`, body: { ...sms, delayMinutes: 60 } })
    expect(changed.json['steps']).toMatchObject([{ id: 's1' }, { id: 's2', delayMinutes: 60 }])
    await call({ method: 'DELETE', path: `${path}/steps/s2` })
    const again = await call({ method: 'POST', path: `${path}/steps`, body: sms })
    expect(again.json['steps']).toMatchObject([{ id: 's1' }, { id: 's3' }])
  })

  it('are not found where there is none of the id', async () => {
    const { call, path } = await given()
    expect((await call({ method: 'DELETE', path: `${path}/steps/s9` })).status).toBe(404)
  })
})

describe('the numbers of a sequence', () => {
  it('are exact counts, and rates over what was delivered', async () => {
    const { call, state, id, path } = await given({ status: 'active' })
    state.totals.set(id, { '*:enrolled': 31, '*:finished': 24, '*:moved': 9, 's1:sent': 31, 's1:delivered': 20, 's1:opened': 5 })
    expect((await call({ method: 'GET', path })).json['counts']).toMatchObject({ steps: 1, running: 7, sent: 31, enrolled: 31, moved: 9 })
    const stats = await call({ method: 'GET', path: '/api/v1/sequences/stats' })
    expect(stats.json['items']).toMatchObject([{ sequenceId: id, running: 7, moved: 9, openRate: 0.25, replyRate: 0 }])
    const analytics = await call({ method: 'GET', path: `${path}/analytics` })
    expect(analytics.json).toMatchObject({ rolledUpAt: null, live: [{ stepId: 's1', tallies: { sent: 31, opened: 5 } }] })
  })
})
