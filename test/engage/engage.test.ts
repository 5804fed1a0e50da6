import { beforeEach, describe, expect, it } from 'vitest'
import { judgeBounce } from '../../functions/domain/bounce-kind.ts'
import { defaultPolicies, type Policies, type SequenceVersion } from '../../functions/domain/sequence.ts'
import { hours, now, step, version } from '../domain/builders.ts'
import { createWorld, hardBounce, mailEvent, stageChangeEvent, type World } from '../runtime/world.ts'

let world: World
const head = (id = 'c-1001') => world.heads.get(world.identity.contactKey(id))?.head
const mail = () => {
  const [first] = world.sent
  if (!first) throw new Error('nothing was sent')
  return first
}
const row = () => world.messages.get(mail().messageId)?.row
const happens = async (...bodies: unknown[]): Promise<void> => {
  world.put('engage', bodies)
  await world.runUntil(world.now() + 60_000)
}
const exits = () => [...world.finished.values()].map(({ exitReason }) => exitReason)
const kinds = () => [...world.interactions.values()].map(({ kind }) => kind)
const at = '2026-11-20T15:10:00.000Z'
const inbound = (overrides: Record<string, unknown>) => ({
  kind: 'inbound',
  channel: 'email',
  from: 'Dana <Dana@example.com>',
  to: 'outreach@acme.example.com',
  text: 'Yes, call me',
  providerId: 'in-1',
  at,
  ...overrides,
})

