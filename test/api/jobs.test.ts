import { beforeEach, describe, expect, it } from 'vitest'
import type { JobRowView, JobView } from '../../functions/contract/api/jobs.ts'
import { defaultPolicies, type Sequence } from '../../functions/domain/sequence.ts'
import { enrollmentId, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

const active = (over: Partial<Sequence> = {}): Sequence => {
  const { sequenceId, publishedAt: _at, ...content } = version()
  return {
    ...content,
    id: sequenceId,
    slug: 'seller-outreach',
    owner: 'ann',
    status: 'active',
    draftChanged: false,
    nextStepNumber: 5,
    activatedAt: '2026-11-01T00:00:00.000Z',
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    revision: 3,
    policies: defaultPolicies,
    ...over,
  }
}

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  world.state.sequences.set('SEQ1', active())
  world.state.versions.set('SEQ1/1', version())
})
const bulk = (body: unknown) => world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/bulk-enroll', body })
const rowsOf = async (id: string, query = '') => {
  const { json } = await world.call({ method: 'GET', path: `/api/v1/jobs/${id}/rows`, query })
  return json as unknown as { items: JobRowView[]; nextCursor: string | null }
}
const asks = () => [...world.state.chunks.values()].flatMap(({ rows }) => rows)

describe('enrolling thousands', () => {
  it('answers at once with a job whose rows wait in chunks of 25', async () => {
    const leadIds = Array.from({ length: 1_210 }, (_, i) => `lead-${i}`)
    const answered = await bulk({ leadIds, onConflict: 'skip', goal: 'pipeline', notes: 'from the fair' })
    expect(answered.status).toBe(202)
    const job = answered.json as unknown as JobView
    expect(job).toMatchObject({
      kind: 'bulk_enroll',
      status: 'running',
      total: 1_210,
      done: 0,
      enrolled: 0,
      refused: 0,
      by: 'ann@acme.example',
    })
    expect(world.state.chunks.size).toBe(49)
    expect(asks().map(({ number }) => number)).toEqual(leadIds.map((_, i) => i + 1))
    expect(world.state.jobWork).toHaveLength(49)
    expect(world.state.jobs.get(job.id)).toMatchObject({
      onConflict: 'skip',
      goal: 'pipeline',
      notes: 'from the fair',
      listed: true,
      version: 1,
    })
  })

  it('takes at most 20,000 ids, and one of the three ways to name them', async () => {
    expect(problemOf(await bulk({ contactIds: Array.from({ length: 20_001 }, (_, i) => `c-${i}`) })).errors?.[0]?.message).toMatch(/20000/)
    for (const body of [{}, { leadIds: ['a'], contactIds: ['b'] }, { leadIds: [] }]) expect((await bulk(body)).status).toBe(400)
  })

  it('takes a larger body than other routes, up to 5 MB', async () => {
    const csv = `contactId,note\n${Array.from({ length: 15_000 }, (_, i) => `c-${i},${'x'.repeat(290)}`).join('\n')}`
    expect((await bulk({ csv })).status).toBe(202)
    expect(problemOf(await bulk({ csv: csv + csv }))).toMatchObject({ status: 413, detail: expect.stringContaining('5000000') as string })
  })

  it('is refused for a sequence that is not active, and for none', async () => {
    world.state.sequences.set('SEQ1', active({ status: 'paused' }))
    expect(problemOf(await bulk({ leadIds: ['a'] }))).toMatchObject({ status: 409, reason: 'sequence_not_active' })
    world.state.sequences.clear()
    expect((await bulk({ leadIds: ['a'] })).status).toBe(404)
    expect(world.state.chunks.size).toBe(0)
  })

  it('refuses whoever is named a second time', async () => {
    await bulk({ contactIds: ['c-1', 'c-2', 'c-1'] })
    expect(asks().map(({ ask }) => ask)).toEqual([
      { kind: 'contact', contactId: 'c-1' },
      { kind: 'contact', contactId: 'c-2' },
      { kind: 'refused', reason: 'repeated_row', detail: 'row 1' },
    ])
  })
})

