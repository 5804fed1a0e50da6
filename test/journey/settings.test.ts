/** An admin sets hours, holidays and the limit while messages are planned: the next that falls due goes by them, and says so. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { WhyView } from '../../functions/contract/api/people.ts'
import type { ContactPlan } from '../../functions/contract/api/preview.ts'
import type { SettingsView } from '../../functions/contract/api/settings.ts'
import type { MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, type World } from './world.ts'

/** Begins on a Friday at 10:00 in Chicago. */
let world: World
const put = (body: unknown) => world.api<SettingsView>('PUT', '/settings', body, 'admin')
const atOf = async (n: number): Promise<string[]> =>
  (await world.outbox({ to: `success+${n}@simulator.amazonses.com` })).map(({ at }) => at)
const why = (id: string) => world.api<WhyView>('GET', `/messages/${id}/why`)

/** One that triggers on a stage of its own, so that each lead walks it alone. */
const sequence = (stage: string, steps: object[]) =>
  world.api<SequenceView>('POST', '/sequences', { name: `At ${stage}`, triggerStage: stage, status: 'active', steps })
const mail = (delayMinutes: number) => ({ name: `Mail ${delayMinutes}`, channel: 'email', delayMinutes, subject: 'Hello', body: 'Hi.' })
const enters = async (n: number, stage: string): Promise<void> => {
  await world.publish(leadEvent(n, {}, { stage, occurredAt: await world.now() }))
  await world.advance('PT0S')
}
const only = async (id: string): Promise<MessageView> => {
  const [message, ...more] = await world.messages(id)
  expect(more).toEqual([])
  if (!message) throw new Error('there is no message')
  return message
}

beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
})
afterAll(() => world.close())

describe('settings that are changed while messages are planned', () => {
  it('move a message that falls due outside of narrower hours to their opening, and its why says so', async () => {
    const { id } = await sequence('hours', [mail(60)])
    await enters(1, 'hours')
    await put({ windows: { email: { from: '14:00', to: '16:00', days: [1, 2, 3, 4, 5] } } })
    const { touches } = await world.api<ContactPlan>('GET', '/contacts/c-1/plan')
    expect(touches.map(({ at }) => at)).toEqual(['2026-11-20T20:00:00.000Z'])

    await world.advance('PT90M')
    expect(await atOf(1)).toEqual([])
    const moved = await only(id)
    expect(moved).toMatchObject({ status: 'scheduled', dueAt: '2026-11-20T20:00:00.000Z' })
    expect(moved.reason).toBe('outside_window')
    expect((await why(moved.id)).text).toContain('outside the allowed hours at the contact’s place')

    await world.advance('PT3H')
    const [left] = await atOf(1)
    expect(left?.slice(0, 16)).toBe('2026-11-20T20:00')
    const gate = (await why(moved.id)).attempts.at(-1)?.verdicts.find((one) => one.gate === 'window')
    expect(gate).toMatchObject({ pass: true })
  })

  it('hold on a holiday that is added on the day itself, until the next opening', async () => {
    const { id } = await sequence('holiday', [mail(10)])
    await enters(2, 'holiday')
    await put({ holidays: ['2026-11-20'] })
    await world.advance('PT20M')
    expect(await atOf(2)).toEqual([])
    // Saturday and Sunday are no days of the hours set above.
    expect(await only(id)).toMatchObject({ status: 'scheduled', dueAt: '2026-11-23T20:00:00.000Z' })
  })

  it('defer the second touch of a day where the limit is one, and give way to the file’s again', async () => {
    const file = await put({ windows: { email: null }, holidays: null, dailyTouchLimit: 1 })
    expect(file).toMatchObject({ windows: {}, holidays: [], setHere: [{ setting: 'dailyTouchLimit' }] })
    const { id } = await sequence('limit', [mail(10), mail(20)])
    await enters(3, 'limit')
    await world.advance('PT30M')
    expect(await atOf(3)).toHaveLength(1)
    const second = (await world.messages(id)).find(({ stepOrder }) => stepOrder === 2)
    expect(second).toMatchObject({ status: 'scheduled', dueAt: expect.stringMatching(/^2026-11-21/) as unknown })

    const { dailyTouchLimit } = await put({ dailyTouchLimit: null })
    expect(dailyTouchLimit).toBe(2)
    await enters(4, 'limit')
    await world.advance('PT30M')
    expect(await atOf(4)).toHaveLength(2)
  })
})
