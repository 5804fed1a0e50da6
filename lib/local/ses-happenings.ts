/** Things happen to a mail: each is told as SES tells it, or written back as its reader would, and leaves a trace for the mailbox. */
import { createHash } from 'node:crypto'
import { writeMail, type Incoming } from './mailbox-inbound.ts'
import { AwsError, type ServiceContext } from './service.ts'
import { detailTypeOf, eventDetail, matchingName, type Happening } from './ses-events.ts'
import { addressIn, type OutboxItem } from './ses-mail.ts'
import { oneClickLink, quoted } from './ses-reading.ts'
import type { SesResources } from './ses-resources.ts'
import type { Suppression } from './ses-suppression.ts'

/** Posts a form; a refusal is an AwsError, anything that may yet succeed another one. */
export type Post = (url: string, body: string) => Promise<void>

/** Something that became of a mail. `kind` is a happening's, or `replied`, `away`, `unsubscribed`. */
export interface Trace {
  at: string
  kind: string
  recipient: string
  detail?: string
}

export interface HappeningParts {
  resources: SesResources
  suppression: Suppression
  inbound: (incoming: Incoming) => Promise<void>
  /** Origin of the web edge now: a mail that left in an earlier run may name another port. */
  edge?: string
  post?: Post
}

export interface Happenings {
  happen: (mail: OutboxItem, recipient: string, happening: Happening, at: number) => Promise<void>
  writeBack: (mail: OutboxItem, recipient: string, text: string, at: number, automatic: boolean) => Promise<void>
  unsubscribe: (mail: OutboxItem, recipient: string, at: number) => Promise<void>
  traces: (mailId: string) => Trace[]
}

const bucket = 'ses.traces'

export const createHappenings = (context: ServiceContext, parts: HappeningParts): Happenings => {
  const { store, template } = context
  const post = parts.post ?? postForm

  const trace = (mail: OutboxItem, entry: Trace): void =>
    store.put(bucket, `${mail.id}#${entry.at}#${entry.kind}#${entry.recipient}`, entry)

  const happen = async (mail: OutboxItem, recipient: string, happening: Happening, at: number): Promise<void> => {
    const set = mail.configurationSet === null ? undefined : parts.resources.configurationSet(mail.configurationSet)
    if (happening.kind === 'bounced' && happening.bounceSubType === 'General' && happening.bounceType === 'Permanent')
      suppress(mail, recipient, 'BOUNCE')
    if (happening.kind === 'complained') suppress(mail, recipient, 'COMPLAINT')
    if (set?.events.has(matchingName(happening.kind)))
      await context.publishServiceEvent({
        source: 'aws.ses',
        detailType: detailTypeOf(happening.kind),
        detail: eventDetail(mail, happening, at, template),
        time: at,
        resources: [parts.resources.configurationSetArn(set.name)],
      })
    const detail = happening.kind === 'clicked' ? happening.link : happening.kind === 'bounced' ? happening.bounceSubType : undefined
    trace(mail, { at: new Date(at).toISOString(), kind: happening.kind, recipient, ...(detail !== undefined && { detail }) })
  }

  /** SES's simulator addresses are never put on the list. */
  const suppress = (mail: OutboxItem, recipient: string, reason: 'BOUNCE' | 'COMPLAINT'): void => {
    const set = mail.configurationSet === null ? undefined : parts.resources.configurationSet(mail.configurationSet)
    if (recipient.endsWith('@simulator.amazonses.com') || set?.suppressedReasons.includes(reason) === false) return
    parts.suppression.add({ address: recipient, reason, messageId: mail.id })
  }

  const writeBack = async (mail: OutboxItem, recipient: string, text: string, at: number, automatic: boolean): Promise<void> => {
    const messageId = mail.headers['Message-ID'] ?? `<${mail.id}@email.amazonses.com>`
    const id = createHash('sha256').update(`${mail.id}|${recipient}|${text}|${at}`).digest('hex').slice(0, 32)
    const subject = automatic ? `Automatic reply: ${mail.subject}` : `Re: ${mail.subject.replace(/^re: /i, '')}`
    const to = addressIn(mail.replyTo ?? mail.from)
    const raw = writeMail({
      from: recipient,
      to,
      subject,
      text: automatic ? text : `${text}\n\n${quoted(mail)}`,
      at,
      answers: messageId,
      messageId: `${id}@${recipient.split('@')[1] ?? 'persona.example'}`,
      automatic,
    })
    await parts.inbound({ mail: raw, to: [to], providerId: id })
    trace(mail, { at: new Date(at).toISOString(), kind: automatic ? 'away' : 'replied', recipient, detail: text })
  }

  const unsubscribe = async (mail: OutboxItem, recipient: string, at: number): Promise<void> => {
    const link = oneClickLink(mail)
    if (link === undefined) throw new AwsError('BadRequestException', 'This mail carries no one-click unsubscribe header')
    await post(parts.edge === undefined ? link : underOrigin(link, parts.edge), 'List-Unsubscribe=One-Click')
    trace(mail, { at: new Date(at).toISOString(), kind: 'unsubscribed', recipient })
  }

  return { happen, writeBack, unsubscribe, traces: (mailId) => store.list<Trace>(bucket, `${mailId}#`).map(({ value }) => value) }
}

const underOrigin = (link: string, origin: string): string => {
  const { hostname, pathname, search } = new URL(link)
  return hostname === 'localhost' ? `${origin}${pathname}${search}` : link
}

const postForm: Post = async (url, body) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
    redirect: 'manual',
  })
  if (answer.status >= 500) throw new Error(`one-click opt-out answered ${answer.status}`)
  if (!answer.ok) throw new AwsError('BadRequestException', `one-click opt-out answered ${answer.status}`)
}