describe('after the first mail has left', () => {
  beforeEach(async () => {
    world = createWorld(now, [version()])
    const contact = (id: string) => ({
      id,
      email: 'dana@example.com',
      phone: '+13125550142',
      timeZone: 'America/Chicago',
      firstName: 'Dana',
      attributes: { street: '12 Elm St' },
      consent: { email: true, sms: true, call: true },
    })
    world.put('enroll', [stageChangeEvent(), stageChangeEvent({ leadId: 'lead-2', contacts: [contact('c-2')] }, 'event-2')])
    await world.runUntil(now + 1_000)
  })

  it('records delivery, opens and clicks on the message, and no interaction for them', async () => {
    const before = world.interactions.size
    await happens(
      mailEvent(mail(), 'Delivery', { delivery: { timestamp: at } }),
      mailEvent(mail(), 'Open', { open: { timestamp: at } }),
      mailEvent(mail(), 'Open', { open: { timestamp: at } }),
      mailEvent(mail(), 'Click', { click: { timestamp: at, link: 'https://example.com/offer' } }),
      mailEvent(mail(), 'Click', {
        click: { timestamp: at, link: `https://example.test/u/${world.identity.signUnsubscribe({ addressKey: mail().addressKey })}` },
      }),
    )
    expect(row()).toMatchObject({
      status: 'delivered',
      events: { deliveredAt: at, openedAt: at, opens: 1, clicks: 1, clickedLinks: ['https://example.com/offer'] },
    })
    expect(world.interactions.size).toBe(before)
  })

  it('receives an event again whose message is being recorded at this moment', async () => {
    const contact = head()
    const live = contact?.enrollments[0]
    if (!contact || !live) throw new Error('not enrolled')
    const stored = world.messages.get(mail().messageId)
    world.messages.delete(mail().messageId)
    const inFlight = { enrollmentId: live.id, step: 's1', attemptId: mail().attemptId, at: world.now(), touchDay: '', adapter: 'ses' }
    world.heads.set(contact.key, { head: { ...contact, inFlight }, wakeAt: null })
    await happens(mailEvent(mail(), 'Delivery', { delivery: { timestamp: at } }))
    expect(world.failures.join()).toContain('NotYet')
    if (stored) world.messages.set(mail().messageId, stored)
    world.heads.set(contact.key, { head: contact, wakeAt: null })
    await world.runUntil(world.now() + hours(0.1))
    expect(row()?.status).toBe('delivered')
  })

  it('holds what remains on an address that bounced for good, for whoever is known by it, and heals each onto SMS', async () => {
    await happens(hardBounce(mail()))
    expect(head()?.addresses.email?.dead).toBeDefined()
    expect(head('c-2')?.addresses.email?.dead).toBeDefined()
    expect(world.addresses.get(mail().addressKey)?.suppressed.email?.reason).toBe('address_dead')
    expect(row()).toMatchObject({ status: 'bounced', events: { bounceType: 'Permanent: General (550 5.1.1 user unknown)' } })
    expect(head()?.enrollments[0]?.plan.map(({ state, via }) => [state, via])).toEqual([
      ['sent', undefined],
      ['scheduled', undefined],
      ['scheduled', 'sms'],
      ['scheduled', undefined],
    ])
    expect(head('c-2')?.enrollments[0]?.healing?.[0]?.action).toBe('switch_channel')
    expect(kinds()).toContain('bounced')
    expect(world.events.map(({ detailType }) => detailType)).toContain('Enrollment Healed')
  })

  it('changes nothing by an echo of a suppression list', async () => {
    await happens(
      mailEvent(mail(), 'Bounce', {
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'OnAccountSuppressionList',
          bouncedRecipients: [{ emailAddress: mail().to }],
          timestamp: at,
        },
      }),
    )
    expect(row()?.status).toBe('bounced')
    expect(head()?.addresses.email?.dead).toBeUndefined()
    expect(world.addresses.get(mail().addressKey)?.suppressed).toEqual({})
  })

  it('stops everything for the person who complains, and for whoever shares the mailbox', async () => {
    await happens(
      mailEvent(mail(), 'Complaint', {
        complaint: { complainedRecipients: [{ emailAddress: mail().to }], timestamp: at, complaintFeedbackType: 'abuse' },
      }),
    )
    expect(exits()).toEqual(['complained', 'complained'])
    expect(Object.keys(head()?.suppressed ?? {}).toSorted()).toEqual(['call', 'email', 'sms'])
    expect(Object.keys(world.addresses.get(mail().addressKey)?.suppressed ?? {}).toSorted()).toEqual(['call', 'email', 'sms'])
    await world.runUntil(now + hours(200))
    expect(world.sent).toHaveLength(2)
    world.put('enroll', [
      stageChangeEvent({ leadId: 'lead-3', contacts: [{ id: 'c-3', email: 'dana@example.com', consent: { email: true } }] }, 'event-3'),
    ])
    await world.runUntil(now + hours(201))
    expect(world.leads.get('lead-3')?.outcomes?.[0]?.reason).toContain('suppressed')
  })

  it('closes the mailbox by the link in a mail, for everyone known by it', async () => {
    await happens({ kind: 'one_click', addressKey: mail().addressKey, channel: 'email', messageId: mail().messageId, at })
    expect(exits()).toEqual(['unsubscribed', 'unsubscribed'])
    expect(row()?.events.unsubscribedAt).toBe(at)
    expect(world.addresses.get(mail().addressKey)?.suppressed.email).toEqual({ reason: 'unsubscribed', at, source: 'one_click' })
  })

  it('says it once, however often the link is followed', async () => {
    const click = { kind: 'one_click', addressKey: mail().addressKey, channel: 'email', messageId: mail().messageId, at }
    await happens(click, click)
    const said = () => kinds().filter((kind) => kind === 'unsubscribed')
    expect(said()).toHaveLength(2)
    await happens({ ...click, at: '2026-11-20T15:10:01.000Z' }, { ...click, at: '2026-11-21T09:00:00.000Z' })
    expect(said()).toHaveLength(2)
  })

  it('says so where only a dead address had closed the mailbox before', async () => {
    const dead = { reason: 'address_dead', at: '2026-11-19T15:00:00.000Z', source: 'ses' } as const
    const known = world.addresses.get(mail().addressKey)
    if (!known) throw new Error('no record')
    world.addresses.set(mail().addressKey, { ...known, suppressed: { email: dead } })
    await happens({ kind: 'one_click', addressKey: mail().addressKey, channel: 'email', messageId: mail().messageId, at })
    expect(kinds()).toContain('unsubscribed')
  })

  it('finishes the enrollment that a reply names, and leaves the other contact of the mailbox alone', async () => {
    await happens(inbound({ inReplyTo: [`<p-${mail().attemptId}@email.amazonses.com>`], subject: 'Re: Hello' }))
    expect([...world.finished.values()].map(({ exitReason, contactId }) => [exitReason, contactId])).toEqual([['replied', 'c-1001']])
    expect(row()?.events).toMatchObject({ repliedAt: at, replyBody: 'Yes, call me' })
    expect(head('c-2')?.enrollments).toHaveLength(1)
    expect(world.events.map(({ detailType }) => detailType)).toContain('Contact Replied')
  })

  it('publishes an answer to a conversation that is over, once for each, and ends nobody else’s lead by it', async () => {
    const reply = inbound({ inReplyTo: [`<p-${mail().attemptId}@email.amazonses.com>`] })
    await happens(reply)
    const replies = () => world.events.filter(({ detailType }) => detailType === 'Contact Replied').map(({ detail }) => detail)
    expect(replies()).toHaveLength(1)
    await happens(reply)
    expect(replies()).toHaveLength(1)
    await happens({ ...reply, text: 'Are you there?', providerId: 'in-2' })
    expect(replies()[1]).toMatchObject({ contactId: 'c-1001', leadId: 'lead-1001', enrollmentIds: [] })
    expect(head('c-2')?.enrollments).toHaveLength(1)
  })

  it('takes an answer that no person wrote for no reply', async () => {
    await happens(inbound({ headers: { 'Auto-Submitted': 'auto-replied' }, text: 'I am away' }))
    expect(exits()).toEqual([])
    expect(kinds()).toContain('out_of_office')
    expect(row()?.events.repliedAt).toBeUndefined()
  })

  it('closes SMS by STOP and opens it again by START', async () => {
    const sms = (text: string) => inbound({ channel: 'sms', from: '(312) 555-0142', text, providerId: text })
    await happens(sms('Stop.'))
    expect(exits()).toEqual(['unsubscribed', 'unsubscribed'])
    expect(head()?.suppressed).toEqual({ sms: { reason: 'opted_out', at: expect.any(String) } })
    const phone = world.identity.addressKey('phone', '+13125550142')
    expect(world.addresses.get(phone)?.suppressed.sms?.reason).toBe('opted_out')
    await happens(sms('START'))
    expect(head()?.suppressed).toEqual({})
    expect(world.addresses.get(phone)?.suppressed).toEqual({})
  })

  it('lets a simulator’s address suppress nobody but the contact itself', async () => {
    for (const id of ['c-7', 'c-8'])
      world.put('enroll', [
        stageChangeEvent(
          {
            leadId: `lead-${id}`,
            contacts: [
              {
                id,
                firstName: 'Sim',
                email: 'complaint@simulator.amazonses.com',
                phone: '+13125550199',
                consent: { email: true },
                attributes: { street: 'x' },
              },
            ],
          },
          id,
        ),
      ])
    await world.runUntil(world.now() + 1_000)
    const sent = world.sent.find(({ contactKey }) => contactKey === world.identity.contactKey('c-7'))
    if (!sent) throw new Error('nothing was sent')
    await happens(mailEvent(sent, 'Complaint', { complaint: { complainedRecipients: [{ emailAddress: sent.to }], timestamp: at } }))
    expect(Object.keys(head('c-7')?.suppressed ?? {})).toHaveLength(3)
    expect(head('c-8')?.suppressed).toEqual({})
    expect(head('c-8')?.enrollments).toHaveLength(1)
    expect(world.addresses.has(sent.addressKey)).toBe(false)
  })

  it('keeps a STOP of someone not known yet for whoever comes with that number, until they say START', async () => {
    const addressKey = world.identity.addressKey('phone', '+13125559999')
    await happens(inbound({ channel: 'sms', from: '+13125559999', text: 'STOP' }))
    expect(world.addresses.get(addressKey)?.suppressed.sms?.reason).toBe('opted_out')
    await happens(inbound({ channel: 'sms', from: '+13125559999', text: 'START' }))
    expect(world.addresses.get(addressKey)?.suppressed.sms).toBeUndefined()
  })

  it('hears of nobody whom it does not know', async () => {
    await happens(inbound({ from: 'stranger@example.com' }))
    expect(exits()).toEqual([])
    expect(world.failures).toEqual([])
  })
})

