/** From S3's notification to work of the engage queue. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { engageWork, type EngageWork } from '../../functions/contract/work.ts'
import { createIdentity } from '../../functions/data/identity.ts'
import { readWork, workOff, type ReceivePorts } from '../../functions/receive/receive.ts'

const identity = createIdentity('a secret that is long enough for a test')
const messageId = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const at = '2026-11-30T15:13:00.000Z'
let mails: Map<string, string | Uint8Array>
let sent: EngageWork[]
let counted: string[]
const ports: ReceivePorts = {
  raw: async (key) => {
    const raw = mails.get(key)
    if (raw === undefined) throw new Error(`no ${key}`)
    return Buffer.from(raw)
  },
  remove: async (key) => void mails.delete(key),
  readReply: async (token) => identity.readReply(token),
  readUnsubscribe: async (token) => identity.readUnsubscribe(token)?.messageId ?? null,
  engage: { send: async (work) => void sent.push(...work) },
  count: (name, detail) => void counted.push(`${name} ${detail?.why}`),
}
const stored = (key: string, eventName = 'ObjectCreated:Put') => ({
  Records: [{ eventSource: 'aws:s3', eventName, eventTime: at, s3: { bucket: { name: 'b' }, object: { key, size: 10 } } }],
})
const receives = async (raw: string | Uint8Array): Promise<EngageWork | undefined> => {
  mails.set('inbound/1', raw)
  await workOff(ports, readWork(stored('inbound/1')))
  return sent.at(-1)
}
const mail = (...lines: string[]) => ['From: Dana <dana@example.com>', 'Message-ID: <m1@example.com>', ...lines].join('\r\n')

beforeEach(() => {
  mails = new Map()
  sent = []
  counted = []
})

describe('a notification', () => {
  it('names objects as a form would', () => expect(readWork(stored('inbound/a+b%2Bc'))).toEqual([{ key: 'inbound/a b+c', at }]))
  it('of SES’s trial, of S3’s own and of a deletion asks for nothing', () => {
    expect(readWork(stored('inbound/AMAZON_SES_SETUP_NOTIFICATION'))).toEqual([])
    expect(readWork({ Service: 'Amazon S3', Event: 's3:TestEvent', Time: at, Bucket: 'b' })).toEqual([])
    expect(readWork(stored('inbound/1', 'ObjectRemoved:Delete'))).toEqual([])
  })
  it.each([[{}], ['text'], [{ Records: [{ eventSource: 'aws:ses' }] }]])('is refused where it is none: %o', (body) =>
    expect(() => readWork(body)).toThrow(/./),
  )
})

describe('a mail', () => {
  it('becomes work that names its words, its whole, what it answers and where it lies', async () => {
    const work = await receives(
      mail('To: sam@lakeside.example.com', 'Subject: Re: Hi', 'In-Reply-To: <p-1@email.amazonses.com>', '', 'Yes.', '', '> Hi'),
    )
    expect(engageWork.parse(work)).toEqual({
      kind: 'inbound',
      channel: 'email',
      from: 'dana@example.com',
      to: 'sam@lakeside.example.com',
      subject: 'Re: Hi',
      text: 'Yes.\n\n> Hi',
      inReplyTo: ['p-1@email.amazonses.com'],
      read: { own: 'Yes.', kind: 'reply' },
      rawKey: 'inbound/1',
      providerId: 'm1@example.com',
      at,
    })
  })

  it('read again is the same work', async () => {
    const once = await receives(mail('', 'Yes.'))
    expect(await receives(mail('', 'Yes.'))).toEqual(once)
  })

  it.each([
    [
      'its reply address, in whatever case',
      () => [`To: REPLY+${identity.signReply(messageId).toUpperCase()}@reply.lakeside.example.com`, '', 'Yes.'],
    ],
    [
      'an address that a server noted',
      () => ['To: list@example.com', `Delivered-To: reply+${identity.signReply(messageId)}@r.example`, '', 'Yes.'],
    ],
    [
      'the opt-out link that it quotes',
      () => ['', 'Yes.', `> https://t.example/u/${identity.signUnsubscribe({ addressKey: 'a'.repeat(24), messageId })}`],
    ],
  ])('is known by %s', async (_what, lines) => expect(await receives(mail(...lines()))).toMatchObject({ token: { messageId } }))

  it('with a token that nobody signed has none', async () => {
    const forged = `${messageId.toLowerCase()}0000000000000000`
    expect(await receives(mail(`To: reply+${forged}@reply.lakeside.example.com`, '', 'Yes.'))).not.toHaveProperty('token')
  })

  it('that is very long is cut where the queue and the table end', async () => {
    const work = await receives(mail('Content-Type: text/plain; charset=utf-8', '', 'ö'.repeat(2_000_000)))
    expect(Buffer.byteLength(JSON.stringify(work))).toBeLessThan(900_000)
    expect(work).toMatchObject({ rawKey: 'inbound/1' })
  })

  it('that cannot be read is refused with its reason', async () => {
    await expect(receives('\r\n\r\n')).rejects.toMatchObject({ reason: 'no_mail' })
    expect(sent).toEqual([])
  })

  it('with an unknown charset, a broken boundary or no From is read as well as it can be', async () => {
    expect(await receives(mail('Content-Type: text/plain; charset=x-unknown', '', 'Yes.'))).toMatchObject({ read: { kind: 'reply' } })
    expect(await receives(mail('Content-Type: multipart/mixed; boundary=b', '', '--x', '', 'Yes.'))).toMatchObject({ kind: 'inbound' })
    expect(await receives('Subject: hello\r\n\r\nYes.')).toMatchObject({ kind: 'inbound', from: '' })
  })
})

describe('a mail that SES looked at', () => {
  const sample = (name: string) => readFileSync(join(import.meta.dirname, '../samples/mail', `${name}.eml`))

  it('with a virus is not taken in, but counted', async () => {
    expect(await receives(sample('ses-virus'))).toBeUndefined()
    expect(counted).toEqual(['MailRefused virus'])
    expect(mails.has('inbound/1')).toBe(true)
  })

  it('is handed over with what speaks against it, whatever its sender wrote in SES’s name', async () => {
    expect(engageWork.parse(await receives(sample('ses-spam')))).toMatchObject({ kind: 'inbound', doubts: ['spam'] })
    expect(engageWork.parse(await receives(sample('ses-forged')))).toMatchObject({ kind: 'inbound', doubts: ['unvouched'] })
    expect(counted).toEqual([])
  })

  it('is not vouched for by what its envelope’s address says in encoded words', async () => {
    const hidden = '=?utf-8?q?x=3B_helo=3Dx=3B_dkim=3Dpass_header.i=3D@example.com=3B?=@evil.example'
    const work = await receives(
      [
        'Return-Path: <x@evil.example>',
        'Received: from evil.example by inbound-smtp.us-east-1.amazonaws.com with SMTP id a for b@example.org;',
        `Authentication-Results: amazonses.com; spf=pass client-ip=192.0.2.1; envelope-from=${hidden}; dkim=none; dmarc=none header.from=example.com;`,
        mail('', 'Yes.'),
      ].join('\r\n'),
    )
    expect(work).toMatchObject({ doubts: ['unvouched'] })
  })

  it('that came another way is as it was', async () => expect(await receives(mail('', 'Yes.'))).not.toHaveProperty('doubts'))
})

describe('a returned mail', () => {
  const report = (...returned: string[]) =>
    mail(
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Final-Recipient: rfc822; Dana@Example.com',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      ...returned,
      '--b--',
    )
  it('names who it came back for, and our message by what came back', async () => {
    const link = `<https://t.example/u/${identity.signUnsubscribe({ addressKey: 'a'.repeat(24), messageId })}>`
    const work = await receives(report('Message-ID: <p-1@email.amazonses.com>', `List-Unsubscribe: ${link}`, '', 'Hi'))
    expect(engageWork.parse(work)).toMatchObject({
      kind: 'returned',
      what: 'bounced',
      bounce: 'hard',
      recipients: ['dana@example.com'],
      originals: ['p-1@email.amazonses.com'],
      token: { messageId },
    })
  })
})
