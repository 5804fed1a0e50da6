import { beforeEach, describe, expect, it } from 'vitest'
import type { Interaction } from '../../functions/domain/interaction.ts'
import { now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const reply: Interaction = {
  id: 'I1',
  contactKey: 'ck1',
  at: '2026-11-20T14:30:00Z',
  channel: 'sms',
  direction: 'inbound',
  kind: 'replied',
  body: 'Call me',
}

let world: World
let asked: string[]
beforeEach(async () => {
  asked = []
  world = createWorld(now, [version({ steps: [step(1, 'sms', 0), step(2, 'call', 10)] })])
  world.dispatchPorts.said = (contactKey) => {
    asked.push(contactKey)
    return Promise.resolve({ rows: [...world.messages.values()].map(({ row }) => row), interactions: [reply] })
  }
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + 1_000)
})

describe('what was said so far', () => {
  it('is read for a call alone, and told with it at the contact’s own time', async () => {
    expect(asked).toEqual([])
    await world.runUntil(now + 15 * 60_000)
    expect(asked).toEqual([world.identity.contactKey('c-1001')])
    const [text, call] = world.sent
    expect(text).not.toHaveProperty('history')
    expect(call?.history).toEqual([
      '[Day 1, 8:30am] Inbound SMS reply: "Call me"',
      expect.stringMatching(/^\[Day 1, 9:00am\] Outbound SMS: "/),
    ])
    expect(call?.variables).toMatchObject({ first_name: 'Dana', interaction_count: '2 SMS', last_sms_reply: 'Call me' })
  })
})
