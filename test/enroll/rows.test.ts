import { beforeEach, describe, expect, it } from 'vitest'
import { rowsInChunk, type Job, type JobRow } from '../../functions/contract/job.ts'
import { defaultPolicies } from '../../functions/domain/sequence.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'
import { aJob } from './a-job.ts'

const of = version()
let world: World
beforeEach(() => {
  world = createWorld(now, [of])
})

const jobId = '01KAGJ0000000000000000000J'
const at = new Date(now).toISOString()
const job = (over: Partial<Job> = {}): Job => aJob({ id: jobId, ...over })
const seen = (n: number, contact: Record<string, unknown> = {}, leadId: string | null = `lead-${n}`): JobRow => ({
  number: n,
  line: n + 1,
  id: `c-${n}`,
  ask: {
    kind: 'seen',
    leadId,
    contact: {
      id: `c-${n}`,
      firstName: 'Dana',
      email: `dana${n}@example.com`,
      consent: { email: true },
      attributes: { street: '1 Elm' },
      ...contact,
    },
  },
})
const keyOf = (n: number) => world.identity.contactKey(`c-${n}`)
const headOf = (n: number) => world.heads.get(keyOf(n))?.head
const results = (chunk = 0) => world.chunks.get(`${jobId}/${chunk}`)?.results ?? []

/** Stores a job with one chunk of rows and delivers it. */
const carryOut = async (rows: JobRow[], over: Partial<Job> = {}): Promise<void> => {
  world.jobs.set(jobId, job({ total: rows.length, ...over }))
  world.chunks.set(`${jobId}/0`, { job: jobId, number: 0, rows, results: null, after: null })
  world.put('enroll', [{ kind: 'enroll_rows', job: jobId, chunk: 0 }])
  await world.runUntil(world.now() + 1_000)
}

describe('a row that tells of a contact', () => {
  it('makes the contact, its address and its lead known, and enrolls it', async () => {
    await carryOut([seen(1)], { goal: 'pipeline', notes: 'from the fair' })
    expect(headOf(1)).toMatchObject({
      leadId: 'lead-1',
      consent: { email: { given: true, at, source: 'import by ann@acme.example' } },
      enrollments: [{ enrolledBy: 'manual', stage: null, goal: 'pipeline', notes: 'from the fair' }],
    })
    expect(world.profiles.get(keyOf(1))).toMatchObject({ firstName: 'Dana', attributes: { street: '1 Elm' } })
    expect([...world.addresses.values()][0]?.contacts).toEqual([keyOf(1)])
    expect(world.leads.get('lead-1')).toMatchObject({ stage: '', contacts: [{ id: 'c-1' }] })
    expect(world.jobs.get(jobId)).toMatchObject({ done: 1, enrolled: 1, refused: 0, counted: [0] })
    expect(results()).toMatchObject([{ number: 1, line: 2, contactId: 'c-1', reason: null }])
    expect(world.sent).toHaveLength(1)
  })

  it('keeps attributes that it does not name, and nothing of the list once it is carried out', async () => {
    world.put('enroll', [
      stageChangeEvent({ stage: 'other', contacts: [{ id: 'c-1', email: 'dana1@example.com', attributes: { zip: '60601' } }] }),
    ])
    await world.runUntil(world.now() + 1_000)
    await carryOut([seen(1, {}, null)])
    expect(world.profiles.get(keyOf(1))).toMatchObject({ leadId: 'lead-1001', attributes: { zip: '60601', street: '1 Elm' } })
    expect(JSON.stringify(world.chunks.get(`${jobId}/0`))).not.toContain('dana1@')
  })

  it('never lifts an opt-out, and says so in its result', async () => {
    await carryOut([seen(1)])
    const [key] = [...world.addresses.keys()]
    const record = world.addresses.get(key ?? '')
    if (record) world.addresses.set(record.key, { ...record, suppressed: { email: { reason: 'unsubscribed', at, source: 'link' } } })
    world.heads.clear()
    await carryOut([seen(1)])
    expect(results()).toMatchObject([{ reason: 'suppressed_everywhere', enrollmentId: null }])
    expect(world.jobs.get(jobId)).toMatchObject({ enrolled: 0, refused: 1 })
  })

  it('is refused for a contact who was erased, and writes nothing of them', async () => {
    await carryOut([seen(1)])
    const stored = world.heads.get(keyOf(1))
    if (stored) stored.head = { ...stored.head, erased: true, enrollments: [] }
    for (const kept of [world.profiles, world.addresses, world.leads]) kept.clear()
    await carryOut([seen(1)])
    expect(results()).toMatchObject([{ reason: 'contact_erased' }])
    expect([world.profiles.size, world.addresses.size, world.leads.size]).toEqual([0, 0, 0])
  })

  it('is refused where nobody is known by the id and nothing else is said, and where it was found wanting when it was read', async () => {
    const unknown: JobRow = { number: 1, id: 'c-1', ask: { kind: 'seen', leadId: null, contact: { id: 'c-1' } } }
    await carryOut([unknown, { number: 2, line: 3, id: 'c-2', ask: { kind: 'refused', reason: 'bad_email', detail: 'x' } }])
    expect(results().map(({ reason, detail }) => [reason, detail])).toEqual([
      ['not_known', null],
      ['bad_email', 'x'],
    ])
  })
})

