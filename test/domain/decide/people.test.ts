import { describe, expect, it } from 'vitest'
import type { ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import { phoneZones } from '../../../functions/domain/phone-zones.ts'
import type { Signal } from '../../../functions/domain/signal.ts'
import { nextWake } from '../../../functions/domain/wake.ts'
import {
  change,
  claimed,
  dueSignal,
  effectsOf,
  enrollSignal,
  enrollment,
  enrollmentId,
  head,
  hours,
  itemOf,
  now,
  otherEnrollmentId,
  planStates,
  refusal,
  rules,
  seconds,
  withPlan,
} from '../builders.ts'

const started = withPlan(enrollment(), { s1: { state: 'sent' } })
const other = (overrides: Partial<LiveEnrollment> = {}): LiveEnrollment =>
  enrollment({ id: otherEnrollmentId, sequenceId: 'SEQ2', ...overrides })
const both = (): ContactHead => head({ enrollments: [started, other()] })
const exits = (signal: Signal, state = both()): [string, string][] =>
  effectsOf(change(state, signal).before, 'archive_enrollment').map(({ finished }) => [finished.id, finished.exitReason])
const optOut: Signal = { kind: 'opted_out', address: 'phone', addressKey: 'ap1', channels: ['sms'], reason: 'opted_out', detail: 'STOP' }
const complaint: Signal = { kind: 'complained', addressKey: 'ae1', detail: 'abuse' }

describe('an opt-out', () => {
  it('closes its channels and ends every enrollment', () => {
    const decision = change(both(), optOut)
    expect(decision.head.suppressed).toEqual({ sms: { reason: 'opted_out', at: new Date(now).toISOString() } })
    expect(decision.head.enrollments).toEqual([])
    expect(exits(optOut).map(([, exit]) => exit)).toEqual(['unsubscribed', 'unsubscribed'])
    expect(effectsOf(decision.after, 'unschedule').map((effect) => effect.step)).toEqual(['s2', 's3', 's4', 's1', 's2', 's3', 's4'])
  })

  it('changes nothing the second time', () => {
    expect(refusal(change(both(), optOut).head, optOut)).toBe('nothing_to_do')
  })

  it('outlives a CRM that says consent was given', () => {
    const { head: left } = change(both(), optOut)
    const consent = { sms: { given: true, at: '2027-01-01T00:00:00.000Z', source: 'crm' } }
    const facts = { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', consent, addresses: {} }
    expect(refusal(left, { kind: 'contact_seen', facts, rules })).toBe('nothing_to_do')
    expect(left.suppressed.sms).toBeDefined()
  })

  it('is taken back by the person alone, and that is consent', () => {
    const { head: back } = change(change(both(), optOut).head, {
      kind: 'opted_in',
      address: 'phone',
      addressKey: 'ap1',
      channels: ['sms'],
      detail: 'START',
    })
    expect(back.suppressed).toEqual({})
    expect(back.consent.sms?.given).toBe(true)
  })
})

describe('a complaint', () => {
  it('closes every channel and ends everything', () => {
    const decision = change(both(), complaint)
    expect(Object.values(decision.head.suppressed).map((entry) => entry.reason)).toEqual(['complained', 'complained', 'complained'])
    expect(exits(complaint).map(([, exit]) => exit)).toEqual(['complained', 'complained'])
  })

  it('lets no sequence in again, and no opting in', () => {
    const { head: complained } = change(both(), complaint)
    expect(refusal(complained, enrollSignal())).toBe('suppressed_everywhere')
    expect(refusal(complained, { kind: 'opted_in', address: 'phone', addressKey: 'ap1', channels: ['sms'], detail: 'START' })).toBe(
      'nothing_to_do',
    )
  })

  it('is the stronger word after an opt-out', () => {
    expect(change(change(both(), optOut).head, complaint).head.suppressed.sms?.reason).toBe('complained')
  })
})

describe('a reply', () => {
  const reply: Signal = { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'yes' }

  it('ends the enrollment, and the lead’s others with it', () => {
    expect(exits(reply)).toEqual([
      [enrollmentId, 'replied'],
      [otherEnrollmentId, 'replied'],
    ])
    expect(effectsOf(change(both(), reply).after, 'tell_lead')).toMatchObject([
      { leadId: 'lead-1001', exceptContactKey: 'ck1', exit: 'replied' },
    ])
  })

  it('ends only its own where the sequence does not stop the whole lead', () => {
    const state = head({ enrollments: [{ ...started, stopWholeLead: false }, other()] })
    expect(exits(reply, state)).toEqual([[enrollmentId, 'replied']])
    expect(effectsOf(change(state, reply).after, 'tell_lead')).toEqual([])
  })

  it('leaves another lead of the same contact alone', () => {
    expect(exits(reply, head({ enrollments: [started, other({ leadId: 'lead-2' })] }))).toEqual([[enrollmentId, 'replied']])
  })

  it('pauses for a person where the policy says review', () => {
    const { head: paused } = change(head({ enrollments: [{ ...started, onReply: 'review' }] }), reply)
    expect(paused.enrollments[0]).toMatchObject({ status: 'paused', pauseReason: 'reply_review' })
  })

  it('is for every enrollment where none is named', () => {
    expect(exits({ ...reply, enrollmentId: null })).toHaveLength(2)
  })

  it('of another contact of the lead ends what runs here, and is not told on', () => {
    const told: Signal = { kind: 'lead_told', leadId: 'lead-1001', exit: 'replied', sequenceId: 'SEQ1', at: seconds(now) }
    expect(exits(told)).toHaveLength(2)
    expect(effectsOf(change(both(), told).after, 'tell_lead')).toEqual([])
  })
})

describe('the telling of an answer to the lead’s other contacts', () => {
  const reply: Signal = { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'yes' }
  const book: Signal = { kind: 'exit', enrollmentId, exit: 'booked', reason: 'met' }
  const tellings = (state: ContactHead, signal: Signal, at = now) => {
    const decision = decide(state, signal, at)
    return decision.kind === 'refused' ? [] : effectsOf(decision.after, 'tell_lead')
  }
  const done: Signal = { kind: 'telling_done', leadId: 'lead-1001', at: seconds(now) }

  it.each([
    ['a reply', reply, 'replied'],
    ['a booking', book, 'booked'],
  ] as const)('waits in the head after %s, and the sweep asks for it again', (_what, signal, exit) => {
    const { head: answered } = change(both(), signal)
    expect(answered.telling).toEqual([{ leadId: 'lead-1001', exit, sequenceId: 'SEQ1', at: seconds(now) }])
    expect(nextWake(answered)).toBe(seconds(now) + 120)
    expect(tellings(answered, { kind: 'swept', rules }, now + 119_000)).toEqual([])
    const again = tellings(answered, { kind: 'swept', rules }, now + 120_000)
    expect(again).toEqual(tellings(both(), signal))
    expect(again).toEqual([{ kind: 'tell_lead', exceptContactKey: 'ck1', leadId: 'lead-1001', exit, sequenceId: 'SEQ1', at: seconds(now) }])
  })

  it('leaves the head once they know', () => {
    const told = change(change(both(), reply).head, done)
    expect(told.head.telling).toBeUndefined()
    expect(nextWake(told.head)).toBeNull()
    expect(refusal(told.head, done)).toBe('nothing_to_do')
  })

  it('stays for an answer that came while the one before was told, and for another lead', () => {
    const first = change(both(), reply).head
    const second = change(first, { ...reply, reply: 'r2' }, now + 60_000).head
    expect(second.telling).toEqual([{ leadId: 'lead-1001', exit: 'replied', sequenceId: 'SEQ1', at: seconds(now) + 60 }])
    expect(refusal(second, done)).toBe('nothing_to_do')
    const two = change(first, { ...reply, reply: 'r3', leadId: 'lead-2' }).head
    expect(change(two, done).head.telling?.map(({ leadId }) => leadId)).toEqual(['lead-2'])
  })

  it('is one for each lead, however many conversations were answered', () => {
    const state = head({ enrollments: [started, other(), enrollment({ id: 'E3', sequenceId: 'SEQ3', leadId: 'lead-2' })] })
    expect(tellings(state, { ...reply, enrollmentId: null }).map(({ leadId }) => leadId)).toEqual(['lead-1001', 'lead-2'])
  })

  it('ends nothing that began after the answer', () => {
    const told: Signal = { kind: 'lead_told', leadId: 'lead-1001', exit: 'replied', sequenceId: 'SEQ1', at: seconds(now) }
    const later = other({ enrolledAt: new Date(now + 1000).toISOString() })
    expect(exits(told, head({ enrollments: [started, later] }))).toEqual([[enrollmentId, 'replied']])
  })
})

describe('a reply to a conversation that is over', () => {
  const reply: Signal = { kind: 'replied', reply: 'r1', enrollmentId: null, leadId: 'lead-1001', detail: 'yes' }

  it('is published, and told to the lead’s other contacts', () => {
    const decision = change(head(), reply)
    expect(effectsOf(decision.after, 'publish')).toEqual([
      { kind: 'publish', detailType: 'Contact Replied', detail: { contactId: 'c-1001', leadId: 'lead-1001', enrollmentIds: [] } },
    ])
    expect(effectsOf(decision.after, 'tell_lead')).toMatchObject([{ leadId: 'lead-1001', exit: 'replied', sequenceId: null }])
  })

  it('is told though the contact walks on for another lead', () => {
    const decision = change(head({ enrollments: [other({ leadId: 'lead-2', stopWholeLead: false })] }), reply)
    expect(effectsOf(decision.after, 'tell_lead').map(({ leadId }) => leadId)).toEqual(['lead-1001'])
  })

  it('ends what runs elsewhere for the lead by each sequence’s own policy', () => {
    const told: Signal = { kind: 'lead_told', leadId: 'lead-1001', exit: 'replied', sequenceId: null, at: seconds(now) }
    expect(exits(told, head({ enrollments: [started, other({ stopWholeLead: false })] }))).toEqual([[enrollmentId, 'replied']])
  })

  it('does not weaken what is still to be told of the answer before', () => {
    const first = change(both(), { ...reply, reply: 'r0', enrollmentId }).head
    expect(change(first, reply).head.telling).toMatchObject([{ sequenceId: 'SEQ1' }])
  })

  it('changes nothing when it is received again, but is told again until the others know', () => {
    const { head: first } = change(head(), reply)
    expect(decide(first, reply, now)).toEqual({
      kind: 'unchanged',
      reason: 'nothing_to_do',
      after: effectsOf(change(head(), reply).after, 'tell_lead'),
    })
    const { head: told } = change(first, { kind: 'telling_done', leadId: 'lead-1001', at: seconds(now) })
    expect(refusal(told, reply)).toBe('nothing_to_do')
    expect(change(told, { ...reply, reply: 'r2' }).head.lastReply).toBe('r2')
  })
})

describe('a lead that moves on', () => {
  const to = (stage: string): Signal => ({ kind: 'stage_changed', leadId: 'lead-1001', stage })

  it.each([
    ['another stage', 'contacted', {}, 'moved'],
    ['a goal', 'under-contract', {}, 'converted'],
    ['a goal, where the sequence would continue', 'under-contract', { onStageLeft: 'continue' }, 'converted'],
    ['a goal, where a person enrolled it', 'under-contract', { stage: null }, 'converted'],
  ] as const)('to %s ends the enrollment', (_where, stage, overrides, exit) => {
    expect(exits(to(stage), head({ enrollments: [{ ...started, ...overrides }] }))).toEqual([[enrollmentId, exit]])
  })

  it.each([
    ['to the stage it is in', 'new', {}],
    ['where the sequence continues', 'contacted', { onStageLeft: 'continue' }],
    ['where a person enrolled it', 'contacted', { stage: null }],
    ['for another lead', 'contacted', { leadId: 'lead-2' }],
  ] as const)('changes nothing %s', (_where, stage, overrides) => {
    expect(refusal(head({ enrollments: [{ ...started, ...overrides }] }), to(stage))).toBe('nothing_to_do')
  })
})

describe('a person', () => {
  it('pauses, and resumes with the remaining spacing', () => {
    const { head: paused } = change(head({ enrollments: [started] }), { kind: 'pause', enrollmentId, reason: 'holiday' }, now + hours(10))
    expect(refusal(paused, { kind: 'pause', enrollmentId, reason: 'again' })).toBe('already_paused')
    expect(refusal(paused, dueSignal('s2'), now + hours(24))).toBe('enrollment_paused')
    const { head: resumed, after } = change(paused, { kind: 'resume', enrollmentId }, now + hours(110))
    expect(['s2', 's3', 's4'].map((id) => (itemOf(resumed, id).due - seconds(now)) / 3600)).toEqual([124, 172, 268])
    expect(effectsOf(after, 'schedule').map((effect) => effect.revision)).toEqual([2, 2, 2])
    expect(effectsOf(after, 'unschedule').map((effect) => effect.revision)).toEqual([1, 1, 1])
  })

  it('piles nothing up by resuming what was overdue', () => {
    const { head: paused } = change(head({ enrollments: [started] }), { kind: 'pause', enrollmentId, reason: 'x' }, now + hours(80))
    const { head: resumed } = change(paused, { kind: 'resume', enrollmentId }, now + hours(90))
    expect(['s2', 's3', 's4'].map((id) => (itemOf(resumed, id).due - seconds(now)) / 3600)).toEqual([90, 138, 234])
  })

  it('keeps an enrollment open for review after its last step, until it goes on', () => {
    const done = { s1: { state: 'sent' }, s2: { state: 'sent' }, s3: { state: 'sent' }, s4: { state: 'scheduled' } } as const
    const state = head({ enrollments: [{ ...withPlan(enrollment(), done), onReply: 'review' }] })
    const { head: paused } = change(state, { kind: 'replied', reply: 'r1', enrollmentId, leadId: 'lead-1001', detail: 'x' })
    const { head: skipped } = change(paused, { kind: 'skip', enrollmentId, reason: 'not needed' })
    expect(skipped.enrollments[0]?.status).toBe('paused')
    expect(exits({ kind: 'resume', enrollmentId }, skipped)).toEqual([[enrollmentId, 'completed']])
  })

  it('skips the step that the enrollment stands at', () => {
    const decision = change(head({ enrollments: [started] }), { kind: 'skip', enrollmentId, reason: 'no' })
    expect(planStates(decision.head)['s2']).toBe('skipped skipped_by_person')
    expect(effectsOf(decision.before, 'put_message')[0]?.row.status).toBe('skipped')
  })

  it('does not skip a message that is being sent', () => {
    expect(refusal(claimed(head({ enrollments: [enrollment()] })).head, { kind: 'skip', enrollmentId, reason: 'no' })).toBe(
      'claim_in_flight',
    )
  })

  it('cancels', () => {
    expect(exits({ kind: 'cancel', enrollmentId, reason: 'sold' })).toEqual([[enrollmentId, 'cancelled']])
  })

  it('books, which ends the lead’s other enrollments', () => {
    expect(exits({ kind: 'exit', enrollmentId, exit: 'booked', reason: 'met' })).toEqual([
      [enrollmentId, 'booked'],
      [otherEnrollmentId, 'booked'],
    ])
  })

  it('unsubscribes a contact everywhere', () => {
    const decision = change(both(), { kind: 'exit', enrollmentId, exit: 'unsubscribed', reason: 'asked on the phone' })
    expect(Object.keys(decision.head.suppressed)).toEqual(['email', 'sms', 'call'])
    expect(decision.head.enrollments).toEqual([])
  })

  it('sends a failed message again as a new revision', () => {
    const state = head({ enrollments: [withPlan(enrollment(), { s1: { state: 'failed', reason: 'refused_permanent', tries: 5 } })] })
    const decision = change(state, { kind: 'resend', enrollmentId, step: 's1' }, now + hours(1))
    expect(itemOf(decision.head, 's1')).toEqual({
      step: 's1',
      n: 1,
      channel: 'email',
      due: seconds(now) + 3600,
      rev: 2,
      state: 'scheduled',
    })
    expect(effectsOf(decision.after, 'hand_over')).toMatchObject([{ step: 's1', revision: 2 }])
  })

  it('does not resend what was sent', () => {
    expect(refusal(both(), { kind: 'resend', enrollmentId, step: 's1' })).toBe('nothing_to_do')
  })
})

describe('a sequence', () => {
  const gated = (): ContactHead =>
    change(head({ enrollments: [started] }), dueSignal('s2', 1, { sequenceStatus: 'paused' }), now + hours(24)).head

  it('that goes on releases what its gate held, spaced as before', () => {
    const decision = change(gated(), { kind: 'sequence_resumed', sequenceId: 'SEQ1', rules }, now + hours(100))
    const [s2 = 0, ...others] = ['s2', 's3', 's4'].map((id) => itemOf(decision.head, id).due - seconds(now))
    expect(s2).toBeGreaterThanOrEqual(100 * 3600)
    expect(s2).toBeLessThan(101 * 3600)
    expect(others.map((due) => (due - s2) / 3600)).toEqual([48, 144])
    expect(effectsOf(decision.after, 'schedule')[0]).toMatchObject({ step: 's2', revision: 2, due: seconds(now) + s2 })
  })

  it('that is archived ends what runs in it', () => {
    expect(exits({ kind: 'sequence_archived', sequenceId: 'SEQ1' })).toEqual([[enrollmentId, 'archived']])
  })
})

describe('what the CRM says', () => {
  const seen = (overrides: Partial<Extract<Signal, { kind: 'contact_seen' }>['facts']> = {}): Signal => ({
    kind: 'contact_seen',
    rules,
    facts: { key: 'ck1', contactId: 'c-1001', leadId: 'lead-1001', addresses: {}, ...overrides },
  })

  it('takes the tenant’s zone where the contact’s is no zone', () => {
    expect(change(null, seen({ timeZone: 'Mars/Olympus' })).head).toMatchObject({
      timeZone: 'America/New_York',
      timeZoneSource: 'tenant',
      revision: 0,
    })
    expect(change(null, seen({ timeZone: 'Europe/Berlin' })).head).toMatchObject({ timeZone: 'Europe/Berlin', timeZoneSource: 'contact' })
  })

  const phone = (number: string) => ({ phoneZones: phoneZones(number), addresses: { phone: { key: `ap${number}`, value: number } } })
  const placeOf = ({ timeZone, timeZoneSource, timeZones }: ContactHead) => ({ timeZone, timeZoneSource, timeZones })

  it('takes the zone of the phone number where the contact names none, and keeps where it is from', () => {
    const denver = change(null, seen(phone('+13035550142'))).head
    expect(placeOf(denver)).toEqual({ timeZone: 'America/Denver', timeZoneSource: 'phone', timeZones: undefined })
    expect(placeOf(change(null, seen(phone('+18005550142'))).head).timeZoneSource).toBe('tenant')
    expect(placeOf(change(null, seen({ ...phone('+13035550142'), timeZone: 'Europe/Berlin' })).head)).toEqual({
      timeZone: 'Europe/Berlin',
      timeZoneSource: 'contact',
      timeZones: undefined,
    })
  })

  it('keeps all zones of a number that lies over several, and counts touch days in the first', () => {
    const { head: florida } = change(null, seen(phone('+18505550142')))
    expect(placeOf(florida)).toEqual({
      timeZone: 'America/Chicago',
      timeZoneSource: 'phone',
      timeZones: ['America/Chicago', 'America/New_York'],
    })
    expect(placeOf(change(florida, seen({ addresses: { email: { key: 'ae2', value: 'n@example.com' } } })).head)).toEqual(placeOf(florida))
  })

  it('lets the zones follow a new number, unless the contact has one of its own', () => {
    const { head: florida } = change(null, seen(phone('+18505550142')))
    expect(placeOf(change(florida, seen(phone('+12125550142'))).head)).toEqual({
      timeZone: 'America/New_York',
      timeZoneSource: 'phone',
      timeZones: undefined,
    })
    expect(placeOf(change(florida, seen({ phoneZones: [], addresses: { phone: null } })).head)).toEqual({
      timeZone: 'America/New_York',
      timeZoneSource: 'tenant',
      timeZones: undefined,
    })
    const { head: own } = change(florida, seen({ timeZone: 'America/Phoenix' }))
    expect(placeOf(own)).toEqual({ timeZone: 'America/Phoenix', timeZoneSource: 'contact', timeZones: undefined })
    expect(placeOf(change(own, seen(phone('+12125550142'))).head)).toEqual(placeOf(own))
  })

  it('changes nothing when said again', () => {
    expect(refusal(head(), seen())).toBe('nothing_to_do')
  })

  it('takes an address away', () => {
    expect(change(head(), seen({ addresses: { phone: null } })).head.addresses).toEqual({
      email: { key: 'ae1', value: 'dana@example.com' },
    })
  })

  it('lets the newer word on consent stand', () => {
    const old = { email: { given: false, at: '2020-01-01T00:00:00.000Z', source: 'crm' } }
    expect(refusal(head(), seen({ consent: old }))).toBe('nothing_to_do')
  })

  it('gives a message that missed a value another look', () => {
    const state = head({
      enrollments: [withPlan(enrollment(), { s1: { state: 'held', reason: 'missing_merge_value', heldAt: seconds(now) } })],
    })
    const decision = change(state, seen(), now + hours(5))
    expect(itemOf(decision.head, 's1')).toMatchObject({ state: 'scheduled', rev: 2 })
    expect(effectsOf(decision.after, 'hand_over')).toMatchObject([{ step: 's1', revision: 2 }])
  })
})

describe('an admin who lifts what closed a contact', () => {
  it('opens its channels, a complaint too, and takes no consent for granted', () => {
    const closed = head({
      suppressed: {
        email: { reason: 'complained', at: new Date(now).toISOString() },
        sms: { reason: 'opted_out', at: new Date(now).toISOString() },
      },
      addresses: { email: { key: 'ae1', value: 'dana@example.com', dead: { at: new Date(now).toISOString(), why: 'NoEmail' } } },
      consent: {},
    })
    const decision = decide(closed, { kind: 'suppression_lifted', addressKey: 'ae1', channels: ['email'] }, now)
    expect(decision).toMatchObject({ kind: 'changed' })
    if (decision.kind !== 'changed') return
    expect(decision.head.suppressed).toEqual({ sms: { reason: 'opted_out', at: new Date(now).toISOString() } })
    expect(decision.head.addresses.email).toEqual({ key: 'ae1', value: 'dana@example.com' })
    expect(decision.head.consent).toEqual({})
  })
})
