import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicies, type Sequence } from '../../functions/domain/sequence.ts'
import { claimed, enrollment, enrollmentId, head, hours, now, step, version, withPlan } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const active = (over: Partial<Sequence> = {}): Sequence => {
  const { sequenceId, publishedAt: _at, ...content } = version()
  return {
    ...content,
    id: sequenceId,
    slug: 'seller-outreach',
    owner: 'ann',
    status: 'active',
    draftChanged: false,
    nextStepNumber: 5,
    activatedAt: '2026-11-01T00:00:00.000Z',
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    revision: 3,
    policies: defaultPolicies,
    ...over,
  }
}
const path = '/api/v1/sequences/SEQ1'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  world.state.sequences.set('SEQ1', active())
  world.state.versions.set('SEQ1/1', version())
})
const running = (live = enrollment()) => {
  world.state.heads.set('ck1', head({ enrollments: [live] }))
  world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
}

describe('an enrollment', () => {
  const act = (body: Record<string, unknown>) => world.call({ method: 'PUT', path: `${path}/enrollments/${enrollmentId}`, body })

  it('is paused until a date, in whatever zone that is written', async () => {
    running()
    expect((await act({ action: 'pause', until: '2026-11-23T10:00:00+01:00' })).json).toMatchObject({
      status: 'paused',
      resumeAt: '2026-11-23T09:00:00.000Z',
    })
  })

  it('is not paused until a date that has passed, and says which field to change', async () => {
    running()
    expect(problemOf(await act({ action: 'pause', until: '2026-11-19T10:00:00Z' }))).toMatchObject({
      status: 422,
      reason: 'until_passed',
      errors: [{ field: 'until' }],
    })
    expect(problemOf(await act({ action: 'pause', until: 'tomorrow' }))).toMatchObject({ status: 400, errors: [{ field: 'until' }] })
  })

  it.each([
    ['until', { action: 'resume', until: '2026-12-01T09:00:00Z' }],
    ['intent', { action: 'pause', intent: 'question' }],
    ['step', { action: 'cancel', step: 's2' }],
    ['notes', { action: 'take-over', notes: 'x' }],
  ])('takes %s only with the actions that it is for', async (field, body) => {
    running()
    expect(problemOf(await act(body))).toMatchObject({ status: 400, errors: [{ field }] })
  })

  it('is taken over by who asks', async () => {
    running()
    expect((await act({ action: 'take-over', reason: 'I know them' })).json).toMatchObject({
      status: 'paused',
      pauseReason: 'taken_over',
      takenOverBy: 'ann@acme.example',
    })
    expect(problemOf(await act({ action: 'take-over' }))).toMatchObject({ status: 409, reason: 'already_taken_over' })
  })

  it('continues after a reply, with what that meant', async () => {
    running(enrollment({ status: 'paused', pauseReason: 'reply_review', pausedAt: now / 1000, reply: { at: now / 1000 } }))
    expect((await act({ action: 'continue', intent: 'question' })).json).toMatchObject({ status: 'active', reply: { intent: 'question' } })
    expect(problemOf(await act({ action: 'continue' }))).toMatchObject({ status: 409, reason: 'not_in_review' })
  })

  it('exits after a reply that was held for review, with what the hand-off says, and no other way', async () => {
    running(enrollment({ status: 'paused', pauseReason: 'reply_review', pausedAt: now / 1000, reply: { at: now / 1000 } }))
    expect((await act({ action: 'exit', reason: 'wants a call', notes: 'after six' })).json).toMatchObject({
      status: 'finished',
      exitReason: 'replied',
      notes: 'after six',
    })
    running()
    expect(problemOf(await act({ action: 'exit' }))).toMatchObject({ status: 409, reason: 'not_in_review' })
  })

  it('skips the step that is named', async () => {
    running()
    expect((await act({ action: 'skip', step: 's2' })).json).toMatchObject({ currentStep: 's1' })
    expect(world.state.heads.get('ck1')?.enrollments[0]?.plan[1]).toMatchObject({ step: 's2', state: 'skipped' })
  })

  it('keeps goal and notes of a booking', async () => {
    running()
    expect((await act({ action: 'book', goal: 'pipeline', notes: 'wants a demo' })).json).toMatchObject({
      exitReason: 'booked',
      goal: 'pipeline',
      notes: 'wants a demo',
    })
  })
})

