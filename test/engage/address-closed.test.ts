import { expect, it, describe } from 'vitest'
import { now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const begin = async (): Promise<World> => {
  const world = createWorld(now, [version({ steps: [step(1, 'email', 0), step(2, 'email', 600), step(3, 'sms', 1200)] })])
  world.put('enroll', [stageChangeEvent()])
  await world.runUntil(now + 1_000)
  return world
}
const closed = (world: World, reason: string, channels = ['email']) => ({
  kind: 'address_closed',
  address: { key: world.identity.addressKey('email', 'dana@example.com'), kind: 'email' },
  channels,
  reason,
  at: '2025-01-01T00:00:00.000Z',
  learntAt: '2026-11-20T15:10:00.000Z',
  source: 'import',
  detail: 'on the list of the last system',
})
const head = (world: World) => world.heads.get(world.identity.contactKey('c-1001'))?.head

describe('an address that is closed elsewhere', () => {
  it.each(['unsubscribed', 'opted_out', 'complained'])('ends what runs for whoever uses it: %s', async (reason) => {
    const world = await begin()
    world.put('engage', [closed(world, reason)])
    await world.runUntil(world.now() + 60_000)
    expect(head(world)?.enrollments).toEqual([])
    const record = world.addresses.get(world.identity.addressKey('email', 'dana@example.com'))
    expect(record?.suppressed.email).toMatchObject({ reason, at: '2025-01-01T00:00:00.000Z', source: 'import' })
    expect([...world.interactions.values()].find(({ detail }) => detail?.includes('(import)'))?.at).toBe('2026-11-20T15:10:00.000Z')
  })

  it('as dead is healed around, and does not end what has another way', async () => {
    const world = await begin()
    world.put('engage', [closed(world, 'address_dead')])
    await world.runUntil(world.now() + 60_000)
    expect(head(world)?.addresses.email?.dead?.why).toBe('on the list of the last system')
    expect(head(world)?.enrollments).toHaveLength(1)
  })

  it('is closed for whoever comes with it later where nobody uses it yet', async () => {
    const world = createWorld(now, [version()])
    world.put('engage', [closed(world, 'opted_out')])
    await world.runUntil(world.now() + 60_000)
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(world.now() + 60_000)
    expect(world.sent).toEqual([])
  })
})
