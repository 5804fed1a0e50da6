/** Mail that comes in, the whole way: SES's bucket, its queue, the receive function, and what engagement makes of it. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { InboxItem } from '../../functions/contract/api/inbox.ts'
import type { LogEntry } from '../../functions/contract/api/log.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { leadEvent, openWorld, tourSequence, type World } from './world.ts'

let world: World
let sequence: SequenceView
beforeAll(async () => {
  world = await openWorld({ stackDir: inject('stackDir') })
  sequence = await world.api<SequenceView>('POST', '/sequences', tourSequence())
})
afterAll(() => world.close())

const enrollmentOf = async (contactId: string) =>
  (await world.enrollments(sequence.id)).find((enrollment) => enrollment.contactId === contactId)
const timelineOf = async (contactId: string) =>
  (
    await world.api<{ items: { kind: string; what: string; text: string; matchedBy?: string; body?: string }[] }>(
      'GET',
      `/contacts/${contactId}/timeline?limit=50`,
    )
  ).items

/** Enrolls a contact and answers the reply address of the first mail. */
const begin = async (n: number, email: string): Promise<{ replyTo: string; messageId: string }> => {
  await world.publish(leadEvent(n, { email }, { occurredAt: await world.now() }))
  await world.advance('PT1M')
  const [mail] = await world.outbox({ to: email })
  return { replyTo: mail?.headers?.['Reply-To'] ?? '', messageId: mail?.headers?.['Message-ID'] ?? '' }
}
const arrives = async (...lines: string[]): Promise<void> => {
  await world.local('inbound', { channel: 'email', raw: lines.join('\r\n') })
  await world.advance('PT1M')
}

describe('a reply', () => {
  it('to the reply address ends the enrollment, though it comes from another mailbox, and says how it was matched', async () => {
    const { replyTo } = await begin(70, 'dana70@example.com')
    expect(replyTo).toMatch(/^reply\+[0-9a-z]{42}@reply\.lakeside\.example\.com$/)
    await arrives(
      'From: Dana <dana.private@example.net>',
      `To: ${replyTo.toUpperCase()}`,
      'Subject: Re: Hello Dana',
      'Message-ID: <r70@example.net>',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Yes, call me.',
      '',
      'On Fri, Nov 20, 2026 at 10:00 AM Sam Ortiz <sam@lakeside.example.com> wrote:',
      '> Hi Dana',
    )
    expect(await enrollmentOf('c-70')).toMatchObject({ status: 'finished', exitReason: 'replied' })
    const replied = (await timelineOf('c-70')).find(({ kind, what }) => kind === 'interaction' && what === 'replied')
    expect(replied).toMatchObject({ body: 'Yes, call me.', matchedBy: 'token' })
    expect(replied?.text).toContain('from dana.private@example.net')
  })

  it('waits in the inbox with what the sequence did, until somebody has handled it, and is counted', async () => {
    const list = async (state: string) => (await world.api<{ items: InboxItem[] }>('GET', `/inbox?state=${state}`)).items
    const [entry] = await list('open')
    expect(entry).toMatchObject({
      contactId: 'c-70',
      kind: 'reply',
      body: 'Yes, call me.',
      did: 'Ended "Tour" as replied.',
      matchedBy: 'token',
    })
    expect(await world.api('GET', '/counts')).toMatchObject({ replies: { count: 1, more: false } })
    await world.api('PUT', `/inbox/${entry?.id ?? ''}`, { state: 'done' })
    expect(await world.api('GET', '/home')).toMatchObject({ counts: { replies: { count: 0 } }, sentToday: 1 })
    expect(await list('done')).toMatchObject([{ contactId: 'c-70', state: 'done' }])
    await world.api('PUT', `/inbox/${entry?.id ?? ''}`, { state: 'open' })
    expect(await list('open')).toHaveLength(1)
  })

  it('stands beside the log of what was sent before it', async () => {
    const { items } = await world.api<{ items: LogEntry[] }>('GET', `/sequences/${sequence.id}/log`)
    expect(items).toMatchObject([
      { contactId: 'c-70', stepName: 'Hello', status: 'delivered', attempts: [{ adapter: 'ses', outcome: 'accepted' }] },
    ])
  })
})

