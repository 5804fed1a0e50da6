import { beforeEach, describe, expect, it } from 'vitest'
import type { Job, JobRow, ListedContact } from '../../functions/contract/job.ts'
import { ownContactId, ownLeadId } from '../../functions/domain/own-ids.ts'
import { now, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'
import { aJob } from './a-job.ts'

const of = version()
let world: World
beforeEach(() => {
  world = createWorld(now, [of])
})

let jobs = 0
/** Imports rows that give no ids, as a job of its own, and answers what each came to. */
const bring = async (contacts: ListedContact[], over: Partial<Job> = {}) => {
  const id = `01KAGJ00000000000000000${String(jobs++).padStart(3, '0')}`
  const rows = contacts.map((contact, i): JobRow => {
    return { number: i + 1, line: i + 2, id: `line ${i + 2}`, ask: { kind: 'seen', leadId: null, contact } }
  })
  world.jobs.set(id, aJob({ id, total: rows.length, ...over }))
  world.chunks.set(`${id}/0`, { job: id, number: 0, rows, results: null, after: null })
  world.put('enroll', [{ kind: 'enroll_rows', job: id, chunk: 0 }])
  await world.runUntil(world.now() + 1_000)
  return world.chunks.get(`${id}/0`)?.results ?? []
}
const known = async (id: string, contact: Record<string, unknown>) => {
  world.put('enroll', [stageChangeEvent({ leadId: `lead-${id}`, stage: 'other', contacts: [{ id, ...contact }] })])
  await world.runUntil(world.now() + 1_000)
}
const kim = { firstName: 'Kim', email: 'kim@example.com', attributes: { street: '1 Elm' } }

describe('a row without a contact id', () => {
  it('makes a new contact, with a lead alone and an id that follows from the address', async () => {
    const [row] = await bring([kim])
    const id = ownContactId(world.identity.addressKey('email', 'kim@example.com'))
    expect(row).toMatchObject({ id: 'line 2', line: 2, contactId: id, reason: null })
    const key = world.identity.contactKey(id)
    expect(world.profiles.get(key)).toMatchObject({ firstName: 'Kim', leadId: ownLeadId(key) })
    expect(world.leads.get(ownLeadId(key))?.contacts).toEqual([{ id, key }])
  })

  it('makes no second contact when the same list comes again', async () => {
    const [first] = await bring([kim])
    const [again] = await bring([{ ...kim, email: 'KIM@example.com' }])
    expect(again).toMatchObject({ contactId: first?.contactId, reason: 'already_enrolled' })
    expect(world.profiles.size).toBe(1)
  })

  it('enrolls whom the CRM knows by the address, and leaves them with their lead', async () => {
    await known('c-7', { email: 'kim@example.com', attributes: { zip: '60601' } })
    expect(await bring([kim])).toMatchObject([{ contactId: 'c-7', reason: null }])
    expect([...world.profiles.values()]).toMatchObject([
      { contactId: 'c-7', leadId: 'lead-c-7', attributes: { zip: '60601', street: '1 Elm' } },
    ])
  })

  it('is refused where several contacts have the address, and says who they are by their ids alone', async () => {
    await known('c-7', { email: 'kim@example.com' })
    await known('c-8', { email: 'kim@example.com' })
    expect(await bring([kim])).toMatchObject([{ contactId: null, reason: 'several_contacts', detail: 'c-7, c-8' }])
  })

  it('does not bring back who was erased', async () => {
    const [row] = await bring([kim])
    const stored = world.heads.get(world.identity.contactKey(row?.contactId ?? ''))
    if (stored) stored.head = { ...stored.head, erased: true, enrollments: [] }
    for (const kept of [world.profiles, world.addresses, world.leads]) kept.clear()
    expect(await bring([kim])).toMatchObject([{ reason: 'contact_erased' }])
    expect(world.profiles.size).toBe(0)
  })
})

describe('what the people of a list agreed to', () => {
  const agreement = { channels: ['sms' as const], source: 'the fair, paper form', at: '2026-11-01T10:00:00.000Z' }
  const consentOf = (id: string | null | undefined) => world.heads.get(world.identity.contactKey(id ?? ''))?.head.consent

  it('is recorded with where and when, but where a row says something itself', async () => {
    const [one, two] = await bring([kim, { ...kim, email: 'lee@example.com', consent: { sms: false } }], { agreement })
    expect(consentOf(one?.contactId)).toEqual({ sms: { given: true, at: agreement.at, source: agreement.source } })
    expect(consentOf(two?.contactId)?.sms).toMatchObject({ given: false, source: 'import by ann@acme.example' })
  })

  it('outweighs no refusal that came after it', async () => {
    await known('c-7', { email: 'kim@example.com', consent: { sms: false } })
    await bring([kim], { agreement })
    expect(consentOf('c-7')?.sms?.given).toBe(false)
  })
})
