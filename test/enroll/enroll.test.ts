import { beforeEach, describe, expect, it, vi } from 'vitest'
import { enroll } from '../../functions/enroll/enroll.ts'
import { noteOlder } from '../../functions/enroll/note-older.ts'
import { logger } from '../../functions/runtime/logger.ts'
import { InvalidInput } from '../../functions/runtime/errors.ts'
import { readEnrollInput } from '../../functions/enroll/read-event.ts'
import { defaultPolicies } from '../../functions/domain/sequence.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

let world: World
const contactKey = (): string => world.identity.contactKey('c-1001')
const enrollments = () => world.heads.get(contactKey())?.head.enrollments ?? []
const later = '2026-11-20T16:00:00Z'

describe('a lead that enters a stage', () => {
  beforeEach(() => {
    world = createWorld(now, [
      version(),
      version({ sequenceId: 'SEQ2', triggerStage: 'contacted' }),
      version({ sequenceId: 'SEQ3', triggerStage: 'new', steps: [step(1, 'task', 60)] }),
    ])
  })
  const publish = async (...events: unknown[]): Promise<void> => {
    world.put('enroll', events)
    await world.runUntil(world.now() + 1_000)
  }

  it('enrolls its primary contact in each active sequence that the stage triggers, with one schedule per step', async () => {
    await publish(stageChangeEvent())
    expect(enrollments().map(({ sequenceId }) => sequenceId)).toEqual(['SEQ1', 'SEQ3'])
    expect(world.schedules.size).toBe(5)
    expect(world.leads.get('lead-1001')?.outcomes?.map(({ sequenceId, reason }) => [sequenceId, reason])).toEqual([
      ['SEQ1', null],
      ['SEQ3', null],
    ])
  })

  it('adds nothing for the same event again, and nothing for a storm of it', async () => {
    await publish(stageChangeEvent())
    const before = { head: structuredClone(world.heads.get(contactKey())), rows: world.messages.size, sent: world.sent.length }
    await publish(...Array.from({ length: 100 }, (_, i) => stageChangeEvent({}, `event-${i}`)))
    expect({ head: world.heads.get(contactKey()), rows: world.messages.size, sent: world.sent.length }).toEqual(before)
    expect(world.references.size).toBe(2)
  })

  it('ends what was tied to the old stage before the new begins', async () => {
    await publish(stageChangeEvent())
    await publish(stageChangeEvent({ stage: 'contacted', occurredAt: later }))
    expect(enrollments().map(({ sequenceId }) => sequenceId)).toEqual(['SEQ2'])
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['moved', 'moved'])
  })

  it('is not moved back by an event that comes late', async () => {
    await publish(stageChangeEvent({ stage: 'contacted', occurredAt: later }))
    await publish(stageChangeEvent())
    expect(enrollments().map(({ sequenceId }) => sequenceId)).toEqual(['SEQ2'])
    expect(world.leads.get('lead-1001')?.stage).toBe('contacted')
  })

  it('leaves a line in the log with both times where an older event changes nothing', async () => {
    const line = vi.spyOn(logger, 'info').mockImplementation(() => undefined)
    const { leads } = world.enrollPorts
    world = {
      ...world,
      enrollPorts: {
        ...world.enrollPorts,
        leads: { ...leads, accept: async (change, at) => noteOlder(change, await leads.accept(change, at)) },
      },
    }
    for (const detail of [{ stage: 'contacted', occurredAt: later }, {}]) {
      const input = readEnrollInput(stageChangeEvent(detail))
      if (input.kind === 'stage_changed') await enroll(world.enrollPorts, input)
    }
    expect(line.mock.calls.filter(([text]) => text === 'an older event changed nothing').map(([, detail]) => detail)).toEqual([
      {
        lead: 'lead-1001',
        stage: 'new',
        occurredAt: '2026-11-20T15:00:00.000Z',
        known: 'contacted',
        since: '2026-11-20T16:00:00.000Z',
      },
    ])
    line.mockRestore()
  })

  it('does not take in what occurs more than a day from now, which would make every real event an older one', async () => {
    const ports = world.enrollPorts
    const read = (occurredAt: string, stage = 'new') => {
      const input = readEnrollInput(stageChangeEvent({ occurredAt, stage }))
      if (input.kind !== 'stage_changed') throw new Error('no stage change was read')
      return enroll(ports, input)
    }
    await expect(read('2036-11-20T15:00:00Z')).rejects.toMatchObject({
      reason: 'occurs_in_future',
      message: 'lead lead-1001: occurredAt is 2036-11-20T15:00:00Z, more than a day after 2026-11-20T15:00:00.000Z',
    })
    expect(world.leads.size).toBe(0)
    expect(await read('2026-11-21T15:00:00Z')).toBe('enrolled')
  })

  it('ends what a delivery began and left when the lead moved on meanwhile, once that delivery comes again', async () => {
    await publish(stageChangeEvent())
    const lead = world.leads.get('lead-1001')
    if (!lead) throw new Error('the lead was not taken in')
    world.leads.set(lead.leadId, { ...lead, stage: 'contacted', occurredAt: '2026-11-20T16:00:00.000Z' })
    await publish(stageChangeEvent({}, 'event-1'))
    expect(enrollments()).toEqual([])
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['moved', 'moved'])
  })

  it('ends the enrollments of all its contacts, not only those that the event names', async () => {
    const attorney = { id: 'c-2', email: 'law@example.com', consent: { email: true } }
    await publish(stageChangeEvent({ contacts: [attorney] }))
    expect(world.heads.get(world.identity.contactKey('c-2'))?.head.enrollments).toHaveLength(2)
    await publish(stageChangeEvent({ stage: 'under-contract', occurredAt: later }))
    expect(world.heads.get(world.identity.contactKey('c-2'))?.head.enrollments).toEqual([])
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['converted', 'converted'])
  })

  it('is enrolled nowhere without a usable address, and its record says why', async () => {
    world = createWorld(now, [version()])
    await publish(stageChangeEvent({ contacts: [{ id: 'c-1001', email: 'not an address', consent: { email: true } }] }))
    expect(enrollments()).toEqual([])
    expect(world.references.size).toBe(0)
    expect(world.leads.get('lead-1001')?.outcomes?.[0]?.reason).toMatch(/^no_usable_address/)
  })

  it('is looked at again by the sweep where its outcomes were never recorded', async () => {
    const lead = { ...(stageChangeEvent()['detail'] as { contacts: { id: string }[] }) }
    await world.enrollPorts.leads.accept(
      {
        leadId: 'lead-1001',
        stage: 'new',
        previousStage: null,
        occurredAt: '2026-11-20T15:00:00.000Z',
        contacts: [{ id: 'c-1001', key: contactKey() }],
        said: lead.contacts,
      },
      new Date(now).toISOString(),
    )
    await world.runUntil(now + hours(0.2))
    expect(enrollments().map(({ sequenceId }) => sequenceId)).toEqual(['SEQ1', 'SEQ3'])
  })

  it('has not missed a sequence that was activated after it was taken in', async () => {
    world = createWorld(now, [version({ publishedAt: '2026-11-20T15:30:00.000Z' })])
    await world.enrollPorts.leads.accept(
      {
        leadId: 'lead-1001',
        stage: 'new',
        previousStage: null,
        occurredAt: '2026-11-20T15:00:00.000Z',
        contacts: [{ id: 'c-1001', key: contactKey() }],
        said: [{ id: 'c-1001', email: 'dana@example.com', consent: { email: true } }],
      },
      new Date(now).toISOString(),
    )
    await world.runUntil(now + hours(0.2))
    expect(enrollments()).toEqual([])
    expect(world.leads.get('lead-1001')?.outcomes).toEqual([])
  })

  it('does not begin again what is finished when its event is delivered much later', async () => {
    world = createWorld(now, [version({ policies: { ...defaultPolicies, reentry: { kind: 'always' } }, steps: [step(1, 'task', 0)] })])
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + hours(1))
    expect(world.finished.size).toBe(1)
    const lead = world.leads.get('lead-1001')
    if (lead) world.leads.set('lead-1001', { ...lead, outcomes: null, said: [{ id: 'c-1001' }] })
    await publish(stageChangeEvent())
    expect(enrollments()).toEqual([])
    expect(world.finished.size).toBe(1)
  })
})

