import { describe, expect, it } from 'vitest'
import type { Incoming } from '../../lib/local/mailbox-inbound.ts'
import { createSes } from '../../lib/local/ses.ts'
import { call, fakeContext, parsed, role, type FakeContext } from './fake-context.ts'
import { postedMail } from './posted.ts'

const resources = [
  { logicalId: 'Identity', type: 'AWS::SES::EmailIdentity', properties: { EmailIdentity: 'acme.example.com' } },
  {
    logicalId: 'Set',
    type: 'AWS::SES::ConfigurationSet',
    properties: { Name: 'touchline-acme', SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] } },
  },
  {
    logicalId: 'Events',
    type: 'AWS::SES::ConfigurationSetEventDestination',
    properties: {
      ConfigurationSetName: 'touchline-acme',
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'open', 'click'],
        EventBridgeDestination: { EventBusArn: 'arn:aws:events:us-east-1:123456789012:event-bus/default' },
      },
    },
  },
]
const html = '<p>Hello <a href="https://acme.example.com/offer?a=1&amp;b=2">see the offer</a></p>'
const optOut = 'http://localhost:4000/u/token-1'

const setUp = (over: Parameters<typeof fakeContext>[0] = {}) => {
  const context = fakeContext({ resources, names: { Set: 'touchline-acme', Identity: 'acme.example.com' }, ...over })
  const inbound: Incoming[] = []
  const posted: string[] = []
  const start = (on: FakeContext) =>
    createSes(on, { inbound: async (mail) => void inbound.push(mail), post: async (url) => void posted.push(url) })
  return { context, inbound, posted, start, ses: start(context) }
}

const request = (to: string, over: Record<string, unknown> = {}) => ({
  FromEmailAddress: 'Acme Homes <outreach@acme.example.com>',
  Destination: { ToAddresses: [to] },
  Content: {
    Simple: {
      Subject: { Data: 'Your house' },
      Body: { Text: { Data: 'Hello' }, Html: { Data: html } },
      Headers: [
        { Name: 'List-Unsubscribe', Value: `<${optOut}>` },
        { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
      ],
    },
  },
  EmailTags: [{ Name: 'message', Value: '01ABC-s1' }],
  ConfigurationSetName: 'touchline-acme',
  ...over,
})
const send = (json: unknown, principal = role('dispatch')) => call({ path: '/v2/email/outbound-emails', json, principal })
const kinds = (context: FakeContext) => context.published.map(({ detailType }) => detailType)
const hours = (count: number) => count * 3_600_000

describe('a mail that is sent', () => {
  it('is kept as it left, with its tags and headers', async () => {
    const { ses, context } = setUp()
    const { MessageId: id } = parsed(await ses.handle(send(request('dana@example.com'))))
    expect(ses.outbox()).toMatchObject([
      {
        id,
        channel: 'email',
        adapter: 'ses',
        to: 'dana@example.com',
        subject: 'Your house',
        text: 'Hello',
        html,
        tags: { message: '01ABC-s1' },
        at: '2026-11-20T15:00:00.000Z',
      },
    ])
    expect(ses.outbox()[0]?.headers).toMatchObject({
      'List-Unsubscribe': `<${optOut}>`,
      'Message-ID': `<${String(id)}@email.amazonses.com>`,
    })
    expect(context.asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'ses:SendEmail arn:aws:ses:us-east-1:123456789012:identity/acme.example.com',
      'ses:SendEmail arn:aws:ses:us-east-1:123456789012:configuration-set/touchline-acme',
    ])
  })

  it('is reported delivered a second later, under its configuration set and tags', async () => {
    const { ses, context } = setUp()
    const { MessageId: id } = parsed(await ses.handle(send(request('dana@example.com'))))
    await context.advance(1_000)
    expect(context.published).toMatchObject([
      {
        source: 'aws.ses',
        detailType: 'Email Delivered',
        detail: {
          eventType: 'Delivery',
          mail: { messageId: id, tags: { 'ses:configuration-set': ['touchline-acme'], message: ['01ABC-s1'] } },
          delivery: { recipients: ['dana@example.com'], timestamp: '2026-11-20T15:00:01.000Z' },
        },
      },
    ])
  })

  it('is neither lost nor silent after a kill', async () => {
    const { ses, context, start } = setUp()
    await ses.handle(send(request('dana@example.com')))
    const again = context.restart()
    expect(start(again).outbox()).toHaveLength(1)
    await again.advance(2_000)
    expect(kinds(again)).toEqual(['Email Delivered'])
  })

  it('as raw MIME is read and kept the same way', async () => {
    const { ses } = setUp()
    const raw = ['From: outreach@acme.example.com', 'To: dana@example.com', 'Subject: Raw', 'X-Own: 1', '', 'Plain words'].join('\r\n')
    await ses.handle(send({ Content: { Raw: { Data: Buffer.from(raw).toString('base64') } }, ConfigurationSetName: 'touchline-acme' }))
    expect(ses.outbox()).toMatchObject([{ to: 'dana@example.com', subject: 'Raw', text: expect.stringContaining('Plain words') }])
    expect(ses.outbox()[0]?.headers['X-Own']).toBe('1')
  })
})