describe('a soft bounce and the delivery of the same mail', () => {
  beforeEach(async () => {
    world = createWorld(now, [version()])
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 1_000)
  })
  const delivery = () => mailEvent(mail(), 'Delivery', { delivery: { timestamp: at } })
  const softBounce = (bounceType = 'Transient') =>
    mailEvent(mail(), 'Bounce', {
      bounce: { bounceType, bounceSubType: 'General', bouncedRecipients: [{ emailAddress: mail().to }], timestamp: at },
    })
  const planned = () => head()?.enrollments[0]?.plan.find(({ step: id }) => id === 's1')
  const mailed = () => world.sent.filter(({ stepId }) => stepId === 's1')

  it.each(['Transient', 'Undetermined'])(
    'mails nothing again for a %s one that comes after the delivery: the timeline has it',
    async (type) => {
      await happens(delivery())
      for (let times = 0; times < 3; times++) await happens(softBounce(type))
      expect(row()).toMatchObject({ status: 'delivered', events: { deliveredAt: at } })
      expect(row()?.events.bouncedAt).toBeUndefined()
      expect(head()?.enrollments[0]?.failures).toBeUndefined()
      expect(kinds()).toContain('bounced')
      await world.runUntil(now + hours(3))
      expect(mailed()).toHaveLength(1)
    },
  )

  it('tries once more after an hour where no delivery comes', async () => {
    await happens(softBounce())
    expect(planned()).toMatchObject({ state: 'scheduled', rev: 2 })
    await world.runUntil(now + hours(3))
    expect(mailed()).toHaveLength(2)
  })

  it('takes the planned retry back where the delivery comes after it, and goes on', async () => {
    await happens(softBounce())
    await happens(delivery())
    expect(planned()).toMatchObject({ state: 'sent' })
    expect(head()?.enrollments[0]?.failures).toBeUndefined()
    expect(row()).toMatchObject({ status: 'delivered', events: { deliveredAt: at, bouncedAt: at } })
    expect([...world.interactions.values()].map(({ detail }) => detail)).toContain(
      'step s1: the email arrived after its bounce, so it is not sent again',
    )
    await happens(softBounce(), delivery())
    await world.runUntil(now + hours(60))
    expect(mailed()).toHaveLength(1)
    expect(head()?.enrollments[0]?.plan.find(({ step: id }) => id === 's2')?.state).toBe('sent')
  })

  it('takes it back though a gate has closed for the retry meanwhile', async () => {
    await happens(softBounce())
    world.control({ sending: 'stopped' })
    await world.runUntil(now + hours(2))
    expect(planned()).toMatchObject({ state: 'held', reason: 'sending_stopped' })
    await happens(delivery())
    expect(planned()?.state).toBe('sent')
    expect(row()?.status).toBe('delivered')
  })
})