describe('a row with a choice of its own', () => {
  const again = (onConflict?: 'replace' | 'skip'): JobRow => ({
    number: 1,
    id: 'c-1',
    ask: { kind: 'contact', contactId: 'c-1' },
    ...(onConflict ? { onConflict } : {}),
  })

  it('takes it before the choice for all, and begins the sequence anew where that is to be replaced', async () => {
    await carryOut([seen(1)])
    const [first] = headOf(1)?.enrollments ?? []
    const anew = { id: '01KAGJ0000000000000000000K' }
    const next = async (row: JobRow, over: Partial<Job>) => {
      world.jobs.set(anew.id, job({ ...anew, ...over }))
      world.chunks.set(`${anew.id}/0`, { job: anew.id, number: 0, rows: [row], results: null, after: null })
      world.put('enroll', [{ kind: 'enroll_rows', job: anew.id, chunk: 0 }])
      await world.runUntil(world.now() + 1_000)
      return world.chunks.get(`${anew.id}/0`)?.results?.[0]?.reason
    }
    expect(await next(again(), { onConflict: 'replace' })).toBe('already_enrolled')
    expect(await next(again('skip'), { onConflict: 'replace' })).toBe('already_enrolled')
    expect(await next(again('replace'), { onConflict: 'skip' })).toBeNull()
    expect(headOf(1)?.enrollments).toHaveLength(1)
    expect(headOf(1)?.enrollments[0]?.id).not.toBe(first?.id)
    const { revision } = headOf(1) ?? {}
    world.put('enroll', [{ kind: 'enroll_rows', job: anew.id, chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(headOf(1)?.revision).toBe(revision)
  })
})

describe('a row that names a contact or a lead', () => {
  beforeEach(async () => {
    const kin = [
      { id: 'c-1', role: 'owner', email: 'dana1@example.com' },
      { id: 'c-2', role: 'Attorney', email: 'dana2@example.com' },
    ]
    world.put('enroll', [stageChangeEvent({ leadId: 'lead-1', stage: 'other', contacts: kin })])
    await world.runUntil(world.now() + 1_000)
  })
  const lead: JobRow = { number: 1, id: 'lead-1', ask: { kind: 'lead', leadId: 'lead-1' } }

  it('enrolls the contact, or the lead’s primary one', async () => {
    await carryOut([lead, { number: 2, id: 'c-2', ask: { kind: 'contact', contactId: 'c-2' } }])
    expect([headOf(1)?.enrollments, headOf(2)?.enrollments].map((enrollments) => enrollments?.length)).toEqual([1, 1])
  })

  it('enrolls all of a lead’s contacts, or those of a role, as asked', async () => {
    await carryOut([lead], { contacts: { kind: 'role', role: 'attorney' } })
    expect(results()).toMatchObject([{ id: 'lead-1', contactId: 'c-2', reason: null }])
    await carryOut([lead], { contacts: { kind: 'all' } })
    expect(results()).toMatchObject([{ contactId: 'c-1', reason: null }, { contactId: 'c-2' }])
    expect(world.jobs.get(jobId)).toMatchObject({ done: 1, enrolled: 2 })
    await carryOut([lead], { contacts: { kind: 'role', role: 'notary' } })
    expect(results()).toMatchObject([{ reason: 'no_such_role' }])
  })

  it('is refused where nobody has told of it, and where the sequence was paused since', async () => {
    const unknown: JobRow[] = [
      { number: 1, id: 'lead-9', ask: { kind: 'lead', leadId: 'lead-9' } },
      { number: 2, id: 'c-9', ask: { kind: 'contact', contactId: 'c-9' } },
    ]
    await carryOut(unknown)
    expect(results().map(({ reason }) => reason)).toEqual(['lead_not_known', 'not_known'])
    world.statuses.set(of.sequenceId, 'paused')
    await carryOut([lead])
    expect(results()).toMatchObject([{ reason: 'sequence_not_active' }])
  })
})

describe('a chunk', () => {
  it('enrolls nobody twice and counts once, however often it is delivered', async () => {
    await carryOut([seen(1), seen(2)])
    const before = structuredClone(world.jobs.get(jobId))
    for (let i = 0; i < 5; i++) world.put('enroll', [{ kind: 'enroll_rows', job: jobId, chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(world.jobs.get(jobId)).toEqual(before)
    expect(world.references.size).toBe(2)
    expect(world.sent).toHaveLength(2)
  })

  it('does not begin again what is finished when it is delivered much later', async () => {
    world = createWorld(now, [version({ policies: { ...defaultPolicies, reentry: { kind: 'always' } }, steps: [step(1, 'task', 0)] })])
    await carryOut([seen(1)])
    await world.runUntil(now + hours(1))
    expect(world.finished.size).toBe(1)
    const chunk = world.chunks.get(`${jobId}/0`)
    if (chunk) world.chunks.set(`${jobId}/0`, { ...chunk, rows: [seen(1)], results: null })
    world.put('enroll', [{ kind: 'enroll_rows', job: jobId, chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(results()).toMatchObject([{ reason: null }])
    expect(world.events.filter(({ detailType }) => detailType === 'Enrollment Started')).toHaveLength(1)
  })

  it('whose function dies at any of its calls is carried out once all the same', async () => {
    const taken = async (dieAt: number) => {
      world = createWorld(now, [of])
      world.killAt(dieAt)
      await carryOut([seen(1), seen(2)])
      await world.runUntil(now + hours(1))
      expect({ dieAt, job: world.jobs.get(jobId) }).toMatchObject({ job: { done: 2, enrolled: 2, refused: 0, counted: [0] } })
      expect({ dieAt, heads: [headOf(1), headOf(2)].map((head) => head?.enrollments.length) }).toEqual({ dieAt, heads: [1, 1] })
      expect({ dieAt, references: world.references.size }).toEqual({ dieAt, references: 2 })
      // A mail whose dispatch died in the middle of its call is unknown, and never sent blindly again.
      const left = [headOf(1), headOf(2)].map((head) => head?.enrollments[0]?.plan[0]?.state)
      expect({ dieAt, left: left.filter((state) => state !== 'sent' && state !== 'unknown') }).toEqual({ dieAt, left: [] })
      expect(world.sent.length).toBeLessThanOrEqual(2)
      return world.calls()
    }
    const all = await taken(Infinity)
    expect(all).toBeGreaterThan(40)
    for (let dieAt = 1; dieAt <= all; dieAt++) await taken(dieAt)
  }, 60_000)

  it('of a request that died before it had a job enrolls nobody', async () => {
    world.chunks.set(`${jobId}/0`, { job: jobId, number: 0, rows: [seen(1)], results: null, after: null })
    world.put('enroll', [{ kind: 'enroll_rows', job: jobId, chunk: 0 }])
    await world.runUntil(now + 1_000)
    expect(world.heads.size).toBe(0)
    expect(results()).toEqual([])
  })
})

describe('a backfill', () => {
  const many = 1_000
  const leads = (count: number, stage = 'new') =>
    Array.from({ length: count }, (_, i) =>
      stageChangeEvent(
        {
          leadId: `lead-${i}`,
          stage,
          contacts: [{ id: `c-${i}`, firstName: 'Dana', email: `dana${i}@example.com`, attributes: { street: 'Elm' } }],
        },
        `event-${i}`,
      ),
    )
  const begin = async (until = world.now() + 60_000) => {
    world.jobs.set(jobId, job({ kind: 'backfill', stage: 'new', chunks: 0, listed: false, total: 0 }))
    world.put('enroll', [{ kind: 'backfill', job: jobId, chunk: 0 }])
    await world.runUntil(until)
  }
  /** The leads sit in their stage before the sequence is active. */
  const sit = async (count: number) => {
    world = createWorld(now, [of])
    world.statuses.set(of.sequenceId, 'draft')
    world.put('enroll', leads(count))
    await world.runUntil(world.now() + 1_000)
    world.statuses.set(of.sequenceId, 'active')
  }

  it('mails none of a thousand leads by activating alone, and enrolls each once when told', async () => {
    await sit(many)
    await world.runUntil(now + hours(2))
    expect({ leads: world.leads.size, enrollments: world.references.size, sent: world.sent.length }).toEqual({
      leads: many,
      enrollments: 0,
      sent: 0,
    })
    await begin()
    expect(world.jobs.get(jobId)).toMatchObject({
      listed: true,
      total: many,
      done: many,
      enrolled: many,
      refused: 0,
      chunks: many / rowsInChunk,
    })
    expect(world.references.size).toBe(many)
    expect(world.sent).toHaveLength(many)
    expect(new Set(world.sent.map(({ to }) => to)).size).toBe(many)
    expect([...world.heads.values()][0]?.head.enrollments).toMatchObject([{ enrolledBy: 'trigger', stage: 'new' }])
  }, 120_000)

  it('enrolls nobody again who is in the sequence, or was, for this stage change', async () => {
    await sit(30)
    await begin()
    const sent = world.sent.length
    world.chunks.clear()
    await begin()
    expect(world.jobs.get(jobId)).toMatchObject({ done: 30, enrolled: 30 })
    expect({ references: world.references.size, sent: world.sent.length }).toEqual({ references: 30, sent })
  })

  it('passes over a lead that has left the stage, and ends what began as it left', async () => {
    await sit(3)
    await world.runUntil(now + 2_000)
    const left = stageChangeEvent(
      { leadId: 'lead-1', stage: 'assigned', occurredAt: '2026-11-20T16:00:00Z', contacts: [{ id: 'c-1' }] },
      'moves',
    )
    const { leads: ports } = world.workPorts.rows
    const get = ports.get.bind(ports)
    let reads = 0
    // The event comes between the row's look at the lead and its commit.
    ports.get = async (leadId) => {
      const found = await get(leadId)
      if (leadId === 'lead-1' && ++reads === 1) {
        const moved = world.leads.get(leadId)
        if (moved) world.leads.set(leadId, { ...moved, stage: 'assigned', occurredAt: '2026-11-20T16:00:00.000Z' })
      }
      return found
    }
    await begin()
    world.put('enroll', [left])
    await world.runUntil(now + hours(24 * 9))
    expect(headOf(1)?.enrollments).toEqual([])
    expect([...world.finished.values()].find(({ contactId }) => contactId === 'c-1')?.exitReason).toBe('moved')
    expect(world.sent.filter(({ to }) => to === 'dana1@example.com').length).toBeLessThanOrEqual(1)
    expect(world.sent.filter(({ to }) => to === 'dana2@example.com').length).toBeGreaterThanOrEqual(2)
  })

  it('refuses the row of a lead that had moved on before', async () => {
    await sit(2)
    world.jobs.set(jobId, job({ kind: 'backfill', stage: 'new', total: 1 }))
    world.chunks.set(`${jobId}/0`, {
      job: jobId,
      number: 0,
      rows: [{ number: 1, id: 'lead-1', ask: { kind: 'lead', leadId: 'lead-1' } }],
      results: null,
      after: null,
    })
    world.put('enroll', [
      stageChangeEvent({ leadId: 'lead-1', stage: 'assigned', occurredAt: '2026-11-20T16:00:00Z', contacts: [{ id: 'c-1' }] }, 'moves'),
    ])
    await world.runUntil(world.now() + 1_000)
    world.put('enroll', [{ kind: 'enroll_rows', job: jobId, chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(results()).toMatchObject([{ reason: 'lead_moved_on', detail: 'assigned' }])
    expect(world.sent).toEqual([])
  })

  it('whose function dies at any of its calls lists every lead once', async () => {
    const taken = async (dieAt: number) => {
      await sit(60)
      const before = world.calls()
      world.killAt(before + dieAt)
      const sweepEnd = world.now() + hours(1)
      await begin(sweepEnd)
      expect({ dieAt, job: world.jobs.get(jobId) }).toMatchObject({ job: { listed: true, total: 60, done: 60, enrolled: 60 } })
      expect({ dieAt, references: world.references.size }).toEqual({ dieAt, references: 60 })
    }
    // The listing's own calls come first: reads, chunks stored, the job extended, work sent.
    for (let dieAt = 1; dieAt <= 40; dieAt++) await taken(dieAt)
  }, 120_000)

  it('goes by the sequence’s own policies', async () => {
    const parts = { policies: { ...defaultPolicies, contacts: { kind: 'all' as const } }, steps: [step(1, 'task', 0)] }
    world = createWorld(now, [version(parts)])
    world.statuses.set(of.sequenceId, 'draft')
    world.put('enroll', [stageChangeEvent({ leadId: 'lead-1', contacts: [{ id: 'c-1' }, { id: 'c-2' }] })])
    await world.runUntil(world.now() + 1_000)
    world.statuses.set(of.sequenceId, 'active')
    world.jobs.set(jobId, job({ kind: 'backfill', stage: 'new', chunks: 0, listed: false, total: 0, contacts: { kind: 'all' } }))
    world.put('enroll', [{ kind: 'backfill', job: jobId, chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(world.jobs.get(jobId)).toMatchObject({ total: 1, done: 1, enrolled: 2 })
  })
})

describe('a row of an imported list of closed addresses', () => {
  const closing = (n: number, value: string, ask: Record<string, unknown> = {}): JobRow => ({
    number: n,
    line: n + 1,
    id: `${value.slice(0, 1)}…`,
    ask: {
      kind: 'suppress',
      address: { kind: 'email', value },
      channels: ['email'],
      reason: 'unsubscribed',
      at: '2025-03-01T00:00:00.000Z',
      ...ask,
    },
  })
  const suppressions = { kind: 'suppressions', sequenceId: '', version: 0, source: 'old CRM' } as const

  it('closes the address for whoever uses it, since when the list says, and counts', async () => {
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 1_000)
    await carryOut([closing(1, 'dana@example.com'), closing(2, 'nobody@example.com')], suppressions)
    const dana = world.heads.get(world.identity.contactKey('c-1001'))?.head
    expect(dana?.suppressed.email?.reason).toBe('unsubscribed')
    expect(dana?.enrollments).toEqual([])
    for (const value of ['dana@example.com', 'nobody@example.com'])
      expect(world.addresses.get(world.identity.addressKey('email', value))?.suppressed.email).toMatchObject({
        reason: 'unsubscribed',
        at: '2025-03-01T00:00:00.000Z',
        source: 'old CRM',
      })
    expect(world.jobs.get(jobId)).toMatchObject({ done: 2, enrolled: 2, refused: 0 })
  })

  it('is refused with its reason where it was found wanting, and keeps no address in its result', async () => {
    await carryOut(
      [{ number: 1, line: 2, id: 'x', ask: { kind: 'refused', reason: 'bad_email' } }, closing(2, 'eli@example.com')],
      suppressions,
    )
    expect(results().map(({ reason }) => reason)).toEqual(['bad_email', null])
    expect(JSON.stringify(world.chunks.get(`${jobId}/0`))).not.toContain('eli@example.com')
  })

  it('changes nothing where it is delivered again', async () => {
    await carryOut([closing(1, 'dana@example.com', { reason: 'complained', channels: ['email', 'sms', 'call'] })], suppressions)
    const before = world.addresses.get(world.identity.addressKey('email', 'dana@example.com'))
    world.put('enroll', [{ kind: 'enroll_rows', job: jobId, chunk: 0 }])
    await world.runUntil(world.now() + 1_000)
    expect(world.addresses.get(world.identity.addressKey('email', 'dana@example.com'))).toEqual(before)
    expect(world.jobs.get(jobId)).toMatchObject({ done: 1, enrolled: 1 })
  })

  it('keeps the CRM’s consent from opening it again', async () => {
    await carryOut([closing(1, 'dana@example.com')], suppressions)
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(world.now() + hours(1))
    expect(world.sent).toEqual([])
  })
})
