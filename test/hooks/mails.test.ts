/** Mails: each provider's words in ours. */
import { describe, expect, it } from 'vitest'
import type { SecretProvider } from '../../functions/contract/channels.ts'
import { engageWork } from '../../functions/contract/work.ts'
import type { HookEvent } from '../../functions/hooks/source.ts'
import { fields, of, ref } from './messages.ts'
import { callOf, now, replyToken, signPostmark, signResend, signSendgrid, sourceOf, type Signed } from './signers.ts'

const read = async (provider: SecretProvider, signed: Signed): Promise<HookEvent> => {
  const [event] = await sourceOf(provider).read(callOf(provider, signed), now)
  if (!event || 'unread' in event) throw new Error(event?.unread ?? 'no event')
  for (const { work } of event.work) engageWork.parse(work)
  return event
}
const workOf = async (provider: SecretProvider, signed: Signed) => (await read(provider, signed)).work[0]?.work ?? null
const happening = async (provider: SecretProvider, signed: Signed) => {
  const work = await workOf(provider, signed)
  return work?.kind === 'message_event' ? work.event : work
}
const expectTold = (told: unknown, wanted: unknown): void => {
  if (wanted === null) expect(told).toBeNull()
  else expect(told).toMatchObject(wanted as object)
}
const addresses = ['dana@example.com']

describe('Postmark', () => {
  const event = (RecordType: string, more: Record<string, unknown> = {}) =>
    signPostmark({ RecordType, ServerID: 23, MessageStream: 'outbound', MessageID: '883953f4', Metadata: fields, Tag: '', ...more })
  const bounce = (Type: string) =>
    event('Bounce', {
      ID: 4323,
      Type,
      TypeCode: 1,
      Email: addresses[0],
      BouncedAt: '2026-11-21T09:33:54.0000000-05:00',
      Details: 'smtp;550 5.1.1',
    })

  it.each([
    [event('Delivery', { Recipient: addresses[0], DeliveredAt: '2026-11-21T09:00:00Z' }), { type: 'delivered' }],
    [bounce('HardBounce'), { type: 'bounced', bounce: 'hard', addresses, detail: 'HardBounce: smtp;550 5.1.1' }],
    [bounce('BadEmailAddress'), { type: 'bounced', bounce: 'hard' }],
    [bounce('SoftBounce'), { type: 'bounced', bounce: 'soft' }],
    [bounce('Transient'), { type: 'delayed' }],
    [bounce('ManuallyDeactivated'), { type: 'bounced', bounce: 'suppressed' }],
    [bounce('Blocked'), { type: 'bounced', bounce: 'undetermined' }],
    [bounce('SomethingNew'), { type: 'bounced', bounce: 'undetermined' }],
    [bounce('AutoResponder'), null],
    [bounce('Unsubscribe'), { type: 'unsubscribed' }],
    [bounce('DMARCPolicy'), { type: 'rejected' }],
    [event('SpamComplaint', { Email: addresses[0], BouncedAt: '2026-11-21T09:00:00Z' }), { type: 'complained', addresses }],
    [
      event('Open', { FirstOpen: true, ReceivedAt: '2026-11-21T09:00:00Z', UserAgent: 'Mozilla/5.0', Geo: { IP: '188.2.95.4' } }),
      { type: 'opened', userAgent: 'Mozilla/5.0', ip: '188.2.95.4' },
    ],
    [
      event('Click', { OriginalLink: 'https://example.com/offer', ClickLocation: 'HTML' }),
      { type: 'clicked', link: 'https://example.com/offer' },
    ],
    [
      event('SubscriptionChange', { SuppressSending: true, SuppressionReason: 'ManualSuppression', Origin: 'Recipient' }),
      { type: 'unsubscribed' },
    ],
    [event('SubscriptionChange', { SuppressSending: true }), { type: 'unsubscribed' }],
    [event('SubscriptionChange', { SuppressSending: true, Origin: 'Recipient' }), { type: 'unsubscribed' }],
    [event('SubscriptionChange', { SuppressSending: true, SuppressionReason: 'ManualSuppression' }), { type: 'unsubscribed' }],
    [event('SubscriptionChange', { SuppressSending: true, SuppressionReason: 'SpamComplaint' }), null],
    [event('SubscriptionChange', { SuppressSending: true, SuppressionReason: 'ManualSuppression', Origin: 'Customer' }), null],
    [event('SubscriptionChange', { SuppressSending: true, SuppressionReason: 'HardBounce', Origin: 'Recipient' }), null],
    [event('SubscriptionChange', { SuppressSending: false, Origin: 'Recipient' }), null],
    [event('SMTPApiError'), null],
  ])('%j', async (signed, wanted) => {
    expectTold(await happening('postmark', signed), wanted)
  })

  it('is about the message in its metadata, at its own time', async () => {
    expect(await workOf('postmark', bounce('HardBounce'))).toMatchObject({
      provider: 'postmark',
      of,
      providerId: '883953f4',
      at: '2026-11-21T14:33:54.000Z',
    })
  })

  it('names two openings of one mail apart, and one opening the same each time', async () => {
    const id = async (ReceivedAt: string) => (await read('postmark', event('Open', { Recipient: addresses[0], ReceivedAt }))).id
    expect(await id('2026-11-21T09:00:00Z')).toBe(await id('2026-11-21T09:00:00Z'))
    expect(await id('2026-11-21T09:00:00Z')).not.toBe(await id('2026-11-21T09:00:01Z'))
  })

  describe('hands a mail that came in on', () => {
    const mail = (more: Record<string, unknown> = {}) =>
      signPostmark({
        FromName: 'Dana Reyes',
        From: 'Dana@example.com',
        FromFull: { Email: 'Dana@example.com', Name: 'Dana Reyes', MailboxHash: '' },
        To: `reply+${replyToken}@reply.acme.example`,
        OriginalRecipient: `reply+${replyToken}@reply.acme.example`,
        MailboxHash: replyToken,
        Subject: 'Re: Your house',
        MessageID: 'in-1',
        Date: 'Sat, 21 Nov 2026 09:58:00 +0000',
        TextBody: 'Yes, call me.\n\nOn Fri, 20 Nov 2026 at 10:00, Sam Ortiz wrote:\n> Hi',
        HtmlBody: '',
        Headers: [
          { Name: 'In-Reply-To', Value: '<m-1@mtasv.net>' },
          { Name: 'References', Value: '<m-0@mtasv.net> <m-1@mtasv.net>' },
        ],
        Attachments: [{ Name: 'a.pdf', Content: 'eHg=', ContentType: 'application/pdf', ContentLength: 2 }],
        ...more,
      })

    it('as an answer to the message whose reply address it was sent to', async () => {
      expect(await workOf('postmark', mail())).toMatchObject({
        kind: 'inbound',
        channel: 'email',
        from: 'Dana@example.com',
        to: `reply+${replyToken}@reply.acme.example`,
        subject: 'Re: Your house',
        text: expect.stringContaining('Sam Ortiz wrote'),
        read: { kind: 'reply', own: 'Yes, call me.' },
        token: { messageId: 'MESSAGE' },
        inReplyTo: ['m-1@mtasv.net', 'm-0@mtasv.net'],
        providerId: 'in-1',
        at: '2026-11-21T10:00:00.000Z',
      })
    })

    it('without a token that somebody made up', async () => {
      expect(await workOf('postmark', mail({ OriginalRecipient: `reply+${'b'.repeat(42)}@reply.acme.example` }))).not.toHaveProperty(
        'token',
      )
    })

    it('as what it is where a machine wrote it', async () => {
      const away = mail({
        Subject: 'Automatic reply: Your house',
        TextBody: 'I am out of the office until 1 December 2026.',
        Headers: [{ Name: 'Auto-Submitted', Value: 'auto-replied' }],
      })
      expect(await workOf('postmark', away)).toMatchObject({ kind: 'inbound', read: { kind: 'out_of_office', back: '2026-12-01' } })
      const status = 'Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; dana@example.com\nAction: failed\nStatus: 5.1.1\n'
      const returned = mail({
        From: 'MAILER-DAEMON@example.com',
        FromFull: null,
        Subject: 'Undelivered Mail Returned to Sender',
        Headers: [{ Name: 'Content-Type', Value: 'multipart/report; report-type=delivery-status' }],
        Attachments: [{ ContentType: 'message/delivery-status', Content: Buffer.from(status).toString('base64') }],
      })
      expect(await workOf('postmark', returned)).toMatchObject({
        kind: 'returned',
        what: 'bounced',
        bounce: 'hard',
        recipients: ['dana@example.com'],
      })
    })
  })
})