describe('two contacts of one lead', () => {
  const person = (id: string, email: string) => ({
    id,
    firstName: 'Dana',
    email,
    timeZone: 'America/Chicago',
    consent: { email: true },
    attributes: { street: 'x' },
  })
  const begin = async (steps: SequenceVersion['steps'], policies: Partial<Policies> = {}) => {
    world = createWorld(now, [version({ steps, policies: { ...defaultPolicies, contacts: { kind: 'all' }, ...policies } })])
    world.put('enroll', [stageChangeEvent({ contacts: [person('c-1001', 'dana@example.com'), person('c-1002', 'eli@example.com')] })])
    await world.runUntil(now + 1_000)
  }
  const twoMails = [step(1, 'email', 0), step(2, 'email', 2880)]
  const ended = () => [...world.finished.values()].map(({ contactId, exitReason }) => [contactId, exitReason]).toSorted()

  it('are both left alone once one of them answers', async () => {
    await begin(twoMails)
    await happens(inbound({}))
    expect(ended()).toEqual([
      ['c-1001', 'replied'],
      ['c-1002', 'replied'],
    ])
    expect(head()?.telling).toBeUndefined()
    await world.runUntil(now + hours(100))
    expect(world.sent).toHaveLength(2)
  })

  it('are answered each for itself where the sequence says so', async () => {
    await begin(twoMails, { stopWholeLead: false })
    await happens(inbound({}))
    expect(ended()).toEqual([['c-1001', 'replied']])
    expect(head('c-1002')?.enrollments).toHaveLength(1)
  })

  it.each([
    [true, 1],
    [false, 2],
  ])(
    'end together though the one who answers was written to for the last time, where the other’s sequence stops the whole lead: %s',
    async (stopWholeLead, mails) => {
      await begin(twoMails, { stopWholeLead })
      // The first one's conversation is over before the other's.
      await world.engine.settle(world.identity.contactKey('c-1001'), (known) =>
        (known?.enrollments ?? []).map(({ id }) => ({ kind: 'skip', enrollmentId: id, step: 's2', reason: 'enough' })),
      )
      expect(ended()).toEqual([['c-1001', 'completed']])
      await happens(inbound({}))
      expect(world.events.filter(({ detailType }) => detailType === 'Contact Replied')).toHaveLength(1)
      await world.runUntil(now + hours(100))
      expect(world.sent.filter(({ to }) => to === 'eli@example.com')).toHaveLength(mails)
      expect(ended()).toContainEqual(['c-1002', stopWholeLead ? 'replied' : 'completed'])
    },
  )
})

