import { beforeEach, describe, expect, it } from 'vitest'
import { draftToApprove, withText } from '../../functions/domain/draft.ts'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import { stepOf } from '../../functions/domain/injected.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { planOf } from '../../functions/domain/plan.ts'
import type { Variant } from '../../functions/domain/sequence.ts'
import { variantFor } from '../../functions/domain/variants.ts'
import { context, enrollment, head, now, seconds, sequence, step, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const short: Variant = { id: 'b', name: 'Short subject', share: 30, subject: 'Quick one' }
const tested = version({ steps: [step(1, 'email', 0, { variants: [short] }), step(2, 'task', 60)] })
const ids = Array.from({ length: 60 }, (_one, i) => enrollmentIdFrom(now, BigInt(i + 1) * 7_919n * 1_024n))
const whoGets = (letter: string): string => ids.find((id) => tested.steps[0] && variantFor(tested.steps[0], id)?.id === letter) ?? ''

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  world.state.sequences.set('SEQ1', sequence({ steps: tested.steps, status: 'active', version: 1 }))
  world.state.versions.set('SEQ1/1', tested)
})
const run = (id: string): void => {
  world.state.heads.set('ck1', head({ enrollments: [enrollment({ id, plan: planOf(tested, seconds(now)) }, tested)] }))
  world.state.references.set(id, { id, contactKey: 'ck1', sequenceId: 'SEQ1' })
}
const get = (path: string) => world.call({ method: 'GET', path: `/api/v1${path}` })
const put = (body: object) => world.call({ method: 'PUT', path: '/api/v1/sequences/SEQ1', body })
const one = { id: 's1', name: 'Step 1', channel: 'email', delayMinutes: 0, subject: 'Hello', body: 'Hi.' }
const errorsOf = async (variants: object[]) => problemOf(await put({ steps: [{ ...one, variants }] })).errors?.map(({ message }) => message)

describe('a step that is given variants', () => {
  it('answers with them and their letters, and says which letter was given last', async () => {
    const { json } = await put({ steps: [{ ...one, variants: [short, { name: 'Longer', share: 20, body: 'Hi there.' }] }] })
    expect(json['steps']).toMatchObject([
      { variants: [short, { id: 'c', name: 'Longer', share: 20, body: 'Hi there.' }], lastVariant: 'c' },
    ])
  })

  it('is refused with what to do where they are too many, too large, or named twice', async () => {
    expect(
      await errorsOf([
        { name: 'A', share: 60 },
        { name: 'B', share: 60 },
      ]),
    ).toEqual(["the variants get 120 % together: leave at least 1 % to the step's own text"])
    expect(await errorsOf(Array.from({ length: 5 }, () => ({ name: 'A', share: 5 })))).toEqual([
      'a step has at most 4 variants beside its own text',
    ])
    expect(await errorsOf([short, short])).toEqual(['variant b is named twice: leave out the id of the new one'])
    expect(await errorsOf([{ name: 'A', share: 99 }])).toEqual(['a variant gets at most 98 %'])
    expect(await errorsOf([{ ...short, id: 'x2' }])).toEqual(['a variant is named by a letter, b to z'])
  })

  it('keeps them as a document that goes out and comes in again, and as a copy', async () => {
    const document = (await get('/sequences/export')).json
    const loaded = await world.call({ method: 'POST', path: '/api/v1/sequences/import', body: { ...document, replace: true } })
    expect(loaded.json['sequences']).toMatchObject([{ outcome: 'unchanged' }])
    const copied = await world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/duplicate', body: {} })
    expect(copied.json['steps']).toMatchObject([{ variants: [short] }, {}])
  })

  it('knows a variant of a document again by its name', async () => {
    const { id: _letter, ...unnamed } = short
    const steps = [{ ...one, variants: [{ name: 'New', share: 10 }, unnamed] }]
    const body = { touchline: 1, replace: true, sequences: [{ name: 'Seller outreach', slug: 'new-seller', steps }] }
    await world.call({ method: 'POST', path: '/api/v1/sequences/import', body })
    expect((await get('/sequences/SEQ1')).json['steps']).toMatchObject([{ variants: [{ id: 'c', name: 'New' }, { id: 'b' }] }])
  })

  it('is kept with them as a template', async () => {
    const step = { ...one, id: undefined, variants: [{ name: 'Short', share: 40, subject: 'Quick' }] }
    const kept = await world.call({ method: 'POST', path: '/api/v1/step-templates', body: { name: 'Hello', step } })
    expect(kept.json['step']).toMatchObject({ variants: [{ id: 'b', name: 'Short', share: 40, subject: 'Quick' }] })
  })
})

