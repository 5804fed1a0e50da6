import { beforeEach, describe, expect, it } from 'vitest'
import type { JobRowView, JobView } from '../../functions/contract/api/jobs.ts'
import type { Job, JobResult } from '../../functions/contract/job.ts'
import { now, sequence, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
const put = (id: string, over: Parameters<typeof sequence>[0] = {}) => {
  world.state.sequences.set(id, sequence({ id, slug: id.toLowerCase(), status: 'active', version: 1, ...over }))
  world.state.versions.set(`${id}/1`, version({ sequenceId: id, name: over.name ?? 'Seller outreach' }))
}
beforeEach(() => {
  world = apiWorld()
  put('SEQ1')
  put('SEQ2', { name: 'Second try' })
})
const act = (body: unknown, id = 'SEQ1') => world.call({ method: 'POST', path: `/api/v1/sequences/${id}/bulk-action`, body })
const undo = (id: string) => world.call({ method: 'POST', path: `/api/v1/jobs/${id}/undo` })
const ids = (count: number) => Array.from({ length: count }, (_, i) => `E${i}`)

describe('one thing done to many enrollments', () => {
  it('is answered at once with a job whose rows wait in chunks', async () => {
    const answered = await act({ action: 'pause', until: '2026-12-01T09:00:00Z', reason: 'holidays', enrollmentIds: ids(60) })
    expect(answered.status).toBe(202)
    expect(answered.json).toMatchObject({
      kind: 'action',
      action: 'pause',
      sequenceId: 'SEQ1',
      status: 'running',
      total: 60,
      changed: 0,
      undoable: false,
      by: 'ann@acme.example',
    })
    expect(world.state.chunks.size).toBe(3)
    expect(world.state.jobWork).toMatchObject([{ kind: 'enroll_rows' }, { kind: 'enroll_rows' }, { kind: 'enroll_rows' }])
    const [job] = [...world.state.jobs.values()]
    expect(job?.action).toEqual({ name: 'pause', reason: 'holidays', until: Date.parse('2026-12-01T09:00:00Z') / 1000 })
  })

  it('is begun for all that match without anybody being named', async () => {
    const { json } = await act({ action: 'take-over', matching: { status: 'active' } })
    expect(world.state.jobs.get(String(json['id']))).toMatchObject({ matching: 'active', listed: false, chunks: 0 })
    expect(world.state.jobWork).toEqual([{ kind: 'backfill', job: json['id'], chunk: 0 }])
  })

  it('is begun for all that fit the filters of their table', async () => {
    const filter = { step: 's2', dueFrom: '2026-11-20T15:00:00Z', dueBefore: '2026-11-21T15:00:00Z' }
    const { json } = await act({ action: 'pause', matching: { status: 'all', q: 'dana', ...filter } })
    expect(world.state.jobs.get(String(json['id']))).toMatchObject({ matching: 'all', filter, sought: 'dana' })
    expect((await act({ action: 'pause', matching: { status: 'all', dueFrom: 'today' } })).status).toBe(400)
  })

  it('names the sequence that they go on in, by its id or slug', async () => {
    for (const to of ['SEQ2', 'seq2']) {
      const { json } = await act({ action: 'move', to, enrollmentIds: ['E1'] })
      expect(json).toMatchObject({ action: 'move', to: { sequenceId: 'SEQ2', name: 'Second try' }, sequenceId: 'SEQ1' })
    }
  })

  it.each([
    [{ action: 'pause' }, '', /exactly one of/],
    [{ action: 'pause', enrollmentIds: ['E1'], matching: { status: 'all' } }, '', /exactly one of/],
    [{ action: 'cancel', until: '2026-12-01T09:00:00Z', enrollmentIds: ['E1'] }, 'until', /goes with the action pause/],
    [{ action: 'pause', until: '2026-11-01T09:00:00Z', enrollmentIds: ['E1'] }, 'until', /has passed/],
    [{ action: 'pause', to: 'SEQ2', enrollmentIds: ['E1'] }, 'to', /goes with the action move/],
    [{ action: 'move', enrollmentIds: ['E1'] }, 'to', /name the sequence/],
    [{ action: 'move', to: 'nowhere', enrollmentIds: ['E1'] }, 'to', /there is no sequence "nowhere"/],
    [{ action: 'move', to: 'SEQ1', enrollmentIds: ['E1'] }, 'to', /in this sequence already/],
  ])('is refused with what to change: %o', async (body, field, message) => {
    const answered = await act(body)
    expect([400, 422]).toContain(answered.status)
    expect(problemOf(answered).errors?.[0]).toMatchObject({ field, message: expect.stringMatching(message) as string })
    expect(world.state.jobs.size).toBe(0)
  })

  it('is refused where the other sequence is not active, and for a sequence that nobody was ever in', async () => {
    put('SEQ2', { status: 'paused' })
    expect(problemOf(await act({ action: 'move', to: 'SEQ2', enrollmentIds: ['E1'] }))).toMatchObject({ reason: 'sequence_not_active' })
    put('SEQ1', { version: 0 })
    expect(problemOf(await act({ action: 'pause', enrollmentIds: ['E1'] }))).toMatchObject({ status: 409, reason: 'never_published' })
    expect((await act({ action: 'pause', enrollmentIds: ['E1'] }, 'NONE')).status).toBe(404)
  })

  it('refuses a row that names an enrollment again', async () => {
    await act({ action: 'cancel', enrollmentIds: ['E1', 'E2', 'E1'] })
    const asks = [...world.state.chunks.values()].flatMap(({ rows }) => rows.map(({ ask }) => ask))
    expect(asks[2]).toEqual({ kind: 'refused', reason: 'repeated_row', detail: 'row 1' })
  })
})

/** As the enroll function leaves a job that is through. */
const through = (body: Partial<Job> & Pick<Job, 'id'>, results: JobResult[] = []): void => {
  const at = new Date(now).toISOString()
  const total = results.length
  const enrolled = results.filter(({ reason }) => reason === null).length
  world.state.jobs.set(body.id, {
    kind: 'action',
    sequenceId: 'SEQ1',
    version: 1,
    by: 'ann@acme.example',
    createdAt: at,
    updatedAt: at,
    stage: null,
    onConflict: 'parallel',
    contacts: { kind: 'primary' },
    action: { name: 'pause', until: 1_800_000_000 },
    chunks: 1,
    listed: true,
    counted: [0],
    total,
    done: total,
    enrolled,
    refused: total - enrolled,
    ...body,
  })
  world.state.chunks.set(`${body.id}/0`, { job: body.id, number: 0, rows: [], results, after: null })
}
const changed: JobResult = {
  number: 1,
  id: 'E1',
  contactId: 'c-1',
  enrollmentId: 'E1',
  reason: null,
  detail: null,
  was: { status: 'active' },
  left: { pausedAt: 1 },
}

describe('taking it back', () => {
  it('begins the inverse job, once: asked again it names the job that took it back', async () => {
    through({ id: 'J1' }, [changed])
    expect((await world.call({ method: 'GET', path: '/api/v1/jobs/J1' })).json).toMatchObject({ changed: 1, enrolled: 0, undoable: true })
    const answered = await undo('J1')
    expect(answered.status).toBe(202)
    const inverse = answered.json as unknown as JobView
    expect(inverse).toMatchObject({ kind: 'action', action: 'resume', undoes: 'J1', status: 'running', changed: 0 })
    expect(world.state.jobs.get(inverse.id)).toMatchObject({ listed: false, action: { name: 'resume' } })
    expect((await world.call({ method: 'GET', path: '/api/v1/jobs/J1' })).json).toMatchObject({ undoable: false, undoneBy: inverse.id })
    through({ ...world.state.jobs.get(inverse.id), id: inverse.id, chunks: 1, listed: true }, [changed])
    const again = await undo('J1')
    expect(problemOf(again)).toMatchObject({ status: 409, reason: 'already_undone' })
    expect(again.json['job']).toMatchObject({ id: inverse.id })
  })

  it('goes on with the job that was begun where the request died before its work was queued', async () => {
    through({ id: 'J1' }, [changed])
    const send = world.ports.jobs.send.bind(world.ports.jobs)
    world.ports.jobs.send = () => Promise.reject(new Error('the function died here'))
    expect((await undo('J1')).status).toBe(500)
    world.ports.jobs.send = send
    const { json } = await undo('J1')
    expect(world.state.jobs.get('J1')?.undoneBy).toBe(json['id'])
    expect(world.state.jobWork).toEqual([{ kind: 'backfill', job: json['id'], chunk: 0 }])
    expect([...world.state.jobs.values()].filter(({ undoes }) => undoes === 'J1')).toHaveLength(1)
  })

  it.each([
    ['what has ended', { action: { name: 'cancel' as const } }, 'not_undoable', /Enroll the contacts again/],
    ['who was converted', { action: { name: 'convert' as const } }, 'not_undoable', /Enroll the contacts again/],
    ['who was moved', { action: { name: 'move' as const } }, 'not_undoable', /Move the contacts back/],
    ['who was enrolled', { kind: 'bulk_enroll' as const }, 'not_undoable', /Cancel them instead/],
    ['what is not through yet', { counted: [] }, 'job_running', /Wait until it is done/],
    ['nothing', { enrolled: 0 }, 'nothing_to_undo', /changed no enrollment/],
  ])('is refused for %s, with a sentence', async (_what, over, reason, text) => {
    through({ id: 'J1', ...over }, [changed])
    const answered = await undo('J1')
    expect(problemOf(answered)).toMatchObject({ status: 409, reason, detail: expect.stringMatching(text) as string })
    expect(world.state.jobWork).toEqual([])
  })

  it('knows only jobs that there are', async () => {
    expect((await undo('J9')).status).toBe(404)
  })
})

it('rows of a bulk action say what became of each enrollment, and keep to themselves what is kept to take them back', async () => {
  const refused: JobResult = { ...changed, number: 2, id: 'E2', enrollmentId: null, reason: 'changed_since' }
  through({ id: 'J1' }, [changed, refused])
  const { json } = await world.call({ method: 'GET', path: '/api/v1/jobs/J1/rows', query: 'status=changed' })
  expect(json['items']).toEqual([
    { number: 1, id: 'E1', contactId: 'c-1', enrollmentId: 'E1', status: 'changed', reason: null, reasonText: null, detail: null },
  ])
  const all = (await world.call({ method: 'GET', path: '/api/v1/jobs/J1/rows' })).json['items'] as JobRowView[]
  expect(all[1]).toMatchObject({ status: 'refused', reasonText: 'Somebody changed it since, or it ended, so it was left as it is.' })
})

describe('a decision about single rows of a bulk enrollment', () => {
  const enroll = (body: unknown) => world.call({ method: 'POST', path: '/api/v1/sequences/SEQ1/bulk-enroll', body })
  it('is kept with the row that it is about', async () => {
    await enroll({ contactIds: ['c-1', 'c-2', 'c-3'], onConflict: 'skip', choices: { 'c-2': 'replace', 'c-3': 'parallel' } })
    const rows = [...world.state.chunks.values()].flatMap(({ rows: all }) => all)
    expect(rows.map(({ onConflict }) => onConflict)).toEqual([undefined, 'replace', 'parallel'])
    expect([...world.state.jobs.values()][0]?.onConflict).toBe('skip')
  })

  it('reaches the contacts of a CSV by their ids', async () => {
    await enroll({ csv: 'contactId,leadId\nc-1,l-1\nc-2,l-2', choices: { 'c-2': 'skip' } })
    expect([...world.state.chunks.values()].flatMap(({ rows }) => rows.map(({ onConflict }) => onConflict))).toEqual([undefined, 'skip'])
  })

  it('is refused where no row is meant, also for names that objects have anyway', async () => {
    const answered = await enroll({ contactIds: ['c-1', 'constructor'], choices: { 'c-9': 'skip' } })
    expect(problemOf(answered).errors).toEqual([{ field: 'choices', message: expect.stringContaining('no row names c-9') as string }])
    await enroll({ contactIds: ['constructor'], choices: {} })
    expect([...world.state.chunks.values()][0]?.rows[0]?.onConflict).toBeUndefined()
  })
})
