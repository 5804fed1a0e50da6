import { beforeEach, describe, expect, it } from 'vitest'
import { decide } from '../../functions/domain/decide.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import type { ContactHead } from '../../functions/domain/contact.ts'
import { change, context, enrollSignal, enrollmentId, head, hours, now, profile, step, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const drafted = version({ steps: [step(1, 'task', 0), step(2, 'email', 4320, { brief: 'Ask about {{hobby}}.', body: '' })] })
const id = messageIdOf(enrollmentId, 2)

let world: ReturnType<typeof apiWorld>
const headNow = (): ContactHead => {
  const found = world.state.heads.get('ck1')
  if (!found) throw new Error('no head')
  return found
}
beforeEach(() => {
  world = apiWorld()
  const enrolled = change(head(), enrollSignal({ version: drafted })).head
  const made = decide(
    enrolled,
    { kind: 'draft_due', enrollmentId, step: 's2', revision: 1, context: context({ version: drafted }) },
    now + hours(48),
  )
  if (made.kind !== 'changed') throw new Error('no draft')
  world.state.heads.set('ck1', made.head)
  for (const effect of made.before) if (effect.kind === 'put_draft') world.state.drafts.set(effect.draft.id, effect.draft)
  world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
  world.state.versions.set('SEQ1/1', drafted)
})

const get = () => world.call({ method: 'GET', path: `/api/v1/drafts/${id}` })
const edit = (body: object) => world.call({ method: 'PUT', path: `/api/v1/drafts/${id}`, body })
const approve = (hash: unknown) => world.call({ method: 'POST', path: `/api/v1/drafts/${id}/approve`, body: { hash } })
const dismiss = (body: object = {}) => world.call({ method: 'POST', path: `/api/v1/drafts/${id}/dismiss`, body })
const pending = async () => (await world.call({ method: 'GET', path: '/api/v1/drafts' })).json['items']

describe('a draft', () => {
  it('is listed while it waits, its brief beside a text that is still to be written', async () => {
    expect(await pending()).toMatchObject([
      {
        id,
        stepId: 's2',
        contactId: 'c-1001',
        body: '',
        brief: 'Ask about {{hobby}}.',
        missing: [],
        complete: false,
        status: 'pending',
        revision: 1,
      },
    ])
    expect((await get()).json).toMatchObject({ id, recipient: 'dana@example.com', dueAt: new Date(now + hours(72)).toISOString() })
    expect((await world.call({ method: 'GET', path: `/api/v1/drafts/${messageIdOf(enrollmentId, 1)}` })).status).toBe(404)
    expect((await world.call({ method: 'GET', path: '/api/v1/drafts/nonsense' })).status).toBe(404)
  })

  it('names whose it is and which step it carries out', async () => {
    world.state.profiles.set('ck1', { ...profile, timeZone: 'America/Chicago' })
    const named = { contactName: 'Dana Reyes', timeZone: 'America/Chicago', stepName: drafted.steps[1]?.name, stepOrder: 2 }
    expect(await pending()).toMatchObject([named])
    expect((await get()).json).toMatchObject(named)
  })

  it('is edited, approved by the hash that was shown, and listed no more', async () => {
    const edited = await edit({ subject: 'Sailing', body: 'Do you still sail?', revision: 1 })
    expect(edited.json).toMatchObject({ subject: 'Sailing', body: 'Do you still sail?', missing: [], complete: true, revision: 2 })
    const approved = await approve(edited.json['hash'])
    expect(approved.json).toMatchObject({ status: 'approved', decidedBy: 'ann@acme.example', hash: edited.json['hash'] })
    expect(await pending()).toEqual([])
    const decided = await world.call({ method: 'GET', path: '/api/v1/drafts', query: 'status=decided' })
    expect(decided.json['items']).toMatchObject([{ id, status: 'approved', decidedBy: 'ann@acme.example' }])
    expect(headNow().enrollments[0]?.plan[1]).toMatchObject({ approval: 'approved', approved: edited.json['hash'] })
    // Approving it once more changes nothing.
    expect((await approve(edited.json['hash'])).status).toBe(200)
  })

  it('is what a message shows whose answer was lost: its words left, and no others', async () => {
    const edited = await edit({ subject: 'By hand', body: 'Written for Dana.', revision: 1 })
    await approve(edited.json['hash'])
    const [live] = headNow().enrollments
    const plan = live?.plan.map((item) => (item.n === 2 ? { ...item, state: 'unknown' as const } : item))
    if (!live || !plan?.[1]) throw new Error('no plan')
    const lost = { ...live, plan }
    world.state.heads.set('ck1', { ...headNow(), enrollments: [lost] })
    world.state.rows.set(id, messageRow(headNow(), lost, plan[1], { status: 'unknown', attempts: [] }))
    const shown = await world.call({ method: 'GET', path: `/api/v1/messages/${id}` })
    expect(shown.json).toMatchObject({ status: 'unknown', subject: 'By hand', body: 'Written for Dana.' })
  })

  it('cannot be approved unfinished, nor as another text than it is', async () => {
    const shown = await get()
    expect(problemOf(await approve(shown.json['hash']))).toMatchObject({ status: 409, reason: 'draft_empty' })
    await edit({ body: 'Done', revision: 1 })
    expect((await approve(shown.json['hash'])).json).toMatchObject({
      status: 409,
      reason: 'draft_changed',
      givenHash: shown.json['hash'],
      currentRevision: 2,
      current: { body: 'Done' },
    })
    expect((await approve('short')).status).toBe(400)
  })

  it('cannot be approved where its text is the brief, and says so', async () => {
    const edited = await edit({ body: 'Ask about sailing.', revision: 1 })
    expect(edited.json).toMatchObject({ complete: false, missing: [] })
    const refused = problemOf(await approve(edited.json['hash']))
    expect(refused).toMatchObject({
      status: 409,
      reason: 'draft_is_brief',
      detail: expect.stringContaining('This is the brief, not a text'),
    })
  })

  it('edited by someone else meanwhile is shown as it is now', async () => {
    await edit({ body: 'First', revision: 1 })
    const second = await edit({ body: 'Second', revision: 1 })
    expect(second.json).toMatchObject({ reason: 'draft_changed', currentRevision: 2, givenRevision: 1, current: { body: 'First' } })
  })

  it('is of the address that the contact has now, and so is its hash', async () => {
    const before = (await edit({ body: 'Done', revision: 1 })).json['hash']
    const moved = headNow()
    world.state.heads.set('ck1', { ...moved, addresses: { ...moved.addresses, email: { key: 'ae2', value: 'new@example.com' } } })
    const now = (await get()).json
    expect(now).toMatchObject({ recipient: 'new@example.com', status: 'pending' })
    expect(now['hash']).not.toBe(before)
    expect(problemOf(await approve(before)).reason).toBe('draft_changed')
    expect((await approve(now['hash'])).json).toMatchObject({ status: 'approved', recipient: 'new@example.com' })
  })

  it('is dismissed without a word, and needs a text where it is edited', async () => {
    const answered = await edit({ body: ' \n', revision: 1 })
    expect([answered.status, problemOf(answered).errors]).toEqual([
      400,
      [{ field: 'body', message: expect.stringContaining('write a text') }],
    ])
    const silent = await world.call({ method: 'POST', path: `/api/v1/drafts/${id}/dismiss` })
    expect(silent.json).toMatchObject({ status: 'dismissed' })
  })

  it('whose message has left, or whose enrollment ended, says so', async () => {
    const [enrollment] = headNow().enrollments
    if (!enrollment) throw new Error('not enrolled')
    const plan = enrollment.plan.map((item) => ({ ...item, state: 'sent' as const }))
    world.state.heads.set('ck1', { ...headNow(), enrollments: [{ ...enrollment, plan }] })
    expect(problemOf(await dismiss()).detail).toContain('has left already')
    world.state.heads.set('ck1', { ...headNow(), enrollments: [] })
    expect(problemOf(await dismiss()).detail).toContain('enrollment has ended')
  })

  it('that is dismissed is not sent: its message is skipped', async () => {
    expect((await dismiss({ reason: 'too early' })).json).toMatchObject({ status: 'dismissed', decidedBy: 'ann@acme.example' })
    expect(headNow().enrollments[0]?.plan[1]).toMatchObject({ state: 'skipped', reason: 'draft_dismissed', approval: 'dismissed' })
    expect(problemOf(await dismiss())).toMatchObject({
      status: 409,
      reason: 'draft_decided',
      detail: 'The draft was dismissed already by ann@acme.example, and its message was skipped.',
    })
    expect(await pending()).toEqual([])
  })

  it('shows on its message: the text that would leave, and how it stands', async () => {
    world.state.sequences.set('SEQ1', { id: 'SEQ1' } as never)
    await edit({ body: 'Do you still sail?', revision: 1 })
    const { json } = await world.call({ method: 'GET', path: '/api/v1/sequences/SEQ1/messages' })
    const items = json['items'] as { approval: string; body?: string }[]
    expect(items.map(({ approval }) => approval)).toEqual(['none', 'pending'])
    expect(items[1]?.body).toBe('Do you still sail?')
  })
})
