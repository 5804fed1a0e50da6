import { beforeEach, describe, expect, it } from 'vitest'
import type { Interaction } from '../../functions/domain/interaction.ts'
import { messageRow, type RowFields } from '../../functions/domain/message-row.ts'
import type { Attempt, MessageRow } from '../../functions/domain/message.ts'
import { enrollment, enrollmentId, head, now, otherEnrollmentId, sequence, version } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
const get = (path: string, query = '') => world.call({ method: 'GET', path: `/api/v1/${path}`, query })
const mark = (id: string, body: unknown) => world.call({ method: 'PUT', path: `/api/v1/inbox/${id}`, body })
const itemsOf = ({ json }: Awaited<ReturnType<typeof get>>) => json['items'] as Record<string, unknown>[]

const wrote = (n: number, overrides: Partial<Interaction> = {}): Interaction => ({
  id: `01KAGJ0000000000000000000${n}`,
  contactKey: 'ck1',
  at: `2026-11-20T14:0${n}:00.000Z`,
  channel: 'email',
  direction: 'inbound',
  kind: 'replied',
  enrollmentId,
  sequenceId: 'SEQ1',
  subject: `Re: ${n}`,
  body: 'Yes',
  ...overrides,
})
const attempt = (n: number, overrides: Partial<Attempt> = {}): Attempt => ({
  id: `at${n}`,
  startedAt: `2026-11-20T14:0${n}:00.000Z`,
  adapter: 'ses',
  outcome: 'accepted',
  revision: 1,
  verdicts: [{ gate: 'consent', pass: true, saw: 'crm' }],
  ...overrides,
})
const row = (n: number, fields: Partial<RowFields> = {}): MessageRow => {
  const one = enrollment()
  const item = one.plan[n - 1]
  if (!item) throw new Error('the plan has four steps')
  return messageRow(head(), one, item, { status: 'sent', attempts: [attempt(n)], ...fields })
}

beforeEach(() => {
  world = apiWorld()
  world.state.sequences.set('SEQ1', sequence({ status: 'active', version: 1 }))
  world.state.versions.set('SEQ1/1', version())
  world.state.heads.set('ck1', head({ enrollments: [enrollment()] }))
})

describe('the inbox', () => {
  beforeEach(() => {
    world.state.timeline = [wrote(1), wrote(2, { matchedBy: 'token' }), wrote(3, { kind: 'out_of_office' })]
  })

  it('shows what people wrote, newest first, and what the sequence did about it', async () => {
    const items = itemsOf(await get('inbox'))
    expect(items.map(({ subject }) => subject)).toEqual(['Re: 2', 'Re: 1'])
    expect(items[0]).toMatchObject({
      contactId: 'c-1001',
      contactName: 'Dana Reyes',
      leadId: 'lead-1001',
      kind: 'reply',
      matchedBy: 'token',
      sequenceName: 'Seller outreach',
      enrollmentStatus: 'active',
      waits: false,
      did: 'Nothing: "Seller outreach" goes on, as it does not end with this.',
      state: 'open',
    })
  })

  it('comes page by page', async () => {
    const first = await get('inbox', 'limit=1')
    expect(itemsOf(await get('inbox', `limit=1&cursor=${String(first.json['nextCursor'])}`))).toMatchObject([{ subject: 'Re: 1' }])
    expect((await get('inbox', 'cursor=none')).status).toBe(422)
  })

  it('is narrowed by channel, intent and words, and reads a bounded number for it', async () => {
    for (const query of ['channel=call', 'intent=question', 'q=no+such+words'])
      expect(itemsOf(await get('inbox', query)), query).toEqual([])
    const all = itemsOf(await get('inbox'))
    expect(itemsOf(await get('inbox', 'channel=email&q=re:+1'))).toEqual(all.filter(({ subject }) => subject === 'Re: 1'))
    const looked = await get('inbox', 'limit=1&q=re:+1')
    expect(itemsOf(looked)).toMatchObject([{ subject: 'Re: 1' }])
  })

  it('says that an enrollment waits for a decision', async () => {
    world.state.heads.set('ck1', head({ enrollments: [enrollment({ status: 'paused', pauseReason: 'reply_review' })] }))
    expect(itemsOf(await get('inbox'))[0]).toMatchObject({ enrollmentStatus: 'paused', waits: true })
  })

  it('lets go of what is handled, keeps who did it, and takes it back', async () => {
    const id = String(itemsOf(await get('inbox'))[0]?.['id'])
    const done = await mark(id, { state: 'done', intent: 'interested' })
    expect(done.json).toMatchObject({
      state: 'done',
      handledBy: 'ann@acme.example',
      handledAt: new Date(now).toISOString(),
      intent: 'interested',
    })
    expect((await mark(id, { state: 'done' })).json).toMatchObject({ state: 'done', intent: 'interested' })
    expect(itemsOf(await get('inbox'))).toHaveLength(1)
    expect(itemsOf(await get('inbox', 'state=done'))).toHaveLength(1)
    expect((await mark(id, { state: 'open' })).json).not.toHaveProperty('handledBy')
    expect(itemsOf(await get('inbox'))).toHaveLength(2)
  })

  it('knows nothing of entries that are not there', async () => {
    const answered = await mark('01KAGJ00000000000000000009.ck1', { state: 'done' })
    expect(answered.status).toBe(404)
    expect(problemOf(answered).detail).toContain('GET /api/v1/inbox')
    expect((await mark('x', { state: 'gone' })).status).toBe(400)
  })
})

