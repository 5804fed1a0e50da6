/** A mail that Resend received for the tenant: its webhook only announces it (https://resend.com/docs/dashboard/receiving/introduction), so it is fetched. */
import { mailWork } from '../../contract/mail-work.ts'
import type { FetchReceived, ReceivedMail, ResendReceived } from '../../contract/providers/resend-received.ts'
import { bareAddress, type Mail } from '../../domain/mail/mail.ts'
import { readMail } from '../../domain/mail/read-mail.ts'
import { InvalidInput } from '../../runtime/errors.ts'
import type { HookEvent } from '../source.ts'
import type { ReadReply } from './postmark-inbound.ts'
import { reportParts } from './report-parts.ts'

export interface MailNeeds {
  fetch: FetchReceived
  readReply: ReadReply
}

/** `at`: when Resend took it in, ISO 8601. Throws where Resend cannot hand it out now, so that the webhook is sent again. */
export const mailReceived = async (id: string, at: string, { fetch, readReply }: MailNeeds): Promise<HookEvent> => {
  const received = await fetch(id, reportParts)
  if (!received) throw new InvalidInput('no_such_mail', 'Resend announces a mail that it does not have')
  const { mail } = received
  const came = mailOf(received, Date.parse(at))
  const addressed = [...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])].map(bareAddress)
  const tokens = addressed.flatMap((address) => /^reply\+([0-9a-z]{42})@/i.exec(address)?.slice(1) ?? [])
  const messageId = await firstOf(tokens, readReply)
  const work = mailWork(came, readMail(came), {
    to: addressed.find((address) => address.startsWith('reply+')) ?? addressed[0] ?? '',
    providerId: /<([^<>\s]+)>/.exec(mail.message_id ?? '')?.[1] ?? mail.id,
    token: messageId === null ? null : { messageId },
    at,
  })
  return { id: `Received ${mail.id}`, work: [{ to: 'engage', work }] }
}

/** Of the first few: nobody writes to twenty of our addresses at once. */
const firstOf = async (tokens: readonly string[], readReply: ReadReply): Promise<string | null> => {
  for (const token of tokens.slice(0, 20)) {
    const messageId = await readReply(token)
    if (messageId !== null) return messageId
  }
  return null
}

const mailOf = ({ mail, parts }: ReceivedMail, receivedAt: number): Mail => ({
  headers: headersOf(mail),
  from: bareAddress(mail.from),
  subject: (mail.subject ?? '').replaceAll(/\s+/g, ' ').trim(),
  text: mail.text ?? '',
  html: mail.html ?? '',
  parts,
  receivedAt,
})

const headersOf = ({ headers }: ResendReceived): Mail['headers'] =>
  Object.entries(headers ?? {}).flatMap(([name, value]) => [value].flat().map((one) => ({ name: name.toLowerCase(), value: one.trim() })))