describe('an event that cannot be read', () => {
  const reasonOf = (body: unknown): string => {
    try {
      readEnrollInput(body)
    } catch (error) {
      if (error instanceof InvalidInput) return `${error.reason}: ${error.message}`
      throw error
    }
    return 'read'
  }

  it.each([
    ['is no event at all', { hello: 'world' }, /^no_event/],
    ['comes from elsewhere', { ...stageChangeEvent(), source: 'shop' }, /^another_event: .*shop/],
    ['lacks its lead', stageChangeEvent({ leadId: undefined }), /^malformed_detail: event event-1: leadId: is missing: give a string$/],
    ['has no contact', stageChangeEvent({ contacts: [] }), /^malformed_detail: .*contacts/],
    ['has a time that is none', stageChangeEvent({ occurredAt: 'yesterday' }), /^malformed_detail: .*occurredAt/],
  ])('is refused with its reason when it %s', (_what, body, reason) => {
    expect(reasonOf(body)).toMatch(reason)
  })

  it('is read all the same when it only says more than is known, and what that is is reported', () => {
    const read = readEnrollInput(stageChangeEvent({ pipeline: 'B', contacts: [{ id: 'c-1', nickname: 'D' }] }))
    expect(read.kind === 'stage_changed' && read.unknownKeys).toEqual(['pipeline', 'contacts.nickname'])
  })
})
