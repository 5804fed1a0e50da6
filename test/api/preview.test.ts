import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicies, type Policies, type Sequence } from '../../functions/domain/sequence.ts'
import { enrollment, enrollmentId, head, hours, now, otherEnrollmentId, step, version, withPlan } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const sequenceOf = (of = version(), over: Partial<Sequence> = {}): Sequence => {
  const { sequenceId, publishedAt: _at, ...content } = of
  const at = '2026-11-01T00:00:00.000Z'
  const times = { activatedAt: at, createdAt: at, updatedAt: at }
  return {
    ...content,
    id: sequenceId,
    slug: sequenceId.toLowerCase(),
    owner: 'ann',
    status: 'active',
    draftChanged: false,
    nextStepNumber: 9,
    revision: 3,
    ...times,
    ...over,
  }
}
const other = version({ sequenceId: 'SEQ2', name: 'Winter offer', steps: [step(1, 'email', 60), step(2, 'email', 120)] })

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  for (const one of [version(), other]) {
    world.state.sequences.set(one.sequenceId, sequenceOf(one))
    world.state.versions.set(`${one.sequenceId}/1`, one)
  }
  world.state.heads.set('ck1', head())
})
const withPolicies = (policies: Partial<Policies>): void => {
  const strict = version({ policies: { ...defaultPolicies, ...policies } })
  world.state.sequences.set('SEQ1', sequenceOf(strict))
  world.state.versions.set('SEQ1/1', strict)
}
const running = (id = enrollmentId, of = version()) => {
  const present = world.state.heads.get('ck1') ?? head()
  world.state.heads.set('ck1', { ...present, enrollments: [...present.enrollments, enrollment({ id }, of)] })
}
const iso = (after: number): string => new Date(now + hours(after)).toISOString()
type Row = { text?: string; kind?: string; [key: string]: unknown }
const first = (json: Record<string, unknown>): Record<string, unknown> & { touches: Row[]; conflicts: Row[]; enrollments: Row[] } =>
  (json['results'] as never[])[0] as never

describe('the plan of a contact', () => {
  const plan = () => world.call({ method: 'GET', path: '/api/v1/contacts/c-1001/plan' })

  it('is empty where nothing runs', async () => {
    expect((await plan()).json).toEqual({ contactId: 'c-1001', touches: [], enrollments: [], stopped: null })
    expect((await world.call({ method: 'GET', path: '/api/v1/contacts/c-0/plan' })).status).toBe(404)
  })

  it('names every message of every running sequence, with its time here and at the contact’s place, and when each ends', async () => {
    running()
    running(otherEnrollmentId, other)
    const { json } = await plan()
    expect(json['touches']).toMatchObject([
      {
        sequenceName: 'Seller outreach',
        stepName: 'Step 1',
        at: iso(0),
        local: '2026-11-20T09:00',
        timeZone: 'America/Chicago',
        becomes: 'sent',
        reason: null,
      },
      { sequenceName: 'Winter offer', stepName: 'Step 1', at: iso(1), becomes: 'sent' },
      { sequenceName: 'Seller outreach', stepName: 'Step 2', channel: 'sms', at: iso(24), becomes: 'sent' },
      {
        sequenceName: 'Winter offer',
        stepName: 'Step 2',
        dueAt: iso(2),
        becomes: 'sent',
        reason: 'touch_limit',
        text: "The contact's daily limit of touches was reached.",
        overLimitOn: ['2026-11-20'],
      },
      { sequenceName: 'Seller outreach', stepName: 'Step 3' },
      { sequenceName: 'Seller outreach', stepName: 'Step 4', channel: 'task', becomes: 'handed_over' },
    ])
    expect(json['enrollments']).toMatchObject([
      { enrollmentId, finish: { at: iso(168), exitReason: 'completed' } },
      { enrollmentId: otherEnrollmentId, finish: { exitReason: 'completed' } },
    ])
  })

  it('leaves out what has left, and says what waits for a person', async () => {
    running()
    const present = world.state.heads.get('ck1')
    const [one] = present?.enrollments ?? []
    if (!present || !one) throw new Error('nothing runs')
    const stands = withPlan(one, { s1: { state: 'sent' }, s2: { state: 'held', reason: 'missing_merge_value' } })
    world.state.heads.set('ck1', { ...present, enrollments: [stands] })
    const { json } = await plan()
    expect(json['touches']).toMatchObject([
      { stepId: 's2', at: null, becomes: 'held', reason: 'missing_merge_value' },
      { stepId: 's3', at: null, becomes: 'held', reason: 'predecessor_unresolved' },
      { stepId: 's4', becomes: 'held' },
    ])
    expect(json['enrollments']).toMatchObject([{ finish: null }])
  })

  it('changes nothing', async () => {
    running()
    const before = structuredClone(world.state.heads)
    await plan()
    expect(world.state.heads).toEqual(before)
    expect(world.state.rows.size).toBe(0)
  })

  it('knows that all sending is stopped', async () => {
    running()
    world.state.controls = { ...world.state.controls, sending: 'stopped' }
    expect(((await plan()).json['touches'] as Row[])[0]).toMatchObject({ becomes: 'held', reason: 'sending_stopped', at: null })
  })
})

