import { beforeEach, describe, expect, it } from 'vitest'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { defaultPolicies, type Sequence } from '../../functions/domain/sequence.ts'
import { enrollment, enrollmentId, head, hours, now, profile, step, version, withPlan } from '../domain/builders.ts'
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
const path = '/api/v1/sequences/SEQ1'

let world: ReturnType<typeof apiWorld>
beforeEach(() => {
  world = apiWorld()
  world.state.sequences.set('SEQ1', active())
  world.state.versions.set('SEQ1/1', version())
})

const running = () => {
  world.state.heads.set('ck1', head({ enrollments: [enrollment()] }))
  world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
}

describe('enrolling by hand', () => {
  const enroll = (body: unknown) => world.call({ method: 'POST', path: `${path}/enroll`, body })

  it('enrolls a contact, and a lead by its primary contact', async () => {
    world.state.heads.set('ck1', head())
    const { json } = await enroll({ contactIds: ['c-1001'] })
    expect(json).toMatchObject({ enrolled: 1, refused: 0, results: [{ id: 'c-1001', contactId: 'c-1001', reason: null }] })
    expect(world.state.heads.get('ck1')?.enrollments).toMatchObject([{ enrolledBy: 'manual', stage: null, sequenceId: 'SEQ1' }])
    expect(world.state.references.size).toBe(1)

    world.state.heads.set('ck1', head())
    expect((await enroll({ leadIds: ['lead-1001'] })).json).toMatchObject({
      enrolled: 1,
      results: [{ id: 'lead-1001', contactId: 'c-1001' }],
    })
  })

  it('keeps what the enrollment is to reach, and what is to be known of it', async () => {
    world.state.heads.set('ck1', head())
    expect((await enroll({ contactIds: ['c-1001'], goal: 'pipeline', notes: 'Met at the fair' })).json).toMatchObject({ enrolled: 1 })
    expect(world.state.heads.get('ck1')?.enrollments).toMatchObject([{ goal: 'pipeline', notes: 'Met at the fair' }])
    expect((await enroll({ contactIds: ['c-1001'], goal: 'fame' })).status).toBe(400)
  })

  it('enrolls those contacts of a lead that the sequence is for, or that the request names', async () => {
    const attorney = { ...profile, key: 'ck2', contactId: 'c-1002', role: 'Attorney' }
    world.state.profiles.set('ck2', attorney)
    const fresh = () => {
      world.state.heads.set('ck1', head())
      world.state.heads.set('ck2', head({ key: 'ck2', contactId: 'c-1002' }))
    }
    const who = async (contacts?: unknown) => {
      fresh()
      const { json } = await enroll({ leadIds: ['lead-1001'], contacts })
      return (json['results'] as { contactId: string | null; reason: string | null }[]).map(({ contactId, reason }) => contactId ?? reason)
    }
    expect(await who()).toEqual(['c-1001'])
    expect(await who({ kind: 'all' })).toEqual(['c-1001', 'c-1002'])
    expect(await who({ kind: 'role', role: 'attorney' })).toEqual(['c-1002'])
    expect(await who({ kind: 'role', role: 'owner' })).toEqual(['no_such_role'])
    world.state.versions.set('SEQ1/1', version({ policies: { ...defaultPolicies, contacts: { kind: 'all' } } }))
    expect(await who()).toEqual(['c-1001', 'c-1002'])
  })

  it('says for each why not, and leaves no trace of it', async () => {
    running()
    const { json } = await enroll({ contactIds: ['c-1001', 'c-9999'], leadIds: ['lead-9999'] })
    expect(json).toMatchObject({
      enrolled: 0,
      refused: 3,
      results: [
        { id: 'lead-9999', reason: 'lead_not_known', detail: expect.stringContaining('named this lead') },
        { id: 'c-1001', reason: 'already_enrolled', enrollmentId: null },
        { id: 'c-9999', reason: 'not_known', contactId: null },
      ],
    })
    expect(world.state.references.size).toBe(1)
  })

  it('does not send to the CRM for a contact who was erased', async () => {
    world.state.heads.set('ck1', head({ erased: true }))
    world.state.profiles.delete('ck1')
    const { json } = await enroll({ contactIds: ['c-1001'] })
    expect(json['results']).toMatchObject([{ reason: 'contact_erased', detail: expect.stringContaining('was erased') }])
  })

  it('asks for at least one contact or lead', async () => {
    expect((await enroll({ contactIds: [] })).status).toBe(400)
  })

  it('needs an active sequence', async () => {
    world.state.sequences.set('SEQ1', active({ status: 'paused' }))
    expect(problemOf(await enroll({ contactIds: ['c-1001'] }))).toMatchObject({ status: 409, reason: 'sequence_not_active' })
  })
})

