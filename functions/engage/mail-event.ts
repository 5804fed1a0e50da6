/** What SES says became of a mail: recorded on its message, and where it matters, decided upon. */
import type { SesDetail } from '../contract/events.ts'
import { isSimulatorAddress, normaliseEmail } from '../domain/addresses.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { MessageRow } from '../domain/message.ts'
import { NotYet } from '../runtime/errors.ts'
import { logger } from '../runtime/logger.ts'
import type { MessagePatch } from '../data/message-patch.ts'
import { bounced } from './bounce.ts'
import { hear } from './hear.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import type { MailReference } from './read-happening.ts'

type MailEvent<T extends SesDetail['eventType']> = Extract<SesDetail, { eventType: T }>

const provenToHaveLeft: MessagePatch = { status: { to: 'sent', from: ['unknown'] } }

/** Answers in one word what came of it. */
export const mailEvent = async (ports: EngagePorts, of: MailReference, detail: SesDetail): Promise<string> => {
  switch (detail.eventType) {
    case 'Delivery':
      await record(ports, of, detail, {
        status: { to: 'delivered', from: ['sent', 'unknown'] },
        first: { deliveredAt: detail.delivery.timestamp },
      })
      return 'delivered'
    case 'Open': {
      const at = detail.open.timestamp
      const row = await record(ports, of, detail, {
        ...provenToHaveLeft,
        first: { openedAt: at },
        engaged: { kind: 'opened', at },
        counted: { name: 'opens', once: `o${Date.parse(at)}` },
      })
      if (row) await hear(ports, row, 'opened')
      return 'opened'
    }
    case 'Click':
      return clicked(ports, of, detail)
    case 'Bounce':
      return bounced(ports, of, detail, async (patch) => void (await record(ports, of, detail, patch)))
    case 'Complaint':
      return complained(ports, of, detail)
    case 'Reject':
    case 'Rendering Failure': {
      const why = detail.eventType === 'Reject' ? detail.reject.reason : detail.failure.errorMessage
      // Our own fault, not the contact's: a virus scan's verdict or a broken template.
      logger.error('SES would not send a mail', { message: of.messageId, event: detail.eventType, why })
      await record(ports, of, detail, {
        status: { to: 'failed', from: ['sent', 'unknown'] },
        first: { bounceType: `${detail.eventType}: ${why}`.slice(0, 200) },
      })
      return 'rejected'
    }
    case 'DeliveryDelay':
      return 'delayed'
    default:
      return detail satisfies never
  }
}

/**
 * Records the event on the message's row, under its attempt. A mail whose row is still being written, or still shows the attempt before, is
 * received again; one whose answer was lost is thereby proven to have left. Answers the row as it was, where the event is of its attempt.
 */
const record = async (ports: EngagePorts, of: MailReference, { mail }: SesDetail, patch: MessagePatch): Promise<MessageRow | null> => {
  const left = patch.status?.to === 'failed' ? {} : { sentAt: new Date(mail.timestamp).toISOString() }
  const patched = await ports.messages.patch(of, { ...patch, ...left })
  const early = patched.kind === 'no_row' || patched.kind === 'other_attempt'
  if (early && isInFlight(await ports.head(of.contactKey), of)) throw new NotYet(`message ${of.messageId} is being recorded at this moment`)
  if (early) return null
  if (patched.kind === 'patched' && patched.before.status !== 'unknown') return patched.before
  const { enrollmentId, step, attemptId } = of
  await ports.engine.settle(of.contactKey, (head) => {
    const item = head?.enrollments.find(({ id }) => id === enrollmentId)?.plan.find((other) => other.step === step)
    return item?.state === 'unknown' ? [{ kind: 'send_proven', enrollmentId, step, attemptId }] : []
  })
  return patched.before
}

const isInFlight = (head: ContactHead | null, { attemptId }: MailReference): boolean => head?.inFlight?.attemptId === attemptId

/** The unsubscribe link is no interest in what was offered. */
const clicked = async (ports: EngagePorts, of: MailReference, detail: MailEvent<'Click'>): Promise<string> => {
  const { link, timestamp } = detail.click
  if (/\/u\/1\.[0-9a-f]{24}/.test(link)) return 'clicked_to_leave'
  const row = await record(ports, of, detail, {
    ...provenToHaveLeft,
    first: { clickedAt: timestamp },
    engaged: { kind: 'clicked', at: timestamp, link: link.slice(0, 500) },
    counted: { name: 'clicks', once: `c${Date.parse(timestamp)}` },
    link: link.slice(0, 500),
  })
  if (row) await hear(ports, row, 'clicked')
  return 'clicked'
}

/** A complaint closes every channel for the person, and the mailbox for whoever else is known by it. */
const complained = async (ports: EngagePorts, of: MailReference, detail: MailEvent<'Complaint'>): Promise<string> => {
  const { complainedRecipients, timestamp, complaintFeedbackType } = detail.complaint
  const head = await ports.head(of.contactKey)
  const said = complaintFeedbackType ?? 'marked as unwanted'
  for (const { emailAddress } of complainedRecipients) {
    const email = normaliseEmail(emailAddress)
    if (email === null) continue
    const key = await ports.addressKey('email', email)
    const mine = head?.addresses.email?.key === key || complainedRecipients.length === 1
    await leave(ports, {
      address: { key, kind: 'email' },
      channels: ['email', 'sms', 'call'],
      reason: 'complained',
      at: timestamp,
      source: 'ses',
      detail: said,
      contactKeys: mine ? [of.contactKey] : [],
    })
  }
  const { email, phone } = head?.addresses ?? {}
  // What a simulator's address did says nothing of whoever else has this number.
  if (phone && !(email && isSimulatorAddress(email.value)))
    await ports.addresses.suppress({ key: phone.key, kind: 'phone' }, ['sms', 'call'], {
      reason: 'complained',
      at: timestamp,
      source: 'ses',
    })
  await record(ports, of, detail, { ...provenToHaveLeft, first: { complainedAt: timestamp } })
  await ports.note({
    contactKey: of.contactKey,
    at: timestamp,
    channel: 'email',
    direction: 'inbound',
    kind: 'complained',
    messageId: of.messageId,
    enrollmentId: of.enrollmentId,
    sequenceId: of.sequenceId,
    detail: said,
  })
  return 'complained'
}