describe('a CSV', () => {
  it('becomes contacts with their consent, and attributes of every column that is not known', async () => {
    const csv = [
      'Contact ID;Lead_ID;First Name;email;phone;Time zone;consent email;consentSms;street',
      '',
      'c-1;lead-1;"Dana; Jr";Dana@Example.com;+13125550142;America/Chicago;yes;no;12 Elm St',
      'c-2;lead-2;Sam;;;;;;',
    ].join('\r\n')
    expect((await bulk({ csv: `\uFEFF${csv}` })).status).toBe(202)
    expect(asks()).toMatchObject([
      {
        line: 3,
        id: 'c-1',
        ask: {
          kind: 'seen',
          leadId: 'lead-1',
          contact: {
            id: 'c-1',
            firstName: 'Dana; Jr',
            email: 'Dana@Example.com',
            timeZone: 'America/Chicago',
            consent: { email: true, sms: false },
            attributes: { street: '12 Elm St' },
          },
        },
      },
      { line: 4, ask: { kind: 'seen', contact: { id: 'c-2', firstName: 'Sam' } } },
    ])
    expect(asks()[1]?.ask).not.toHaveProperty('contact.email')
    expect(asks()[1]?.ask).not.toHaveProperty('contact.consent')
  })

  it('has each row with a mistake refused with its line and reason, and no other', async () => {
    const csv = [
      'contactId,leadId,email,phone,timeZone,consentEmail,note',
      'c-1,lead-1,a@example.com,,,,"two',
      'lines"',
      ',lead-2,,,,,',
      'c-3,lead-3,not an address,,,,',
      'c-4,lead-4,,12,,,',
      'c-5,lead-5,,,Mars/Olympus,,',
      'c-6,lead-6,,,,perhaps,',
      'c-7,lead-7,,,,yes,x,y',
      `c-8,lead-8,,,,,${'x'.repeat(5_000)}`,
      'c-1,lead-1,,,,,',
      'c-9,lead-9,,,,,fine',
    ].join('\n')
    await bulk({ csv })
    const found = asks().map(({ line, ask }) => [line, ask.kind === 'refused' ? ask.reason : ask.kind])
    expect(found).toEqual([
      [2, 'seen'],
      [4, 'id_missing'],
      [5, 'bad_email'],
      [6, 'bad_phone'],
      [7, 'bad_time_zone'],
      [8, 'bad_consent'],
      [9, 'too_many_cells'],
      [10, 'too_long'],
      [11, 'repeated_row'],
      [12, 'seen'],
    ])
  })

  it.each([
    ['has no header', 'c-1,lead-1\nc-2,lead-2', /name the columns.*contactId/],
    ['has a column twice', 'contactId,street,street\nc-1,a,b', /"street".*twice/],
    ['has a column without a name', 'contactId,\nc-1,a', /no name/],
  ])('is refused at once with what to do when it %s', async (_, csv, sentence) => {
    const problem = problemOf(await bulk({ csv }))
    expect(problem).toMatchObject({ status: 422, reason: 'bad_header' })
    expect(problem.detail).toMatch(sentence)
    expect(world.state.chunks.size).toBe(0)
  })

  it('is refused whole where a quotation mark is never closed, since nobody can tell where its rows end', async () => {
    expect(problemOf(await bulk({ csv: 'contactId,street\nc-1,"12 Elm\nc-2,b' }))).toMatchObject({ status: 422, reason: 'malformed_csv' })
    expect(problemOf(await bulk({ csv: 'contactId,street\n' }))).toMatchObject({ reason: 'malformed_csv' })
  })
})