describe('a preview', () => {
  const preview = (body: object, id = 'SEQ1') =>
    world.call({ method: 'POST', path: `/api/v1/sequences/${id}/preview`, body: { contactIds: ['c-1001'], ...body } })

  it('tells when each message would leave and how it would end, from a start time', async () => {
    const { json } = await preview({ startAt: iso(48) })
    expect(json).toMatchObject({ sequenceId: 'SEQ1', version: 1, startAt: iso(48) })
    const result = first(json)
    expect(result).toMatchObject({ contactId: 'c-1001', refusal: null, conflicts: [] })
    expect(result.touches.map(({ at }) => at)).toEqual([iso(48), iso(72), iso(120), iso(216)])
    expect(result.enrollments).toMatchObject([{ enrollmentId: result['enrollmentId'], finish: { at: iso(216), exitReason: 'completed' } }])
    expect(world.state.heads.get('ck1')?.enrollments).toEqual([])
    expect(world.state.references.size).toBe(0)
  })

  it('walks what runs already beside it, and says which days are full', async () => {
    running(otherEnrollmentId, other)
    const result = first((await preview({})).json)
    expect(result.touches).toHaveLength(6)
    expect(result.conflicts).toMatchObject([
      { kind: 'other_sequence', sequenceId: 'SEQ2', enrollmentId: otherEnrollmentId, text: 'The contact is in “Winter offer”.' },
      {
        kind: 'daily_limit',
        days: ['2026-11-20'],
        text: 'With this sequence there would be more than 2 touches on 20 Nov 2026.',
        choices: { parallel: 'The limit holds: 1 message moves to a later day.' },
      },
    ])
  })

  it('says of a full day what each choice comes to where no other sequence runs', async () => {
    const steps = [step(1, 'email', 0), step(2, 'email', 10), step(3, 'email', 20)]
    world.state.versions.set('SEQ1/1', version({ steps }))
    const limit = 'The limit holds: 1 message moves to a later day.'
    expect(first((await preview({})).json).conflicts).toMatchObject([
      {
        kind: 'daily_limit',
        choices: { replace: `There is no other sequence to end. ${limit}`, parallel: limit, skip: `There is no other sequence. ${limit}` },
      },
    ])
  })

  it('with replace shows the others ending, with skip that it would be refused', async () => {
    running(otherEnrollmentId, other)
    const replaced = first((await preview({ onConflict: 'replace' })).json)
    expect(replaced.enrollments).toMatchObject([
      { sequenceId: 'SEQ2', finish: { at: iso(0), exitReason: 'replaced' } },
      { sequenceId: 'SEQ1', finish: { exitReason: 'completed' } },
    ])
    expect(replaced.touches.filter(({ reason }) => reason === 'enrollment_finished')).toHaveLength(2)
    const skipped = first((await preview({ onConflict: 'skip' })).json)
    expect(skipped).toMatchObject({ refusal: { reason: 'conflict_skipped' }, enrollmentId: null })
    expect((skipped['refusal'] as Row).text).toMatch(/Choose replace or parallel/)
  })

  it('says why a contact would be refused, and that one is not known', async () => {
    running()
    const { json } = await preview({ contactIds: ['c-1001', 'c-0'] })
    expect(json['results']).toMatchObject([
      { refusal: { reason: 'already_enrolled', text: 'The contact is already in this sequence.' }, conflicts: [{ kind: 'same_sequence' }] },
      { contactId: 'c-0', refusal: { reason: 'not_known' } },
    ])
  })

  it('counts an enrollment that is over by the start as finished', async () => {
    running()
    const early = first((await preview({ startAt: iso(24) })).json)
    expect(early).toMatchObject({ refusal: { reason: 'already_enrolled' } })
    const late = first((await preview({ startAt: iso(200) })).json)
    expect(late).toMatchObject({ refusal: { reason: 'reentry_refused' }, conflicts: [{ kind: 'reentry' }] })
    withPolicies({ reentry: { kind: 'always' } })
    expect(first((await preview({ startAt: iso(200) })).json)).toMatchObject({ refusal: null, conflicts: [] })
  })

  it('shows the draft, and refuses one that could not be published', async () => {
    const draft = [step(1, 'email', 0), step(2, 'email', 600, { body: 'Hi {{first_nam}}' })]
    world.state.sequences.set('SEQ1', sequenceOf(version(), { steps: draft, draftChanged: true }))
    expect(problemOf(await preview({ draft: true }))).toMatchObject({ reason: 'sequence_invalid' })
    world.state.sequences.set('SEQ1', sequenceOf(version(), { steps: draft.slice(0, 1), status: 'draft', version: 0, draftChanged: true }))
    expect(problemOf(await preview({}))).toMatchObject({ status: 409, reason: 'sequence_not_active' })
    const { json } = await preview({ draft: true })
    expect(json['version']).toBe(1)
    expect(first(json).touches).toHaveLength(1)
  })

  it('starts neither in the past nor more than a year ahead, and takes 50 contacts', async () => {
    expect(problemOf(await preview({ startAt: iso(-1) })).errors).toMatchObject([
      { field: 'startAt', message: expect.stringContaining('is over') },
    ])
    expect(problemOf(await preview({ startAt: iso(24 * 400) })).errors).toMatchObject([
      { field: 'startAt', message: 'at most a year ahead' },
    ])
    expect((await preview({ startAt: 'tomorrow' })).status).toBe(400)
    expect((await preview({ contactIds: Array.from({ length: 51 }, (_, n) => `c-${n}`) })).status).toBe(400)
    expect((await preview({}, 'SEQ9')).status).toBe(404)
  })
})