describe('a mail is refused', () => {
  it.each([
    ['with a tag that SES would not take', { EmailTags: [{ Name: 'contact', Value: 'dana@example.com' }] }, 'BadRequestException'],
    ['under a configuration set that is not in the stack', { ConfigurationSetName: 'other' }, 'NotFoundException'],
    ['from an identity that is not verified', { FromEmailAddress: 'someone@elsewhere.example.com' }, 'MessageRejected'],
    ['with a field that is not hosted', { ListManagementOptions: {} }, 'BadRequestException'],
    ['with no recipient', { Destination: {} }, 'BadRequestException'],
    ['to something that is no address', { Destination: { ToAddresses: ['nobody'] } }, 'BadRequestException'],
  ])('%s', async (_why, over, code) => {
    const { ses } = setUp()
    await expect(ses.handle(send(request('dana@example.com', over)))).rejects.toMatchObject({ code })
    expect(ses.outbox()).toEqual([])
  })

  it('from a role that may not send', async () => {
    const { ses, context } = setUp()
    context.denied.add('ses:SendEmail')
    await expect(ses.handle(send(request('dana@example.com')))).rejects.toMatchObject({ status: 403 })
    expect(ses.outbox()).toEqual([])
  })
})

describe('a sender that is too fast', () => {
  it('is refused its first mail to somebody who says so, and no other', async () => {
    const { ses, context } = setUp()
    const hasty = () => ses.handle(send(request('throttled-dana@persona.example')))
    await expect(hasty()).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 })
    expect(ses.outbox()).toEqual([])
    await hasty()
    await ses.handle(send(request('throttled@example.com')))
    expect(ses.outbox()).toHaveLength(2)
    expect(context.published.length).toBe(0)
  })
})

describe("SES's simulator", () => {
  it.each([
    ['success', ['Email Delivered']],
    ['bounce', ['Email Bounced']],
    ['bounce+label', ['Email Bounced']],
    ['complaint', ['Email Delivered', 'Email Complaint Received']],
    ['suppressionlist', ['Email Bounced']],
  ])('%s@ does what SES documents', async (local, expected) => {
    const { ses, context } = setUp()
    await ses.handle(send(request(`${local}@simulator.amazonses.com`)))
    await context.advance(10_000)
    expect(kinds(context)).toEqual(expected)
  })

  it('ooto@ answers automatically', async () => {
    const { ses, context, inbound } = setUp()
    await ses.handle(send(request('ooto@simulator.amazonses.com')))
    await context.advance(10_000)
    expect(await postedMail(inbound[0])).toMatchObject({ to: ['outreach@acme.example.com'], automatic: 'auto-replied' })
  })

  it('never puts its addresses on the suppression list', async () => {
    const { ses, context } = setUp()
    for (let time = 0; time < 2; time++) await ses.handle(send(request('bounce@simulator.amazonses.com')))
    await context.advance(10_000)
    expect(context.published.map(({ detail }) => (detail as { bounce: { bounceSubType: string } }).bounce.bounceSubType)).toEqual([
      'General',
      'General',
    ])
  })
})