describe('a job', () => {
  const finished = (number: number, ids: string[], reason: string | null) => {
    const chunk = world.state.chunks.get(`${jobId}/${number}`)
    const results = (chunk?.rows ?? [])
      .filter(({ id }) => ids.includes(id))
      .map(({ number: row, id }) => ({
        number: row,
        id,
        contactId: id,
        enrollmentId: reason === null ? enrollmentId : null,
        reason,
        detail: null,
      }))
    if (chunk) world.state.chunks.set(`${jobId}/${number}`, { ...chunk, rows: [], results: [...(chunk.results ?? []), ...results] })
  }
  let jobId = ''
  const ids = Array.from({ length: 60 }, (_, i) => `c-${i}`)
  beforeEach(async () => {
    jobId = ((await bulk({ contactIds: ids })).json as unknown as JobView).id
  })

  it('is done once each of its chunks is, and says when', async () => {
    const get = async () => (await world.call({ method: 'GET', path: `/api/v1/jobs/${jobId}` })).json
    const job = world.state.jobs.get(jobId)
    if (!job) throw new Error('no job')
    world.state.jobs.set(jobId, { ...job, counted: [2, 0], done: 35 })
    expect(await get()).toMatchObject({ status: 'running', done: 35, total: 60 })
    world.state.jobs.set(jobId, { ...job, counted: [2, 0, 1], done: 60, enrolled: 58, refused: 2, updatedAt: '2026-11-20T15:01:00.000Z' })
    expect(await get()).toMatchObject({ status: 'done', enrolled: 58, refused: 2, finishedAt: '2026-11-20T15:01:00.000Z' })
    expect((await world.call({ method: 'GET', path: '/api/v1/jobs/none' })).status).toBe(404)
  })

  it('is listed with the others, newest first, page by page', async () => {
    await bulk({ contactIds: ['c-1'] })
    const first = (await world.call({ method: 'GET', path: '/api/v1/jobs', query: 'limit=1' })).json
    expect(first['items']).toMatchObject([{ total: 1 }])
    const second = (await world.call({ method: 'GET', path: '/api/v1/jobs', query: `limit=1&cursor=${String(first['nextCursor'])}` })).json
    expect(second).toMatchObject({ items: [{ id: jobId, total: 60 }], nextCursor: null })
  })

  it('gives every row once over its pages, in order, those that still wait among them', async () => {
    finished(0, ids, null)
    const seen: number[] = []
    let cursor: string | null = ''
    do {
      const page: { items: JobRowView[]; nextCursor: string | null } = await rowsOf(jobId, `limit=7${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...page.items.map(({ number }) => number))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(ids.map((_, i) => i + 1))
    expect((await rowsOf(jobId, 'status=waiting&limit=200')).items).toHaveLength(35)
  })

  it('calls everybody by name: as the list does while the row waits, then as they are known', async () => {
    const { json } = await bulk({ csv: 'email,firstName,lastName\ndana@example.com,Mrs.,Reyes\nkim@example.com,,' })
    const id = (json as unknown as JobView).id
    expect((await rowsOf(id)).items.map(({ id: named, line, name }) => [named, line, name])).toEqual([
      ['line 2', 2, 'Mrs. Reyes'],
      ['line 3', 3, 'kim@example.com'],
    ])
    const chunk = world.state.chunks.get(`${id}/0`)
    if (!chunk) throw new Error('no chunk')
    const came = (number: number, contactId: string | null) => ({
      number,
      id: `line ${number + 1}`,
      contactId,
      enrollmentId: null,
      reason: 'not_known',
      detail: null,
    })
    world.state.chunks.set(`${id}/0`, { ...chunk, rows: [], results: [came(1, 'c-1001'), came(2, null)] })
    expect((await rowsOf(id)).items.map(({ name }) => name)).toEqual(['Dana Reyes', undefined])
  })

  it('gives the refused rows alone, each with a sentence', async () => {
    finished(1, ['c-30', 'c-31'], 'no_usable_address')
    finished(2, ['c-59'], 'several_contacts')
    const { items } = await rowsOf(jobId, 'status=refused')
    expect(items.map(({ id, reason }) => [id, reason])).toEqual([
      ['c-30', 'no_usable_address'],
      ['c-31', 'no_usable_address'],
      ['c-59', 'several_contacts'],
    ])
    expect(items[0]?.reasonText).toMatch(/Add an email address/)
    expect(items[2]?.reasonText).toMatch(/by the contact id/)
    expect((await world.call({ method: 'GET', path: `/api/v1/jobs/${jobId}/rows`, query: 'cursor=bm90' })).status).toBe(422)
  })
})

describe('a backfill', () => {
  const path = '/api/v1/sequences/SEQ1/backfill'
  const count = () => world.call({ method: 'GET', path })
  const start = (expected: number) => world.call({ method: 'POST', path, body: { expected } })
  beforeEach(() => {
    world.state.stages.set(
      'new',
      Array.from({ length: 1_000 }, (_, i) => `lead-${i}`),
    )
    world.state.references.set('E1', { id: 'E1', contactKey: 'ck-lead-7', sequenceId: 'SEQ1' })
    world.state.references.set('E2', { id: 'E2', contactKey: 'ck-lead-8', sequenceId: 'SEQ2' })
  })

  it('shows how many leads are in the stage, and how many of them were never in the sequence', async () => {
    expect((await count()).json).toMatchObject({ stage: 'new', inStage: 1_000, enrolledBefore: 1, toEnroll: 999, complete: true })
  })

  it('begins only for the number that the person saw', async () => {
    const refused = await start(1_000)
    expect(problemOf(refused)).toMatchObject({ status: 409, reason: 'number_changed' })
    expect(refused.json).toMatchObject({ toEnroll: 999 })
    expect(world.state.jobWork).toEqual([])
    const begun = await start(999)
    expect(begun).toMatchObject({ status: 202, json: { kind: 'backfill', status: 'running', total: 0 } })
    expect(world.state.jobWork).toEqual([{ kind: 'backfill', job: begun.json['id'], chunk: 0 }])
  })

  it('counts at most 10,000 and says so', async () => {
    world.state.stages.set(
      'new',
      Array.from({ length: 10_001 }, (_, i) => `lead-${i}`),
    )
    expect((await count()).json).toMatchObject({
      inStage: 10_000,
      complete: false,
      note: expect.stringMatching(/more than 10000/) as string,
    })
  })

  it('is not for a sequence that is paused, or that no stage triggers', async () => {
    world.state.versions.set('SEQ1/1', version({ triggerStage: null }))
    expect(problemOf(await count()).reason).toBe('no_trigger_stage')
    world.state.sequences.set('SEQ1', active({ status: 'paused' }))
    expect(problemOf(await start(999)).reason).toBe('sequence_not_active')
  })
})