describe('the conflicts of enrolling', () => {
  const conflicts = (body: object = { contactIds: ['c-1001'] }) =>
    world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/conflicts', body })

  it('are none for a contact that walks nothing, asked for by the lead too', async () => {
    expect((await conflicts({ leadIds: ['lead-1001', 'lead-0'] })).json).toMatchObject({
      onConflict: 'parallel',
      results: [
        { id: 'lead-1001', contactId: 'c-1001', contactName: 'Dana Reyes', refusal: null, conflicts: [] },
        { id: 'lead-0', contactId: null, refusal: { reason: 'lead_not_known' } },
      ],
    })
    expect((await conflicts({ contactIds: [] })).status).toBe(400)
  })

  it('list the same sequence, others and full days, each with what every choice would do', async () => {
    running()
    running(otherEnrollmentId, other)
    const { json } = await conflicts()
    const list = first(json).conflicts
    expect(list.map(({ kind }) => kind)).toEqual(['same_sequence', 'other_sequence'])
    for (const { choices } of list) for (const text of Object.values(choices as object)) expect(text).toMatch(/^.+\.$/)
  })
})

describe('enrolling a contact that walks something already', () => {
  const enroll = async (body: object = {}) =>
    (
      (await world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/enroll', body: { contactIds: ['c-1001'], ...body } })).json[
        'results'
      ] as Row[]
    )[0]

  it('says what it met, and what was done about it', async () => {
    running(otherEnrollmentId, other)
    expect(await enroll()).toMatchObject({
      reason: null,
      conflicts: [{ kind: 'other_sequence', sequenceId: 'SEQ2', done: 'Both run side by side, under one daily limit of touches.' }],
    })
  })

  it('with replace ends the others', async () => {
    running(otherEnrollmentId, other)
    expect(await enroll({ onConflict: 'replace' })).toMatchObject({
      reason: null,
      conflicts: [{ done: '“Winter offer” ends as replaced: what it has not sent yet is not sent.' }],
    })
    expect(world.state.heads.get('ck1')?.enrollments).toMatchObject([{ sequenceId: 'SEQ1' }])
    expect(world.state.finished.get(otherEnrollmentId)).toMatchObject({ exitReason: 'replaced' })
  })

  it('begins the same sequence anew only where a person says replace; the sequence’s own default never does', async () => {
    withPolicies({ onConflict: 'replace' })
    running()
    expect(await enroll()).toMatchObject({
      reason: 'already_enrolled',
      conflicts: [{ kind: 'same_sequence', done: expect.stringContaining('goes on as it is') }],
    })
    expect(await enroll({ onConflict: 'parallel' })).toMatchObject({ reason: 'already_enrolled' })
    const again = await enroll({ onConflict: 'replace' })
    expect(again).toMatchObject({ reason: null, conflicts: [{ kind: 'same_sequence', done: expect.stringContaining('begins anew') }] })
    expect(world.state.heads.get('ck1')?.enrollments.map(({ id }) => id)).toEqual([again?.['enrollmentId']])
    expect(world.state.finished.get(enrollmentId)).toMatchObject({ exitReason: 'replaced' })
    expect(await enroll({ onConflict: 'replace' })).toMatchObject({ reason: null })
  })

  it('does not begin anew while a message is being sent', async () => {
    running()
    const present = world.state.heads.get('ck1')
    if (!present) throw new Error('no head')
    const inFlight = { enrollmentId, step: 's1', attemptId: 'A1', at: now, touchDay: '', adapter: 'ses' }
    world.state.heads.set('ck1', { ...present, inFlight })
    expect(await enroll({ onConflict: 'replace' })).toMatchObject({ reason: 'claim_in_flight' })
  })
})