describe('publishing', () => {
  const changed = () =>
    world.state.sequences.set(
      'SEQ1',
      active({
        draftChanged: true,
        policies: { ...defaultPolicies, onReply: 'review' },
        goalStages: ['assigned'],
        steps: [
          step(1, 'email', 0),
          step(2, 'sms', 2880, { body: 'New words' }),
          step(4, 'task', 10_080),
          step(5, 'email', 20_000, { name: 'Last' }),
        ],
      }),
    )
  const publish = (body?: Record<string, unknown>) => world.call({ method: 'POST', path: `${path}/publish`, ...(body ? { body } : {}) })

  it('shows first what it would change, and how many run', async () => {
    changed()
    world.state.totals.set('SEQ1', { 'all:enrolled': 9, 'all:finished': 2 })
    const { json } = await world.call({ method: 'GET', path: `${path}/publish-preview` })
    expect(json).toEqual({
      sequenceId: 'SEQ1',
      version: 1,
      nextVersion: 2,
      revision: 3,
      running: 7,
      steps: {
        added: [{ id: 's5', name: 'Last', channel: 'email', delayMinutes: 20_000 }],
        removed: [{ id: 's3', name: 'Step 3', channel: 'email', delayMinutes: 4320 }],
        changed: [
          {
            id: 's2',
            name: 'Step 2',
            channel: 'sms',
            delayMinutes: 2880,
            fields: ['delayMinutes', 'body'],
            changes: [
              { field: 'delayMinutes', before: '1440', after: '2880' },
              { field: 'body', before: 'Hi {{first_name}}, about {{street}}.', after: 'New words' },
            ],
          },
        ],
        off: [],
      },
      policies: ['onReply'],
      fields: ['goalStages'],
      changes: {
        policies: [{ field: 'onReply', before: 'finish', after: 'review' }],
        fields: [{ field: 'goalStages', before: '["under-contract"]', after: '["assigned"]' }],
      },
      errors: [],
      warnings: [{ field: 'goalStages', message: '"assigned" is none of the configured stages.' }],
    })
  })

  it('warns of a stage that nobody configured, and names the one that is meant', async () => {
    world.ports.file.stages.push('contacted', 'assigned')
    world.state.sequences.set('SEQ1', active({ triggerStage: 'contactd', goalStages: ['assigned'] }))
    const { json } = await world.call({ method: 'GET', path: `${path}/publish-preview` })
    expect(json['warnings']).toEqual([
      {
        field: 'triggerStage',
        message: '"contactd" is none of the configured stages. Did you mean "contacted"? Nobody is enrolled before a lead enters it.',
      },
    ])
    world.state.sequences.set('SEQ1', active({ triggerStage: 'contacted', goalStages: [] }))
    expect((await world.call({ method: 'GET', path: `${path}/publish-preview` })).json['warnings']).toEqual([])
  })

  it('warns of an outcome that the asked step does not have, and publishes it all the same', async () => {
    const condition = { match: 'all' as const, tests: [{ kind: 'call_outcome' as const, step: 's1', outcomes: ['inter', 'busy'] }] }
    const steps = [step(1, 'call', 0), step(2, 'email', 60, { condition: { ...condition, otherwise: 'skip' } })]
    world.state.sequences.set('SEQ1', active({ draftChanged: true, goalStages: [], steps }))
    const { json } = await world.call({ method: 'GET', path: `${path}/publish-preview` })
    expect(json).toMatchObject({ errors: [] })
    expect(json['warnings']).toEqual([
      {
        field: 'steps[1].condition.tests[0].outcomes',
        message: 'step "Step 2": "inter" is none of the usual outcomes. Did you mean "interested"?',
      },
    ])
  })

  it('keeps an unfinished condition in the draft, and refuses to publish it with its field', async () => {
    const unfinished = [
      { kind: 'call_outcome', step: 's1', outcomes: [] },
      { kind: 'attribute', key: '', op: 'exists' },
    ]
    const steps = [
      { id: 's1', name: 'Call', channel: 'call', delayMinutes: 0 },
      { id: 's2', name: 'Mail', channel: 'email', delayMinutes: 60, subject: 'Hi', body: 'Hi', condition: { tests: unfinished } },
    ]
    const kept = await world.call({ method: 'PUT', path, body: { revision: 3, steps } })
    expect(kept.json).toMatchObject({ steps: [{}, { condition: { tests: unfinished } }] })
    const { json } = await world.call({ method: 'GET', path: `${path}/publish-preview` })
    expect((json['errors'] as { field: string }[]).map(({ field }) => field)).toEqual([
      'steps[1].condition.tests[0].outcomes',
      'steps[1].condition.tests[1].key',
    ])
  })

  it('says what still keeps the draft from it', async () => {
    const { json } = await world.call({ method: 'GET', path: `${path}/publish-preview` })
    expect(json).toMatchObject({ steps: { added: [], removed: [], changed: [] }, policies: [], fields: [], errors: [{ field: 'version' }] })
  })

  it('shows everything as new where nothing was published', async () => {
    world.state.sequences.set('SEQ1', active({ version: 0, status: 'draft' }))
    const { json } = await world.call({ method: 'GET', path: `${path}/publish-preview` })
    expect(json).toMatchObject({ version: 0, nextVersion: 1, steps: { removed: [], changed: [] }, errors: [] })
    expect((json['steps'] as { added: unknown[] }).added).toHaveLength(4)
  })

  it.each([[undefined], [{}], [{ running: 'stay' }]])('leaves those who run on their version with %j', async (body) => {
    changed()
    expect((await publish(body)).json).toMatchObject({ version: 2 })
    expect(world.state.dispatched).toEqual([])
  })

  it('moves those who run where it is asked to', async () => {
    changed()
    expect((await publish({ running: 'move', revision: 3 })).json).toMatchObject({ version: 2 })
    expect(world.state.dispatched).toEqual([{ kind: 'version_moved', sequence: 'SEQ1', version: 2 }])
  })

  it('moves them afterwards too', async () => {
    changed()
    await publish()
    expect((await publish({ running: 'move' })).json).toMatchObject({ version: 2 })
    expect(world.state.dispatched).toEqual([{ kind: 'version_moved', sequence: 'SEQ1', version: 2 }])
  })

  it('refuses a stale revision, a wrong word and what is not there', async () => {
    changed()
    expect(problemOf(await publish({ revision: 2 }))).toMatchObject({ status: 409, reason: 'stale_revision' })
    expect((await publish({ running: 'all' })).status).toBe(400)
    expect((await world.call({ method: 'POST', path: '/api/v1/sequences/SEQ9/publish' })).status).toBe(404)
    expect((await world.call({ method: 'GET', path: '/api/v1/sequences/SEQ9/publish-preview' })).status).toBe(404)
    expect(world.state.sequences.get('SEQ1')?.version).toBe(1)
  })
})

