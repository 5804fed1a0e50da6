/** An enrollment's life on the whole stack: a pause that ends by itself, a newer version for those who run, and a contact who is erased. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import type { EnrollmentView, SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, type World } from './world.ts'

let world: World
let sequence: SequenceView
const step = (name: string, channel: string, delayMinutes: number) => ({
  name,
  channel,
  delayMinutes,
  body: `{{first_name}}: ${name}`,
  ...(channel === 'email' ? { subject: name } : {}),
})
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  sequence = await world.api<SequenceView>('POST', '/sequences', {
    name: 'Lifecycle',
    status: 'active',
    steps: [step('Hello', 'email', 0), step('Call back', 'task', 600), step('Last', 'email', 1440)],
  })
  await world.publish(leadEvent(71), leadEvent(72))
  await world.advance('PT0S')
  await world.api('POST', `/sequences/${sequence.id}/enroll`, { contactIds: ['c-71', 'c-72'] })
  await world.advance('PT1M')
})
afterAll(() => world.close())

const of = async (contactId: string): Promise<EnrollmentView> => {
  const found = (await world.enrollments(sequence.id)).find((enrollment) => enrollment.contactId === contactId)
  if (!found) throw new Error(`${contactId} has no enrollment`)
  return found
}

describe('a pause with a date', () => {
  it('ends by itself within the ten minutes of the sweep, with what remains as far apart as before', async () => {
    const { id, nextDueAt } = await of('c-71')
    const until = new Date(Date.parse(await world.now()) + 7_200_000).toISOString()
    await world.api('PUT', `/sequences/enrollments/${id}`, { action: 'pause', until, reason: 'on holiday' })
    expect(await of('c-71')).toMatchObject({ status: 'paused', resumeAt: until.replace(/\.\d+Z/, '.000Z') })
    await world.advance('PT1H59M')
    expect(await of('c-71')).toMatchObject({ status: 'paused' })
    await world.advance('PT12M')
    const going = await of('c-71')
    expect(going.status).toBe('active')
    const moved = (Date.parse(going.nextDueAt ?? '') - Date.parse(nextDueAt ?? '')) / 60_000
    expect(moved).toBeGreaterThanOrEqual(120)
    expect(moved).toBeLessThanOrEqual(131)
  })
})

describe('a newer version', () => {
  it('is shown with what it changes, and those who run move to it', async () => {
    const path = `/sequences/${sequence.id}`
    await world.api('PUT', path, {
      steps: [{ ...step('Hello', 'email', 0), id: 's1' }, { ...step('Last', 'email', 2880), id: 's3' }, step('Text', 'sms', 4320)],
    })
    expect(await world.api('GET', `${path}/publish-preview`)).toMatchObject({
      running: 2,
      steps: { added: [{ id: 's4' }], removed: [{ id: 's2' }], changed: [{ id: 's3', fields: ['delayMinutes'] }] },
      errors: [],
    })
    await world.api('POST', `${path}/publish`, { running: 'move' })
    await world.advance('PT1M')
    expect(await of('c-72')).toMatchObject({ version: 2, currentStep: 's3' })
    await world.advance('P2D')
    expect((await world.outbox({ to: 'success+72@simulator.amazonses.com' })).map(({ subject }) => subject)).toEqual(['Last', 'Hello'])
    const gone = (await world.messages(sequence.id)).find(({ contactId, stepId }) => contactId === 'c-72' && stepId === 's2')
    expect(gone).toMatchObject({ status: 'skipped', reason: 'step_removed' })
  })
})

describe('a contact who is erased', () => {
  it('is sent nothing more, is gone from lists and timelines, and is not enrolled by later events', async () => {
    const trigger = await world.api<SequenceView>('POST', '/sequences', {
      name: 'Trigger',
      status: 'active',
      triggerStage: 'contacted',
      steps: [step('Again', 'email', 0)],
    })
    expect((await world.call('DELETE', '/contacts/c-71')).status).toBe(403)
    // The simulator's mailbox is nobody's own: only the phone number knew the contact.
    const erased = await world.api<AnswerOf<'eraseContact'>>('DELETE', '/contacts/c-71', undefined, 'admin')
    expect(erased).toMatchObject({ removed: { profile: 1, enrollments: 1 }, addresses: 1, leads: 1, complete: true })
    expect(erased.removed.messages).toBeGreaterThan(0)
    const sent = (await world.outbox({ to: 'success+71@simulator.amazonses.com' })).length
    await world.publish(leadEvent(71, {}, { stage: 'contacted', occurredAt: await world.now() }))
    await world.advance('P3D')
    expect(await world.outbox({ to: 'success+71@simulator.amazonses.com' })).toHaveLength(sent)
    expect(await world.enrollments(trigger.id)).toEqual([])
    expect((await world.call('GET', '/contacts/c-71')).status).toBe(404)
    const again = await world.api<AnswerOf<'eraseContact'>>('DELETE', '/contacts/c-71', undefined, 'admin')
    expect(Object.values(again.removed).every((count) => count === 0)).toBe(true)
    const { counts } = await world.sequence(sequence.id)
    expect(counts).toMatchObject({ enrolled: 2, running: 0, finished: 2 })
  })
})
