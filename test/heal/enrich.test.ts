import { describe, expect, it } from 'vitest'
import { isUsable } from '../../functions/domain/healing/facts-of.ts'
import { contactEnriched, otherAddress } from '../../functions/heal/enrich.ts'
import { heal, type HealPorts } from '../../functions/heal/heal.ts'
import { readHealInput } from '../../functions/heal/read-work.ts'
import type { EnrichmentSource } from '../../functions/contract/enrichment.ts'
import type { SourceAnswer } from '../../functions/domain/enrichment.ts'
import { head, hours, now, step, version } from '../domain/builders.ts'
import { createWorld, hardBounce, stageChangeEvent } from '../runtime/world.ts'

const mails = version({ steps: [step(1, 'email', 0), step(2, 'email', 1440), step(3, 'email', 4320)] })
const http: EnrichmentSource = { kind: 'http', name: 'people-data', url: 'https://people.example/v1', costCents: 5 }
const contact = {
  id: 'c-1001',
  firstName: 'Dana',
  email: 'dana@example.com',
  timeZone: 'America/Chicago',
  attributes: { street: '12 Elm St' },
  consent: { email: true },
}

const open = async (sources: EnrichmentSource[], answer: SourceAnswer, said: Record<string, unknown> = {}) => {
  const world = createWorld(now, [mails])
  world.healPorts.sources = sources
  const asked: unknown[] = []
  world.healPorts.askHttp = async (_source, request) => {
    asked.push(request)
    return answer
  }
  world.put('enroll', [stageChangeEvent({ contacts: [{ ...contact, ...said }] })])
  await world.runUntil(now + 1_000)
  const [mail] = world.sent
  if (mail) world.put('engage', [hardBounce(mail)])
  await world.runUntil(now + 5_000)
  const notes = () => [...world.interactions.values()].filter(({ kind }) => kind === 'enriched').map(({ detail }) => detail)
  const recipients = () => world.sent.map(({ to }) => to)
  return { world, asked, notes, recipients }
}

describe('an address that is asked for', () => {
  it('is used at once: the bounced mail goes again, the rest at its time, and where it came from is kept', async () => {
    const { world, asked, notes, recipients } = await open([http], { kind: 'found', value: 'Dana@Home.Example', costCents: 7 })
    expect(asked).toEqual([expect.objectContaining({ wanted: 'email', contactId: 'c-1001', firstName: 'Dana', email: 'dana@example.com' })])
    expect(notes()).toEqual(['people-data knows an email address (cost 0.07)'])
    expect([...world.profiles.values()][0]).toMatchObject({
      alternativeEmail: 'dana@home.example',
      enriched: { email: { source: 'people-data', costCents: 7 } },
    })
    await world.runUntil(now + hours(100))
    expect(recipients()).toEqual(['dana@example.com', 'dana@home.example', 'dana@home.example', 'dana@home.example'])
    expect(world.failures).toEqual([])
  })

  it('that nobody knows ends the enrollment at once by the next branch', async () => {
    const { world, recipients } = await open([http], { kind: 'nothing', costCents: 0 })
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['bounced'])
    expect(recipients()).toHaveLength(1)
    expect(world.failures).toEqual([])
  })

  it.each([
    ['the dead one', 'dana@example.com'],
    ['no address', 'unknown'],
  ])('is not used where it is %s', async (_what, value) => {
    const { world, notes } = await open([http], { kind: 'found', value, costCents: 0 })
    expect(notes()[0]).toContain('that is not used')
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['bounced'])
  })

  it('is not used where its owner left by it, under whatever id', async () => {
    const world = createWorld(now, [mails])
    const key = world.identity.addressKey('email', 'left@home.example')
    await world.engagePorts.addresses.suppress({ key, kind: 'email' }, ['email'], { reason: 'unsubscribed', at: 'x', source: 'one_click' })
    const contactHead = head({ addresses: {} })
    expect(isUsable(contactHead, {}, 'email', await otherAddress(world.healPorts, contactHead, 'email', 'left@home.example'))).toBe(false)
    expect(isUsable(contactHead, {}, 'email', await otherAddress(world.healPorts, contactHead, 'email', 'fine@home.example'))).toBe(true)
  })
})

describe('the CRM as a source', () => {
  it('is asked by an event, and its answer lets the held mails go', async () => {
    const { world, notes, recipients } = await open([{ kind: 'crm' }], { kind: 'nothing', costCents: 0 })
    expect(world.events.filter(({ detailType }) => detailType === 'Enrichment Requested').map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ contactId: 'c-1001', leadId: 'lead-1001', wanted: 'email' }),
    ])
    await world.runUntil(now + hours(3))
    const answer = {
      id: 'e-1',
      source: 'crm',
      'detail-type': 'Contact Enriched',
      time: '2026-11-20T18:00:00Z',
      detail: { contactId: 'c-1001', email: 'dana@home.example' },
    }
    const input = readHealInput(answer)
    if (input.kind !== 'enriched') throw new Error('not read')
    expect(await contactEnriched(world.healPorts, input)).toBe('enriched')
    expect(notes()).toEqual(['crm was asked for an email address', 'crm knows an email address'])
    await world.runUntil(now + hours(100))
    expect(recipients()).toEqual(['dana@example.com', 'dana@home.example', 'dana@home.example', 'dana@home.example'])
    expect(await contactEnriched(world.healPorts, input)).toBe('nothing_found')
  })

  it('that does not answer within a day is waited for no longer', async () => {
    const { world, recipients } = await open([{ kind: 'crm' }], { kind: 'nothing', costCents: 0 })
    await world.runUntil(now + hours(23))
    expect(world.finished.size).toBe(0)
    await world.runUntil(now + hours(25))
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['bounced'])
    expect(recipients()).toHaveLength(1)
  })

  it('answers nothing that anybody asked: nothing changes', async () => {
    const { world } = await open([], { kind: 'nothing', costCents: 0 }, { consent: { email: true, sms: true }, phone: '+13125550142' })
    expect(await contactEnriched(world.healPorts, { contactId: 'c-1001', email: 'dana@home.example' })).toBe('nothing_found')
    expect(await contactEnriched(world.healPorts, { contactId: 'nobody', email: 'dana@home.example' })).toBe('not_enrolled')
    expect(() => readHealInput({ id: 'e', source: 'crm', 'detail-type': 'Contact Enriched', time: 'x', detail: {} })).toThrow(/contactId/)
  })
})

describe('another address that the CRM has named', () => {
  it('is linked with its contact before anything goes to it', async () => {
    const { world, recipients } = await open([], { kind: 'nothing', costCents: 0 }, { alternativeEmail: 'home@dana.example' })
    expect(recipients()).toEqual(['dana@example.com', 'home@dana.example'])
    const record = world.addresses.get(world.identity.addressKey('email', 'home@dana.example'))
    expect(record?.contacts).toEqual([...world.heads.keys()])
  })

  it('is asked for again where the question was lost on its way', async () => {
    const { world, asked } = await open([http, { kind: 'crm' }], { kind: 'nothing', costCents: 0 })
    const [stored] = [...world.heads.values()]
    const enrollment = stored?.head.enrollments[0]
    if (!stored || !enrollment) throw new Error('not enrolled')
    const ports: HealPorts = world.healPorts
    const work = { kind: 'heal', contact: stored.head.key, enrollment: enrollment.id, step: 's1', failure: 'email_bounced_hard' } as const
    expect(await heal(ports, work)).toBe('waits_for_answer')
    expect(asked).toHaveLength(2)
  })
})
