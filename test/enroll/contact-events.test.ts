import { beforeEach, describe, expect, it } from 'vitest'
import { workOff } from '../../functions/enroll/work-off.ts'
import { readEnrollInput } from '../../functions/enroll/read-event.ts'
import { InvalidInput } from '../../functions/runtime/errors.ts'
import { now, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString()
const event = (type: string, detail: Record<string, unknown>): Record<string, unknown> => ({
  id: 'event-9',
  source: 'crm',
  'detail-type': type,
  time: at(0),
  detail: { occurredAt: at(1), ...detail },
})
const changed = (contact: Record<string, unknown>, more: Record<string, unknown> = {}) => event('Contact Changed', { contact, ...more })
const merged = (into: string, from: string[], more: Record<string, unknown> = {}) => event('Contact Merged', { into, from, ...more })
const deleted = (contactId: string, more: Record<string, unknown> = {}) => event('Contact Deleted', { contactId, ...more })
const leadDeleted = (more: Record<string, unknown> = {}) => event('Lead Deleted', { leadId: 'lead-1001', ...more })
const another = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  firstName: 'D.',
  email: `${id}@example.com`,
  phone: '+13125550199',
  consent: { email: true, sms: true },
  ...more,
})

let world: World
const fresh = (): World =>
  createWorld(now, [
    version({ policies: { ...version().policies, reentry: { kind: 'never' } } }),
    version({ sequenceId: 'SEQ2', triggerStage: 'contacted' }),
  ])
const key = (id: string): string => world.identity.contactKey(id)
const headOf = (id: string) => world.heads.get(key(id))?.head
const profileOf = (id: string) => world.profiles.get(key(id))
const recordOf = (kind: 'email' | 'phone', value: string) => world.addresses.get(world.identity.addressKey(kind, value))
const publish = async (...events: unknown[]): Promise<void> => {
  for (const one of events) {
    world.put('enroll', [one])
    await world.runUntil(world.now() + 1_000)
  }
}
/** In one word each, straight from the verb. */
const outcomeOf = (one: unknown): Promise<string> => workOff(world.workPorts, readEnrollInput(one))
beforeEach(() => {
  world = fresh()
})

describe('A contact that the CRM changed', () => {
  it('is made where nobody knew of it, with a lead of its own', async () => {
    expect(await outcomeOf(changed(another('c-7')))).toBe('contact_created')
    expect(headOf('c-7')).toMatchObject({ contactId: 'c-7', leadId: 'c-7', addresses: { email: { value: 'c-7@example.com' } } })
    expect(world.leads.get('c-7')?.contacts).toEqual([{ id: 'c-7', key: key('c-7') }])
  })

  it('belongs to the lead that the event names, and stays with its own where it names none', async () => {
    await outcomeOf(changed(another('c-7'), { leadId: 'lead-7' }))
    await outcomeOf(changed({ id: 'c-7', firstName: 'Dee' }, { occurredAt: at(2) }))
    expect(profileOf('c-7')).toMatchObject({ leadId: 'lead-7', firstName: 'Dee', email: 'c-7@example.com' })
    expect(world.leads.has('c-7')).toBe(false)
  })

  it('gets its new address in everything that is still to be sent', async () => {
    await publish(stageChangeEvent(), changed({ id: 'c-1001', email: 'dana.reyes@example.com' }))
    expect(headOf('c-1001')?.addresses.email?.value).toBe('dana.reyes@example.com')
    expect(recordOf('email', 'dana.reyes@example.com')?.contacts).toEqual([key('c-1001')])
    await world.runUntil(now + 3 * 86_400_000)
    expect(world.sent.filter(({ channel }) => channel === 'email').at(-1)?.to).toBe('dana.reyes@example.com')
  })

  it('keeps attributes that are not named, and loses those that are null', async () => {
    await publish(stageChangeEvent(), changed({ id: 'c-1001', attributes: { zip: '60601' } }))
    expect(profileOf('c-1001')?.attributes).toEqual({ street: '12 Elm St', zip: '60601' })
    await publish(changed({ id: 'c-1001', attributes: { street: null } }, { occurredAt: at(2) }))
    expect(profileOf('c-1001')?.attributes).toEqual({ zip: '60601' })
  })

  it('is not changed back by an event that comes late', async () => {
    await publish(changed(another('c-7', { email: 'new@example.com' }), { occurredAt: at(5) }))
    expect(await outcomeOf(changed(another('c-7', { email: 'old@example.com' }), { occurredAt: at(4) }))).toBe('older')
    expect([profileOf('c-7')?.email, headOf('c-7')?.addresses.email?.value]).toEqual(['new@example.com', 'new@example.com'])
  })

  it('is not changed back by a stage change that comes late, which enrolls all the same', async () => {
    await publish(changed({ id: 'c-1001', email: 'new@example.com', consent: { email: true, sms: true } }, { occurredAt: at(5) }))
    await publish(stageChangeEvent({ occurredAt: at(0) }))
    expect(headOf('c-1001')).toMatchObject({ addresses: { email: { value: 'new@example.com' } }, enrollments: [{ sequenceId: 'SEQ1' }] })
    expect(profileOf('c-1001')?.email).toBe('new@example.com')
  })

  it('never has an opt-out lifted by consent', async () => {
    await publish(stageChangeEvent())
    await world.engine.settle(key('c-1001'), () => [
      { kind: 'opted_out', address: 'email', addressKey: 'x', channels: ['email'], reason: 'unsubscribed', detail: 'x' },
    ])
    await publish(changed({ id: 'c-1001', consent: { email: true } }))
    expect(headOf('c-1001')?.suppressed.email?.reason).toBe('unsubscribed')
  })

  it('stands where it stood when the same event comes again', async () => {
    await publish(changed(another('c-7')))
    const before = structuredClone([headOf('c-7'), profileOf('c-7'), world.leads.get('c-7')])
    await publish(changed(another('c-7')), changed(another('c-7')))
    expect([headOf('c-7'), profileOf('c-7'), world.leads.get('c-7')]).toEqual(before)
  })

  it('from more than a day ahead is refused, for it would make every event until then an older one', () => {
    expect(() => readEnrollInput(changed({ firstName: 'no id' }))).toThrow(InvalidInput)
    return expect(outcomeOf(changed(another('c-7'), { occurredAt: at(3 * 1440) }))).rejects.toThrow(InvalidInput)
  })
})

