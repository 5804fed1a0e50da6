import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
})
const path = '/api/v1/sequences'
const task = { name: 'Task', channel: 'task', delayMinutes: 0 }
const post = (body: unknown, at = path) => world.call({ method: 'POST', path: at, body })
const create = async (body: Record<string, unknown>) => (await post({ steps: [task], ...body })).json
const load = (sequences: unknown[], options = {}) => post({ touchline: 1, sequences, ...options }, `${path}/import`)
const turned = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(turned) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toReversed()
  return Object.fromEntries(entries.map(([key, field]) => [key, turned(field)])) as T
}
const slugs = () => [...world.state.sequences.values()].map(({ slug }) => slug)

describe('the slug of a sequence', () => {
  it('is made from its name, and takes the next free number', async () => {
    await create({ name: 'Close' })
    await create({ name: 'Close' })
    await create({ name: 'Close!' })
    expect(slugs()).toEqual(['close', 'close-2', 'close-3'])
  })

  it('is refused where it is given and another sequence has it', async () => {
    await create({ name: 'Close' })
    const answered = await post({ name: 'Another', slug: 'close', steps: [task] })
    expect(answered.status).toBe(422)
    expect(problemOf(answered).errors).toEqual([{ field: 'slug', message: expect.stringContaining('"close"') }])
    const active = await post({ name: 'Another', slug: 'close', steps: [task], status: 'active' })
    expect(active.status).toBe(422)
    expect([world.state.sequences.size, world.state.versions.size]).toEqual([1, 0])
  })

  it('finds the sequence as its id does', async () => {
    const { id } = await create({ name: 'Close' })
    expect((await world.call({ method: 'GET', path: `${path}/close` })).json).toMatchObject({ id })
  })
})

describe('the exit routes of a sequence', () => {
  const fieldsOf = async (answered: ReturnType<typeof post>) => problemOf(await answered).errors?.map(({ field }) => field)

  it('are refused at creation where a target is missing or is the sequence itself', async () => {
    expect(await fieldsOf(post({ name: 'A', slug: 'a', exitRoutes: { converted: 'b' } }))).toEqual(['exitRoutes.converted'])
    expect(await fieldsOf(post({ name: 'A', slug: 'a', exitRoutes: { replied: 'a' } }))).toEqual(['exitRoutes.replied'])
  })

  it('are refused in an edit that closes a circle, over drafts and published versions alike', async () => {
    const last = await create({ name: 'C', slug: 'c' })
    const middle = await create({ name: 'B', slug: 'b', exitRoutes: { completed: 'c' }, status: 'active' })
    await create({ name: 'A', slug: 'a', exitRoutes: { completed: 'b' } })
    // The draft of b lets go of c, but its published version still leads there.
    await world.call({ method: 'PUT', path: `${path}/${String(middle['id'])}`, body: { exitRoutes: {} } })
    const edit = world.call({ method: 'PUT', path: `${path}/${String(last['id'])}`, body: { exitRoutes: { completed: 'a' } } })
    expect(problemOf(await edit).errors).toMatchObject([{ message: expect.stringContaining('c → a → b → c') }])
  })

  it('may lead to a sequence that was archived since: other edits of the sequence still go through', async () => {
    const close = await create({ name: 'Close', status: 'active' })
    const { id } = await create({ name: 'A', exitRoutes: { converted: 'close' }, status: 'active' })
    expect((await world.call({ method: 'DELETE', path: `${path}/${String(close['id'])}` })).status).toBe(200)
    expect((await world.call({ method: 'PUT', path: `${path}/${String(id)}`, body: { description: 'x' } })).status).toBe(200)
    expect((await world.call({ method: 'POST', path: `${path}/${String(id)}/publish` })).status).toBe(200)
  })
})