describe('erasing a contact', () => {
  const erase = (groups = 'admin') => world.call({ method: 'DELETE', path: '/api/v1/contacts/c-1001', groups })

  it('ends everything, unlinks what the head names and removes what lies around it', async () => {
    running(withPlan(enrollment({ leadId: 'lead-7' }), { s1: { state: 'sent' } }))
    const { status, json } = await erase()
    expect(status).toBe(200)
    expect(json).toMatchObject({ id: 'c-1001', removed: { profile: 1, enrollments: 1 }, addresses: 2, leads: 2, complete: true })
    expect(world.state.unlinked).toEqual([{ contactKey: 'ck1', addressKeys: ['ae1', 'ap1'], leadIds: ['lead-1001', 'lead-7'] }])
    expect(world.state.heads.get('ck1')).toMatchObject({ erased: true, addresses: {}, enrollments: [] })
    expect([...world.state.finished.values()]).toEqual([])
  })

  it('is for admins', async () => {
    running()
    expect((await erase('member')).status).toBe(403)
    expect(world.state.heads.get('ck1')).not.toHaveProperty('erased')
  })

  it('leaves a message that is being sent to its answer', async () => {
    running()
    world.state.heads.set('ck1', claimed(head({ enrollments: [enrollment()] })).head)
    await erase()
    expect(world.state.heads.get('ck1')).toMatchObject({ erased: true, inFlight: { attemptId: 'A1' } })
  })

  it('finds nobody where nothing is known', async () => {
    expect((await world.call({ method: 'DELETE', path: '/api/v1/contacts/c-9', groups: 'admin' })).status).toBe(404)
    expect(world.state.heads.size).toBe(0)
  })

  it('refuses to enroll the contact again', async () => {
    running()
    const profile = world.state.profiles.get('ck1')
    await erase()
    // The CRM names the contact again.
    if (profile) world.state.profiles.set('ck1', profile)
    world.state.now += hours(1)
    const { json } = await world.call({ method: 'POST', path: `${path}/enroll`, body: { contactIds: ['c-1001'] } })
    expect(json).toMatchObject({ results: [{ reason: 'contact_erased' }] })
  })
})