describe('Contacts that the CRM merged', () => {
  const stop = (id: string, channels: ('email' | 'sms' | 'call')[]) =>
    world.engine.settle(key(id), () => [
      { kind: 'opted_out', address: 'phone', addressKey: 'x', channels, reason: 'opted_out', detail: 'STOP' },
    ])
  const both = async (): Promise<void> => {
    await publish(stageChangeEvent(), changed(another('c-2'), { leadId: 'lead-2' }))
  }

  it('are one: what ran for the other ends, and says why', async () => {
    await both()
    expect(await outcomeOf(merged('c-2', ['c-1001']))).toBe('contact_merged')
    expect(headOf('c-1001')).toMatchObject({ enrollments: [], mergedInto: key('c-2') })
    expect([...world.finished.values()]).toMatchObject([{ contactId: 'c-1001', exitReason: 'replaced', exitDetail: 'merged into c-2' }])
    await world.runUntil(now + 5 * 86_400_000)
    expect(world.sent.every(({ at: sentAt }) => sentAt < now + 60_000)).toBe(true)
  })

  it('have all their addresses with the one that goes on', async () => {
    await both()
    await publish(merged('c-2', ['c-1001']))
    expect(recordOf('email', 'dana@example.com')?.contacts).toEqual([key('c-2')])
    expect(recordOf('phone', '+13125550142')?.contacts).toEqual([key('c-2')])
    expect(profileOf('c-2')).toMatchObject({
      email: 'c-2@example.com',
      alternativeEmail: 'dana@example.com',
      alternativePhone: '+13125550142',
      lastName: 'Reyes',
      mergedFrom: [key('c-1001')],
    })
  })

  it('have the strictest word of the two: an opt-out of either stands, at the survivor’s own address too', async () => {
    await both()
    await publish(stageChangeEvent({ leadId: 'lead-2', occurredAt: at(2), contacts: [another('c-2')] }))
    expect(headOf('c-2')?.enrollments).toHaveLength(1)
    await stop('c-1001', ['sms'])
    await publish(merged('c-2', ['c-1001'], { occurredAt: at(3) }))
    expect(headOf('c-2')).toMatchObject({ suppressed: { sms: { reason: 'opted_out' } }, enrollments: [] })
    expect(recordOf('phone', '+13125550199')?.suppressed.sms).toMatchObject({ reason: 'opted_out', source: 'merge' })
  })

  it('have a refusal of consent of either, and share their touches', async () => {
    await both()
    await publish(changed({ id: 'c-1001', consent: { sms: false } }, { occurredAt: at(2) }))
    const touched = Object.values(headOf('c-1001')?.touches ?? {})
    await publish(merged('c-2', ['c-1001'], { occurredAt: at(3) }))
    expect(headOf('c-2')?.consent).toMatchObject({ sms: { given: false }, email: { given: true } })
    expect(touched).toEqual([1])
    expect(Object.values(headOf('c-2')?.touches ?? {})).toEqual([1])
  })

  it('have their leads point at the one that goes on', async () => {
    await both()
    await publish(merged('c-2', ['c-1001']))
    expect(world.leads.get('lead-1001')?.contacts).toEqual([{ id: 'c-2', key: key('c-2') }])
  })

  it('are found by the old id too: a later event of it changes, and enrolls, the one that goes on', async () => {
    await both()
    await publish(merged('c-2', ['c-1001']))
    await publish(changed({ id: 'c-1001', firstName: 'Danielle' }, { occurredAt: at(5) }))
    expect(profileOf('c-2')?.firstName).toBe('Danielle')
    const known = { id: 'c-1001', email: 'dana@example.com', consent: { email: true } }
    await publish(stageChangeEvent({ stage: 'contacted', occurredAt: at(6), contacts: [known] }))
    expect(headOf('c-1001')?.enrollments).toEqual([])
    expect(headOf('c-2')?.enrollments.map(({ sequenceId, leadId }) => [sequenceId, leadId])).toEqual([['SEQ2', 'lead-1001']])
  })

  it('hear what the person answers to the old record', async () => {
    await both()
    await publish(merged('c-2', ['c-1001']))
    await publish(stageChangeEvent({ leadId: 'lead-2', occurredAt: at(6), contacts: [another('c-2')] }))
    await world.engine.settle(key('c-1001'), (head) =>
      head ? [{ kind: 'replied', reply: 'r1', enrollmentId: null, leadId: head.leadId, detail: 'Yes' }] : [],
    )
    expect(headOf('c-2')?.lastReply).toBe('r1')
    expect(headOf('c-1001')?.lastReply).toBeUndefined()
  })

  it('change nothing when they are told of again, in either direction', async () => {
    await both()
    await publish(merged('c-2', ['c-1001']))
    const before = structuredClone([headOf('c-1001'), headOf('c-2'), profileOf('c-2')])
    expect(await outcomeOf(merged('c-2', ['c-1001']))).toBe('repeated')
    expect(await outcomeOf(merged('c-1001', ['c-2']))).toBe('repeated')
    expect([headOf('c-1001'), headOf('c-2'), profileOf('c-2')]).toEqual(before)
  })

  it('are known by both ids where nothing was known of the survivor', async () => {
    await publish(stageChangeEvent(), merged('c-9', ['c-1001']))
    expect(headOf('c-9')).toMatchObject({
      contactId: 'c-9',
      addresses: { email: { value: 'dana@example.com' } },
      consent: { sms: { given: true } },
    })
    expect(profileOf('c-9')).toMatchObject({ firstName: 'Dana', email: 'dana@example.com' })
  })

  it('come to the same wherever the function dies between', async () => {
    await both()
    await stop('c-1001', ['sms'])
    const started = world.calls()
    await outcomeOf(merged('c-2', ['c-1001']))
    const calls = world.calls() - started
    const expected = structuredClone([headOf('c-2')?.suppressed, profileOf('c-2'), recordOf('email', 'dana@example.com')?.contacts])
    for (let call = 1; call <= calls; call++) {
      world = fresh()
      await both()
      await stop('c-1001', ['sms'])
      world.killAt(world.calls() + call)
      await publish(merged('c-2', ['c-1001']))
      await world.runUntil(world.now() + 600_000)
      expect([headOf('c-1001')?.mergedInto, headOf('c-1001')?.enrollments]).toEqual([key('c-2'), []])
      expect(profileOf('c-1001')?.mergedInto).toBe(key('c-2'))
      expect([Object.keys(headOf('c-2')?.suppressed ?? {}), profileOf('c-2'), recordOf('email', 'dana@example.com')?.contacts]).toEqual([
        Object.keys(expected[0] ?? {}),
        { ...(expected[1] as object), mergedFrom: expect.arrayContaining([key('c-1001')]) as unknown },
        expected[2],
      ])
    }
    expect(calls).toBeGreaterThan(20)
  })
})