describe('a document of sequences', () => {
  const sample = (): unknown[] => (JSON.parse(readFileSync('examples/campaigns/b2bea.json', 'utf8')) as { sequences: unknown[] }).sequences

  it('brings the sample programme, active and with its routes', async () => {
    const { status, json } = await load(sample())
    expect([status, json]).toEqual([
      200,
      {
        sequences: ['b2bea_membership_cs', 'b2bea_membership_close', 'b2bea_membership', 'b2bea_world', 'dreamborn'].map((slug) =>
          expect.objectContaining({ slug, outcome: 'created', status: 'active', version: 1 }),
        ),
      },
    ])
    const found = new Map([...world.state.sequences.values()].map((sequence) => [sequence.slug, sequence]))
    expect(found.get('b2bea_membership')).toMatchObject({ type: 'membership', client: 'b2bea', ownerRole: 'bdr' })
    expect(found.get('b2bea_membership')?.exitRoutes.booked).toEqual({ gate: ['b2bea_membership_close'] })
    expect(found.get('b2bea_membership_close')?.exitRoutes).toEqual({ converted: 'b2bea_membership_cs', completed: null, rejected: null })
    expect(found.get('b2bea_world')?.exitRoutes.converted).toBeNull()
    expect(found.get('dreamborn')?.exitRoutes.booked).toEqual({ gate: [] })
    for (const { steps } of found.values()) expect(steps.every(({ brief, body, contentType }) => brief && body && contentType)).toBe(true)
  })

  it('is created whole or not at all, and every mistake is named', async () => {
    const answered = await load([
      { name: 'Good', steps: [task] },
      { name: 'Bad', slug: 'bad', status: 'active', steps: [] },
      { name: 'Worse', slug: 'bad', exitRoutes: { converted: 'nowhere' } },
    ])
    expect(problemOf(answered).errors?.map(({ field }) => field)).toEqual(['sequences[1].steps', 'sequences[2].slug'])
    const routes = await load([
      { name: 'A', slug: 'a', exitRoutes: { converted: 'b' } },
      { name: 'B', slug: 'b', exitRoutes: { converted: 'a' } },
    ])
    expect(problemOf(routes).errors?.map(({ field }) => field)).toEqual([
      'sequences[0].exitRoutes.converted',
      'sequences[1].exitRoutes.converted',
    ])
    expect(world.state.sequences.size).toBe(0)
  })

  it('may name sequences of its own as targets, in any order', async () => {
    expect((await load([{ name: 'A', exitRoutes: { converted: 'b' } }, { name: 'B' }])).status).toBe(200)
  })

  it('is refused where a slug exists, unless it replaces the draft', async () => {
    await load(sample())
    expect((await load(sample())).status).toBe(422)
    // The table hands the fields back in an order of its own.
    for (const [id, sequence] of world.state.sequences) world.state.sequences.set(id, turned(sequence))
    const same = await load(sample(), { replace: true })
    expect(same.json['sequences']).toMatchObject(Array.from({ length: 5 }, () => ({ outcome: 'unchanged', version: 1 })))
    const [first, ...rest] = sample() as Record<string, unknown>[]
    const changed = await load([{ ...first, description: 'changed' }, ...rest], { replace: true })
    expect(changed.json['sequences']).toMatchObject([{ outcome: 'replaced', version: 2 }, ...rest.map(() => ({ outcome: 'unchanged' }))])
    expect(world.state.sequences.size).toBe(5)
  })

  it('may name owners, of what it replaces too; a sequence leaves without its owner', async () => {
    await load([{ name: 'A', owner: 'kim@acme.example' }, { name: 'B' }])
    const owners = () => [...world.state.sequences.values()].map(({ owner }) => owner)
    expect(owners()).toEqual(['kim@acme.example', 'ann@acme.example'])
    const again = await load([{ name: 'A', owner: 'sam@acme.example' }, { name: 'B' }], { replace: true })
    expect(again.json['sequences']).toMatchObject([{ outcome: 'replaced' }, { outcome: 'unchanged' }])
    expect(owners()).toEqual(['sam@acme.example', 'ann@acme.example'])
    const { json } = await world.call({ method: 'GET', path: `${path}/export` })
    for (const one of json['sequences'] as object[]) expect(one).not.toHaveProperty('owner')
  })

  it('activates every sequence where it is told to', async () => {
    const { json } = await load([{ name: 'A', steps: [task] }], { activate: true })
    expect(json['sequences']).toMatchObject([{ status: 'active', version: 1 }])
  })

  it('comes back as it was exported, with the ids by which conditions name steps', async () => {
    const condition = { match: 'all', tests: [{ kind: 'skipped', step: 's7' }], otherwise: 'skip' }
    const steps = [
      { ...task, id: 's7' },
      { ...task, id: 's3', delayMinutes: 10, condition },
      { ...task, name: 'New', delayMinutes: 20 },
    ]
    const made = await create({ name: 'A', slug: 'a', steps, policies: { onReply: 'review' } })
    expect(made['steps']).toMatchObject([{ id: 's7' }, { id: 's3', condition }, { id: 's8', name: 'New' }])
    const exported = await world.call({ method: 'GET', path: `${path}/export`, query: 'ids=a' })
    const other = apiWorld()
    const imported = await other.call({ method: 'POST', path: `${path}/import`, body: exported.json })
    expect(imported.status).toBe(200)
    const again = await other.call({ method: 'GET', path: `${path}/export` })
    expect(again.json).toEqual(exported.json)
  })

  it('is of this format, or it is refused', async () => {
    expect((await post({ touchline: 2, sequences: [{ name: 'A' }] }, `${path}/import`)).status).toBe(400)
    expect((await load([])).status).toBe(400)
    expect((await world.call({ method: 'GET', path: `${path}/export` })).status).toBe(422)
    expect((await world.call({ method: 'GET', path: `${path}/export`, query: 'ids=none' })).status).toBe(404)
  })
})

