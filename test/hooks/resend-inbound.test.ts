/** A mail that Resend announces: fetched over HTTP from a server on localhost, and handed over as any other answer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openResendReceived } from '../../functions/adapters/email/resend-received.ts'
import { engageWork } from '../../functions/contract/work.ts'
import { receive } from '../../functions/hooks/receive.ts'
import type { HookWork } from '../../functions/hooks/source.ts'
import { openContractServer, type ContractServer } from '../adapters/providers/contract-server.ts'
import { receivedId, receivedMail, resendReceiving, withPart } from '../adapters/providers/resend-receiving.ts'
import { resendErrors, resendKey } from '../adapters/providers/resend.ts'
import { callOf, now, replyToken, signResend, sourceOf, type Signed } from './signers.ts'

const announced = (id = 'msg_1', emailId: string = receivedId): Signed =>
  signResend(
    {
      type: 'email.received',
      created_at: '2026-11-21T09:41:11.894719+00:00',
      data: { email_id: emailId, to: ['x@acme.example'], subject: 'Re' },
    },
    { id },
  )

describe('a mail that Resend announces', () => {
  let server: ContractServer
  let handed: HookWork[]
  let marked: Set<string>
  const opened = async (mail: Record<string, unknown>, content?: string) => {
    server = await openContractServer(resendReceiving(mail, content))
  }
  beforeEach(() => {
    handed = []
    marked = new Set()
  })
  afterEach(() => server.close())

  const take = (signed: Signed) => {
    const fetchReceived = openResendReceived(server.url, { get: async () => ({ apiKey: resendKey }) as never })
    const taken = {
      known: async (_source: string, events: readonly string[]) => new Set(events.filter((event) => marked.has(event))),
      mark: async (_source: string, events: readonly string[]) => events.forEach((event) => marked.add(event)),
    }
    const handOver = async (work: readonly HookWork[]) => void handed.push(...work)
    return receive({ now: () => now, taken, handOver }, 'resend', sourceOf('resend', {}, fetchReceived), callOf('resend', signed))
  }
  const work = () => {
    for (const one of handed) engageWork.parse(one.work)
    return handed[0]?.work
  }

  it('is an answer, found by its reply address and by what it answers', async () => {
    await opened(receivedMail({ to: ['Acme <sam@acme.example>', `reply+${replyToken}@answers.acme.example`] }))
    expect(await take(announced())).toMatchObject({ kind: 'received', taken: 1 })
    expect(work()).toMatchObject({
      kind: 'inbound',
      channel: 'email',
      from: 'dana@example.com',
      to: `reply+${replyToken}@answers.acme.example`,
      text: 'Tell me more, please.',
      inReplyTo: ['first@email.amazonses.com'],
      token: { messageId: 'MESSAGE' },
      providerId: 'answer@mail.example.com',
      read: { kind: 'reply' },
    })
  })

  it('is out of office where its headers say so', async () => {
    await opened(
      receivedMail({ headers: { 'Auto-Submitted': ['auto-replied'] }, subject: 'Automatic reply', text: 'I am out of the office.' }),
    )
    await take(announced())
    expect(work()).toMatchObject({ kind: 'inbound', read: { kind: 'out_of_office' } })
  })

  it('is a bounce where it brings a report', async () => {
    const report =
      'Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; gone@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n'
    await opened({ ...withPart('message/delivery-status'), from: 'MAILER-DAEMON@mx.example.com', subject: 'Undelivered' }, report)
    await take(announced())
    expect(work()).toMatchObject({ kind: 'returned', what: 'bounced', bounce: 'hard', recipients: ['gone@example.com'] })
  })

  it('is handed over once, however often and under whatever id it is announced', async () => {
    await opened(receivedMail())
    await take(announced('msg_1'))
    expect(await take(announced('msg_1'))).toMatchObject({ taken: 0, duplicates: 1 })
    expect(await take(announced('msg_2'))).toMatchObject({ taken: 0, duplicates: 1 })
    expect(handed).toHaveLength(1)
  })

  it('is asked for only once the call is believed', async () => {
    await opened(receivedMail())
    const forged = { ...announced(), body: String(announced().body).replace('Re', 'Ra') }
    expect(await take(forged)).toEqual({ kind: 'refused', why: 'badly_signed' })
    expect(server.received).toEqual([])
  })

  it('is announced again where Resend cannot hand it out now, and taken then', async () => {
    await opened(receivedMail())
    server.next(resendErrors.server)
    await expect(take(announced())).rejects.toThrow('Resend answered 500')
    expect(handed).toEqual([])
    expect(await take(announced())).toMatchObject({ taken: 1 })
  })

  it('is not understood where Resend does not have it', async () => {
    await opened(receivedMail())
    await expect(take(announced('msg_1', '00000000-0000-4000-8000-000000000000'))).rejects.toThrow('does not have')
  })
})