describe('an enrollment', () => {
  const read = (id = enrollmentId) => world.call({ method: 'GET', path: `/api/v1/sequences/enrollments/${id}` })
  const act = (body: Record<string, unknown>) => world.call({ method: 'PUT', path: `/api/v1/sequences/enrollments/${enrollmentId}`, body })

  it('is read by its id while it runs and once it is over', async () => {
    running()
    expect((await read()).json).toMatchObject({ id: enrollmentId, status: 'active', currentStep: 's1' })
    await act({ action: 'cancel' })
    expect((await read()).json).toMatchObject({ id: enrollmentId, status: 'finished', exitReason: 'cancelled', nextDueAt: null })
    expect(problemOf(await read('01ARZ3NDEKTSV4RRFFQ69G5FAV'))).toMatchObject({ status: 404, reason: 'no_such_enrollment' })
  })

  it('says why the message that is next is held, until the enrollment is paused', async () => {
    const waits = withPlan(enrollment(), { s1: { state: 'held', reason: 'missing_merge_value' } })
    world.state.heads.set('ck1', head({ enrollments: [waits] }))
    world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
    const { json } = await read()
    expect(json).toMatchObject({ status: 'active', currentStep: 's1', held: { reason: 'missing_merge_value' } })
    expect(json['held']).toMatchObject({ text: expect.stringContaining('has no value for this contact') })
    expect((await act({ action: 'pause' })).json).not.toHaveProperty('held')
  })

  it('has nothing due while it is paused, unless it resumes by itself', async () => {
    running()
    expect((await act({ action: 'pause' })).json).toMatchObject({ status: 'paused', nextDueAt: null })
    await act({ action: 'resume' })
    const until = new Date(now + hours(48)).toISOString()
    expect((await act({ action: 'pause', until })).json).toMatchObject({ resumeAt: until, nextDueAt: until })
  })
})