describe('personas', () => {
  it('do in each run what they did in any other, whatever ids their mails have', async () => {
    const crowd = Array.from({ length: 60 }, (_, place) => `neighbour.${place}@persona.example`)
    const runWith = async (ids: string): Promise<string[]> => {
      const { ses, context } = setUp()
      for (const [place, to] of crowd.entries()) {
        const EmailTags = Object.entries({ message: `${ids}-${place}`, sequence: ids, step: 's1' }).map(([Name, Value]) => ({
          Name,
          Value,
        }))
        await ses.handle(send(request(to, { EmailTags })))
      }
      await context.advance(hours(30))
      return kinds(context)
    }
    const once = await runWith('01ONE')
    expect(new Set(once).size).toBeGreaterThan(2)
    expect(await runWith('01OTHER')).toEqual(once)
  })

  it('a reader opens, then clicks a link of the mail', async () => {
    const { ses, context } = setUp()
    await ses.handle(send(request('clicks-dana@persona.example')))
    await context.advance(hours(24))
    expect(kinds(context)).toEqual(['Email Delivered', 'Email Opened', 'Email Clicked'])
    expect(context.published[2]?.detail).toMatchObject({ click: { link: 'https://acme.example.com/offer?a=1&b=2' } })
  })

  it('one who replies writes to the reply address, in the thread', async () => {
    const { ses, context, inbound } = setUp()
    const { MessageId: id } = parsed(
      await ses.handle(send(request('replies-sam@persona.example', { ReplyToAddresses: ['agent@acme.example.com'] }))),
    )
    await context.advance(hours(48))
    expect(await postedMail(inbound[0])).toMatchObject({
      from: 'replies-sam@persona.example',
      to: ['agent@acme.example.com'],
      subject: 'Re: Your house',
      inReplyTo: `<${String(id)}@email.amazonses.com>`,
    })
  })

  it('a dead address bounces, and is on the suppression list from then on', async () => {
    const { ses, context } = setUp()
    await ses.handle(send(request('bounces-lee@persona.example')))
    await context.advance(hours(1))
    await ses.handle(send(request('bounces-lee@persona.example')))
    await context.advance(hours(1))
    expect(context.published.map(({ detail }) => (detail as { bounce: { bounceSubType: string } }).bounce.bounceSubType)).toEqual([
      'General',
      'OnAccountSuppressionList',
    ])
    const listed = parsed(await ses.handle(call({ method: 'GET', path: '/v2/email/suppression/addresses' })))
    expect(listed.SuppressedDestinationSummaries).toMatchObject([{ EmailAddress: 'bounces-lee@persona.example', Reason: 'BOUNCE' }])
  })

  it('are listed page by page, as far as they were put on the list since a time', async () => {
    const { ses, context } = setUp()
    const put = (EmailAddress: string, Reason: string) =>
      ses.handle(
        call({ method: 'PUT', path: '/v2/email/suppression/addresses', body: Buffer.from(JSON.stringify({ EmailAddress, Reason })) }),
      )
    await put('a@x.com', 'BOUNCE')
    await context.advance(hours(1))
    const since = new Date(context.clock.now()).toISOString()
    await put('b@x.com', 'COMPLAINT')
    await put('c@x.com', 'BOUNCE')
    const list = async (query: Record<string, string>) =>
      parsed(await ses.handle(call({ method: 'GET', path: '/v2/email/suppression/addresses', query: new URLSearchParams(query) })))
    const first = await list({ StartDate: since, PageSize: '1' })
    expect(first).toMatchObject({ SuppressedDestinationSummaries: [{ EmailAddress: 'b@x.com' }], NextToken: '1' })
    const second = await list({ StartDate: since, PageSize: '1', NextToken: '1' })
    expect(second.SuppressedDestinationSummaries).toMatchObject([{ EmailAddress: 'c@x.com' }])
    expect(second.NextToken).toBeUndefined()
  })

  it('are in an account that can be put into the sandbox', async () => {
    const { ses } = setUp()
    const account = async () => parsed(await ses.handle(call({ method: 'GET', path: '/v2/email/account' })))
    expect(await account()).toMatchObject({ ProductionAccessEnabled: true })
    ses.account.put(true)
    expect(await account()).toMatchObject({ ProductionAccessEnabled: false, SendQuota: { Max24HourSend: 200, MaxSendRate: 1 } })
  })

  it('one who unsubscribes posts to the one-click link', async () => {
    const { ses, context, posted } = setUp()
    await ses.handle(send(request('unsubscribes-kim@persona.example')))
    await context.advance(hours(24))
    expect(posted).toEqual([optOut])
  })

  it('one who unsubscribes finds the edge also where it moved to another port since', async () => {
    const { context, posted } = setUp()
    const ses = createSes(context, {
      inbound: async () => undefined,
      edge: 'http://localhost:4999',
      post: async (url) => void posted.push(url),
    })
    await ses.handle(send(request('unsubscribes-kim@persona.example')))
    await context.advance(hours(24))
    expect(posted).toEqual(['http://localhost:4999/u/token-1'])
  })

  it('one who ignores does nothing', async () => {
    const { ses, context } = setUp()
    await ses.handle(send(request('ignores-max@persona.example')))
    await context.advance(hours(240))
    expect(kinds(context)).toEqual(['Email Delivered'])
  })
})

