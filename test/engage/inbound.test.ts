/** Mails that came in and were read: whom they are matched to, what counts as a reply, and what bounces and complaints among them do. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { EngageWork } from '../../functions/contract/work.ts'
import { mailIdOf } from '../../functions/domain/mail-id.ts'
import { hours, now, version } from '../domain/builders.ts'
import { createWorld, stageChangeEvent, type World } from '../runtime/world.ts'

let world: World
const at = '2026-11-20T15:10:00.000Z'
const key = (id = 'c-1001') => world.identity.contactKey(id)
const head = (id = 'c-1001') => world.heads.get(key(id))?.head
const mail = () => world.sent[0]!
const row = () => world.messages.get(mail().messageId)?.row
const exits = () => [...world.finished.values()].map(({ exitReason }) => exitReason)
const notes = () => [...world.interactions.values()].filter(({ direction }) => direction !== 'system')
const happens = async (...bodies: EngageWork[]): Promise<void> => {
  world.put('engage', bodies)
  await world.runUntil(world.now() + 60_000)
}

type Inbound = Extract<EngageWork, { kind: 'inbound' }>
const reply = (over: Partial<Inbound> = {}): Inbound => ({
  kind: 'inbound',
  channel: 'email',
  from: 'dana@example.com',
  to: 'reply+x@reply.acme.example.com',
  text: 'Yes, call me\n\n> Hi Dana',
  read: { own: 'Yes, call me', kind: 'reply' },
  providerId: 'in-1@example.com',
  rawKey: 'inbound/1',
  at,
  ...over,
})
type Returned = Extract<EngageWork, { kind: 'returned' }>
const returned = (over: Partial<Returned> = {}): Returned => ({
  kind: 'returned',
  what: 'bounced',
  bounce: 'hard',
  recipients: ['dana@example.com'],
  originals: [],
  detail: '5.1.1: user unknown',
  providerId: 'dsn-1',
  at,
  ...over,
})

beforeEach(async () => {
  world = createWorld(now, [version()])
  const contact = {
    id: 'c-2',
    email: 'dana@example.com',
    timeZone: 'America/Chicago',
    consent: { email: true },
    attributes: { street: '12 Elm St' },
  }
  world.put('enroll', [stageChangeEvent(), stageChangeEvent({ leadId: 'lead-2', contacts: [contact] }, 'event-2')])
  await world.runUntil(now + 1_000)
})

describe('a reply', () => {
  it('by a reply address is that contact’s alone, though two share the mailbox', async () => {
    const [mine] = world.sent.filter(({ contactKey }) => contactKey === key())
    await happens(reply({ token: { messageId: mine!.messageId } }))
    expect(exits()).toEqual(['replied'])
    expect(notes()).toMatchObject([
      { contactKey: key(), kind: 'replied', matchedBy: 'token', messageId: mine!.messageId, rawKey: 'inbound/1' },
    ])
  })

  it('keeps the words and the whole apart', async () => {
    await happens(reply({ token: { messageId: mail().messageId } }))
    expect(notes()[0]).toMatchObject({
      body: 'Yes, call me',
      whole: 'Yes, call me\n\n> Hi Dana',
      outcome: 'replied',
      providerId: 'in-1@example.com',
    })
    expect(row()?.events).toMatchObject({ repliedAt: at, replyBody: 'Yes, call me' })
  })

  it('of a colleague to that address counts, and says who wrote', async () => {
    await happens(reply({ token: { messageId: mail().messageId }, from: 'lee@example.com' }))
    expect(exits()).toEqual(['replied'])
    expect(notes()[0]).toMatchObject({ kind: 'replied', detail: 'from lee@example.com', matchedBy: 'token' })
  })

  it('is matched by the id that it answers, and else by its sender', async () => {
    await happens(reply({ inReplyTo: [`p-${mail().attemptId}@email.amazonses.com`] }))
    expect(notes()).toMatchObject([{ matchedBy: 'references', messageId: mail().messageId }])
    world = createWorld(now, [version()])
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 1_000)
    await happens(reply())
    expect(notes()).toMatchObject([{ matchedBy: 'sender' }])
  })

  it('is matched by a Message-ID of ours, which a provider kept', async () => {
    await happens(reply({ inReplyTo: [mailIdOf(mail(), 'sam@acme.example.com')] }))
    expect(notes()).toMatchObject([{ matchedBy: 'references', messageId: mail().messageId }])
  })

  it('of another mailbox is found by a Message-ID of ours, and by no other attempt’s', async () => {
    const elsewhere = { from: 'dana.home@example.net', inReplyTo: [mailIdOf(mail(), 'sam@acme.example.com')] }
    await happens(reply({ ...elsewhere, inReplyTo: [mailIdOf({ ...mail(), attemptId: 'guessed' }, 'sam@acme.example.com')] }))
    expect(notes()).toEqual([])
    await happens(reply(elsewhere))
    expect(notes()).toMatchObject([
      { contactKey: mail().contactKey, matchedBy: 'references', messageId: mail().messageId, detail: 'from dana.home@example.net' },
    ])
    expect(exits()).toEqual(['replied'])
  })

  it('with a token of nobody we know goes by its sender', async () => {
    await happens(reply({ token: { messageId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' } }))
    expect(notes().map(({ matchedBy }) => matchedBy)).toEqual(['sender', 'sender'])
  })

  it('that only says to stop opts the contact’s address out, whichever address says so', async () => {
    await happens(
      reply({
        token: { messageId: mail().messageId },
        from: 'other@example.net',
        text: 'unsubscribe',
        read: { own: 'unsubscribe', kind: 'reply' },
      }),
    )
    expect(world.addresses.get(mail().addressKey)?.suppressed.email).toMatchObject({ reason: 'opted_out' })
    expect(exits()).toEqual(expect.arrayContaining(['unsubscribed']))
  })
})

describe('what comes from nobody known', () => {
  const stranger = (over: Partial<Inbound> = {}) =>
    reply({ from: 'Stranger <stranger@example.net>', providerId: 'in-9@example.net', ...over })
  const told = () => world.notifications.filter(({ type }) => type === 'needs_human')
  const counted = () => world.counted.filter(([name]) => name === 'FromNobodyKnown').map(([, detail]) => detail)

  it('is told of without a word of it, and says where the mail lies', async () => {
    await happens(stranger())
    expect(told()).toMatchObject([{ priority: 'low', at }])
    expect(told()[0]?.text).toContain('inbound/1')
    expect(JSON.stringify(told())).not.toMatch(/stranger|example\.net|call me/i)
    expect(counted()).toEqual([{ channel: 'email', told: 'true' }])
  })

  it('is one occasion per sender and day', async () => {
    await happens(
      stranger(),
      stranger({ from: 'STRANGER@example.net', at: '2026-11-20T18:00:00.000Z', providerId: 'in-10' }),
      stranger({ at: '2026-11-21T08:00:00.000Z', providerId: 'in-11' }),
      stranger({ from: 'other@example.net', providerId: 'in-12' }),
    )
    const occasions = told().map(({ occasion, occasionAt }) => `${occasion} ${occasionAt}`)
    expect(occasions).toHaveLength(4)
    expect(new Set(occasions).size).toBe(3)
    expect(occasions[1]).toBe(occasions[0])
  })

  it.each([
    ['sms', '+13125550177', 'A text'],
    ['call', 'anonymous', 'A call'],
  ] as const)('by %s is told of with the provider’s id', async (channel, from, what) => {
    const { rawKey: _raw, read: _read, ...rest } = stranger()
    await happens({ ...rest, channel, from, text: 'Who is this?', providerId: 'SM9' })
    expect(told()[0]?.text).toContain(what)
    expect(told()[0]?.text).toContain('SM9')
    expect(JSON.stringify(told())).not.toContain(from)
  })

  it('is only counted where it is spam or a machine wrote it', async () => {
    await happens(
      stranger({ doubts: ['spam'] }),
      stranger({ providerId: 'in-10', read: { own: 'I am away.', kind: 'out_of_office', why: 'its words' } }),
    )
    expect(told()).toEqual([])
    expect(counted()).toEqual([
      { channel: 'email', told: 'false' },
      { channel: 'email', told: 'false' },
    ])
  })

  it('leaves all the same, and then nobody has to be told', async () => {
    await happens(stranger({ text: 'unsubscribe', read: { own: 'unsubscribe', kind: 'reply' } }))
    expect(world.addresses.get(world.identity.addressKey('email', 'stranger@example.net'))?.suppressed.email).toBeDefined()
    expect(told()).toEqual([])
  })
})

describe('a machine’s answer', () => {
  const absent = (back?: string) =>
    reply({
      token: { messageId: mail().messageId },
      text: 'I am away.',
      read: { own: 'I am away.', kind: 'out_of_office', why: 'the header x-autoreply', ...(back ? { back } : {}) },
    })

  it('is no reply, and without a date moves nothing', async () => {
    const before = head()?.enrollments
    await happens(absent())
    expect(exits()).toEqual([])
    expect(row()?.events.repliedAt).toBeUndefined()
    expect(notes()).toMatchObject([{ kind: 'out_of_office', detail: 'out of office (known by the header x-autoreply)' }])
    expect(head()?.enrollments).toEqual(before)
  })

  it('with a date moves what remains behind it, once', async () => {
    await happens(absent('2026-11-30'))
    const due = head()?.enrollments[0]?.plan[1]?.due
    expect(new Date((due ?? 0) * 1000).toISOString()).toBe('2026-12-01T15:00:00.000Z')
    await happens(absent('2026-11-30'))
    expect(head()?.enrollments[0]?.plan[1]?.due).toBe(due)
    expect(notes().filter(({ kind }) => kind === 'out_of_office')).toHaveLength(1)
    await world.runUntil(now + hours(24 * 9))
    expect(world.sent.filter(({ contactKey }) => contactKey === key())).toHaveLength(1)
  })

  it('in many words that speak of leaving is no opt-out', async () => {
    const own = `${'We received your request and will answer soon. '.repeat(10)}Please remove me from your list.`
    await happens(
      reply({ token: { messageId: mail().messageId }, text: own, read: { own, kind: 'automatic', why: 'Auto-Submitted: auto-replied' } }),
    )
    expect(world.addresses.get(mail().addressKey)?.suppressed.email).toBeUndefined()
  })

  it('that nobody has read is known by its headers or its subject', async () => {
    const { read: _read, ...unread } = reply()
    await happens(
      { ...unread, headers: { 'Auto-Submitted': 'auto-generated' } },
      { ...unread, providerId: 'in-2', subject: 'Out of office: back on Monday' },
    )
    expect(exits()).toEqual([])
    expect(notes().map(({ kind }) => kind)).toEqual(['out_of_office', 'out_of_office', 'out_of_office', 'out_of_office'])
  })
})

describe('a mail that SES speaks against', () => {
  const named = () => ({ token: { messageId: mail().messageId } })
  const quiet = () => {
    expect(exits()).toEqual([])
    expect(row()?.events.repliedAt).toBeUndefined()
  }

  it('as spam is no reply even with our token, and is noted', async () => {
    const before = head()?.enrollments
    await happens(reply({ ...named(), doubts: ['spam'] }))
    quiet()
    expect(notes()).toMatchObject([
      { contactKey: key(), kind: 'set_aside', detail: 'it is taken for spam', body: 'Yes, call me', rawKey: 'inbound/1' },
    ])
    expect(head()?.enrollments).toEqual(before)
  })

  it('because nobody vouches for its sender is no reply by its sender alone', async () => {
    await happens(reply({ doubts: ['unvouched'] }))
    quiet()
    expect(notes().map(({ kind, matchedBy }) => [kind, matchedBy])).toEqual([
      ['set_aside', 'sender'],
      ['set_aside', 'sender'],
    ])
  })

  it.each([
    ['token', named],
    ['references', () => ({ inReplyTo: [`p-${mail().attemptId}@email.amazonses.com`] })],
  ] as const)('because nobody vouches for its sender is a reply by its %s all the same', async (matchedBy, by) => {
    await happens(reply({ ...by(), doubts: ['unvouched'] }))
    expect(exits()).toEqual(['replied'])
    expect(notes()).toMatchObject([{ kind: 'replied', matchedBy }])
  })

  it.each([[['spam'] as const], [['unvouched'] as const], [['spam', 'unvouched'] as const]])(
    'opts out all the same: %s',
    async (doubts) => {
      await happens(reply({ doubts: [...doubts], text: 'unsubscribe', read: { own: 'unsubscribe', kind: 'reply' } }))
      expect(world.addresses.get(mail().addressKey)?.suppressed.email).toMatchObject({ reason: 'opted_out' })
      expect(exits()).toEqual(['unsubscribed', 'unsubscribed'])
    },
  )

  it('moves nothing as an absence note', async () => {
    const before = head()?.enrollments
    const read = { own: 'I am away.', kind: 'out_of_office' as const, why: 'the header x-autoreply', back: '2026-11-30' }
    await happens(reply({ doubts: ['unvouched'], read }), reply({ ...named(), doubts: ['spam'], read, providerId: 'in-2' }))
    expect(head()?.enrollments).toEqual(before)
    expect(notes().map(({ kind }) => kind)).toEqual(['set_aside', 'set_aside', 'set_aside'])
  })

  it.each(['spam', 'unvouched'] as const)('as a bounce has to name a mail of ours: %s', async (doubt) => {
    await happens(returned({ doubts: [doubt] }))
    expect(row()?.status).not.toBe('bounced')
    await happens(returned({ doubts: [doubt], originals: [`p-${mail().attemptId}@email.amazonses.com`] }))
    expect(row()?.status).toBe('bounced')
  })

  it('as a complaint is believed', async () => {
    await happens(returned({ what: 'complained', doubts: ['spam', 'unvouched'], detail: 'abuse' }))
    expect(exits()).toEqual(['complained', 'complained'])
    expect([...world.messages.values()].filter((one) => one.row.events.complainedAt === at)).toHaveLength(1)
  })
})

describe('a mail that a mail program sends to unsubscribe', () => {
  it('opts out by its subject', async () => {
    const own = 'This message was automatically generated by Gmail.'
    await happens(
      reply({
        token: { messageId: mail().messageId },
        subject: 'unsubscribe',
        text: own,
        read: { own, kind: 'automatic', why: 'its words' },
      }),
    )
    expect(world.addresses.get(mail().addressKey)?.suppressed.email).toMatchObject({ reason: 'opted_out' })
  })
})

describe('a bounce that came as a mail', () => {
  it('marks the address dead by the token that came back, whatever addresses it names', async () => {
    await happens(returned({ token: { messageId: mail().messageId }, recipients: ['somebody.else@example.org'] }))
    expect(row()).toMatchObject({ status: 'bounced', events: { bouncedAt: at } })
    expect(head()?.addresses.email?.dead).toMatchObject({ why: '5.1.1: user unknown' })
    expect([...world.addresses.values()].filter(({ suppressed }) => suppressed.email)).toHaveLength(1)
  })

  it('is found by the Message-ID that came back, and else by its recipient', async () => {
    await happens(returned({ originals: [`p-${mail().attemptId}@email.amazonses.com`] }))
    expect(row()?.status).toBe('bounced')
    world = createWorld(now, [version()])
    world.put('enroll', [stageChangeEvent()])
    await world.runUntil(now + 1_000)
    await happens(returned())
    expect(row()?.status).toBe('bounced')
  })

  it('is not believed by its recipient alone when no mail of ours went there lately', async () => {
    await happens(returned({ at: '2026-12-10T15:00:00.000Z' }))
    expect(row()?.status).not.toBe('bounced')
    await happens(returned({ recipients: ['stranger@example.com'] }))
    expect(world.addresses.size).toBe(2)
  })

  it('for now alone leaves the address alive', async () => {
    await happens(returned({ token: { messageId: mail().messageId }, bounce: 'soft', detail: '4.2.2: mailbox full' }))
    expect(head()?.addresses.email?.dead).toBeUndefined()
    expect(row()?.status).toBe('bounced')
  })
})

describe('a complaint that came as a mail', () => {
  it('closes everything for everyone with that address', async () => {
    await happens(returned({ what: 'complained', token: { messageId: mail().messageId }, detail: 'abuse' }))
    expect(exits()).toEqual(['complained', 'complained'])
    expect(row()?.events.complainedAt).toBe(at)
  })

  it('of no message that is known is believed for a known address', async () => {
    await happens(returned({ what: 'complained', at: '2026-12-20T15:00:00.000Z', detail: 'abuse' }))
    expect(exits()).toEqual(['complained', 'complained'])
  })
})