describe('the enrollments of a sequence', () => {
  const list = (query = '') => world.call({ method: 'GET', path: `${path}/enrollments`, query })

  it('show where each stands and what is next', async () => {
    running()
    expect((await list()).json['items']).toMatchObject([
      {
        id: enrollmentId,
        contactName: 'Dana Reyes',
        status: 'active',
        currentStep: 's1',
        nextDueAt: new Date(now).toISOString(),
        healing: [],
        channelOverrides: {},
        failedChannels: [],
      },
    ])
  })

  it('are found by status, finished ones too', async () => {
    running()
    await world.call({ method: 'PUT', path: `${path}/enrollments/${enrollmentId}`, body: { action: 'cancel' } })
    expect((await list('status=active')).json['items']).toEqual([])
    expect((await list('status=finished')).json['items']).toMatchObject([
      { status: 'finished', exitReason: 'cancelled', currentStep: null },
    ])
  })

  describe('when there are many', () => {
    /** 260 contacts of SEQ1, every tenth paused; each third is called Reyes, and the last ten are in SEQ2 too. */
    const idOf = (i: number): string => `E${String(i).padStart(3, '0')}`
    const many = () => {
      world.state.profiles.clear()
      world.state.sequences.set('SEQ2', active({ id: 'SEQ2', slug: 'other', owner: 'ben' }))
      world.state.sequences.set('SEQ3', active({ id: 'SEQ3', slug: 'empty', version: 0 }))
      for (let i = 0; i < 260; i++) {
        const key = `k${i}`
        const status = i % 10 === 0 ? ('paused' as const) : ('active' as const)
        const also = i < 250 ? [] : [enrollment({ id: `F${i}`, sequenceId: 'SEQ2' })]
        world.state.profiles.set(key, { ...profile, key, contactId: `c-${i}`, lastName: i % 3 === 0 ? 'Reyes' : 'Smith' })
        world.state.heads.set(key, head({ key, contactId: `c-${i}`, enrollments: [enrollment({ id: idOf(i), status }), ...also] }))
        world.state.references.set(idOf(i), { id: idOf(i), contactKey: key, sequenceId: 'SEQ1' })
        if (also.length > 0) world.state.references.set(`F${i}`, { id: `F${i}`, contactKey: key, sequenceId: 'SEQ2' })
      }
    }
    const walk = async (at: string, query: string) => {
      const ids: string[] = []
      const looks: number[] = []
      let cursor = ''
      do {
        const { json } = await world.call({ method: 'GET', path: at, query: `${query}${cursor && `&cursor=${cursor}`}` })
        ids.push(...(json['items'] as { id: string }[]).map(({ id }) => id))
        looks.push(Number(json['looked']))
        cursor = (json['nextCursor'] as string | null) ?? ''
      } while (cursor)
      return { ids, looks }
    }
    beforeEach(many)

    it('come newest or oldest first, each once', async () => {
      const newest = await walk(`${path}/enrollments`, 'limit=70')
      expect(newest.ids).toEqual(Array.from({ length: 260 }, (_, i) => idOf(259 - i)))
      expect((await walk(`${path}/enrollments`, 'limit=70&order=oldest')).ids).toEqual(newest.ids.toReversed())
    })

    it('are found by a filter, a bounded number looked at for a page', async () => {
      const { ids, looks } = await walk(`${path}/enrollments`, 'limit=100&status=paused')
      expect(ids).toEqual(Array.from({ length: 26 }, (_, i) => idOf(250 - 10 * i)))
      expect(Math.max(...looks)).toBeLessThanOrEqual(200)
      expect(looks.reduce((sum, look) => sum + look, 0)).toBe(260)
      expect((await walk(`${path}/enrollments`, 'limit=100&step=s2')).ids).toEqual([])
      expect((await walk(`${path}/enrollments`, 'limit=100&step=s1&dueBefore=2026-11-20T15:00:00Z')).ids).toEqual([])
      expect((await walk(`${path}/enrollments`, 'limit=200&dueFrom=2026-11-20T15:00:00Z')).ids).toHaveLength(234)
    })

    it('are found by the name of their contact, with the other filters', async () => {
      const { ids } = await walk(`${path}/enrollments`, 'limit=30&q=reyes')
      expect(ids.toSorted()).toEqual(Array.from({ length: 87 }, (_, i) => idOf(3 * i)))
      const paused = await walk(`${path}/enrollments`, 'limit=30&q=reyes&status=paused')
      expect(paused.ids.toSorted()).toEqual(Array.from({ length: 9 }, (_, i) => idOf(30 * i)))
    })

    it('are listed of every sequence, of one owner, or of a name in all', async () => {
      const all = await walk('/api/v1/enrollments', 'limit=100')
      expect(all.ids.slice(0, 11)).toEqual([...Array.from({ length: 10 }, (_, i) => `F${259 - i}`), idOf(259)])
      expect(new Set(all.ids).size).toBe(270)
      expect(Math.max(...all.looks)).toBeLessThanOrEqual(200)
      expect((await walk('/api/v1/enrollments', 'limit=4&owner=ben')).ids).toHaveLength(10)
      expect((await walk('/api/v1/enrollments', 'limit=50&q=c-255')).ids.toSorted()).toEqual(['E255', 'F255'])
      expect((await walk('/api/v1/enrollments', 'limit=50&q=c-255&owner=ann')).ids).toEqual(['E255'])
    })

    it('refuse the cursor of another list', async () => {
      const { json } = await world.call({ method: 'GET', path: `${path}/enrollments`, query: 'limit=10&q=reyes' })
      const cursor = String(json['nextCursor'])
      for (const at of [`${path}/enrollments`, '/api/v1/enrollments'])
        expect((await world.call({ method: 'GET', path: at, query: `cursor=${cursor}` })).status).toBe(422)
    })
  })

  it('leave out one that has only begun', async () => {
    world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
    expect((await list()).json['items']).toEqual([])
  })
})

