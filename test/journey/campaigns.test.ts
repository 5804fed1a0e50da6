/** The sample programme on the whole local stack: imported with the command's code, and walked from outreach to onboarding by approvals. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import type { GateView } from '../../functions/contract/api/gates.ts'
import type { EnrollmentView, MessageView } from '../../functions/contract/api/views.ts'
import { importSequences } from '../../lib/import-sequences.ts'
import { leadEvent, openWorld, type World } from './world.ts'

let world: World
const ids = new Map<string, string>()
const idOf = (slug: string): string => ids.get(slug) ?? ''
const file = 'examples/campaigns/b2bea.json'
const to = 'success+1@simulator.amazonses.com'

const only = async (slug: string): Promise<EnrollmentView> => {
  const [enrollment, ...more] = await world.enrollments(idOf(slug))
  expect(more).toEqual([])
  if (!enrollment) throw new Error(`nobody is in ${slug}`)
  return enrollment
}
/** Approves the one draft that waits, as it reads. */
const approve = async (): Promise<DraftView> => {
  const { items } = await world.api<{ items: DraftView[] }>('GET', '/drafts')
  expect(items).toHaveLength(1)
  const [draft] = items
  if (!draft) throw new Error('no draft waits')
  expect(draft).toMatchObject({ status: 'pending', missing: [], complete: true })
  await world.api('POST', `/drafts/${draft.id}/approve`, { hash: draft.hash })
  await world.advance('PT1M')
  return draft
}
const act = (slug: string, enrollmentId: string, action: string) =>
  world.api<EnrollmentView>('PUT', `/sequences/${idOf(slug)}/enrollments/${enrollmentId}`, { action })
const gates = async () => (await world.api<{ items: GateView[] }>('GET', '/gates?state=open')).items

beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
})
afterAll(() => world.close())

describe('the sample programme', () => {
  it('is imported with one command, active, and is refused a second time', async () => {
    const options = { file, url: world.url, activate: false, replace: false }
    const { sequences } = await importSequences(options)
    for (const { slug, id } of sequences) ids.set(slug, id)
    expect(sequences.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'active'))
    await expect(importSequences(options)).rejects.toThrow(/there is a sequence "b2bea_membership" already.*--replace/)
    const again = await importSequences({ ...options, replace: true })
    expect(again.sequences.map(({ outcome, version }) => [outcome, version])).toEqual(again.sequences.map(() => ['unchanged', 1]))
    await expect(importSequences({ ...options, token: 'of-nobody' })).rejects.toThrow(/401.*--token/)
    await expect(importSequences({ ...options, url: world.awsUrl })).rejects.toThrow(/serves no Touchline/)
  })

  it('writes to nobody what no person approved', async () => {
    const person = { attributes: { organisation: 'Acme Tools', agent: 'Ida Berg' } }
    await world.publish(leadEvent(1, person, { stage: 'assigned' }))
    await world.advance('PT0S')
    await world.api('POST', `/sequences/${idOf('b2bea_membership')}/enroll`, { contactIds: ['c-1'] })
    await world.advance('PT30M')
    expect(await world.outbox()).toEqual([])
    const [first] = await world.messages(idOf('b2bea_membership'))
    expect(first).toMatchObject({ status: 'held', reason: 'approval_pending' })
  })

  it('sends the very text that was approved, drafted from brief and template', async () => {
    const draft = await approve()
    expect(draft).toMatchObject({
      subject: 'Acme Tools and the buyers who already talk to each other',
      brief: expect.stringMatching(/twenty minutes/),
    })
    const [mail, ...more] = await world.outbox({ to })
    expect(more).toEqual([])
    expect(mail?.subject).toBe(draft.subject)
    expect(mail?.text).toContain('Ida Berg')
  })

  it('hands an approved LinkedIn note to a person', async () => {
    await world.advance('P2D')
    await approve()
    const { items } = await world.api<{ items: MessageView[] }>('GET', '/tasks')
    expect(items).toMatchObject([{ channel: 'linkedin', task: { state: 'open' } }])
  })

  it('opens a gate when the meeting is booked, and writes nothing more of the outreach', async () => {
    await act('b2bea_membership', (await only('b2bea_membership')).id, 'book')
    expect(await gates()).toMatchObject([
      { contactId: 'c-1', exit: 'booked', suggested: ['b2bea_membership_close'], sequence: { slug: 'b2bea_membership' } },
    ])
    await world.advance('P10D')
    expect(await world.outbox({ to })).toHaveLength(1)
    expect(await world.enrollments(idOf('b2bea_membership_close'))).toEqual([])
  })

  it('goes on where the person hands over, with goal and notes', async () => {
    const [gate] = await gates()
    const handOver = { sequences: ['b2bea_membership_close'], goal: 'pipeline', notes: 'wants the research slot' }
    await world.api('POST', `/gates/${gate?.id}/pass`, handOver)
    expect(await gates()).toEqual([])
    expect((await world.call('POST', `/gates/${gate?.id}/pass`, handOver)).status).toBe(409)
    expect(await only('b2bea_membership_close')).toMatchObject({
      status: 'active',
      enrolledBy: 'route',
      goal: 'pipeline',
      notes: 'wants the research slot',
    })
    await world.advance('PT5M')
    await approve()
    expect((await world.outbox({ to })).map(({ subject }) => subject)).toContain('What we agreed, and the next step')
  })

  it('follows the map by itself from there: who converts is onboarded', async () => {
    await act('b2bea_membership_close', (await only('b2bea_membership_close')).id, 'convert')
    await world.advance('PT1M')
    expect(await only('b2bea_membership_close')).toMatchObject({ status: 'finished', exitReason: 'converted' })
    expect(await only('b2bea_membership_cs')).toMatchObject({
      status: 'active',
      enrolledBy: 'route',
      goal: 'pipeline',
      notes: 'wants the research slot',
    })
    await world.advance('PT5M')
    await approve()
    expect((await world.outbox({ to })).map(({ subject }) => subject)).toContain('Welcome to B2BEA, Dana')
    expect(await gates()).toEqual([])
    expect(await world.filledQueues()).toEqual([])
  })
})
