import { beforeEach, describe, expect, it } from 'vitest'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { change, effectsOf, dueSignal, enrollSignal, enrollmentId, head, itemOf, now, sequence, step, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const of = version({
  steps: [step(1, 'task', 0), step(2, 'email', 1440), step(3, 'sms', 2880), step(4, 'email', 4320, { approval: 'draft' })],
})
const [task, mail, text, asked] = of.steps.map(({ number }) => messageIdOf(enrollmentId, number)) as [string, string, string, string]

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  world.state.heads.set('ck1', change(head(), enrollSignal({ version: of })).head)
  world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
  world.state.versions.set('SEQ1/1', of)
})
const edit = (id: string, body: object) => world.call({ method: 'PUT', path: `/api/v1/messages/${id}/text`, body })
const restore = (id: string) => world.call({ method: 'DELETE', path: `/api/v1/messages/${id}/text` })
const get = async (id: string) => (await world.call({ method: 'GET', path: `/api/v1/messages/${id}` })).json
const why = async (id: string) => (await world.call({ method: 'GET', path: `/api/v1/messages/${id}/why` })).json['text']
const over = (stepId: string, state: 'sent' | 'claimed') => {
  const now = world.state.heads.get('ck1')
  if (!now) throw new Error('no head')
  const enrollments = now.enrollments.map((one) => ({
    ...one,
    plan: one.plan.map((item) => (item.step === stepId ? { ...item, state } : item)),
  }))
  world.state.heads.set('ck1', { ...now, enrollments })
}

describe('the text of a queued message', () => {
  it('is shown as the person wrote it, with who and when, and as what leaves', async () => {
    const answered = await edit(mail, { body: 'Does she still sail?' })
    const edited = { by: 'ann@acme.example', at: new Date(now).toISOString(), revision: 1 }
    expect(answered.json).toMatchObject({ id: mail, status: 'scheduled', subject: 'Hello Dana', body: 'Does she still sail?', edited })
    expect(await get(mail)).toEqual(answered.json)
    expect(await why(mail)).toMatch(/Its text was written by ann@acme\.example at .*, in place of its step's template\./)
    const state = world.state.heads.get('ck1')
    const draft = world.state.drafts.get(mail)
    if (!state || !draft) throw new Error('nothing is stored')
    const first = {
      ...state,
      enrollments: state.enrollments.map((one) => ({ ...one, plan: one.plan.filter((item) => item.step !== 's1') })),
    }
    const [send] = effectsOf(
      change(first, dueSignal('s2', itemOf(first, 's2').rev, { version: of, draft }), now + 86_400_000).after,
      'send',
    )
    expect(send?.message).toMatchObject({ subject: 'Hello Dana', body: 'Does she still sail?' })
  })

  it('has who writes and how to opt out beside it where it is a first text', async () => {
    expect((await edit(text, { body: 'A word?' })).json).toMatchObject({
      body: 'Acme <Homes>: A word?\nReply STOP to opt out.',
      sms: { segments: 1 },
    })
  })

  it('edited by someone else meanwhile is shown as it is now', async () => {
    await edit(mail, { body: 'First', revision: 0 })
    const second = await edit(mail, { body: 'Second', revision: 0 })
    expect(second.json).toMatchObject({
      status: 409,
      reason: 'draft_changed',
      currentRevision: 1,
      givenRevision: 0,
      current: { body: 'First' },
    })
    expect((await edit(mail, { body: 'Third', revision: 1 })).json).toMatchObject({ body: 'Third', edited: { revision: 2 } })
    expect((await edit(mail, { body: 'Last one wins' })).json).toMatchObject({ edited: { revision: 3 } })
  })

  it('goes back to the template', async () => {
    await edit(mail, { subject: 'Boats', body: 'By hand' })
    const back = await restore(mail)
    expect([back.status, back.json]).toEqual([
      200,
      expect.objectContaining({ subject: 'Hello Dana', body: 'Hi Dana, about 12 Elm St.', approval: 'none' }),
    ])
    expect(back.json['edited']).toBeUndefined()
    expect(await why(mail)).not.toContain('written by')
    expect(problemOf(await restore(mail))).toMatchObject({
      status: 409,
      reason: 'nothing_to_do',
      detail: expect.stringContaining('template already'),
    })
    expect(problemOf(await restore(text))).toMatchObject({ status: 409, reason: 'nothing_to_do' })
    // Edited once more, its record goes on.
    expect((await edit(mail, { body: 'Again', revision: 0 })).json).toMatchObject({ body: 'Again', edited: { revision: 3 } })
  })

  it('is refused with a sentence where it has left, is being sent, waits for approval, or is over', async () => {
    expect(problemOf(await edit(asked, { body: 'x' }))).toMatchObject({
      status: 409,
      reason: 'has_draft',
      detail: `A person approves this message before it leaves: change its draft instead. It is at /api/v1/drafts/${asked}.`,
    })
    await edit(mail, { body: 'By hand' })
    over('s2', 'claimed')
    expect(problemOf(await edit(mail, { body: 'x' }))).toMatchObject({ status: 409, reason: 'claim_in_flight' })
    over('s2', 'sent')
    expect(problemOf(await edit(mail, { body: 'x' }))).toMatchObject({
      status: 409,
      reason: 'already_resolved',
      detail: expect.stringContaining('left already'),
    })
    expect(problemOf(await restore(mail))).toMatchObject({ status: 409, reason: 'already_resolved' })
    expect((await edit('nonsense', { body: 'x' })).status).toBe(404)
    expect((await edit(task, { body: ' ' })).status).toBe(400)
  })

  it('is refused with a variable in it: nothing is filled in', async () => {
    expect(problemOf(await edit(mail, { body: 'Hi {{first_name}}' }))).toMatchObject({ status: 409, reason: 'draft_incomplete' })
  })

  it('of a message that waited for a value lets it go on', async () => {
    const state = world.state.heads.get('ck1')
    if (!state) throw new Error('no head')
    const plan = state.enrollments[0]?.plan.map((item) =>
      item.step === 's1'
        ? { ...item, state: 'sent' as const }
        : item.step === 's2'
          ? { ...item, state: 'held' as const, reason: 'missing_merge_value' as const, heldAt: 1 }
          : item,
    )
    world.state.heads.set('ck1', { ...state, enrollments: state.enrollments.map((one) => ({ ...one, plan: plan ?? [] })) })
    expect((await edit(mail, { body: 'By hand' })).json).toMatchObject({ status: 'scheduled', body: 'By hand' })
  })

  it('leaves at its time in the calendar too', async () => {
    world.state.sequences.set('SEQ1', sequence({ status: 'active', version: 1, steps: of.steps }))
    await edit(mail, { body: 'By hand' })
    const { json } = await world.call({ method: 'GET', path: '/api/v1/contacts/c-1001/plan' })
    const { touches } = json as { touches: { stepId: string; becomes: string }[] }
    expect(touches.find(({ stepId }) => stepId === 's2')).toMatchObject({ becomes: 'sent' })
  })

  it('is no draft that anybody has to approve', async () => {
    await edit(mail, { body: 'By hand' })
    const listed = await world.call({ method: 'GET', path: '/api/v1/drafts' })
    expect(listed.json['items']).toEqual([])
  })
})
