/** What becomes of a mail after SES took it in: delivery, bounces and whatever its reader does, each at its time on the dial. */
import { createHash } from 'node:crypto'
import { idsIn, type InboundMessage } from './mailbox-inbound.ts'
import { AwsError, type ServiceContext } from './service.ts'
import { detailTypeOf, eventDetail, matchingName, type Happening } from './ses-events.ts'
import { addressIn, type OutboxItem } from './ses-mail.ts'
import type { SesResources } from './ses-resources.ts'
import { linksOf, oneClickLink, quoted } from './ses-reading.ts'
import type { Suppression } from './ses-suppression.ts'
import { actsOf, type Act } from './personas.ts'

export type Post = (url: string, body: string) => Promise<void>

/** Something that became of a mail. `kind` is a happening's, or `replied`, `away`, `unsubscribed`. */
export interface Trace {
  at: string
  kind: string
  recipient: string
  detail?: string
}
/** What a person at the mailbox does in the contact's place. */
export type Hand =
  | { act: 'open' }
  | { act: 'click'; link?: string }
  | { act: 'reply'; text: string }
  | { act: 'bounce' }
  | { act: 'complain' }
  | { act: 'unsubscribe' }

export interface Afterlife {
  begin(mail: OutboxItem): void
  traces(mailId: string): Trace[]
  act(mailId: string, hand: Hand): Promise<void>
}

interface Parts {
  mail: (id: string) => OutboxItem | undefined
  resources: SesResources
  suppression: Suppression
  inbound: (mail: InboundMessage) => Promise<void>
  post?: Post
}
interface Step {
  mailId: string
  recipient: string
  act: Act
}

const timerKind = 'ses.afterlife'
const bucket = 'ses.traces'

export const createAfterlife = (context: ServiceContext, parts: Parts): Afterlife => {
  const { store, clock, timers, template } = context
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
    await parts.inbound({
      channel: 'email',
      from: recipient,
      to,
      subject,
      text: automatic ? text : `${text}\n\n${quoted(mail)}`,
      headers: {
        from: recipient,
        to,
        subject,
        date: new Date(at).toUTCString(),
        'message-id': `<${id}@${recipient.split('@')[1] ?? 'persona.example'}>`,
        'in-reply-to': messageId,
        references: messageId,
        ...(automatic && { 'auto-submitted': 'auto-replied' }),
      },
      inReplyTo: idsIn(messageId),
      providerId: id,
      at: new Date(at).toISOString(),
    })
    trace(mail, { at: new Date(at).toISOString(), kind: automatic ? 'away' : 'replied', recipient, detail: text })
  }

  const unsubscribe = async (mail: OutboxItem, recipient: string, at: number): Promise<void> => {
    const link = oneClickLink(mail)
    if (link === undefined) throw new AwsError('BadRequestException', 'This mail carries no one-click unsubscribe header')
    await post(link, 'List-Unsubscribe=One-Click')
    trace(mail, { at: new Date(at).toISOString(), kind: 'unsubscribed', recipient })
  }

  const carryOut = async (mail: OutboxItem, recipient: string, act: Act, at: number): Promise<void> => {
    switch (act.kind) {
      case 'sent':
        return happen(mail, recipient, { kind: 'sent' }, at)
      case 'delivered':
      case 'complained':
        return happen(mail, recipient, { kind: act.kind, recipient }, at)
      case 'bounced':
        return happen(mail, recipient, { kind: 'bounced', recipient, bounceType: act.bounceType, bounceSubType: act.bounceSubType }, at)
      case 'opened':
        // Opens are seen through a picture, so a text-only mail never reports one.
        if (mail.html) await happen(mail, recipient, { kind: 'opened', recipient, userAgent: act.userAgent, ip: act.ip }, at)
        return
      case 'clicked': {
        const links = linksOf(mail)
        const link = links[Math.floor(act.pick * links.length)]
        if (link !== undefined)
          await happen(mail, recipient, { kind: 'clicked', recipient, link, userAgent: act.userAgent, ip: act.ip }, at)
        return
      }
      case 'replied':
        return writeBack(mail, recipient, act.text, at, false)
      case 'away':
        return writeBack(mail, recipient, act.text, at, true)
      case 'unsubscribed':
        if (oneClickLink(mail) !== undefined) await unsubscribe(mail, recipient, at)
        return
    }
  }

  timers.on(timerKind, async (payload, at) => {
    const { mailId, recipient, act } = payload as Step
    const mail = parts.mail(mailId)
    try {
      if (mail) await carryOut(mail, recipient, act, at)
    } catch (error) {
      // What was refused for good is told once; only what may yet succeed is tried again.
      if (!(error instanceof AwsError)) throw error
      context.log(`${recipient} could not be ${act.kind}: ${error.message}`)
    }
  })

  const byHand = async (mail: OutboxItem, recipient: string, hand: Hand, at: number): Promise<void> => {
    const device = { userAgent: 'Mozilla/5.0 (local mailbox)', ip: '127.0.0.1' }
    switch (hand.act) {
      case 'open':
        return happen(mail, recipient, { kind: 'opened', recipient, ...device }, at)
      case 'click': {
        const link = hand.link ?? linksOf(mail)[0]
        if (link === undefined) throw new AwsError('BadRequestException', 'This mail has no link to click')
        return happen(mail, recipient, { kind: 'clicked', recipient, link, ...device }, at)
      }
      case 'reply':
        return writeBack(mail, recipient, hand.text, at, false)
      case 'bounce':
        return happen(mail, recipient, { kind: 'bounced', recipient, bounceType: 'Permanent', bounceSubType: 'General' }, at)
      case 'complain':
        return happen(mail, recipient, { kind: 'complained', recipient }, at)
      case 'unsubscribe':
        return unsubscribe(mail, recipient, at)
    }
  }

  return {
    begin: (mail) => {
      const now = clock.now()
      const set = mail.configurationSet === null ? undefined : parts.resources.configurationSet(mail.configurationSet)
      const plan = (place: number, recipient: string, act: Act): void =>
        timers.set({
          id: `${timerKind}#${mail.id}#${place}#${act.kind}`,
          kind: timerKind,
          at: now + act.after,
          payload: { mailId: mail.id, recipient, act } satisfies Step,
        })
      // SES reports a mail as sent also where suppression then stops it.
      if (set?.events.has('send')) plan(0, addressIn(mail.recipients[0] ?? mail.to), { kind: 'sent', after: 0 })
      for (const [place, full] of mail.recipients.entries()) {
        const recipient = addressIn(full)
        const acts: Act[] = parts.suppression.has(recipient)
          ? [{ kind: 'bounced', after: 1_000, bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' }]
          : actsOf(recipient, mail.tags.message ?? mail.subject)
        for (const act of acts) if (worthATimer(act, mail, set?.events)) plan(place, recipient, act)
      }
    },
    traces: (mailId) => store.list<Trace>(bucket, `${mailId}#`).map(({ value }) => value),
    act: async (mailId, hand) => {
      const mail = parts.mail(mailId)
      const recipient = mail?.recipients[0]
      if (!mail || recipient === undefined) throw new AwsError('NotFoundException', `There is no mail ${mailId}`, 404)
      await byHand(mail, addressIn(recipient), hand, clock.now())
    },
  }
}

/** An act that would leave no mark at all needs no timer. */
const worthATimer = (act: Act, mail: OutboxItem, events: Set<string> | undefined): boolean => {
  if (act.kind === 'opened') return mail.html !== '' && (events?.has('open') ?? false)
  if (act.kind === 'clicked') return linksOf(mail).length > 0 && (events?.has('click') ?? false)
  return true
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
