import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicies, type Sequence, type SequenceStatus } from '../../functions/domain/sequence.ts'
import { enrollment, enrollmentId, head, now, step, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
const gates = '/api/v1/gates'
const add = (id: string, slug: string, { status = 'active' }: { status?: SequenceStatus } = {}): void => {
  const { sequenceId: _id, publishedAt: _at, ...content } = version({ name: slug, triggerStage: null, steps: [step(1, 'task', 60)] })
  const sequence: Sequence = {
    ...content,
    policies: defaultPolicies,
    id,
    slug,
    owner: 'ann',
    status,
    draftChanged: false,
    nextStepNumber: 2,
    activatedAt: '2026-11-01T00:00:00.000Z',
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    revision: 1,
  }
  world.state.sequences.set(id, sequence)
  world.state.versions.set(`${id}/1`, version({ sequenceId: id, name: slug, steps: [step(1, 'task', 60)] }))
}

/** The contact of `outreach` booked a meeting. */
beforeEach(async () => {
  world = apiWorld()
  add('SEQ1', 'outreach')
  add('SEQ2', 'close')
  add('SEQ3', 'invite')
  const routes = { booked: { gate: ['close'] } }
  world.state.heads.set('ck1', head({ enrollments: [enrollment({ routes, goal: 'pipeline', notes: 'met at the fair' })] }))
  world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
  await world.call({ method: 'PUT', path: `/api/v1/sequences/SEQ1/enrollments/${enrollmentId}`, body: { action: 'book' } })
})
const pass = (body: unknown) => world.call({ method: 'POST', path: `${gates}/${enrollmentId}/pass`, body })
const close = (body?: unknown) => world.call({ method: 'POST', path: `${gates}/${enrollmentId}/close`, body })
const live = () => world.state.heads.get('ck1')?.enrollments ?? []

describe('an open gate', () => {
  it('is listed with what happened and what is suggested', async () => {
    const { json } = await world.call({ method: 'GET', path: gates, query: 'state=open' })
    expect(json).toEqual({
      items: [
        {
          id: enrollmentId,
          contactId: 'c-1001',
          contactName: 'Dana Reyes',
          leadId: 'lead-1001',
          sequence: { id: 'SEQ1', slug: 'outreach', name: 'outreach' },
          exit: 'booked',
          openedAt: new Date(now).toISOString(),
          suggested: ['close'],
          state: 'open',
        },
      ],
      nextCursor: null,
    })
    expect((await world.call({ method: 'GET', path: `${gates}/${enrollmentId}` })).json).toMatchObject({ state: 'open' })
  })

  it('hands the contact over to each picked sequence, by slug or id, and then says who decided', async () => {
    const { json } = await pass({ sequences: ['close', 'SEQ3'], goal: 'credibility' })
    expect(json['results']).toMatchObject([
      { sequence: 'close', sequenceId: 'SEQ2', reason: null },
      { sequence: 'invite', sequenceId: 'SEQ3', reason: null },
    ])
    expect(json['gate']).toMatchObject({
      state: 'passed',
      decision: { by: 'ann@acme.example', sequences: ['close', 'invite'], goal: 'credibility', notes: 'met at the fair' },
    })
    expect(live()).toMatchObject([
      { sequenceId: 'SEQ2', enrolledBy: 'route', goal: 'credibility', notes: 'met at the fair' },
      { sequenceId: 'SEQ3', enrolledBy: 'route' },
    ])
    expect(world.state.interactions.at(-1)).toMatchObject({ kind: 'routed', detail: 'ann@acme.example handed over to close, invite' })
    expect((await world.call({ method: 'GET', path: gates })).json['items']).toEqual([])
    const decided = await world.call({ method: 'GET', path: gates, query: 'state=decided' })
    expect(decided.json['items']).toMatchObject([{ id: enrollmentId, state: 'passed', decision: { sequences: ['close', 'invite'] } }])
  })

  it('begins nothing twice where it is passed again before it was marked', async () => {
    const decide = world.ports.gates.decide.bind(world.ports.gates)
    world.ports.gates.decide = () => Promise.reject(new Error('the function died'))
    expect((await pass({ sequences: ['close'] })).status).toBe(500)
    world.ports.gates.decide = decide
    expect(live()).toHaveLength(1)
    const again = await pass({ sequences: ['close'] })
    expect(again.json['results']).toMatchObject([{ enrollmentId: live()[0]?.id, reason: null }])
    expect(live()).toHaveLength(1)
    expect(world.state.references.size).toBe(2)
  })

  it('says for each sequence why not, and stays open where the contact could enter none', async () => {
    add('SEQ2', 'close', { status: 'paused' })
    const none = await pass({ sequences: ['close'] })
    expect(none.json).toMatchObject({
      gate: { state: 'open' },
      results: [{ sequence: 'close', enrollmentId: null, reason: 'sequence_not_active', detail: expect.stringMatching(/Activate it/) }],
    })
    const some = await pass({ sequences: ['close', 'invite'] })
    expect(some.json).toMatchObject({
      gate: { state: 'passed', decision: { sequences: ['invite'] } },
      results: [{ reason: 'sequence_not_active' }, { reason: null }],
    })
  })

  it('is not passed into a sequence that does not exist', async () => {
    const answered = await pass({ sequences: ['close', 'clsoe'] })
    expect(answered.status).toBe(422)
    expect(problemOf(answered).errors).toEqual([{ field: 'sequences[1]', message: expect.stringContaining('"clsoe"') }])
    expect(live()).toEqual([])
  })

  it('is closed with a reason, and nothing follows', async () => {
    expect((await close({ reason: 'not for us' })).json).toMatchObject({
      state: 'closed',
      decision: { by: 'ann@acme.example', sequences: [], notes: 'not for us' },
    })
    expect(live()).toEqual([])
  })

  it('cannot be passed for a contact that was erased', async () => {
    world.state.heads.set('ck1', head({ erased: true }))
    const answered = await pass({ sequences: ['close'] })
    expect([answered.status, problemOf(answered).reason]).toEqual([409, 'contact_erased'])
  })

  it('cannot be passed where the enrollment has not ended after all', async () => {
    world.state.heads.set('ck1', head({ enrollments: [enrollment()] }))
    expect(problemOf(await pass({ sequences: ['close'] })).reason).toBe('gate_without_exit')
  })
})

describe('a gate that was decided', () => {
  it('is decided once, and says by whom', async () => {
    await close()
    for (const answered of [await pass({ sequences: ['close'] }), await close()]) {
      expect([answered.status, problemOf(answered).reason]).toEqual([409, 'gate_decided'])
      expect(problemOf(answered).detail).toMatch(/closed already by ann@acme\.example/)
    }
    expect(live()).toEqual([])
  })

  it('is not one that never was', async () => {
    expect((await world.call({ method: 'GET', path: `${gates}/01KAGJ00000000000000000000` })).status).toBe(404)
  })
})
