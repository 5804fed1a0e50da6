/** Branches by what a contact does and by what a person records, and texts that a person approves, on the whole local stack. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DraftView } from '../../functions/contract/api/drafts.ts'
import type { MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  await world.publish(...[1, 2, 3].map((n) => leadEvent(n, {}, { stage: 'assigned' })))
  await world.advance('PT0S')
})
afterAll(() => world.close())

const begin = async (name: string, steps: Record<string, unknown>[], contactId: string): Promise<SequenceView> => {
  const sequence = await world.api<SequenceView>('POST', '/sequences', { name, status: 'active', steps })
  await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: [contactId] })
  await world.advance('PT1M')
  return sequence
}
const states = async ({ id }: SequenceView): Promise<string[]> =>
  (await world.messages(id)).map(({ status, reason }) => (reason ? `${status} ${reason}` : status))

describe('a step that waits for the outcome of a call', () => {
  it('is unblocked by recording it, and what follows keeps its distance', async () => {
    const condition = { tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }] }
    const sequence = await begin(
      'Calls first',
      [
        { name: 'Call', channel: 'call', delayMinutes: 0, body: 'Call {{first_name}}.' },
        { name: 'As agreed', channel: 'email', delayMinutes: 60, subject: 'As agreed', body: 'Hi {{first_name}}.', condition },
        { name: 'Look again', channel: 'task', delayMinutes: 120, body: 'Look again.' },
      ],
      'c-1',
    )
    await world.advance('PT4H')
    expect(await states(sequence)).toEqual(['sent', 'held waiting_for_outcome', 'scheduled'])
    const [call] = await world.messages(sequence.id)
    await world.api('POST', `/messages/${call?.id}/outcome`, { outcome: 'Answered' })
    await world.advance('PT10S')
    expect(await states(sequence)).toEqual(['sent', 'delivered', 'scheduled'])
    const [, mail, task] = await world.messages(sequence.id)
    expect(Date.parse(task?.dueAt ?? '') - Date.parse(mail?.sentAt ?? '')).toBeGreaterThanOrEqual(3_590_000)
  })
})

describe('a branch by a click', () => {
  const steps = [
    { name: 'Offer', channel: 'email', delayMinutes: 0, subject: 'Offer', body: 'Look: https://example.com/offer' },
    {
      name: 'They looked',
      channel: 'email',
      delayMinutes: 60,
      subject: 'You looked',
      body: 'Hi {{first_name}}.',
      condition: { tests: [{ kind: 'clicked', step: 's1' }], withinMinutes: 1440, otherwise: { goTo: 's4' } },
    },
    { name: 'Talk', channel: 'task', delayMinutes: 120, body: 'Talk to {{first_name}}.' },
    { name: 'Another way', channel: 'linkedin', delayMinutes: 180, body: 'Hello {{first_name}}.' },
  ]

  it('goes on as soon as the contact clicks', async () => {
    const sequence = await begin('Clickers', steps, 'c-2')
    await world.advance('PT2H')
    expect(await states(sequence)).toEqual(['delivered', 'held waiting_for_condition', 'scheduled', 'scheduled'])
    const mail = (await world.outbox({ to: 'success+2@simulator.amazonses.com' })).find(({ subject }) => subject === 'Offer')
    await world.local('mailbox/act', { id: mail?.id, act: 'click', link: 'https://example.com/offer' })
    await world.advance('PT1M')
    expect((await states(sequence)).slice(0, 3)).toEqual(['delivered', 'delivered', 'scheduled'])
  })

  it('takes the other way when the time is over without one', async () => {
    const sequence = await begin('No clickers', steps, 'c-3')
    await world.advance('P1DT1M')
    expect(await states(sequence)).toEqual(['delivered', 'skipped branched_past', 'skipped branched_past', 'sent'])
    expect(await world.filledQueues()).toEqual([])
  })
})

describe('a step with a brief', () => {
  const steps = [
    { name: 'Note', channel: 'task', delayMinutes: 0, body: 'Begin.' },
    {
      name: 'Close',
      channel: 'email',
      delayMinutes: 2880,
      subject: 'One question',
      brief: 'Ask {{first_name}} whether {{boat}} is still theirs.',
    },
    { name: 'After', channel: 'task', delayMinutes: 3000, body: 'Look again.' },
  ]
  let sequence: SequenceView
  const pending = async () => (await world.api<{ items: DraftView[] }>('GET', '/drafts?status=pending')).items
  const close = async (): Promise<MessageView | undefined> => (await world.messages(sequence.id))[1]

  it('is drafted a day ahead, and its message shows the text that waits', async () => {
    sequence = await begin('Closing', steps, 'c-2')
    expect(await pending()).toEqual([])
    await world.advance('P1DT1M')
    const [draft, ...more] = await pending()
    expect(more).toEqual([])
    expect(draft).toMatchObject({
      subject: 'One question',
      body: '',
      brief: 'Ask {{first_name}} whether {{boat}} is still theirs.',
      missing: [],
      complete: false,
      recipient: 'success+2@simulator.amazonses.com',
    })
    expect(await close()).toMatchObject({ status: 'scheduled', approval: 'pending' })
  })

  it('waits unapproved at its time, and says so', async () => {
    await world.advance('P1D')
    expect(await close()).toMatchObject({ status: 'held', reason: 'approval_pending', approval: 'pending' })
    expect((await close())?.reasonText).toMatch(/approve/i)
  })

  it('leaves with exactly the text that a person wrote and approved', async () => {
    const [draft] = await pending()
    const refused = await world.call('POST', `/drafts/${draft?.id}/approve`, { hash: draft?.hash })
    expect(refused).toMatchObject({ status: 409, body: { reason: 'draft_empty' } })
    const edited = await world.api<DraftView>('PUT', `/drafts/${draft?.id}`, {
      body: 'Dana, is the Albatros still yours?',
      revision: draft?.revision,
    })
    expect(edited).toMatchObject({ complete: true, missing: [] })
    await world.api('POST', `/drafts/${edited.id}/approve`, { hash: edited.hash })
    await world.advance('PT1M')
    const mail = (await world.outbox({ to: 'success+2@simulator.amazonses.com' })).find(({ subject }) => subject === 'One question')
    expect(mail?.text).toMatch(/^Dana, is the Albatros still yours\?\n\n--\n/)
    expect(await close()).toMatchObject({ status: 'delivered', approval: 'approved', body: 'Dana, is the Albatros still yours?' })
    expect(await pending()).toEqual([])
  })

  it('is skipped where a person dismisses its draft', async () => {
    sequence = await begin('Closing again', steps, 'c-1')
    await world.advance('P1DT1M')
    const [draft] = await pending()
    expect(await world.api<DraftView>('POST', `/drafts/${draft?.id}/dismiss`, { reason: 'not now' })).toMatchObject({ status: 'dismissed' })
    expect(await close()).toMatchObject({ status: 'skipped', reason: 'draft_dismissed', approval: 'dismissed' })
    expect(await world.api<DraftView>('GET', `/drafts/${draft?.id}`)).toMatchObject({ status: 'dismissed' })
    await world.advance('P2D')
    expect(await states(sequence)).toEqual(['sent', 'skipped draft_dismissed', 'sent'])
  })
})