describe("a sequence's log", () => {
  beforeEach(() => {
    const closed = attempt(2, { outcome: 'gated', verdicts: [{ gate: 'window', pass: false, reason: 'outside_window' }] })
    const rows = [
      row(1),
      row(2, { attempts: [closed, attempt(3)] }),
      row(3, { status: 'unknown', attempts: [attempt(4, { outcome: 'unknown' })] }),
    ]
    for (const one of rows) world.state.rows.set(one.id, one)
    const healing = [
      { at: '2026-11-20T14:02:30.000Z', failure: 'sms_undelivered', action: 'retry' as const, step: 's2', reason: 'again' },
      { at: '2026-11-20T14:09:00.000Z', failure: 'busy', action: 'retry' as const, step: 's4', reason: 'again' },
    ]
    world.state.heads.set('ck1', head({ enrollments: [enrollment({ healing })] }))
  })

  it('tells every attempt, what stood against it and what healing did, newest first', async () => {
    const answered = await get('sequences/SEQ1/log')
    expect(itemsOf(answered).map(({ stepId }) => stepId)).toEqual(['s3', 's2', 's1'])
    expect(itemsOf(answered)[1]).toMatchObject({
      contactName: 'Dana Reyes',
      stepName: 'Step 2',
      startedAt: '2026-11-20T14:02:00.000Z',
      attempts: [
        { outcome: 'gated', failed: [{ gate: 'window', reason: 'outside_window' }] },
        { outcome: 'accepted', failed: [] },
      ],
      healing: [{ failure: 'sms_undelivered', action: 'retry' }],
    })
    expect(answered.json).toMatchObject({ nextCursor: null, more: false })
  })

  it('is narrowed to a channel or to what an attempt came to', async () => {
    expect(itemsOf(await get('sequences/SEQ1/log', 'channel=sms')).map(({ stepId }) => stepId)).toEqual(['s2'])
    expect(itemsOf(await get('sequences/SEQ1/log', 'outcome=gated')).map(({ stepId }) => stepId)).toEqual(['s2'])
    expect(itemsOf(await get('sequences/SEQ1/log', 'outcome=refused_permanent'))).toEqual([])
    const first = await get('sequences/SEQ1/log', 'outcome=accepted&limit=1')
    expect(itemsOf(first).map(({ stepId }) => stepId)).toEqual(['s2'])
    const second = await get('sequences/SEQ1/log', `outcome=accepted&limit=1&cursor=${String(first.json['nextCursor'])}`)
    expect(itemsOf(second).map(({ stepId }) => stepId)).toEqual(['s1'])
  })

  it('has what waits on its first page only', async () => {
    const first = await get('sequences/SEQ1/log', 'limit=1')
    expect(itemsOf(first).map(({ stepId }) => stepId)).toEqual(['s3', 's2'])
    const second = await get('sequences/SEQ1/log', `limit=1&cursor=${String(first.json['nextCursor'])}`)
    expect(itemsOf(second).map(({ stepId }) => stepId)).toEqual(['s1'])
    expect((await get('sequences/NONE/log')).status).toBe(404)
  })
})