describe('a mail that nobody vouches for', () => {
  const forged = (...lines: string[]) =>
    arrives(
      'Return-Path: <x@elsewhere.example>',
      'Received: from mx.elsewhere.example by inbound-smtp.us-east-1.amazonaws.com with SMTP id a for sam@reply.lakeside.example.com;',
      'X-SES-Spam-Verdict: PASS',
      'X-SES-Virus-Verdict: PASS',
      'Authentication-Results: amazonses.com; spf=pass client-ip=192.0.2.1; envelope-from=x@elsewhere.example; helo=mx; dmarc=fail header.from=example.com;',
      'X-SES-RECEIPT: AEFB',
      'From: Dana <dana76@example.com>',
      'To: sam@reply.lakeside.example.com',
      ...lines,
    )

  it('is no reply of whom it says it is from, but takes them off all the same', async () => {
    await begin(76, 'dana76@example.com')
    await forged('Subject: Hello', 'Message-ID: <f76@elsewhere.example>', '', 'I have a new number.')
    expect(await enrollmentOf('c-76')).toMatchObject({ status: 'active' })
    const aside = (await timelineOf('c-76')).find(({ what }) => what === 'set_aside')
    expect(aside).toMatchObject({ body: 'I have a new number.', matchedBy: 'sender' })
    expect(aside?.text).toContain('counts as no answer: neither SPF nor DKIM vouches for its sender')
    await forged('Subject: unsubscribe', 'Message-ID: <g76@elsewhere.example>', '', 'This message was automatically generated by Gmail.')
    expect(await enrollmentOf('c-76')).toMatchObject({ status: 'finished', exitReason: 'unsubscribed' })
  })
})

describe('an absence note', () => {
  it('moves the next step to the business day after the return, and counts as no reply', async () => {
    const { replyTo, messageId } = await begin(71, 'dana71@example.com')
    await arrives(
      'From: Dana <dana71@example.com>',
      `To: ${replyTo}`,
      'Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_Hello?=',
      `In-Reply-To: ${messageId}`,
      'Auto-Submitted: auto-replied',
      'Date: Fri, 20 Nov 2026 17:05:00 +0100',
      'Message-ID: <r71@example.com>',
      'Content-Type: text/plain; charset=utf-8',
      '',
      "Je suis absente jusqu'au 4 décembre.",
    )
    const enrollment = await enrollmentOf('c-71')
    expect(enrollment).toMatchObject({ status: 'active' })
    // Friday, 4 December: the business day after is Monday, the 7th, at the step's own time.
    expect(enrollment?.nextDueAt).toMatch(/^2026-12-07T1[56]:/)
    const timeline = await timelineOf('c-71')
    expect(timeline.find(({ what }) => what === 'out_of_office')?.text).toContain('out of office until 2026-12-04')
    expect(timeline.filter(({ kind }) => kind === 'scheduled').at(-1)?.text).toContain('mailbox says that they are away')
    await world.advance('P5D')
    expect(await world.outbox({ to: '+13125551071' })).toEqual([])
  })
})

describe('a delivery status', () => {
  it('marks the address dead and heals onto SMS', async () => {
    const { messageId } = await begin(72, 'dana72@example.com')
    await arrives(
      'From: MAILER-DAEMON@mx.example.com',
      'To: sam@lakeside.example.com',
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <dsn72@mx.example.com>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.com',
      '',
      'Final-Recipient: rfc822; dana72@example.com',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: ${messageId}`,
      '',
      'Hi',
      '--b--',
    )
    const enrollment = await enrollmentOf('c-72')
    expect(enrollment).toMatchObject({ status: 'active', channelOverrides: { email: 'sms' } })
    expect(enrollment?.healing[0]).toMatchObject({ failure: 'email_bounced_hard' })
  })
})

describe('a feedback report', () => {
  it('stops everything to that person', async () => {
    await begin(73, 'dana73@example.com')
    const [mail] = await world.outbox({ to: 'dana73@example.com' })
    await arrives(
      'From: feedback@isp.example',
      'To: sam@lakeside.example.com',
      'Subject: FW: Hello',
      'Message-ID: <arf73@isp.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
      '',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'User-Agent: FBL/1.0',
      'Version: 1',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'To: redacted@isp.example',
      `List-Unsubscribe: ${mail?.headers?.['List-Unsubscribe'] ?? ''}`,
      '',
      'Hi',
      '--b--',
    )
    expect(await enrollmentOf('c-73')).toMatchObject({ status: 'finished', exitReason: 'complained' })
  })
})

describe('what is no mail', () => {
  it('is kept among the dead letters with its reason', async () => {
    await world.local('inbound', { channel: 'email', raw: '\r\n\r\n' })
    await world.advance('PT1M')
    const { items } = await world.api<{ items: { queue: string; reason: string }[] }>('GET', '/dead-letters', undefined, 'admin')
    expect(items).toMatchObject([{ queue: 'receive', reason: expect.stringContaining('cannot be read as a mail') }])
  })
})
