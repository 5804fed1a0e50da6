/** A mail that Postmark received for the tenant: https://postmarkapp.com/developer/user-guide/inbound/parse-an-email. */
import * as z from 'zod'
import { mailWork } from '../../contract/mail-work.ts'
import { bareAddress, type Mail } from '../../domain/mail/mail.ts'
import { readMail } from '../../domain/mail/read-mail.ts'
import { parsed } from '../events.ts'
import type { HookEvent } from '../source.ts'
import { reportParts } from './report-parts.ts'

const mail = z.object({
  MessageID: z.string().min(1).max(200),
  From: z.string().max(1_000),
  FromFull: z.object({ Email: z.string() }).nullish(),
  To: z.string().nullish(),
  OriginalRecipient: z.string().nullish(),
  Subject: z.string().nullish(),
  TextBody: z.string().nullish(),
  HtmlBody: z.string().nullish(),
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).nullish(),
  Attachments: z.array(z.object({ ContentType: z.string(), Content: z.string() })).nullish(),
})
type Said = z.infer<typeof mail>

/** The id of the message that a reply address's token stands for; null where it is none of ours. */
export type ReadReply = (token: string) => Promise<string | null>

/** Postmark keeps the mail as it came in: what is read of it travels on. `now` in epoch milliseconds. */
export const mailTold = async (body: unknown, now: number, readReply: ReadReply): Promise<HookEvent> => {
  const said = parsed(mail, body)
  const came = mailOf(said, now)
  const to = said.OriginalRecipient ?? said.To ?? ''
  const token = /reply\+([0-9a-z]{42})@/i.exec(to)?.[1]
  const messageId = token === undefined ? null : await readReply(token)
  const work = mailWork(came, readMail(came), {
    to: bareAddress(to),
    providerId: said.MessageID,
    token: messageId === null ? null : { messageId },
    at: new Date(now).toISOString(),
  })
  return { id: `Inbound ${said.MessageID}`, work: [{ to: 'engage', work }] }
}

const mailOf = ({ From, FromFull, Subject, TextBody, HtmlBody, Headers, Attachments }: Said, now: number): Mail => ({
  headers: (Headers ?? []).map(({ Name, Value }) => ({ name: Name.toLowerCase(), value: Value.trim() })),
  from: FromFull?.Email ?? bareAddress(From),
  subject: (Subject ?? '').replaceAll(/\s+/g, ' ').trim(),
  text: TextBody ?? '',
  html: HtmlBody ?? '',
  parts: (Attachments ?? []).flatMap(({ ContentType, Content }) => {
    const type = ContentType.split(';')[0]?.trim().toLowerCase() ?? ''
    return reportParts.has(type) ? [{ type, text: Buffer.from(Content, 'base64').toString('utf8').slice(0, mostCharacters) }] : []
  }),
  receivedAt: now,
})

const mostCharacters = 100_000