describe('what a person does to an enrollment', () => {
  const act = (action: string, reason?: string) =>
    world.call({ method: 'PUT', path: `${path}/enrollments/${enrollmentId}`, body: { action, ...(reason ? { reason } : {}) } })

  it.each([
    ['pause', { status: 'paused', pauseReason: 'by ann@acme.example' }],
    ['cancel', { status: 'finished', exitReason: 'cancelled' }],
    ['convert', { status: 'finished', exitReason: 'converted' }],
    ['book', { status: 'finished', exitReason: 'booked' }],
    ['reject', { status: 'finished', exitReason: 'rejected' }],
    ['unsubscribe', { status: 'finished', exitReason: 'unsubscribed' }],
    ['skip', { status: 'active', currentStep: 's2' }],
  ])('%s', async (action, expected) => {
    running()
    expect((await act(action)).json).toMatchObject(expected)
  })

  it('resumes what was paused, and refuses what was not', async () => {
    running()
    expect(problemOf(await act('resume'))).toMatchObject({ status: 409, reason: 'not_paused' })
    await act('pause', 'on holiday')
    world.state.now += hours(24)
    expect((await act('resume')).json).toMatchObject({ status: 'active', nextDueAt: new Date(now + hours(24)).toISOString() })
  })

  it('closes the addresses first where it unsubscribes, for whoever else uses them', async () => {
    running()
    await act('unsubscribe')
    expect(world.state.suppressed).toEqual([
      { key: 'ae1', channels: ['email'] },
      { key: 'ap1', channels: ['sms', 'call'] },
    ])
    expect(world.state.engaged).toMatchObject([
      { kind: 'one_click', addressKey: 'ae1', channel: 'email' },
      { addressKey: 'ap1', channel: 'sms' },
      { addressKey: 'ap1', channel: 'call' },
    ])
  })

  it('is not found under another sequence', async () => {
    running()
    const answered = await world.call({
      method: 'PUT',
      path: `/api/v1/sequences/SEQ2/enrollments/${enrollmentId}`,
      body: { action: 'pause' },
    })
    expect(answered.status).toBe(404)
    const any = await world.call({ method: 'PUT', path: `/api/v1/sequences/enrollments/${enrollmentId}`, body: { action: 'pause' } })
    expect(any.status).toBe(200)
  })
})

describe('the messages of a sequence', () => {
  const list = (query = '') => world.call({ method: 'GET', path: `${path}/messages`, query })

  it('show what waits with its time and its text as it reads for the contact', async () => {
    running()
    const items = (await list()).json['items']
    expect(items).toHaveLength(4)
    expect(items).toMatchObject([
      { id: messageIdOf(enrollmentId, 1), stepOrder: 1, status: 'scheduled', recipient: 'dana@example.com', subject: 'Hello Dana' },
      { channel: 'sms', recipient: '+13125550142', body: expect.stringContaining('Hi Dana, about 12 Elm St.\nReply STOP to opt out.') },
      { channel: 'email', dueAt: new Date(now + hours(72)).toISOString() },
      { channel: 'task', recipient: null },
    ])
  })

  it('say in a sentence why one was skipped, and send it again as a new revision', async () => {
    running()
    await world.call({ method: 'PUT', path: `${path}/enrollments/${enrollmentId}`, body: { action: 'skip' } })
    const skipped = (await list()).json['items'] as { id: string }[]
    expect(skipped[0]).toMatchObject({ status: 'skipped', reason: 'skipped_by_person', reasonText: 'A person skipped this message.' })
    const again = await world.call({ method: 'POST', path: `${path}/messages/${skipped[0]?.id ?? ''}/resend` })
    expect(again.json).toMatchObject({ status: 'scheduled' })
  })

  it('refuses to send again what waits', async () => {
    running()
    const answered = await world.call({ method: 'POST', path: `${path}/messages/${messageIdOf(enrollmentId, 1)}/resend` })
    expect(problemOf(answered)).toMatchObject({ status: 409, reason: 'nothing_to_do', detail: expect.stringContaining('at its own time') })
    world.state.heads.set('ck1', head({ enrollments: [withPlan(enrollment(), { s1: { state: 'held', reason: 'sending_stopped' } })] }))
    const held = await world.call({ method: 'POST', path: `${path}/messages/${messageIdOf(enrollmentId, 1)}/resend` })
    expect(problemOf(held)).toMatchObject({ status: 409, detail: expect.stringContaining('it waits') })
    await world.call({ method: 'PUT', path: `${path}/enrollments/${enrollmentId}`, body: { action: 'cancel' } })
    const over = await world.call({ method: 'POST', path: `${path}/messages/${messageIdOf(enrollmentId, 1)}/resend` })
    expect(problemOf(over)).toMatchObject({
      status: 409,
      reason: 'not_enrolled',
      detail: expect.stringContaining('Enroll the contact again'),
    })
  })

  it('pages by whole enrollments', async () => {
    running()
    const { json } = await list('limit=2')
    expect(json['items']).toHaveLength(4)
    expect(json['nextCursor']).toBeNull()
  })
})