describe('SendGrid', () => {
  const event = (name: string, more: Record<string, unknown> = {}) =>
    signSendgrid([
      {
        email: addresses[0],
        timestamp: 1_795_255_000,
        event: name,
        'smtp-id': '<14c5d75ce93@ismtpd>',
        category: ['touchline'],
        sg_event_id: 'ev-1',
        sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
        touchline: ref,
        ...more,
      },
    ])

  it.each([
    [event('processed'), { type: 'sent' }],
    [event('deferred', { response: '450 try again', attempt: '5' }), { type: 'delayed', detail: '450 try again' }],
    [event('delivered', { response: '250 OK' }), { type: 'delivered' }],
    [
      event('bounce', { type: 'bounce', status: '5.1.1', reason: '550 no such user', bounce_classification: 'Invalid Address' }),
      { bounce: 'hard', addresses },
    ],
    [event('bounce', { type: 'bounce', status: '5.2.2', bounce_classification: 'Mailbox Unavailable' }), { bounce: 'soft' }],
    [event('bounce', { type: 'bounce', status: '5.7.1', bounce_classification: 'Reputation' }), { bounce: 'undetermined' }],
    [event('bounce', { type: 'bounce', status: '5.0.0' }), { bounce: 'hard' }],
    [event('bounce', { type: 'bounce', status: '4.2.2', bounce_classification: 'Unclassified' }), { bounce: 'soft' }],
    [event('bounce', { type: 'blocked', status: '5.1.1', bounce_classification: 'Invalid Address' }), { bounce: 'undetermined' }],
    [event('dropped', { reason: 'Bounced Address' }), { type: 'bounced', bounce: 'suppressed' }],
    [event('dropped', { reason: 'Invalid' }), { type: 'bounced', bounce: 'hard' }],
    [event('dropped', { reason: 'Unsubscribed Address' }), { type: 'unsubscribed', undelivered: true }],
    [event('dropped', { reason: 'Spam Reporting Address' }), { type: 'unsubscribed', undelivered: true }],
    [event('dropped', { reason: 'Invalid SMTPAPI header' }), { type: 'rejected' }],
    [event('spamreport'), { type: 'complained', addresses }],
    [event('unsubscribe'), { type: 'unsubscribed' }],
    [event('group_unsubscribe', { asm_group_id: 10 }), { type: 'unsubscribed' }],
    [event('group_resubscribe', { asm_group_id: 10 }), null],
    [event('open', { useragent: 'Mozilla/5.0', ip: '255.255.255.255', sg_machine_open: false }), { type: 'opened', ip: '255.255.255.255' }],
    [event('open', { sg_machine_open: true }), { type: 'opened', automatic: true }],
    [
      event('click', { url: 'https://example.com/offer', url_offset: { index: 0, type: 'html' } }),
      { type: 'clicked', link: 'https://example.com/offer' },
    ],
    [event('account_status_change', { type: 'compliance_suspend' }), null],
  ])('%j', async (signed, wanted) => {
    expectTold(await happening('sendgrid', signed), wanted)
  })

  it('does not call a person’s opening automatic', async () => {
    expect(await happening('sendgrid', event('open', { sg_machine_open: false }))).not.toHaveProperty('automatic')
  })

  it('is about the message in its own argument, and named by the request that it was answered with', async () => {
    expect(await workOf('sendgrid', event('delivered'))).toMatchObject({
      of,
      providerId: '14c5d75ce93',
      eventId: 'ev-1',
      at: '2026-11-21T09:56:40.000Z',
    })
  })
})