describe('a copy of a sequence', () => {
  it('is a new draft with its content and a slug of its own', async () => {
    const { id } = await create({ name: 'Close', status: 'active', triggerStage: 'new', type: 'event' })
    const copy = await post(undefined, `${path}/${String(id)}/duplicate`)
    expect(copy.json).toMatchObject({
      name: 'Copy of Close',
      slug: 'copy-of-close',
      status: 'draft',
      version: 0,
      type: 'event',
      steps: [{ id: 's1' }],
    })
    expect((await post({ name: 'Close' }, `${path}/${String(id)}/duplicate`)).json).toMatchObject({ slug: 'close-2' })
    expect((await post({}, `${path}/nothing/duplicate`)).status).toBe(404)
  })
})

describe('a sequence kept as a template', () => {
  const templates = '/api/v1/sequence-templates'

  it('stays as it was when it was kept, begins others, and is removed', async () => {
    const made = await post({ name: 'Welcome', slug: 'welcome', triggerStage: 'new', steps: [task] }, '/api/v1/sequences')
    const kept = await post({ name: 'Our welcome', sequenceId: 'welcome' }, templates)
    expect([kept.status, kept.json]).toMatchObject([201, { name: 'Our welcome', sequence: { triggerStage: 'new', status: 'draft' } }])
    await world.call({ method: 'PUT', path: `/api/v1/sequences/${String(made.json['id'])}`, body: { triggerStage: null } })
    const { json } = await world.call({ method: 'GET', path: templates })
    const [template] = json['items'] as { id: string; sequence: Record<string, unknown> }[]
    expect(template?.sequence).toMatchObject({ triggerStage: 'new' })
    expect(template?.sequence).not.toHaveProperty('slug')

    const begun = await post({ ...template?.sequence, name: 'Second welcome' }, '/api/v1/sequences')
    expect([begun.status, begun.json]).toMatchObject([201, { name: 'Second welcome', slug: 'second-welcome', triggerStage: 'new' }])
    const one = `${templates}/${String(template?.id)}`
    expect((await world.call({ method: 'DELETE', path: one })).json).toMatchObject({ name: 'Our welcome' })
    expect((await world.call({ method: 'DELETE', path: one })).json).toMatchObject({ reason: 'no_such_sequence_template' })
  })

  it('of a sequence that does not exist is refused', async () => {
    expect((await post({ name: 'Nothing', sequenceId: 'nope' }, templates)).json).toMatchObject({ reason: 'no_such_sequence' })
  })
})

describe('a step kept as a template', () => {
  const templates = '/api/v1/step-templates'

  it('is kept, listed, changed under its revision and removed', async () => {
    const kept = await post({ name: 'Breakup', step: { ...task, brief: 'Say goodbye' } }, templates)
    expect([kept.status, kept.json]).toMatchObject([
      201,
      { name: 'Breakup', step: { brief: 'Say goodbye', onFailure: 'heal' }, revision: 1 },
    ])
    await post({ name: 'Second', step: task }, templates)
    const page = await world.call({ method: 'GET', path: templates, query: 'limit=1' })
    expect(page.json).toMatchObject({ items: [{ name: 'Second' }] })
    const rest = await world.call({ method: 'GET', path: templates, query: `cursor=${String(page.json['nextCursor'])}` })
    expect(rest.json).toMatchObject({ items: [{ name: 'Breakup' }], nextCursor: null })

    const one = `${templates}/${String(kept.json['id'])}`
    const put = (revision?: number) => world.call({ method: 'PUT', path: one, body: { name: 'Goodbye', step: task, revision } })
    expect((await put(1)).json).toMatchObject({ name: 'Goodbye', revision: 2 })
    const late = await put(1)
    expect([late.status, late.json]).toMatchObject([
      409,
      { reason: 'stale_revision', givenRevision: 1, currentRevision: 2, current: { name: 'Goodbye', revision: 2 } },
    ])
    expect((await world.call({ method: 'DELETE', path: one })).json).toMatchObject({ name: 'Goodbye' })
    expect((await put()).status).toBe(404)
  })
})