describe('what came of a task', () => {
  const id = messageIdOf(enrollmentId, 4)
  const outcome = (body: unknown) => world.call({ method: 'POST', path: `/api/v1/messages/${id}/outcome`, body })

  beforeEach(() => {
    running()
    const walked = withPlan(enrollment(), { s1: { state: 'sent' }, s2: { state: 'sent' }, s3: { state: 'sent' }, s4: { state: 'sent' } })
    world.state.heads.set('ck1', head({ enrollments: [walked] }))
    world.state.rows.set(id, {
      id,
      enrollmentId,
      sequenceId: 'SEQ1',
      version: 1,
      contactKey: 'ck1',
      contactId: 'c-1001',
      leadId: 'lead-1001',
      stepId: 's4',
      stepNumber: 4,
      stepOrder: 4,
      channel: 'task',
      recipient: null,
      status: 'sent',
      dueAt: new Date(now).toISOString(),
      sentAt: new Date(now).toISOString(),
      body: 'Call Dana',
      simulated: false,
      revision: 1,
      events: {},
      task: { state: 'open' },
      attempts: [],
    })
  })

  it('is listed by when it is due, its kind and its words', async () => {
    const ask = async (query: string) => {
      const { json } = await world.call({ method: 'GET', path: '/api/v1/tasks', query })
      return (json['items'] as { id: string }[]).map((one) => one.id)
    }
    const dueAt = world.state.rows.get(id)?.dueAt ?? ''
    const later = new Date(Date.parse(dueAt) + 1).toISOString()
    expect(await ask(`dueFrom=${dueAt}&dueBefore=${later}&channel=task&q=reyes`)).toEqual([id])
    for (const query of [`dueFrom=${later}`, `dueBefore=${dueAt}`, 'channel=call', 'q=nobody']) expect(await ask(query)).toEqual([])
  })

  it('is listed while it is open', async () => {
    const { json } = await world.call({ method: 'GET', path: '/api/v1/tasks' })
    expect(json['items']).toMatchObject([{ id, task: { state: 'open' } }])
  })

  it('says whose it is, of which step, and which later steps wait for what it comes to', async () => {
    const tests = [{ kind: 'task_outcome' as const, step: 's4', outcomes: ['interested', 'call back'] }]
    const last = step(5, 'email', 40_000, { condition: { match: 'all', tests, otherwise: 'skip' } })
    const walked = version()
    world.state.profiles.set('ck1', { ...profile, timeZone: 'America/Chicago' })
    world.state.versions.set('SEQ1/1', { ...walked, steps: [...walked.steps, last] })
    const { json } = await world.call({ method: 'GET', path: '/api/v1/tasks' })
    expect(json['items']).toMatchObject([
      {
        contactName: 'Dana Reyes',
        timeZone: 'America/Chicago',
        leadId: 'lead-1001',
        stepOrder: 4,
        stepName: walked.steps[3]?.name,
        asks: [{ stepId: 's5', stepOrder: 5, stepName: last.name, outcomes: ['interested', 'call back'], not: false }],
      },
    ])
  })

  it('closes the task and stands in the timeline', async () => {
    const { json } = await outcome({ outcome: 'answered', notes: 'Wants an offer' })
    expect(json).toMatchObject({ task: { state: 'done', outcome: 'answered' }, events: { outcome: 'answered' } })
    expect(world.state.interactions).toMatchObject([{ kind: 'outcome', detail: 'answered', body: 'Wants an offer', messageId: id }])
    expect(problemOf(await outcome({ outcome: 'again' }))).toMatchObject({ status: 409, reason: 'task_is_over' })
  })

  it('may be that nobody did it', async () => {
    expect((await outcome({ outcome: 'not needed', dismissed: true })).json).toMatchObject({ task: { state: 'dismissed' } })
  })

  it('is refused for a message that no person carries out', async () => {
    const body = { outcome: 'answered' }
    const answered = await world.call({ method: 'POST', path: `/api/v1/messages/${messageIdOf(enrollmentId, 1)}/outcome`, body })
    expect(problemOf(answered)).toMatchObject({ status: 409, reason: 'no_task' })
  })
})