describe('A contact that the CRM deleted', () => {
  it('is erased: nothing is sent any more, and no event makes it anew', async () => {
    await publish(stageChangeEvent(), deleted('c-1001'))
    expect(headOf('c-1001')).toMatchObject({ erased: true, enrollments: [], contactId: '' })
    expect(profileOf('c-1001')).toBeUndefined()
    await publish(changed(another('c-1001'), { occurredAt: at(9) }), stageChangeEvent({ stage: 'contacted', occurredAt: at(10) }))
    expect(headOf('c-1001')).toMatchObject({ erased: true, addresses: {} })
    expect(profileOf('c-1001')).toBeUndefined()
  })

  it('stays deleted where the event that tells of it comes late', async () => {
    await publish(deleted('c-7', { occurredAt: at(5) }), changed(another('c-7'), { occurredAt: at(4) }))
    expect(headOf('c-7')).toMatchObject({ erased: true, addresses: {} })
  })

  it('is erased with the records that were merged into it', async () => {
    await publish(stageChangeEvent(), changed(another('c-2')), merged('c-2', ['c-1001']), deleted('c-2', { occurredAt: at(3) }))
    expect([headOf('c-1001')?.erased, headOf('c-2')?.erased]).toEqual([true, true])
    expect([profileOf('c-1001'), profileOf('c-2')]).toEqual([undefined, undefined])
  })

  it('only as the record that was merged away, takes nothing from the person', async () => {
    await publish(stageChangeEvent(), changed(another('c-2')), merged('c-2', ['c-1001']))
    expect(await outcomeOf(deleted('c-1001', { occurredAt: at(3) }))).toBe('merged_before')
    expect(headOf('c-2')?.erased).toBeUndefined()
  })
})

