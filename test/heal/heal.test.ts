import { describe, expect, it } from 'vitest'
import { heal, type HealPorts } from '../../functions/heal/heal.ts'
import { hours, now, profile, rules, version } from '../domain/builders.ts'
import { createWorld, hardBounce, stageChangeEvent } from '../runtime/world.ts'

const bounced = async (consent: Record<string, boolean>) => {
  const world = createWorld(now, [version()])
  const contact = {
    id: 'c-1001',
    firstName: 'Dana',
    email: 'dana@example.com',
    phone: '+13125550142',
    timeZone: 'America/Chicago',
    attributes: { street: '12 Elm St' },
    consent,
  }
  world.put('enroll', [stageChangeEvent({ contacts: [contact] })])
  await world.runUntil(now + 1_000)
  const [mail] = world.sent
  if (mail) world.put('engage', [hardBounce(mail)])
  return world
}

describe('healing a hard bounce', () => {
  it('ends the enrollment with its reason where there is no consent to SMS', async () => {
    const world = await bounced({ email: true })
    await world.runUntil(now + 5_000)
    expect([...world.finished.values()].map(({ exitReason, exitDetail }) => [exitReason, exitDetail])).toEqual([
      ['bounced', 'the email address bounced and there is no consent to SMS'],
    ])
    await world.runUntil(now + hours(200))
    expect(world.sent).toHaveLength(1)
    expect(world.schedules.size).toBe(0)
  })

  it('changes nothing the second time it is asked for', async () => {
    const world = await bounced({ email: true, sms: true })
    await world.runUntil(now + 5_000)
    const head = [...world.heads.values()][0]?.head
    const enrollment = head?.enrollments[0]
    if (!head || !enrollment) throw new Error('not enrolled')
    const ports: HealPorts = { ...world.healPorts, records: async () => ({ profile, records: {}, rules }), version: async () => version() }
    const work = { kind: 'heal' as const, contact: head.key, enrollment: enrollment.id, step: 's1', failure: 'email_bounced_hard' as const }
    expect(await heal(ports, work)).toBe('nothing_to_do')
    expect([...world.heads.values()][0]?.head).toEqual(head)
    expect(await heal(ports, { ...work, enrollment: 'gone' })).toBe('not_enrolled')
  })
})