describe('contacts', () => {
  it('are found by a part of their name, address or id', async () => {
    for (const q of ['reyes', 'DANA@', '0142', 'c-10', 'lead-1001'])
      expect(
        (await world.call({ method: 'GET', path: '/api/v1/contacts', query: `q=${encodeURIComponent(q)}` })).json['items'],
      ).toMatchObject([{ id: 'c-1001', name: 'Dana Reyes', attributes: { street: '12 Elm St' } }])
    expect((await world.call({ method: 'GET', path: '/api/v1/contacts', query: 'q=nobody' })).json['items']).toEqual([])
  })

  it('page without losing one', async () => {
    const [first] = world.state.profiles.values()
    if (!first) throw new Error('there is one')
    for (let i = 2; i <= 7; i++) world.state.profiles.set(`ck${i}`, { ...first, key: `ck${i}`, contactId: `c-${i}` })
    const seen: string[] = []
    let cursor = ''
    do {
      const { json } = await world.call({
        method: 'GET',
        path: '/api/v1/contacts',
        query: `q=reyes&limit=3${cursor && `&cursor=${cursor}`}`,
      })
      seen.push(...(json['items'] as { id: string }[]).map(({ id }) => id))
      cursor = (json['nextCursor'] as string | null) ?? ''
    } while (cursor)
    expect(seen).toEqual(['c-1001', 'c-2', 'c-3', 'c-4', 'c-5', 'c-6', 'c-7'])
  })

  it('are found by what the CRM did not tell, over pages that are bounded', async () => {
    const [first] = world.state.profiles.values()
    if (!first) throw new Error('there is one')
    const { phone: _none, ...silent } = first
    for (let i = 2; i <= 700; i++) {
      const key = `ck${String(i).padStart(3, '0')}`
      world.state.profiles.set(key, { ...(i === 650 ? silent : first), key, contactId: `c-${i}` })
    }
    const ask = (query: string) => world.call({ method: 'GET', path: '/api/v1/contacts', query: `lacks=phone&limit=100${query}` })
    const { json } = await ask('')
    expect(json['items']).toEqual([])
    expect((await ask(`&cursor=${String(json['nextCursor'])}`)).json).toMatchObject({ items: [{ id: 'c-650' }], nextCursor: null })
    expect((await ask('&q=reyes')).status).toBe(200)
  })

  it('are known by the CRM’s id', async () => {
    expect((await world.call({ method: 'GET', path: '/api/v1/contacts/c-1001' })).json).toMatchObject({ id: 'c-1001', leadId: 'lead-1001' })
    expect((await world.call({ method: 'GET', path: '/api/v1/contacts/c-0' })).status).toBe(404)
  })
})
