/** Many at once on the whole local stack: a stage that was full before its sequence was active, a CSV, and what is told of each person. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { BackfillView, JobRowView, JobView } from '../../functions/contract/api/jobs.ts'
import type { LeadDetail, LeadView, TimelineEntryView, WhyView } from '../../functions/contract/api/people.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
})
afterAll(() => world.close())

const rows = async (id: string, status = 'all') =>
  (await world.api<{ items: JobRowView[] }>('GET', `/jobs/${id}/rows?limit=200&status=${status}`)).items

describe('a stage that was full before its sequence was active', () => {
  const many = 60
  let sequence: SequenceView
  let job: JobView
  const left = `success+2@simulator.amazonses.com`

  it('has nobody mailed by activating, and shows how many a backfill would enroll', async () => {
    await world.publish(...Array.from({ length: many }, (_, i) => leadEvent(i)))
    await world.advance('PT1M')
    sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
    await world.advance('PT2H')
    expect(await world.outbox()).toEqual([])
    const seen = await world.api<BackfillView>('GET', `/sequences/${sequence.id}/backfill`)
    expect(seen).toMatchObject({ stage: 'new', inStage: many, enrolledBefore: 0, toEnroll: many, complete: true })
  })

  it('enrolls nobody for a number that is not the one, and each lead once for the one that is', async () => {
    const refused = await world.call('POST', `/sequences/${sequence.id}/backfill`, { expected: many - 1 })
    expect(refused).toMatchObject({ status: 409, body: { reason: 'number_changed', toEnroll: many } })
    job = await world.api<JobView>('POST', `/sequences/${sequence.id}/backfill`, { expected: many })
    await world.advance('PT0S')
    expect(await world.api<JobView>('GET', `/jobs/${job.id}`)).toMatchObject({
      status: 'done',
      total: many,
      done: many,
      enrolled: many,
      refused: 0,
    })
    expect(new Set((await world.outbox({ channel: 'email' })).map(({ to }) => to)).size).toBe(many)
    expect(await world.api<BackfillView>('GET', `/sequences/${sequence.id}/backfill`)).toMatchObject({ enrolledBefore: many, toEnroll: 0 })
  })

  it('mails a lead that moves on no more for the old stage', async () => {
    await world.publish(leadEvent(2, {}, { stage: 'assigned', previousStage: 'new', occurredAt: await world.now() }))
    await world.advance('P4D')
    expect(await world.outbox({ to: left })).toHaveLength(1)
    expect((await world.outbox({ to: 'success+3@simulator.amazonses.com' })).length).toBe(2)
    const { items } = await world.api<{ items: LeadView[] }>('GET', '/leads?stage=new&limit=200')
    expect(items).toHaveLength(many - 1)
    expect(items.some(({ id }) => id === 'lead-2')).toBe(false)
  })

  it('tells of a lead and its messages in sentences', async () => {
    expect(await world.api<LeadDetail>('GET', '/leads/lead-2')).toMatchObject({
      stage: 'assigned',
      contacts: [{ id: 'c-2', name: 'Dana Reyes' }],
    })
    const { items } = await world.api<{ items: TimelineEntryView[] }>('GET', '/leads/lead-2/timeline?limit=100')
    expect(items.map(({ text }) => text).join('\n')).toMatch(/moved from "new" to "assigned"/)
    expect(items.some(({ text }) => text.startsWith('Finished "Tour". The lead left the stage'))).toBe(true)
    const delivered = items.find(({ kind, what }) => kind === 'message' && what === 'delivered')
    const why = await world.api<WhyView>('GET', `/messages/${delivered?.messageId}/why`)
    expect(why.attempts[0]?.verdicts.map(({ text }) => text)).toContain('Consent: given on 20 Nov 2026 by the CRM.')
    expect(why.text).toMatch(/It was delivered/)
  })
})

describe('a CSV', () => {
  it('is answered at once, enrolls its contacts and says of each other row why not', async () => {
    const sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'Listed', triggerStage: null }))
    const lines = Array.from({ length: 60 }, (_, i) => `l-${i},listed-${i},Kim,success+l${i}@simulator.amazonses.com,yes,5 Oak St,Sam`)
    const csv = ['contactId,leadId,firstName,email,consentEmail,street,agent', ...lines, 'l-x,listed-x,Kim,nonsense,yes,,', ',,,,,,x'].join(
      '\n',
    )
    const job = await world.api<JobView>('POST', `/sequences/${sequence.id}/bulk-enroll`, { csv })
    expect(job).toMatchObject({ status: 'running', total: 62 })
    await world.advance('PT0S')
    expect(await world.api<JobView>('GET', `/jobs/${job.id}`)).toMatchObject({ status: 'done', done: 62, enrolled: 60, refused: 2 })
    expect((await rows(job.id, 'refused')).map(({ line, reason }) => [line, reason])).toEqual([
      [62, 'bad_email'],
      [63, 'id_missing'],
    ])
    const [mail] = await world.outbox({ to: 'success+l7@simulator.amazonses.com' })
    expect(mail?.text).toContain('Hi Kim, about 5 Oak St.')
    expect((await world.api<{ items: JobView[] }>('GET', '/jobs')).items.map(({ kind }) => kind)).toEqual(['bulk_enroll', 'backfill'])
  })
})

describe('one thing done to everybody in a sequence', () => {
  const act = async (id: string, body: unknown) => {
    const job = await world.api<JobView>('POST', `/sequences/${id}/bulk-action`, body)
    await world.advance('PT1M')
    return world.api<JobView>('GET', `/jobs/${job.id}`)
  }
  const statuses = async (id: string) => {
    const counts: Record<string, number> = {}
    for (const { status } of await world.enrollments(id)) counts[status] = (counts[status] ?? 0) + 1
    return counts
  }

  it('is taken back for those who still stand as it left them, and what follows goes out all the same', async () => {
    const [listed] = (await world.api<{ items: SequenceView[] }>('GET', '/sequences?q=Listed')).items
    const id = listed?.id ?? ''
    const paused = await act(id, { action: 'pause', reason: 'trade fair', matching: { status: 'active' } })
    expect(paused).toMatchObject({ status: 'done', action: 'pause', total: 60, changed: 60, refused: 0, undoable: true })
    expect(await statuses(id)).toEqual({ paused: 60 })
    const [resumed] = await world.enrollments(id)
    await world.api('PUT', `/sequences/enrollments/${resumed?.id}`, { action: 'resume' })
    const undone = await world.api<JobView>('POST', `/jobs/${paused.id}/undo`)
    await world.advance('PT1M')
    expect(await world.api<JobView>('GET', `/jobs/${undone.id}`)).toMatchObject({
      action: 'resume',
      undoes: paused.id,
      changed: 59,
      refused: 1,
    })
    expect(await statuses(id)).toEqual({ active: 60 })
    expect((await rows(undone.id, 'refused')).map(({ reason }) => reason)).toEqual(['changed_since'])
    expect(await world.call('POST', `/jobs/${paused.id}/undo`)).toMatchObject({ status: 409, body: { reason: 'already_undone' } })
  })

  it('moves everybody into another sequence, once each', async () => {
    const [listed] = (await world.api<{ items: SequenceView[] }>('GET', '/sequences?q=Listed')).items
    const id = listed?.id ?? ''
    const other = await world.api<SequenceView>('POST', '/sequences', tourSequence({ name: 'Second try', triggerStage: null }))
    const moved = await act(id, { action: 'move', to: other.slug, matching: { status: 'all' } })
    expect(moved).toMatchObject({ status: 'done', changed: 60, refused: 0, undoable: false, to: { name: 'Second try' } })
    expect(await statuses(id)).toEqual({ finished: 60 })
    expect(await statuses(other.id)).toEqual({ active: 60 })
    expect((await world.enrollments(id))[0]?.exitDetail).toMatch(/^moved to "Second try" by /)
    expect(await world.call('POST', `/jobs/${moved.id}/undo`)).toMatchObject({ status: 409, body: { reason: 'not_undoable' } })
  })
})

describe('the grants of every function', () => {
  it('let all of this through', async () => {
    expect((await world.local<{ denied: unknown[] }>('iam')).denied).toEqual([])
  })
})
