import { beforeEach, describe, expect, it } from 'vitest'
import { messageViewOf } from '../../functions/api/message-view.ts'
import {
  timelineEntry,
  type ContactDetail,
  type LeadDetail,
  type LeadView,
  type TimelineEntryView,
  type WhyView,
} from '../../functions/contract/api/people.ts'
import type { FinishedEnrollment } from '../../functions/domain/contact.ts'
import type { Interaction } from '../../functions/domain/interaction.ts'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { messageRow } from '../../functions/domain/message-row.ts'
import { newSequence } from '../../functions/domain/sequence-edit.ts'
import { enrollment, enrollmentId, head, now, otherEnrollmentId, profile, record, version, withPlan } from '../domain/builders.ts'
import { apiWorld, problemOf } from './world.ts'

let world: ReturnType<typeof apiWorld>
const get = async <T>(path: string, query = '') => (await world.call({ method: 'GET', path: `/api/v1${path}`, query })).json as unknown as T
interface Page<T> {
  items: T[]
  nextCursor: string | null
}
const pages = async <T>(path: string, query: string): Promise<T[]> => {
  const all: T[] = []
  let cursor: string | null = ''
  do {
    const page: Page<T> = await get(path, `${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}
const at = new Date(now).toISOString()
const lead = (leadId: string, stage: string, contacts = [{ id: 'c-1001', key: 'ck1' }]) => {
  world.state.leads.set(leadId, {
    leadId,
    stage,
    previousStage: null,
    occurredAt: at,
    contacts,
    outcomes: [],
    history: [
      { stage: 'first', at: '2026-11-01T00:00:00.000Z' },
      { stage, at },
    ],
  })
  world.state.stages.set(stage, [...(world.state.stages.get(stage) ?? []), leadId])
}

beforeEach(() => {
  world = apiWorld()
  const made = newSequence({ ...version(), name: 'Seller outreach' }, { id: 'SEQ1', owner: 'ann', now })
  if (made.kind === 'edited') world.state.sequences.set('SEQ1', { ...made.sequence, status: 'active' })
  world.state.versions.set('SEQ1/1', version())
})

describe('leads', () => {
  it('are listed under a stage, or those of all stages one after another, page by page', async () => {
    for (const n of [1, 2, 3]) lead(`lead-${n}`, 'new')
    lead('lead-9', '')
    lead('lead-8', 'elsewhere')
    expect((await pages<LeadView>('/leads', 'limit=2&stage=new')).map(({ id }) => id)).toEqual(['lead-1', 'lead-2', 'lead-3'])
    expect((await pages<LeadView>('/leads', 'limit=1&stage=elsewhere')).map(({ stage }) => stage)).toEqual(['elsewhere'])
    const all = await pages<LeadView>('/leads', 'limit=2')
    expect(all.map(({ id, stage }) => [id, stage])).toEqual([
      ['lead-1', 'new'],
      ['lead-2', 'new'],
      ['lead-3', 'new'],
      ['lead-9', null],
    ])
    expect(all[0]?.contacts).toEqual([{ id: 'c-1001', name: 'Dana Reyes' }])
    const foreign = Buffer.from('nowhere\nlead-1').toString('base64url')
    expect(problemOf(await world.call({ method: 'GET', path: '/api/v1/leads', query: `cursor=${foreign}` })).reason).toBe('bad_cursor')
  })

  it('are found by what is known of their contacts, each once a page, within a stage too', async () => {
    lead('lead-1001', 'new')
    lead('lead-2', 'contacted')
    const ofLead2 = { ...profile, lastName: 'Vance', leadId: 'lead-2' }
    world.state.profiles.set('ck2', { ...ofLead2, key: 'ck2', contactId: 'c-2', firstName: 'Theo' })
    world.state.profiles.set('ck3', { ...ofLead2, key: 'ck3', contactId: 'c-3' })
    expect((await pages<LeadView>('/leads', 'q=vance')).map(({ id }) => id)).toEqual(['lead-2'])
    expect((await pages<LeadView>('/leads', 'q=dana')).map(({ id }) => id)).toEqual(['lead-1001', 'lead-2'])
    expect((await pages<LeadView>('/leads', 'q=dana&stage=contacted')).map(({ id }) => id)).toEqual(['lead-2'])
    expect(await pages<LeadView>('/leads', 'q=nobody')).toEqual([])
  })

  it('say what came of their last stage change, in sentences', async () => {
    lead('lead-1', 'new')
    const known = world.state.leads.get('lead-1')
    const outcomes = [
      { sequenceId: 'SEQ1', contactKey: 'ck1', enrollmentId, reason: null },
      { sequenceId: 'SEQ2', contactKey: 'ck1', enrollmentId: null, reason: 'no_usable_address: email: no address' },
    ]
    if (known) world.state.leads.set('lead-1', { ...known, outcomes })
    const detail = await get<LeadDetail>('/leads/lead-1')
    expect(detail.text).toBe('"new" led to 1 enrollment and 1 refused.')
    expect(detail.outcomes.map(({ text }) => text)).toEqual([
      'c-1001 was enrolled in "Seller outreach".',
      'c-1001 was not enrolled in "SEQ2". The contact has no working address for any step. Add an email address or a phone number in the CRM. (email: no address)',
    ])
    expect(detail.history.map(({ stage }) => stage)).toEqual(['first', 'new'])
    expect((await world.call({ method: 'GET', path: '/api/v1/leads/none' })).status).toBe(404)
  })
})

describe('a lead in a stage that nobody configured', () => {
  it('is told so where nothing was triggered, with the stage that is meant', async () => {
    world.ports.file.stages.push('contacted')
    lead('lead-1', 'Contactd')
    expect((await get<LeadDetail>('/leads/lead-1')).text).toBe(
      'No active sequence was triggered by "Contactd". "Contactd" is none of the configured stages. Did you mean "contacted"?',
    )
    lead('lead-2', 'contacted')
    expect((await get<LeadDetail>('/leads/lead-2')).text).toBe('No active sequence was triggered by "contacted".')
  })
})

describe('a contact', () => {
  it('shows consent with its source and time, what is closed, address health, zone and live enrollments', async () => {
    world.state.heads.set(
      'ck1',
      head({ enrollments: [enrollment()], timeZoneSource: 'phone', suppressed: { sms: { reason: 'opted_out', at } } }),
    )
    world.state.records = { email: record({ suppressed: { email: { reason: 'address_dead', at, source: 'ses' } } }) }
    const contact = await get<ContactDetail>('/contacts/c-1001')
    expect(contact.consent[0]).toMatchObject({ channel: 'email', given: true, source: 'crm', text: 'Given on 31 Oct 2026 by the CRM.' })
    expect(contact.suppressed.map(({ channel, text }) => [channel, text])).toEqual([
      ['email', 'The address does not work (20 Nov 2026): nothing is sent this way.'],
      ['sms', 'Opted out (20 Nov 2026): nothing is sent this way.'],
    ])
    expect(contact.addresses).toMatchObject([
      { kind: 'email', working: false },
      { kind: 'phone', working: true },
    ])
    expect(contact.zone).toMatchObject({ name: 'America/Chicago', source: 'phone' })
    expect(contact.enrollments).toMatchObject([{ id: enrollmentId, status: 'active' }])
  })

  it('is shown before anything was decided for it', async () => {
    expect(await get<ContactDetail>('/contacts/c-1001')).toMatchObject({ id: 'c-1001', zone: null, consent: [], enrollments: [] })
  })

  it('is found by any part of its name or address, each once over the pages', async () => {
    for (let n = 0; n < 230; n++)
      world.state.profiles.set(`p${n}`, {
        ...profile,
        key: `p${n}`,
        contactId: `p-${n}`,
        lastName: n % 3 === 0 ? 'Needle' : 'Hay',
        email: `p${n}@example.com`,
      })
    const found = await pages<{ id: string }>('/contacts', 'q=needle&limit=10')
    expect(found).toHaveLength(77)
    expect(new Set(found.map(({ id }) => id)).size).toBe(77)
    expect(await pages('/contacts', 'limit=50')).toHaveLength(231)
  })
})

describe('a timeline', () => {
  const other = withPlan(enrollment({ id: otherEnrollmentId, enrolledAt: '2026-11-10T15:00:00.000Z' }), {
    s1: { state: 'sent' },
    s2: { state: 'skipped', reason: 'no_consent' },
    s3: { state: 'cancelled', reason: 'enrollment_finished' },
    s4: { state: 'cancelled', reason: 'enrollment_finished' },
  })
  beforeEach(() => {
    const {
      status: _status,
      goalStages: _goals,
      onStageLeft: _left,
      onReply: _reply,
      completeAfterDays: _days,
      stopWholeLead: _whole,
      ...walked
    } = other
    const finished: FinishedEnrollment = {
      ...walked,
      contactKey: 'ck1',
      contactId: 'c-1001',
      finishedAt: '2026-11-14T15:00:00.000Z',
      exitReason: 'replied',
    }
    world.state.finished.set(other.id, finished)
    const live = withPlan(enrollment({ status: 'paused', pauseReason: 'by ann', pausedAt: now / 1000 + 60 }), { s1: { state: 'sent' } })
    world.state.heads.set('ck1', head({ enrollments: [live] }))
    for (const one of [other, live]) {
      const [item] = one.plan
      if (!item) continue
      const row = messageRow(head(), one, item, { status: 'delivered', sentAt: one.enrolledAt, subject: 'Hello', body: 'Hi', attempts: [] })
      world.state.rows.set(row.id, row)
    }
    const noted = (over: Partial<Interaction>): Interaction => ({
      id: `I${world.state.timeline.length}`,
      contactKey: 'ck1',
      at: '2026-11-12T15:00:00.000Z',
      channel: 'email',
      direction: 'inbound',
      kind: 'opened',
      enrollmentId: otherEnrollmentId,
      sequenceId: 'SEQ1',
      ...over,
    })
    world.state.timeline.push(
      noted({ messageId: messageIdOf(otherEnrollmentId, 1) }),
      noted({ kind: 'replied', at: '2026-11-14T15:00:00.000Z', detail: 'Yes' }),
      noted({ kind: 'enrolled', direction: 'system', at: '2026-11-10T15:00:00.000Z' }),
      noted({ kind: 'finished', direction: 'system', at: '2026-11-14T15:00:00.000Z' }),
    )
  })

  it('has every message, enrollment and interaction once, newest first, what is planned at the top', async () => {
    const { items } = await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline')
    expect(items.map(({ at: when, kind, what }) => [when.slice(0, 10), kind, what])).toEqual([
      ['2026-11-27', 'scheduled', 'scheduled'],
      ['2026-11-23', 'scheduled', 'scheduled'],
      ['2026-11-21', 'message', 'skipped'],
      ['2026-11-21', 'scheduled', 'scheduled'],
      ['2026-11-20', 'enrollment', 'paused'],
      ['2026-11-20', 'message', 'delivered'],
      ['2026-11-20', 'enrollment', 'enrolled'],
      ['2026-11-14', 'interaction', 'replied'],
      ['2026-11-14', 'message', 'cancelled'],
      ['2026-11-14', 'message', 'cancelled'],
      ['2026-11-14', 'enrollment', 'replied'],
      ['2026-11-12', 'interaction', 'opened'],
      ['2026-11-10', 'message', 'delivered'],
      ['2026-11-10', 'enrollment', 'enrolled'],
    ])
    for (const { text } of items) expect(text).toMatch(/^[A-Z].*[.)]$/)
  })

  it('explains every state of every message and enrollment', async () => {
    const { items } = await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline')
    for (const one of [other, enrollment()])
      for (const { n } of one.plan)
        expect(items.filter(({ messageId, kind }) => messageId === messageIdOf(one.id, n) && kind !== 'interaction')).toHaveLength(1)
    expect(items.find(({ what }) => what === 'paused')?.text).toBe('Paused: by ann. Resume it to go on.')
    expect(items.find(({ what, kind }) => what === 'replied' && kind === 'enrollment')?.text).toBe(
      'Finished "Seller outreach". The contact replied.',
    )
    expect(items.find(({ what }) => what === 'skipped')?.text).toMatch(/^Text "Step 2": It was skipped\. There is no consent/)
  })

  it('tells of openings and clicks, by whom, and of a reply once', async () => {
    const id = messageIdOf(enrollmentId, 1)
    const row = world.state.rows.get(id)
    if (!row) throw new Error('no row')
    const events = {
      openedAt: '2026-11-20T15:00:02.000Z',
      clickedAt: '2026-11-20T16:00:00.000Z',
      clickedByPersonAt: '2026-11-20T16:00:00.000Z',
      clickedLinks: ['https://acme.example/a'],
      repliedAt: '2026-11-20T17:00:00.000Z',
    }
    world.state.rows.set(id, { ...row, events })
    const said = async () =>
      (await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline', 'kind=interaction')).items
        .filter(({ messageId }) => messageId === id)
        .map(({ at: when, what, text }) => [when.slice(11, 16), what, text])
    const engaged = [
      ['16:00', 'clicked', 'Email "Step 1" was clicked: https://acme.example/a.'],
      ['15:00', 'opened', 'Email "Step 1" was opened automatically, by a mail gateway or a scanner.'],
    ]
    expect(await said()).toEqual([['17:00', 'replied', 'Email "Step 1" was answered by the contact.'], ...engaged])
    const reply = { contactKey: 'ck1', channel: 'email', direction: 'inbound', kind: 'replied', messageId: id } as const
    world.state.timeline.push({ id: 'IR', at: '2026-11-20T17:00:00.000Z', ...reply })
    expect(await said()).toEqual([['17:00', 'replied', 'The contact replied by email.'], ...engaged])
  })

  const told = {
    body: 'Yes, call me.',
    whole: 'Yes, call me.\n\nOn Thu, Sam wrote:\n> Hi',
    summary: 'Wants a call.',
    outcome: 'answered',
    sentiment: 'interested',
    intent: 'interested',
    durationSeconds: 95,
    disposition: 'warm',
    appointmentBooked: false,
    objections: ['price'],
    keyTopics: ['the roof'],
    providerId: 'call-1',
    matchedBy: 'token',
  } as const satisfies Partial<Interaction>

  it('shows all that is kept of an interaction, on the contact and on the lead', async () => {
    lead('lead-1001', 'new')
    const by = { contactKey: 'ck1', channel: 'call', direction: 'inbound', kind: 'outcome' } as const
    world.state.timeline.push({ id: 'IT', at, ...by, ...told, rawKey: 'inbound/1' })
    for (const path of ['/contacts/c-1001/timeline', '/leads/lead-1001/timeline']) {
      const entry = (await get<Page<TimelineEntryView>>(path, 'limit=200')).items.find(({ id }) => id === 'IT')
      expect(entry).toEqual(timelineEntry.strict().parse(entry))
      expect(entry).toMatchObject(told)
      expect(entry).not.toHaveProperty('rawKey')
    }
  })

  it('shows the whole of an answer only where it is more than its words', async () => {
    const by = { contactKey: 'ck1', channel: 'email', direction: 'inbound', kind: 'replied' } as const
    world.state.timeline.push({ id: 'IW', at, ...by, body: 'Yes.', whole: 'Yes.' })
    const { items } = await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline')
    expect(items.find(({ id }) => id === 'IW')).not.toHaveProperty('whole')
  })

  it('ends a page of long transcripts before an answer grows too large, and loses none', async () => {
    const by = { contactKey: 'ck1', channel: 'call', direction: 'inbound', kind: 'outcome' } as const
    for (let n = 0; n < 90; n++) world.state.timeline.push({ id: `IL${n}`, at, ...by, body: 'ä'.repeat(50_000) })
    const first = await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline', 'kind=interaction&limit=200')
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(2_100_000)
    const all = (await pages<TimelineEntryView>('/contacts/c-1001/timeline', 'kind=interaction&limit=200')).filter(
      ({ what }) => what === 'outcome',
    )
    expect(all).toHaveLength(90)
    expect(new Set(all.map(({ id }) => id)).size).toBe(90)
  })

  it('names a step that the version walked now has lost', async () => {
    // Nobody else walks the older version.
    world.state.finished.clear()
    world.state.versions.set('SEQ1/2', version({ version: 2, steps: version().steps.slice(0, 1) }))
    const moved = withPlan(enrollment({ version: 2 }), { s3: { state: 'skipped', reason: 'step_removed' } })
    world.state.heads.set('ck1', head({ enrollments: [moved] }))
    const { items } = await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline')
    expect(items.find(({ messageId }) => messageId === messageIdOf(enrollmentId, 3))?.text).toMatch(/^Email "Step 3": It was skipped\./)
  })

  it('names steps, and nobody where nobody acted, in what was done to an enrollment', async () => {
    const done = { contactKey: 'ck1', channel: 'email', direction: 'system', kind: 'steered', enrollmentId, sequenceId: 'SEQ1' } as const
    world.state.timeline.push(
      { id: 'S1', at, detail: 'step s2 skipped by ann: not wanted', ...done },
      { id: 'S2', at, detail: 'resumed by itself, as its date had come', ...done },
    )
    const { items } = await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline')
    expect(items.filter(({ what }) => what === 'steered').map(({ text }) => text)).toEqual([
      'Enrollment in "Seller outreach": resumed by itself, as its date had come.',
      'Enrollment in "Seller outreach": step "Step 2" skipped by ann: not wanted.',
    ])
  })

  it('pages without losing or repeating an entry, and by kind', async () => {
    const all = await get<Page<TimelineEntryView>>('/contacts/c-1001/timeline')
    expect(await pages('/contacts/c-1001/timeline', 'limit=3')).toEqual(all.items)
    const scheduled = await pages<TimelineEntryView>('/contacts/c-1001/timeline', 'kind=scheduled&limit=2')
    expect(scheduled.map(({ kind }) => kind)).toEqual(['scheduled', 'scheduled', 'scheduled'])
    expect((await world.call({ method: 'GET', path: '/api/v1/contacts/none/timeline' })).status).toBe(404)
  })

  it('of a lead joins its contacts and its stages, without what is of another lead', async () => {
    lead('lead-1001', 'new')
    const { items } = await get<Page<TimelineEntryView>>('/leads/lead-1001/timeline', 'limit=200')
    expect(items.filter(({ kind }) => kind === 'stage').map(({ text }) => text)).toEqual([
      'The lead moved from "first" to "new".',
      'The lead entered "first".',
    ])
    expect(items).toHaveLength(16)
    lead('lead-2', 'new')
    expect((await get<Page<TimelineEntryView>>('/leads/lead-2/timeline')).items.map(({ kind }) => kind)).toEqual(['stage', 'stage'])
  })
})

describe('what is not there', () => {
  it.each([
    ['/jobs/01KAGJ00000000000000000000', 'no_such_job', 'GET /api/v1/jobs'],
    ['/gates/nonsense', 'no_such_gate', 'GET /api/v1/gates'],
    ['/drafts/nonsense', 'no_such_draft', 'GET /api/v1/drafts'],
    ['/leads/lead-0', 'no_such_lead', 'GET /api/v1/leads'],
    ['/contacts/c-0', 'no_such_contact', 'GET /api/v1/contacts'],
    ['/messages/nonsense/why', 'no_such_message', 'GET /api/v1/sequences/{id}/messages'],
    [`/messages/${messageIdOf(enrollmentId, 1)}/why`, 'no_such_message', 'GET /api/v1/sequences/{id}/messages'],
  ])('is not found at %s, and where to look is said', async (path, reason, where) => {
    const problem = problemOf(await world.call({ method: 'GET', path: `/api/v1${path}` }))
    expect(problem).toMatchObject({ status: 404, reason })
    expect(problem.detail).toContain(where)
  })
})

describe('messages whose fate is open', () => {
  it('are listed with what to do about them, earliest due first', async () => {
    const walked = withPlan(enrollment(), { s1: { state: 'unknown' }, s2: { state: 'unknown' }, s3: { state: 'sent' } })
    world.state.heads.set('ck1', head({ enrollments: [walked] }))
    for (const item of walked.plan.toReversed()) {
      const row = messageRow(head(), walked, item, { status: item.state, attempts: [] })
      world.state.rows.set(row.id, row)
    }
    const listed = await pages<{ stepId: string; status: string; reasonText: string }>('/messages', 'status=unknown&limit=1')
    expect(listed).toMatchObject([
      { stepId: 's1', status: 'unknown', reasonText: expect.stringContaining('resend it: that is a new revision') },
      { stepId: 's2', status: 'unknown' },
    ])
    expect((await world.call({ method: 'GET', path: '/api/v1/messages', query: 'status=sent' })).status).toBe(400)
  })
})

describe('why a message', () => {
  const id = messageIdOf(enrollmentId, 2)
  beforeEach(() => {
    world.state.heads.set('ck1', head({ enrollments: [enrollment()] }))
    world.state.references.set(enrollmentId, { id: enrollmentId, contactKey: 'ck1', sequenceId: 'SEQ1' })
  })

  it('that nobody tried yet waits, is answered as well', async () => {
    const why = await get<WhyView>(`/messages/${id}/why`)
    expect(why).toMatchObject({ messageId: id, status: 'scheduled', attempts: [] })
    expect(why.text).toMatch(/^It is scheduled for 21 Nov 2026, 09:00 \(America\/Chicago\)\. It goes after the step "Step 1"/)
  })

  it('is held for a value says which, wherever the message is shown', () => {
    const held = { ...enrollment().plan[0]!, state: 'held' as const, reason: 'missing_merge_value' as const }
    const verdicts = [{ gate: 'merge_fields' as const, pass: false, reason: 'missing_merge_value' as const, saw: 'street, hobby' }]
    const attempt = { id: 'A1', startedAt: at, adapter: 'ses', outcome: 'gated' as const, revision: 1, verdicts }
    expect(messageViewOf(messageRow(head(), enrollment(), held, { status: 'held', attempts: [attempt] })).reasonText).toBe(
      'It waits for {{street}} and {{hobby}}: the contact has no street and hobby. Fill them in the CRM, or give them defaults in the step.',
    )
  })

  it('was not sent names the gate that closed', async () => {
    const plan = withPlan(enrollment(), { s2: { state: 'skipped', reason: 'suppressed' } })
    world.state.heads.set('ck1', head({ enrollments: [plan] }))
    const [, item] = plan.plan
    if (!item) throw new Error('no step')
    const verdicts = [{ gate: 'suppression' as const, pass: false, reason: 'suppressed' as const, saw: 'opted_out' }]
    const attempts = [{ id: 'A1', startedAt: at, completedAt: at, adapter: 'mock', outcome: 'gated' as const, revision: 1, verdicts }]
    world.state.rows.set(id, messageRow(head(), plan, item, { status: 'skipped', attempts }))
    const why = await get<WhyView>(`/messages/${id}/why`)
    expect(why.attempts[0]?.verdicts[0]?.text).toMatch(/^Opt-outs: .*\(opted out\)$/)
    expect(why.text).toMatch(/^It was skipped\. This person asked/)
  })

  it('is found by its own id, and there is none without', async () => {
    expect(await get(`/messages/${id}`)).toMatchObject({ id, status: 'scheduled' })
    for (const path of [
      `/messages/${messageIdOf(enrollmentId, 99)}`,
      '/messages/x',
      '/messages/x/why',
      `/messages/${messageIdOf(otherEnrollmentId, 1)}/why`,
    ])
      expect((await world.call({ method: 'GET', path: `/api/v1${path}` })).status).toBe(404)
  })
})