describe('which text a contact gets', () => {
  const variantsIn = (items: unknown) =>
    (items as { stepId: string; variant?: { id: string } }[]).map(({ stepId, variant }) => [stepId, variant?.id])

  it('stands on each message, on the plan, on the timeline and in the reasons before it leaves', async () => {
    for (const letter of ['a', 'b']) {
      const id = whoGets(letter)
      run(id)
      const listed = await world.call({ method: 'GET', path: '/api/v1/sequences/SEQ1/messages', query: `enrollmentId=${id}` })
      const items = listed.json['items'] as { id: string }[]
      expect(items[0]).toMatchObject({ variant: { id: letter }, subject: letter === 'b' ? 'Quick one' : 'Hello Dana' })
      expect(variantsIn((await get('/contacts/c-1001/plan')).json['touches'])).toEqual([
        ['s1', letter],
        ['s2', undefined],
      ])
      const entries = (await get('/contacts/c-1001/timeline')).json['items'] as { messageId?: string; variant?: { id: string } }[]
      expect(entries.find(({ messageId }) => messageId === items[0]?.id)?.variant?.id).toBe(letter)
      expect((await get(`/messages/${items[0]?.id}/why`)).json).toMatchObject({ variant: { id: letter } })
    }
  })

  it('is said no more once a person has rewritten the draft, whatever the message was held in before', async () => {
    const of = version({ steps: tested.steps.map((step) => ({ ...step, approval: 'draft' as const })) })
    world.state.versions.set('SEQ1/1', of)
    const id = whoGets('b')
    const plan = planOf(of, seconds(now)).map((item) => ({ ...item, state: 'held' as const, approval: 'pending' as const }))
    const live = enrollment({ id, plan }, of)
    const state = head({ enrollments: [live] })
    world.state.heads.set('ck1', state)
    world.state.references.set(id, { id, contactKey: 'ck1', sequenceId: 'SEQ1' })
    const [item] = plan
    const worded = item && stepOf(of, item.step, id)
    if (!item || !worded) throw new Error('the plan has no step')
    const { draft } = draftToApprove({ head: state, enrollment: live, item, step: worded, context: context({ version: of }) }, now)
    const { variant } = worded
    world.state.rows.set(draft.id, messageRow(state, live, item, { status: 'held', attempts: [], ...(variant ? { variant } : {}) }))
    const shown = async () => [
      (await get(`/messages/${draft.id}`)).json['variant'],
      (await get(`/messages/${draft.id}/why`)).json['variant'],
    ]
    world.state.drafts.set(draft.id, draft)
    expect(await shown()).toMatchObject([{ id: 'b' }, { id: 'b' }])
    world.state.drafts.set(draft.id, withText(draft, { body: 'Something else altogether.' }))
    expect(await shown()).toEqual([undefined, undefined])
  })

  it('is not said of somebody who is only tried out', async () => {
    world.state.heads.set('ck1', head())
    const { json } = await world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/preview', body: { contactIds: ['c-1001'] } })
    const [result] = json['results'] as { touches: object[] }[]
    expect(result?.touches[0]).not.toHaveProperty('variant')
  })

  it('is what a preview shows, unless another text is asked for; before they are enrolled nobody knows', async () => {
    const render = async (body: object) =>
      (
        await world.call({
          method: 'POST',
          path: '/api/v1/render',
          body: { contactId: 'c-1001', channel: 'email', subject: 'Hello', body: 'Hi.', sequenceId: 'SEQ1', stepId: 's1', ...body },
        })
      ).json
    run(whoGets('b'))
    expect(await render({})).toMatchObject({ subject: 'Quick one', variant: { id: 'b' }, gets: { id: 'b' } })
    expect(await render({ variant: 'a' })).toMatchObject({ subject: 'Hello', variant: { id: 'a' }, gets: { id: 'b' } })
    expect(await render({ variants: [] })).toMatchObject({ subject: 'Hello', variant: null, gets: null })
    expect(await render({ variants: [short, { id: 'c', name: 'Other', share: 5, subject: 'Third' }], variant: 'c' })).toMatchObject({
      subject: 'Third',
      variant: { id: 'c', name: 'Other', share: 5 },
    })
    expect(await render({ variant: 'd' })).toMatchObject({ errors: [{ field: 'variant', message: 'this step has no variant d' }] })
    world.state.heads.set('ck1', head())
    expect(await render({})).toMatchObject({ subject: 'Hello', variant: { id: 'a' }, gets: null })
  })
})