describe('Resend', () => {
  const event = (type: string, more: Record<string, unknown> = {}) =>
    signResend({
      type,
      created_at: '2026-11-21T09:41:11.894719+00:00',
      data: {
        created_at: '2026-11-21 09:41:11.894719+00',
        email_id: '56761188',
        from: 'Acme <sam@acme.example>',
        to: addresses,
        subject: 'Hi',
        tags: fields,
        ...more,
      },
    })

  it.each([
    [event('email.sent'), { type: 'sent' }],
    [event('email.delivered'), { type: 'delivered' }],
    [event('email.delivery_delayed'), { type: 'delayed' }],
    [
      event('email.bounced', { bounce: { type: 'Permanent', subType: 'General', message: 'no such user' } }),
      { bounce: 'hard', addresses, detail: 'Permanent: General (no such user)' },
    ],
    [event('email.bounced', { bounce: { type: 'Permanent', subType: 'Suppressed', message: 'on the list' } }), { bounce: 'suppressed' }],
    [event('email.bounced', { bounce: { type: 'Transient', subType: 'MailboxFull' } }), { bounce: 'soft' }],
    [event('email.bounced', { bounce: { type: 'Undetermined', subType: 'Undetermined' } }), { bounce: 'undetermined' }],
    [event('email.suppressed', { suppressed: { type: 'OnAccountSuppressionList', message: 'on the list' } }), { bounce: 'suppressed' }],
    [event('email.complained'), { type: 'complained', addresses }],
    [event('email.failed', { failed: { reason: 'reached_daily_quota' } }), { type: 'rejected', detail: 'Resend: reached_daily_quota' }],
    [event('email.opened'), { type: 'opened' }],
    [
      event('email.clicked', {
        click: {
          ipAddress: '122.115.53.11',
          link: 'https://example.com/offer',
          timestamp: '2026-11-21T09:50:57.163Z',
          userAgent: 'Mozilla/5.0',
        },
      }),
      { type: 'clicked', link: 'https://example.com/offer', ip: '122.115.53.11', userAgent: 'Mozilla/5.0' },
    ],
    [event('email.scheduled'), null],
    [event('contact.updated', { email: addresses[0] }), null],
  ])('%j', async (signed, wanted) => {
    expectTold(await happening('resend', signed), wanted)
  })

  it('is about the message in its tags, in either form, at the time of what happened', async () => {
    const click = { link: 'https://example.com', timestamp: '2026-11-21T09:50:57.163Z' }
    const tags = Object.entries(fields).map(([name, value]) => ({ name, value }))
    expect(await workOf('resend', event('email.clicked', { click, tags }))).toMatchObject({
      of,
      providerId: '56761188',
      eventId: 'msg_1',
      at: '2026-11-21T09:50:57.163Z',
    })
    expect(await workOf('resend', event('email.delivered'))).toMatchObject({ of, at: '2026-11-21T09:41:11.894Z' })
  })
})