describe('A lead that the CRM deleted', () => {
  it('is erased with the contacts who belong to no other lead', async () => {
    await publish(stageChangeEvent(), leadDeleted())
    expect(headOf('c-1001')?.erased).toBe(true)
    expect(world.leads.get('lead-1001')).toMatchObject({ stage: '', contacts: [], history: [] })
  })

  it('ends what ran for it, and keeps its contacts where the event says so', async () => {
    await publish(stageChangeEvent(), leadDeleted({ contacts: 'keep' }))
    expect(headOf('c-1001')).toMatchObject({ contactId: 'c-1001', enrollments: [] })
    expect([...world.finished.values()]).toMatchObject([{ exitReason: 'cancelled', exitDetail: 'the lead was deleted in the CRM' }])
  })

  it('takes nothing from a contact who went to another lead', async () => {
    await publish(
      stageChangeEvent(),
      stageChangeEvent({ leadId: 'lead-2', stage: 'contacted', occurredAt: at(1) }),
      leadDeleted({ occurredAt: at(2) }),
    )
    expect(headOf('c-1001')).toMatchObject({ contactId: 'c-1001', enrollments: [{ leadId: 'lead-2' }] })
  })

  it('is not brought back by a stage change that comes late, and by a newer one it is', async () => {
    await publish(leadDeleted({ occurredAt: at(5) }), stageChangeEvent({ occurredAt: at(4) }))
    expect(headOf('c-1001')).toBeUndefined()
    await publish(stageChangeEvent({ occurredAt: at(6) }))
    expect(headOf('c-1001')?.enrollments).toHaveLength(1)
  })

  it('stays where it has moved on since', async () => {
    await publish(stageChangeEvent({ occurredAt: at(5) }))
    expect(await outcomeOf(leadDeleted({ occurredAt: at(4) }))).toBe('older')
    expect(headOf('c-1001')?.enrollments).toHaveLength(1)
  })
})

describe('An answer that the CRM took in', () => {
  it('counts as if it had come to us', async () => {
    await publish(stageChangeEvent())
    await publish(event('Contact Replied', { contactId: 'c-1001', channel: 'email', text: 'Yes, call me.', id: 'm-1' }))
    expect([...world.finished.values()]).toMatchObject([{ exitReason: 'replied' }])
  })

  it('opts out where it says STOP', async () => {
    await publish(stageChangeEvent())
    await publish(event('Contact Replied', { contactId: 'c-1001', channel: 'sms', text: 'STOP' }))
    expect(headOf('c-1001')?.suppressed.sms).toBeDefined()
  })

  it('waits for the event that tells of the contact', async () => {
    world.put('enroll', [event('Call Outcome', { contactId: 'c-1001', outcome: 'voicemail' })])
    await world.runUntil(world.now() + 1_000)
    expect(world.failures.join()).toContain('is not known')
    await publish(stageChangeEvent())
    await world.runUntil(world.now() + 200_000)
    expect([...world.interactions.values()]).toContainEqual(expect.objectContaining({ channel: 'call', outcome: 'voicemail' }))
  })
})
