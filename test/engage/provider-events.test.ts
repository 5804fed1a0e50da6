/** What providers' webhooks tell of texts and mails, worked off. */
import { beforeEach, describe, expect, it } from 'vitest'
import { messageIdOf } from '../../functions/domain/ids.ts'
import { now, step, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

let world: World
const at = '2026-11-20T15:10:00.000Z'
const key = (id = 'c-1001') => world.identity.contactKey(id)
const head = (id?: string) => world.heads.get(key(id))?.head
const text = () => {
  const found = world.sent.find(({ channel }) => channel === 'sms')
  if (!found) throw new Error('no text was sent')
  return found
}
const row = () => world.messages.get(text().messageId)?.row
const phoneKey = () => world.identity.addressKey('phone', '+13125550142')
const interactions = () => [...world.interactions.values()]
const kinds = () => interactions().map(({ kind }) => kind)
const work = (event: Record<string, unknown>, over: Record<string, unknown> = {}) => {
  const { contactKey, enrollmentId, messageId, attemptId, stepId, sequenceId } = text()
  const of = { contactKey, enrollmentId, messageId, attemptId, step: stepId, sequenceId }
  return { kind: 'message_event', provider: 'twilio', channel: 'sms', of, providerId: 'SM1', eventId: 'SM1.failed', at, event, ...over }
}
const undelivered = { type: 'undelivered', failure: 'sms_undelivered', code: '30003', detail: 'Twilio: undelivered, error 30003' }
const happens = async (...bodies: unknown[]): Promise<void> => {
  world.put('engage', bodies)
  await world.runUntil(world.now() + 60_000)
}

beforeEach(async () => {
  world = createWorld(now, [version({ steps: [step(1, 'sms', 0), step(2, 'sms', 1440)] })])
  const contact = {
    id: 'c-2',
    phone: '+13125550142',
    timeZone: 'America/Chicago',
    firstName: 'Sam',
    attributes: { street: '1' },
    consent: { sms: true },
  }
  world.put('enroll', [stageChangeEvent(), stageChangeEvent({ leadId: 'lead-2', contacts: [contact] }, 'event-2')])
  await world.runUntil(now + 1_000)
})

describe('a text that did not arrive', () => {
  it('failed where it was sent, says why on the timeline, and is healed', async () => {
    const { enrollmentId } = text()
    await happens(work(undelivered))
    expect(row()).toMatchObject({ status: 'failed', events: { bounceType: undelivered.detail } })
    expect(interactions()).toContainEqual(
      expect.objectContaining({
        kind: 'undelivered',
        direction: 'system',
        detail: undelivered.detail,
        messageId: text().messageId,
        providerId: 'SM1',
      }),
    )
    expect(head()?.enrollments.find(({ id }) => id === enrollmentId)?.failures).toEqual([
      expect.objectContaining({ failure: 'sms_undelivered', step: 's1' }),
    ])
  })

  it('is noted once, however often it is told', async () => {
    await happens(work(undelivered), work(undelivered))
    await happens(work(undelivered))
    expect(kinds().filter((kind) => kind === 'undelivered')).toHaveLength(1)
    expect(head()?.enrollments[0]?.failures).toHaveLength(1)
  })

  /** Its row was written, and the head's commit was lost: the claim stands open. */
  const claimedStill = (): (() => void) => {
    const mine = head()
    const live = mine?.enrollments[0]
    if (!mine || !live) throw new Error('not enrolled')
    const plan = live.plan.map((item) => (item.step === 's1' ? { ...item, state: 'claimed' as const } : item))
    const inFlight = { enrollmentId: live.id, step: 's1', attemptId: text().attemptId, at: world.now(), touchDay: '', adapter: 'twilio' }
    world.heads.set(mine.key, { head: { ...mine, enrollments: [{ ...live, plan }], inFlight }, wakeAt: null })
    return () => world.heads.set(mine.key, { head: mine, wakeAt: null })
  }

  it('is told again while its claim stands open, so that nothing that it says of the number is lost', async () => {
    const settled = claimedStill()
    await happens(work({ ...undelivered, failure: 'invalid_number' }))
    expect(world.failures.join()).toContain('NotYet')
    expect(head()?.addresses.phone?.dead).toBeUndefined()
    settled()
    await world.runUntil(world.now() + 600_000)
    expect(head()?.addresses.phone?.dead).toBeDefined()
  })

  it('by a number that does not exist says so also once the enrollment is over, for whoever has the number', async () => {
    world.put('engage', [
      { kind: 'inbound', channel: 'sms', from: '+13125550142', to: '+13125550100', text: 'Tell me more', providerId: 'r-1', at },
    ])
    await world.runUntil(world.now() + 60_000)
    expect(head()?.enrollments).toEqual([])
    await happens(work({ ...undelivered, failure: 'invalid_number' }))
    expect(head()?.addresses.phone?.dead).toBeDefined()
    expect(world.addresses.get(phoneKey())?.suppressed).toMatchObject({ sms: { reason: 'address_dead' }, call: { reason: 'address_dead' } })
  })

  it('but was said to have left while its claim stood open counts as sent, and no later look makes it unknown', async () => {
    claimedStill()
    const stored = world.messages.get(text().messageId)
    if (!stored) throw new Error('it has no row')
    const attempts = stored.row.attempts.map((one) => ({ ...one, outcome: 'unknown' as const }))
    world.messages.set(text().messageId, { ...stored, row: { ...stored.row, status: 'unknown', attempts } })
    await happens(work({ type: 'sent' }, { eventId: 'SM1.sent' }))
    expect(row()?.status).toBe('sent')
    world.put('dispatch', [{ kind: 'wake', contact: key() }])
    await world.runUntil(world.now() + 60_000)
    expect(head()?.inFlight).toBeUndefined()
    expect(head()?.enrollments[0]?.plan[0]?.state).toBe('sent')
    expect(row()?.status).toBe('sent')
  })

  it('after it was delivered changes nothing', async () => {
    await happens(work({ type: 'delivered' }, { eventId: 'SM1.delivered' }))
    await happens(work(undelivered))
    expect(row()?.status).toBe('delivered')
    expect(kinds()).not.toContain('undelivered')
    expect(head()?.enrollments[0]?.failures ?? []).toEqual([])
  })

  it('by an attempt that is not the message’s own changes nothing', async () => {
    await happens(work(undelivered, { of: { ...work(undelivered).of, attemptId: 'ANOTHER' } }))
    expect(row()?.status).toBe('sent')
    expect(kinds()).not.toContain('undelivered')
  })

  it('of a message that nobody knows changes nothing', async () => {
    const messageId = messageIdOf(text().enrollmentId, 900)
    await happens(work(undelivered, { of: { ...work(undelivered).of, messageId } }))
    expect(world.failures).toEqual([])
    expect(kinds()).not.toContain('undelivered')
  })
})

describe('somebody who left through the provider', () => {
  const left = { type: 'unsubscribed', detail: 'Twilio: failed, error 21610', undelivered: true }

  it('is left alone on that channel, with everybody who shares the number, and the message failed', async () => {
    await happens(work(left))
    expect(world.addresses.get(phoneKey())?.suppressed).toMatchObject({ sms: { reason: 'opted_out', source: 'twilio', at } })
    expect(world.addresses.get(phoneKey())?.suppressed.call).toBeUndefined()
    expect(row()).toMatchObject({ status: 'failed', events: { unsubscribedAt: at } })
    expect(kinds().filter((kind) => kind === 'unsubscribed')).toHaveLength(2)
    await world.runUntil(now + 3 * 86_400_000)
    expect(world.sent.filter(({ at: sentAt }) => sentAt > now + 120_000)).toEqual([])
  })

  it('after the message arrived: it did arrive', async () => {
    await happens(work({ type: 'unsubscribed', detail: 'by its own link' }))
    expect(row()).toMatchObject({ status: 'sent', events: { unsubscribedAt: at } })
    expect(world.addresses.get(phoneKey())?.suppressed.sms?.reason).toBe('opted_out')
  })

  it('is heard though the message is of an earlier attempt', async () => {
    await happens(work(left, { of: { ...work(left).of, attemptId: 'ANOTHER' } }))
    expect(world.addresses.get(phoneKey())?.suppressed.sms?.reason).toBe('opted_out')
  })
})

describe('a text that the provider itself took for a keyword', () => {
  const inbound = (keyword: string | undefined, said: string) => ({
    kind: 'inbound',
    channel: 'sms',
    from: '+13125550142',
    to: '+13125550100',
    text: said,
    providerId: `SM-${keyword}-${said}`,
    at,
    ...(keyword === undefined ? {} : { keyword }),
  })

  it('closes the number, in whatever word the tenant chose there', async () => {
    await happens(inbound('stop', 'Basta ya'))
    expect(world.addresses.get(phoneKey())?.suppressed.sms?.reason).toBe('opted_out')
  })

  it('opens it again', async () => {
    await happens(inbound('stop', 'Basta ya'))
    await happens(inbound('start', 'Otra vez'))
    expect(world.addresses.get(phoneKey())?.suppressed.sms).toBeUndefined()
  })

  it('and is an ordinary answer without one', async () => {
    await happens(inbound(undefined, 'Basta que me llames'))
    expect(world.addresses.get(phoneKey())?.suppressed.sms).toBeUndefined()
    expect(kinds()).toContain('replied')
  })
})
