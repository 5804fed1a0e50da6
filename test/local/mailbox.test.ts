import { describe, expect, it } from 'vitest'
import { callOutcomes } from '../../functions/contract/call-outcomes.ts'
import { readInbound, type Incoming } from '../../lib/local/mailbox-inbound.ts'
import { createMailbox } from '../../lib/local/mailbox.ts'
import { createSes } from '../../lib/local/ses.ts'
import { call, fakeContext, parsed } from './fake-context.ts'
import { postedMail } from './posted.ts'

const now = Date.parse('2026-11-20T15:00:00Z')

const setUp = async () => {
  const context = fakeContext({
    resources: [{ logicalId: 'Identity', type: 'AWS::SES::EmailIdentity', properties: { EmailIdentity: 'acme.example.com' } }],
    names: { Identity: 'acme.example.com' },
  })
  const received: Incoming[] = []
  const inbound = async (message: Incoming) => void received.push(message)
  const ses = createSes(context, { inbound, post: async () => undefined })
  const mailbox = createMailbox({ ses, clock: context.clock, inbound })
  const sent = parsed(
    await ses.handle(
      call({
        path: '/v2/email/outbound-emails',
        json: {
          FromEmailAddress: 'outreach@acme.example.com',
          Destination: { ToAddresses: ['dana@example.com'] },
          Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Html: { Data: '<a href="https://acme.example.com/">x</a>' } } } },
        },
      }),
    ),
  )
  const ask = (method: string, path: string, json?: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    mailbox.handle(call({ method, path: `/_local/mailbox${path}`, json, headers }))
  return { id: String(sent.MessageId), ask, received }
}

describe('the mailbox', () => {
  it('serves its page, script and style under a policy of its own', async () => {
    const { ask } = await setUp()
    for (const [path, type] of [
      ['', 'text/html'],
      ['/mailbox.js', 'text/javascript'],
      ['/mailbox.css', 'text/css'],
    ] as const) {
      const reply = await ask('GET', path)
      expect(reply.status).toBe(200)
      expect(reply.headers?.['content-type']).toContain(type)
      expect(reply.headers?.['content-security-policy']).toContain("script-src 'self'")
    }
  })

  it('offers every outcome that a call can come to', async () => {
    const { ask } = await setUp()
    const page = String((await ask('GET', '/mailbox.js')).body)
    expect(callOutcomes.filter((outcome) => !page.includes(`['${outcome}', '`))).toEqual([])
  })

  it('tells what can be done with a mail and what became of it', async () => {
    const { ask, id } = await setUp()
    expect(parsed(await ask('GET', `/mail/${id}`))).toEqual({ traces: [], links: ['https://acme.example.com/'], oneClick: false })
  })

  it("acts in the contact's place", async () => {
    const { ask, id, received } = await setUp()
    const after = parsed(await ask('POST', '/act', { id, act: 'reply', text: 'Call me' }))
    expect(after.traces).toMatchObject([{ kind: 'replied', recipient: 'dana@example.com' }])
    expect(await postedMail(received[0])).toMatchObject({ from: 'dana@example.com', to: ['outreach@acme.example.com'] })
  })

  it('answers a text as the contact', async () => {
    const { ask, received } = await setUp()
    await ask('POST', '/reply', { channel: 'sms', from: '+13125550142', to: '+15005550006', text: 'STOP' })
    expect(received).toMatchObject([{ message: { channel: 'sms', from: '+13125550142', text: 'STOP', at: '2026-11-20T15:00:00.000Z' } }])
  })

  it.each([
    ['an act that no contact can do', { act: 'dance' }],
    ['an empty reply', { act: 'reply', text: ' ' }],
    ['an opt-out from a mail without a one-click header', { act: 'unsubscribe' }],
  ])('refuses %s', async (_what, hand) => {
    const { ask, id } = await setUp()
    await expect(ask('POST', '/act', { id, ...hand })).rejects.toMatchObject({ status: 400 })
  })

  it('refuses what a form on another page could send', async () => {
    const { ask, id } = await setUp()
    await expect(ask('POST', '/act', { id, act: 'open' }, { 'content-type': 'text/plain' })).rejects.toThrow(/JSON/)
  })
})

describe('what comes in', () => {
  const raw = [
    'From: Dana <dana@example.com>',
    'To: outreach@acme.example.com',
    'Subject: Re: Hello',
    'Message-ID: <r1@example.com>',
    '',
    'Hi.',
  ]
  const read = (value: unknown) => readInbound(Buffer.from(JSON.stringify(value)), 'application/json', now)

  it('is a mail as it is, posted bare or in JSON', () => {
    const posted = readInbound(Buffer.from(raw.join('\r\n')), 'message/rfc822', now)
    expect(posted).toEqual({ mail: Buffer.from(raw.join('\r\n')), to: ['outreach@acme.example.com'], providerId: 'r1@example.com' })
    expect(read({ channel: 'email', raw: raw.join('\r\n') })).toEqual(posted)
    expect(read({ channel: 'email', raw: Buffer.from(raw.join('\r\n')).toString('base64'), encoding: 'base64' })).toEqual(posted)
    expect(readInbound(Buffer.from(raw.join('\n')), 'application/x-www-form-urlencoded', now)).toMatchObject({
      providerId: 'r1@example.com',
    })
  })

  it('is written as a mail where only its words are given', async () => {
    const posted = read({
      channel: 'email',
      from: 'dana@example.com',
      to: 'sam@acme.example.com',
      subject: 'Grüße',
      text: 'Ja, gern. '.repeat(20),
    })
    expect(await postedMail(posted)).toMatchObject({ from: 'dana@example.com', subject: 'Grüße', text: 'Ja, gern. '.repeat(20) })
  })

  it('is a text or what a call came to', () => {
    expect(read({ channel: 'sms', from: '+1312', text: 'Hi' })).toMatchObject({ message: { channel: 'sms', text: 'Hi' } })
    expect(read({ channel: 'call', from: '+1312', outcome: 'answered', durationSeconds: 40 })).toMatchObject({
      message: { channel: 'call', outcome: 'answered', text: '', durationSeconds: 40 },
    })
    expect(() => read({ channel: 'call', from: '+1312' })).toThrow(/outcome/)
    expect(() => read({ channel: 'call', from: '+1312', outcome: 'anwsered' })).toThrow(/one of answered, voicemail, no_answer, busy/)
    expect(() => read({ channel: 'fax', from: '+1312' })).toThrow(/channel/)
    expect(() => read({ channel: 'email', raw: '' })).toThrow(/raw is empty/)
    expect(() => readInbound(Buffer.from('hello there'), 'text/html', now)).toThrow(/RFC 822/)
  })

  it('is a call with all that can be said of it', () => {
    const said = { outcome: 'answered', summary: 'Booked.', durationSeconds: 95, disposition: 'warm', appointmentBooked: true }
    const given = { channel: 'call', from: '+1312', ...said, transcript: 'AI: Hi\nUser: Yes' }
    expect(read(given)).toMatchObject({ message: { ...said, text: 'AI: Hi\nUser: Yes' } })
    expect(read({ ...given, transcript: undefined, text: 'User: No' })).toMatchObject({ message: { text: 'User: No' } })
    expect(() => read({ ...given, appointmentBooked: 'yes' })).toThrow('appointmentBooked is a boolean')
  })
})