describe('a message whose answer was lost', () => {
  it('is proven to have left by the provider’s own later event', async () => {
    world = createWorld(now, [version()])
    world.answerWith(() => ({ kind: 'unknown', reason: 'timeout', at: new Date(world.now()).toISOString() }))
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 1_000)
    expect(row()?.status).toBe('unknown')
    await happens(mailEvent(mail(), 'Delivery', { delivery: { timestamp: at } }))
    expect(row()).toMatchObject({ status: 'delivered', sentAt: '2026-11-20T15:00:01.000Z' })
    expect(head()?.enrollments[0]?.plan[0]?.state).toBe('sent')
  })
})

describe('judging a bounce', () => {
  it.each([
    ['Permanent', 'General', 'hard'],
    ['Permanent', 'NoEmail', 'hard'],
    ['Permanent', 'Suppressed', 'suppressed'],
    ['Permanent', 'OnAccountSuppressionList', 'suppressed'],
    ['Permanent', 'UnsubscribedRecipient', 'left'],
    ['Transient', 'MailboxFull', 'soft'],
    ['Transient', 'ContentRejected', 'undetermined'],
    ['Undetermined', 'Undetermined', 'undetermined'],
  ])('%s %s is %s', (bounceType, bounceSubType, judged) => {
    expect(judgeBounce({ bounceType, bounceSubType })).toBe(judged)
  })
})

describe('a message that is tried again', () => {
  it('is told again of an event that came before its retry was recorded', async () => {
    world = createWorld(now, [version()])
    const answers = [
      { kind: 'refused' as const, cls: 'transient' as const, reason: 'rate', at },
      { kind: 'accepted' as const, providerId: 'P2', at },
    ]
    world.answerWith((message) => {
      if (answers.length === 1) world.put('engage', [mailEvent(message, 'Delivery', { delivery: { timestamp: at } })])
      return answers.shift() ?? { kind: 'unknown', reason: 'asked too often', at }
    })
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 3_600_000)
    expect(row()?.events.deliveredAt).toBe(at)
  })
})
