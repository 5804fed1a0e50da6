/** What becomes of a mail after SES took it in: delivery, bounces and whatever its reader does, each at its time on the dial. */
import { actsOf, type Act } from './personas.ts'
import { AwsError, type ServiceContext } from './service.ts'
import { createHappenings, type HappeningParts, type Trace } from './ses-happenings.ts'
import { addressIn, type OutboxItem } from './ses-mail.ts'
import { linksOf, oneClickLink } from './ses-reading.ts'

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

interface Parts extends HappeningParts {
  mail: (id: string) => OutboxItem | undefined
}
interface Step {
  mailId: string
  recipient: string
  act: Act
}

const timerKind = 'ses.afterlife'

/** A mail's name for what its reader does: ids of messages and sequences are others in each run, a step and what it says are not. */
const sameEachRun = ({ tags, subject }: OutboxItem): string => `${tags.step ?? ''} ${subject}`

export const createAfterlife = (context: ServiceContext, parts: Parts): Afterlife => {
  const { clock, timers } = context
  const { happen, writeBack, unsubscribe, traces } = createHappenings(context, parts)

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
          : actsOf(recipient, sameEachRun(mail))
        for (const act of acts) if (worthATimer(act, mail, set?.events)) plan(place, recipient, act)
      }
    },
    traces,
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