describe('home', () => {
  it('says what is due today and by whom, and counts what waits', async () => {
    world.state.timeline = [wrote(1)]
    world.state.rows.set(row(4).id, row(4, { task: { state: 'open' } }))
    const { json } = await get('home')
    expect(json['counts']).toMatchObject({
      replies: { count: 1, more: false },
      tasks: { count: 1 },
      tasksDue: { count: 0 },
      drafts: { count: 0 },
    })
    expect(json['today']).toMatchObject([
      {
        at: '2026-11-20T15:00:00.000Z',
        contactName: 'Dana Reyes',
        sequenceName: 'Seller outreach',
        stepId: 's1',
        stepName: 'Step 1',
        channel: 'email',
        state: 'scheduled',
      },
    ])
    expect(json).toMatchObject({ more: false, paused: [], sentToday: 0 })
    expect((await get('counts')).json).toEqual(json['counts'])
  })

  it('leaves out what a pause holds back', async () => {
    world.state.sequences.set('SEQ1', sequence({ status: 'paused', version: 1 }))
    const { json } = await get('home')
    expect(json['today']).toEqual([])
    expect(json['silence']).toMatchObject([{ reason: 'none_active' }])
  })

  it('knows what left today, and is silent about silence then', async () => {
    world.state.totals.set('SEQ1', { '*:enrolled': 1, 's1:sent': 30 })
    world.state.hours.set('SEQ1', { 's1:sent': 3, 's2:sent': 1 })
    expect((await get('home')).json).toMatchObject({ sentToday: 4, silence: [] })
    world.state.hours.clear()
    world.state.drafts.clear()
    world.state.heads.set('ck1', head({ enrollments: [enrollment({ id: otherEnrollmentId, status: 'paused' })] }))
    expect((await get('home')).json).toMatchObject({ sentToday: 0, today: [], silence: [{ reason: 'nothing_due' }] })
  })

  it('counts who stands still until somebody does something, and names where', async () => {
    const more = { ...sequence(), id: 'SEQ2', slug: 'two', name: 'Two' }
    world.state.sequences.set('SEQ2', more)
    world.state.totals.set('SEQ1', { '*:held-missing_merge_value': 2, '*:held-review': 0, '*:held-template_error': -1 })
    world.state.totals.set('SEQ2', { '*:held-missing_merge_value': 5 })
    const { json } = await get('home')
    expect(json['held']).toEqual([
      {
        reason: 'missing_merge_value',
        text: expect.stringContaining('give it a default') as unknown,
        count: 7,
        sequences: [
          { sequenceId: 'SEQ2', name: 'Two', count: 5 },
          { sequenceId: 'SEQ1', name: expect.any(String) as unknown, count: 2 },
        ],
      },
    ])
  })

  it('names the sequences that were paused by themselves', async () => {
    const counts = { mailed: 50, bounced: 3, complained: 0 }
    const guarded = { at: '2026-11-20T12:00:00.000Z', by: 'bounces' as const, counts, totals: counts }
    world.state.sequences.set('SEQ1', sequence({ status: 'paused', version: 1, guarded }))
    expect((await get('home')).json['paused']).toMatchObject([{ sequenceId: 'SEQ1', since: '2026-11-20T12:00:00.000Z' }])
  })
})
