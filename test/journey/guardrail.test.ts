/** A sequence whose mails bounce too often stops by itself, and goes on when a person says so. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { NotificationView } from '../../functions/contract/api/notifications.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { breakGuardrail } from './guardrail.ts'
import { openWorld, type World } from './world.ts'

let world: World
let sequence: SequenceView
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  sequence = await breakGuardrail(world)
})
afterAll(() => world.close())

const read = () => world.sequence(sequence.id)

describe('a sequence of which 3 of 50 mails bounce', () => {
  it('is paused by itself, and says why and what to do', async () => {
    const { status, pauseReason } = await read()
    expect(status).toBe('paused')
    expect(pauseReason).toContain('3 of 50 mails of the last 7 days bounced')
  })

  it('has told somebody, urgently', async () => {
    const { items, unread } = await world.api<{ items: NotificationView[]; unread: number }>('GET', '/notifications?unread=true')
    expect(unread).toBe(1)
    expect(items).toMatchObject([{ type: 'escalation', priority: 'urgent', sequenceId: sequence.id, read: false }])
    await world.api('PUT', `/notifications/${items[0]?.id}`, { read: true })
  })

  it('sends nothing more before a person lets it go on, and then what was held', async () => {
    const second = () => world.outbox({ to: 'success+900@simulator.amazonses.com' })
    await world.advance('P2D')
    expect(await second()).toHaveLength(1)
    await world.api('PUT', `/sequences/${sequence.id}`, { status: 'active' })
    await world.advance('PT2H')
    expect(await second()).toHaveLength(2)
    expect(await read()).toMatchObject({ status: 'active', pauseReason: null })
  })
})
