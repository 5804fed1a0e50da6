/** What calls come to, worked off: on the message, on the timeline, and in what follows. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { StepCondition } from '../../functions/domain/condition.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

const answered: StepCondition = { match: 'all', tests: [{ kind: 'call_outcome', step: 's1', outcomes: ['answered'] }], otherwise: 'skip' }
const at = '2026-11-20T15:10:00.000Z'

let world: World
const begin = async (
  steps = [step(1, 'call', 0), step(2, 'email', 1440, { condition: answered })],
  contact: Record<string, unknown> = {},
): Promise<void> => {
  world = createWorld(now, [version({ steps })])
  const dana = { id: 'c-1001', firstName: 'Dana', email: 'dana@example.com', phone: '+13125550142', timeZone: 'America/Chicago' }
  const consent = { email: true, sms: true, call: true }
  world.put('enroll', [stageChangeEvent({ contacts: [{ ...dana, consent, attributes: { street: '12 Elm St' }, ...contact }] })])
  await world.runUntil(now + 1_000)
}
const key = () => world.identity.contactKey('c-1001')
const head = () => world.heads.get(key())?.head
const call = (nth = -1) => {
  const found = world.sent.filter(({ channel }) => channel === 'call').at(nth)
  if (!found) throw new Error('nobody was called')
  return found
}
const row = () => world.messages.get(call().messageId)?.row
const entries = () => [...world.interactions.values()].filter(({ channel }) => channel === 'call')
const phoneKey = () => world.identity.addressKey('phone', '+13125550142')
const ended = (event: Record<string, unknown>, over: Record<string, unknown> = {}, of = call()) => ({
  kind: 'message_event',
  provider: 'vapi',
  channel: 'call',
  of: {
    contactKey: of.contactKey,
    enrollmentId: of.enrollmentId,
    messageId: of.messageId,
    attemptId: of.attemptId,
    step: of.stepId,
    sequenceId: of.sequenceId,
  },
  providerId: 'call-1',
  eventId: 'call-1.end',
  at,
  event: { type: 'call_ended', ...event },
  ...over,
})
const reported = (outcome: string, text = '') => ({
  kind: 'inbound',
  channel: 'call',
  from: '+13125550142',
  to: '+13125550100',
  text,
  outcome,
  providerId: 'r-1',
  at,
})
const happens = async (...bodies: unknown[]): Promise<void> => {
  world.put('engage', bodies)
  await world.runUntil(world.now() + 60_000)
}

beforeEach(() => begin())

describe('a call that somebody answered', () => {
  const report = {
    outcome: 'answered',
    durationSeconds: 95,
    transcript: 'AI: Hello\nUser: Tell me more',
    summary: 'Wants to hear more.',
    disposition: 'interested',
    appointmentBooked: false,
    detail: 'VAPI: customer-ended-call',
  }

  it('has arrived, and is on the timeline with all that was said', async () => {
    await happens(ended(report))
    expect(row()).toMatchObject({ status: 'delivered', events: { outcome: 'answered', outcomeAt: at, deliveredAt: at } })
    expect(entries()).toEqual([
      expect.objectContaining({
        kind: 'outcome',
        direction: 'outbound',
        at,
        outcome: 'answered',
        body: report.transcript,
        summary: report.summary,
        disposition: 'interested',
        durationSeconds: 95,
        appointmentBooked: false,
        providerId: 'call-1',
        messageId: call().messageId,
        detail: 'somebody picked up (VAPI: customer-ended-call)',
      }),
    ])
    expect(head()?.enrollments[0]?.failures ?? []).toEqual([])
  })

  it('lets the step go on that waits for it', async () => {
    await happens(ended(report))
    await world.runUntil(now + hours(25))
    expect(world.sent.map(({ channel }) => channel)).toEqual(['call', 'email'])
  })

  it('changes nothing when it is received again', async () => {
    await happens(ended(report))
    const [before, said] = [structuredClone(row()), entries().length]
    await happens(ended(report), ended(report))
    expect(row()).toEqual(before)
    expect(entries()).toHaveLength(said)
  })

  it('ends the enrollment where an appointment was booked in it', async () => {
    await happens(ended({ ...report, appointmentBooked: true }))
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['booked'])
  })
})

describe('a call that met nobody', () => {
  it.each([
    ['no_answer', 'call_no_answer', 'sent', 'no_answer'],
    ['busy', 'call_busy', 'sent', 'busy'],
    ['voicemail', 'call_voicemail', 'sent', 'voicemail'],
    ['failed', 'call_failed', 'failed', 'failed'],
    ['capacity_exhausted', 'capacity_exhausted', 'failed', 'failed'],
    ['invalid_number', 'invalid_number', 'failed', 'failed'],
  ])('%s is healed as %s', async (outcome, failure, status, shown) => {
    // Nothing but calls: what healing sends instead would take the message's place.
    await begin([step(1, 'call', 0), step(2, 'task', 1440)], { consent: { email: false, sms: false, call: true } })
    world.put('engage', [ended({ outcome })])
    await world.runUntil(world.now() + 100)
    expect(row()).toMatchObject({ status, events: { outcome } })
    expect(entries()).toContainEqual(expect.objectContaining({ kind: 'outcome', outcome: shown }))
    expect(head()?.enrollments[0]?.failures).toEqual([expect.objectContaining({ failure, step: 's1' })])
  })

  it('says that there is no such number also once the enrollment is over, for whoever has the number', async () => {
    await begin([step(1, 'call', 0)])
    await world.runUntil(now + hours(25))
    expect(head()?.enrollments).toEqual([])
    await happens(ended({ outcome: 'invalid_number' }))
    expect(head()?.addresses.phone?.dead).toBeDefined()
    expect(world.addresses.get(phoneKey())?.suppressed).toMatchObject({ sms: { reason: 'address_dead' }, call: { reason: 'address_dead' } })
  })

  it('says nothing of the number that the contact has by now', async () => {
    await begin([step(1, 'call', 0), step(2, 'task', 1440)], { consent: { email: false, sms: false, call: true } })
    const mine = head()
    if (!mine) throw new Error('not enrolled')
    const phone = { key: world.identity.addressKey('phone', '+13125550143'), value: '+13125550143' }
    world.heads.set(mine.key, { head: { ...mine, addresses: { ...mine.addresses, phone } }, wakeAt: null })
    world.put('engage', [ended({ outcome: 'invalid_number' })])
    await world.runUntil(world.now() + 100)
    expect(head()?.addresses.phone).toEqual(phone)
    expect(head()?.enrollments[0]?.failures).toEqual([expect.objectContaining({ failure: 'call_failed' })])
  })

  it('is told again while its claim stands open, and then healed', async () => {
    await begin([step(1, 'call', 0), step(2, 'task', 1440)], { consent: { email: false, sms: false, call: true } })
    const mine = head()
    const live = mine?.enrollments[0]
    if (!mine || !live) throw new Error('not enrolled')
    const plan = live.plan.map((item) => (item.step === 's1' ? { ...item, state: 'claimed' as const } : item))
    const inFlight = { enrollmentId: live.id, step: 's1', attemptId: call().attemptId, at: world.now(), touchDay: '', adapter: 'vapi' }
    world.heads.set(mine.key, { head: { ...mine, enrollments: [{ ...live, plan }], inFlight }, wakeAt: null })
    world.put('engage', [ended({ outcome: 'busy' })])
    await world.runUntil(world.now() + 100)
    expect(world.failures.join()).toContain('NotYet')
    world.heads.set(mine.key, { head: mine, wakeAt: null })
    await world.runUntil(world.now() + 600_000)
    expect(head()?.enrollments[0]?.failures).toEqual([expect.objectContaining({ failure: 'call_busy' })])
    expect(entries().filter(({ kind }) => kind === 'outcome')).toHaveLength(1)
  })

  it('is no failure where it was called off', async () => {
    await happens(ended({ outcome: 'cancelled' }))
    expect(row()).toMatchObject({ status: 'sent', events: { outcome: 'cancelled' } })
    expect(head()?.enrollments[0]?.failures ?? []).toEqual([])
  })
})

describe('a call in which the person wants no more calls', () => {
  it.each([
    ['as the analysis says', { outcome: 'answered', disposition: 'do_not_call' }],
    ['in their own words', { outcome: 'answered', transcript: 'AI: Hello\nUser: Stop calling me.' }],
  ])('%s closes calls for the number, and says so', async (_how, event) => {
    await happens(ended(event))
    expect(head()?.suppressed.call).toMatchObject({ reason: 'opted_out' })
    expect(world.addresses.get(phoneKey())?.suppressed.call).toMatchObject({ reason: 'opted_out', source: 'vapi' })
    expect(entries().map(({ kind }) => kind)).toEqual(['outcome', 'unsubscribed'])
    expect(row()?.events).toMatchObject({ outcome: 'answered', unsubscribedAt: at })
  })

  it('is no wish of theirs where the assistant said it', async () => {
    await happens(ended({ outcome: 'answered', transcript: 'AI: Say stop calling me and I will.\nUser: Go on' }))
    expect(head()?.suppressed.call).toBeUndefined()
  })

  it('books nothing for whoever leaves', async () => {
    await happens(ended({ outcome: 'answered', disposition: 'opted out', appointmentBooked: true }))
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).not.toContain('booked')
  })
})

describe('a call whose answer was lost', () => {
  it('is proven to have been placed by its end', async () => {
    world = createWorld(now, [version({ steps: [step(1, 'call', 0), step(2, 'task', 1440)] })])
    world.answerWith(() => ({ kind: 'unknown', reason: 'timeout', at: new Date(now).toISOString() }))
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 1_000)
    expect(head()?.enrollments[0]?.plan[0]?.state).toBe('unknown')
    await happens(ended({ outcome: 'answered' }))
    expect(head()?.enrollments[0]?.plan[0]?.state).toBe('sent')
    expect(row()?.status).toBe('delivered')
  })
})

describe('a call that is reported by its number alone', () => {
  it('leads to the same as its provider’s own report', async () => {
    await happens(reported('no_answer'))
    expect(row()).toMatchObject({ events: { outcome: 'no_answer', outcomeAt: at } })
    expect(entries()).toContainEqual(expect.objectContaining({ kind: 'outcome', outcome: 'no_answer', messageId: call().messageId }))
    expect(head()?.enrollments[0]?.failures).toEqual([expect.objectContaining({ failure: 'call_no_answer' })])
  })

  it('books, and keeps all that was said', async () => {
    const said = { summary: 'Wants a visit.', durationSeconds: 95, disposition: 'warm', appointmentBooked: true }
    await happens({ ...reported('answered', 'AI: Hello\nUser: Come by on Friday'), ...said })
    expect(entries()).toEqual([
      expect.objectContaining({ kind: 'outcome', outcome: 'answered', body: 'AI: Hello\nUser: Come by on Friday', ...said }),
    ])
    expect([...world.finished.values()].map(({ exitReason }) => exitReason)).toEqual(['booked'])
  })

  it.each([
    ['as the analysis says', { disposition: 'do_not_call' }],
    ['in their own words', { text: 'AI: Hello\nUser: Do not call me again.' }],
  ])('closes calls for the number %s, and still says what it came to', async (_how, said) => {
    await happens({ ...reported('answered'), ...said })
    expect(head()?.suppressed.call).toMatchObject({ reason: 'opted_out' })
    expect(world.addresses.get(phoneKey())?.suppressed.call).toMatchObject({ reason: 'opted_out', source: 'call' })
    expect(entries().map(({ kind }) => kind)).toEqual(['outcome', 'unsubscribed'])
    expect(row()?.events).toMatchObject({ outcome: 'answered', unsubscribedAt: at })
  })

  it('keeps a word of whoever reports it, for the conditions that ask for it', async () => {
    await happens(reported('interested', 'Wants a callback'))
    expect(row()?.events.outcome).toBe('interested')
    expect(entries()).toContainEqual(expect.objectContaining({ kind: 'outcome', detail: 'interested', body: 'Wants a callback' }))
    expect(head()?.enrollments[0]?.failures ?? []).toEqual([])
  })
})

describe('a call that was tried more than once', () => {
  it('comes to what its last try came to', async () => {
    await begin([step(1, 'call', 0), step(2, 'task', 10_000)])
    const first = call()
    await happens(ended({ outcome: 'busy' }, { at: '2026-11-20T15:00:30.000Z' }))
    await world.runUntil(now + hours(2))
    expect(call().attemptId).not.toBe(first.attemptId)
    expect(row()?.events.outcome).toBeUndefined()
    await happens(ended({ outcome: 'answered' }, { at: '2026-11-20T17:00:00.000Z' }))
    expect(row()?.events).toMatchObject({ outcome: 'answered', outcomeAt: '2026-11-20T17:00:00.000Z' })
    await happens(ended({ outcome: 'busy' }, { at: '2026-11-20T15:00:30.000Z' }, first))
    expect(row()?.events.outcome).toBe('answered')
  })

  it('is not taken back by an older word of its provider', async () => {
    await happens(ended({ outcome: 'answered' }), ended({ outcome: 'no_answer' }, { at: '2026-11-20T15:05:00.000Z' }))
    expect(row()?.events).toMatchObject({ outcome: 'answered', outcomeAt: at })
    await happens(ended({ outcome: 'cancelled' }, { at: '2026-11-20T16:30:00+01:00' }))
    expect(row()?.events).toMatchObject({ outcome: 'cancelled', outcomeAt: '2026-11-20T15:30:00.000Z' })
  })
})
