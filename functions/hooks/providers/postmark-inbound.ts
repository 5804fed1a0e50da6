/** A mail that Postmark received for the tenant: https://postmarkapp.com/developer/user-guide/inbound/parse-an-email. */
import * as z from 'zod'
import { inboundTold, parsed, short } from '../events.ts'
import type { HookEvent } from '../source.ts'

const mail = z.object({
  MessageID: z.string().min(1).max(200),
  From: z.string().min(1).max(1_000),
  FromFull: z.object({ Email: z.string() }).nullish(),
  To: z.string().nullish(),
  OriginalRecipient: z.string().nullish(),
  Subject: z.string().nullish(),
  Date: z.string().nullish(),
  TextBody: z.string().nullish(),
  HtmlBody: z.string().nullish(),
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).nullish(),
})

/** Bytes of one header, and of all of them, that travel on: what tells a machine's answer is short. */
const mostHeader = 2_000
const mostHeaders = 60

export const mailTold = (body: unknown, now: number): HookEvent => {
  const said = parsed(mail, body)
  const headers = Object.fromEntries(
    (said.Headers ?? []).slice(0, mostHeaders).map(({ Name, Value }) => [Name.toLowerCase(), short(Value, mostHeader)]),
  )
  const answers = idsIn(`${headers['in-reply-to'] ?? ''} ${headers['references'] ?? ''}`)
  const written = Date.parse(said.Date ?? '')
  return inboundTold(`Inbound ${said.MessageID}`, {
    channel: 'email',
    from: said.FromFull?.Email ?? said.From,
    to: said.OriginalRecipient ?? said.To ?? '',
    ...(said.Subject ? { subject: short(said.Subject, mostHeader) } : {}),
    text: said.TextBody ?? '',
    headers,
    ...(answers.length > 0 ? { inReplyTo: answers } : {}),
    providerId: said.MessageID,
    // A clock that is wrong does not put an answer into the future.
    at: new Date(Number.isNaN(written) ? now : Math.min(written, now)).toISOString(),
  })
}

const idsIn = (text: string): string[] => [...new Set(text.split(/[\s<>,]+/).filter(Boolean))]
