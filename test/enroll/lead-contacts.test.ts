import { describe, expect, it } from 'vitest'
import { isMeant } from '../../functions/domain/lead-contacts.ts'
import { defaultPolicies, type Policies } from '../../functions/domain/sequence.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const person = (id: string, role: string) => ({ id, role, email: `${id}@example.com`, consent: { email: true } })
const owner = person('c-owner', 'owner')
const attorney = person('c-attorney', 'Attorney')
const second = person('c-second', 'attorney')
const forContacts = (contacts: Policies['contacts'], overrides = {}) =>
  version({ sequenceId: 'SEQ1', policies: { ...defaultPolicies, contacts }, steps: [step(1, 'task', 600)], ...overrides })

const enrolled = (world: World): string[] =>
  [owner, attorney, second]
    .filter(({ id }) => (world.heads.get(world.identity.contactKey(id))?.head.enrollments.length ?? 0) > 0)
    .map(({ id }) => id)
const entered = async (contacts: Policies['contacts'], people = [owner, attorney, second]): Promise<World> => {
  const world = createWorld(now, [forContacts(contacts)])
  world.put('enroll', [stageChangeEvent({ contacts: people })])
  await world.runUntil(now + 1_000)
  return world
}

describe('a lead with several contacts', () => {
  it('enters with its primary one by default', async () => {
    expect(enrolled(await entered({ kind: 'primary' }))).toEqual(['c-owner'])
  })

  it('enters with all of them, and each one’s outcome is recorded', async () => {
    const world = await entered({ kind: 'all' })
    expect(enrolled(world)).toEqual(['c-owner', 'c-attorney', 'c-second'])
    expect(world.leads.get('lead-1001')?.outcomes).toHaveLength(3)
    expect(world.references.size).toBe(3)
  })

  it('enters with those of a role, in whatever case the CRM writes it', async () => {
    expect(enrolled(await entered({ kind: 'role', role: 'attorney' }))).toEqual(['c-attorney', 'c-second'])
  })

  it('is enrolled with nobody where nobody has the role, and its record says so', async () => {
    const world = await entered({ kind: 'role', role: 'tenant' })
    expect(enrolled(world)).toEqual([])
    expect(world.leads.get('lead-1001')?.outcomes).toMatchObject([{ enrollmentId: null, reason: 'no_such_role: tenant' }])
  })

  it('enters with contacts of earlier events too, and once with one that is named twice', async () => {
    const world = createWorld(now, [forContacts({ kind: 'all' }, { triggerStage: 'contacted' })])
    world.put('enroll', [stageChangeEvent({ contacts: [owner, attorney, attorney] })])
    await world.runUntil(now + 1_000)
    world.put('enroll', [stageChangeEvent({ contacts: [owner], stage: 'contacted', occurredAt: '2026-11-20T15:30:00Z' }, 'event-2')])
    await world.runUntil(now + 2_000)
    expect(enrolled(world)).toEqual(['c-owner', 'c-attorney'])
    expect(world.leads.get('lead-1001')?.outcomes).toHaveLength(2)
  })

  it('leaves a contact out that has gone to another lead since', async () => {
    const world = createWorld(now, [forContacts({ kind: 'all' }, { triggerStage: 'contacted' })])
    world.put('enroll', [stageChangeEvent({ contacts: [owner, attorney] }), stageChangeEvent({ leadId: 'lead-2', contacts: [attorney] })])
    await world.runUntil(now + 1_000)
    world.put('enroll', [stageChangeEvent({ contacts: [owner], stage: 'contacted', occurredAt: '2026-11-20T15:30:00Z' }, 'event-2')])
    await world.runUntil(now + 2_000)
    expect(enrolled(world)).toEqual(['c-owner'])
  })

  it('enrolls each of them once, wherever the function dies', async () => {
    const calls = (await entered({ kind: 'all' })).calls()
    for (let call = 1; call <= calls; call++) {
      const world = createWorld(now, [forContacts({ kind: 'all' })])
      world.killAt(call)
      world.put('enroll', [stageChangeEvent({ contacts: [owner, attorney, second] })])
      await world.runUntil(now + hours(1))
      expect({ call, enrolled: enrolled(world).length, references: world.references.size }).toEqual({ call, enrolled: 3, references: 3 })
      expect(world.leads.get('lead-1001')?.outcomes).toHaveLength(3)
    }
  })
})

describe('who is meant', () => {
  it.each([
    [{ kind: 'primary' }, 0, undefined, true],
    [{ kind: 'primary' }, 1, 'owner', false],
    [{ kind: 'all' }, 7, undefined, true],
    [{ kind: 'role', role: 'Owner' }, 3, 'owner', true],
    [{ kind: 'role', role: 'owner' }, 0, undefined, false],
  ] as const)('by %j at place %i with role %s: %s', (which, place, role, meant) => {
    expect(isMeant(which, place, role)).toBe(meant)
  })
})