describe("a hand in the contact's place", () => {
  it.each([
    [{ act: 'open' as const }, 'Email Opened'],
    [{ act: 'click' as const }, 'Email Clicked'],
    [{ act: 'bounce' as const }, 'Email Bounced'],
    [{ act: 'complain' as const }, 'Email Complaint Received'],
  ])('%j is reported as SES reports it', async (hand, expected) => {
    const { ses, context } = setUp()
    const { MessageId: id } = parsed(await ses.handle(send(request('ignores-max@persona.example'))))
    await ses.afterlife.act(String(id), hand)
    expect(kinds(context)).toEqual([expected])
    expect(ses.afterlife.traces(String(id))).toHaveLength(1)
  })

  it('replies and opts out', async () => {
    const { ses, inbound, posted } = setUp()
    const { MessageId: id } = parsed(await ses.handle(send(request('ignores-max@persona.example'))))
    await ses.afterlife.act(String(id), { act: 'reply', text: 'Call me' })
    await ses.afterlife.act(String(id), { act: 'unsubscribe' })
    expect((await postedMail(inbound[0])).text).toMatch(/^Call me\n/)
    expect(posted).toEqual([optOut])
  })
})

describe('the template', () => {
  it('may only name the default bus for SES events', () => {
    const elsewhere = structuredClone(resources)
    Object.assign(elsewhere[2]!.properties, {
      EventDestination: { Enabled: true, MatchingEventTypes: ['send'], EventBridgeDestination: { EventBusArn: 'arn:x:event-bus/mine' } },
    })
    expect(() => setUp({ resources: elsewhere })).toThrow(/default bus/)
  })

  it('decides which events are told', async () => {
    const none = resources.slice(0, 2)
    const { ses, context } = setUp({ resources: none })
    await ses.handle(send(request('dana@example.com')))
    await context.advance(hours(1))
    expect(context.published).toEqual([])
  })
})
