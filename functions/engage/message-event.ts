/** What a provider says became of a message: recorded on it, and where it matters, decided upon. */
import { metricNames } from '../contract/metrics.ts'
import type { MessageEventWork } from '../contract/work.ts'
import { isSimulatorAddress, normaliseEmail } from '../domain/addresses.ts'
import { messagesRejected } from '../domain/decide/notify.ts'
import { softFailure } from '../domain/healing/failures.ts'
import type { MessageRow } from '../domain/message.ts'
import { logger } from '../runtime/logger.ts'
import { judgeAddresses } from './bounce.ts'
import { callEnded } from './call-ended.ts'
import { hear } from './hear.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import { note, provenToHaveLeft, record, type Happened } from './record.ts'
import { undelivered } from './undelivered.ts'
import { unsubscribed } from './unsubscribed.ts'

/** Answers in one word what came of it. */
export const messageEvent = async (ports: EngagePorts, work: MessageEventWork): Promise<string> => {
  const { event, at } = work
  switch (event.type) {
    case 'sent':
      await record(ports, work, { ...provenToHaveLeft, first: {} })
      return 'sent'
    case 'delivered':
      return delivered(ports, work)
    case 'delayed':
      return 'delayed'
    case 'opened': {
      const row = await record(ports, work, {
        ...provenToHaveLeft,
        first: { openedAt: at },
        engaged: { kind: 'opened', at, ...by(event) },
        counted: { name: 'opens', once: `o${Date.parse(at)}` },
      })
      if (row) await hear(ports, row, 'opened')
      return 'opened'
    }
    case 'clicked':
      return clicked(ports, { ...work, event })
    case 'bounced':
      return bounced(ports, { ...work, event })
    case 'complained':
      return complained(ports, { ...work, event })
    case 'rejected':
      return rejected(ports, { ...work, event })
    case 'unsubscribed':
      return unsubscribed(ports, { ...work, event })
    case 'undelivered':
      return undelivered(ports, { ...work, event })
    case 'call_ended':
      return callEnded(ports, { ...work, event })
    default:
      return event satisfies never
  }
}

/** A mail that arrived is not sent again, though a soft bounce of it came first. */
const delivered = async (ports: EngagePorts, work: MessageEventWork): Promise<string> => {
  const row = await record(ports, work, {
    status: { to: 'delivered', from: ['sent', 'unknown'], afterSoftBounce: true },
    first: { deliveredAt: work.at },
  })
  if (work.channel === 'email' && (row === null || row.status === 'bounced')) await takeBack(ports, work)
  return 'delivered'
}

/** What healing planned for a soft bounce of this attempt is given up. A gate may have written the row anew meanwhile. */
const takeBack = async (ports: EngagePorts, { of, at }: MessageEventWork): Promise<void> => {
  const { contactKey, enrollmentId, step, attemptId } = of
  let isPlanned = false
  await ports.engine.settle(contactKey, (head) => {
    const enrollment = head?.enrollments.find(({ id }) => id === enrollmentId)
    isPlanned = enrollment !== undefined && softFailure(enrollment, step, attemptId) !== undefined
    return isPlanned ? [{ kind: 'arrived', enrollmentId, step, attemptId }] : []
  })
  if (!isPlanned) return
  await ports.messages.patch(
    { ...of, attemptId: null },
    { status: { to: 'delivered', from: ['bounced', 'scheduled', 'held'] }, first: { deliveredAt: at } },
  )
}

/** Whoever came, as far as the provider says. */
const by = ({
  userAgent,
  ip,
  automatic,
}: {
  userAgent?: string | undefined
  ip?: string | undefined
  automatic?: boolean | undefined
}) => ({
  ...(userAgent === undefined ? {} : { userAgent }),
  ...(ip === undefined ? {} : { ip }),
  ...(automatic === undefined ? {} : { automatic }),
})

/** The unsubscribe link is no interest in what was offered. */
const clicked = async (ports: EngagePorts, work: Happened<'clicked'>): Promise<string> => {
  const { event } = work
  const { link } = event
  if (/\/u\/1\.[0-9a-f]{24}/.test(link)) return 'clicked_to_leave'
  const row = await record(ports, work, {
    ...provenToHaveLeft,
    first: { clickedAt: work.at },
    engaged: { kind: 'clicked', at: work.at, link: link.slice(0, 500), ...by(event) },
    counted: { name: 'clicks', once: `c${Date.parse(work.at)}` },
    link: link.slice(0, 500),
  })
  if (row) await hear(ports, row, 'clicked')
  return 'clicked'
}

/** A soft bounce of a mail that has arrived: it is on the timeline, and nowhere else. */
export const bouncedAfterDelivery = 'bounced_after_delivery'

/**
 * A soft bounce of a delivered mail is no word against its delivery: most are an answer that the recipient is away (AWS on SES's
 * `Transient`/`General`), and a second mail would be one too many.
 */
const bounced = async (ports: EngagePorts, work: Happened<'bounced'>): Promise<string> => {
  const { bounce, detail } = work.event
  const recorded = (unless?: MessageRow['status']): Promise<MessageRow | null> =>
    record(ports, work, {
      ...(unless === undefined ? {} : { unless }),
      status: { to: 'bounced', from: ['sent', 'delivered', 'unknown'] },
      first: { bouncedAt: work.at, bounceType: detail, ...(bounce === 'left' ? {} : { bounceKind: bounce }) },
    })
  if (bounce === 'soft' || bounce === 'undetermined') {
    // It says something of this attempt alone: of an earlier one, nothing that is still to be done.
    const row = await recorded('delivered')
    await note(ports, work, { direction: 'system', kind: 'bounced', detail })
    if (row?.status === 'delivered') return bouncedAfterDelivery
    if (row) await judgeAddresses(ports, work)
    // A delivery that was recorded meanwhile may have found nothing to take back yet.
    if (row && (await recorded('delivered'))?.status === 'delivered') await takeBack(ports, work)
    return `bounced_${bounce}`
  }
  await judgeAddresses(ports, work)
  await note(ports, work, { direction: 'system', kind: 'bounced', detail })
  await recorded()
  return `bounced_${bounce}`
}

/** Our own fault, not the contact's: a virus scan's verdict, a broken template, a number that may not send. */
const rejected = async (ports: EngagePorts, work: Happened<'rejected'>): Promise<string> => {
  const { of, channel, provider, event } = work
  logger.error('the provider would not send a message', { messageId: of.messageId, channel, provider, why: event.detail })
  await record(ports, work, { status: { to: 'failed', from: ['sent', 'unknown'] }, first: { bounceType: event.detail.slice(0, 200) } })
  ports.count(metricNames.messageRejected, { channel, provider })
  await ports.notify(messagesRejected(channel, event.detail, ports.engine.now()))
  return 'rejected'
}

/** A complaint closes every channel for the person, and the mailbox for whoever else is known by it. */
const complained = async (ports: EngagePorts, work: Happened<'complained'>): Promise<string> => {
  const { of, at, provider, event } = work
  const head = await ports.head(of.contactKey)
  for (const address of event.addresses) {
    const email = normaliseEmail(address)
    if (email === null) continue
    const key = await ports.addressKey('email', email)
    const mine = head?.addresses.email?.key === key || event.addresses.length === 1
    await leave(ports, {
      address: { key, kind: 'email' },
      channels: ['email', 'sms', 'call'],
      reason: 'complained',
      at,
      source: provider,
      detail: event.detail,
      contactKeys: mine ? [of.contactKey] : [],
    })
  }
  const { email, phone } = head?.addresses ?? {}
  // What a simulator's address did says nothing of whoever else has this number.
  if (phone && !(email && isSimulatorAddress(email.value)))
    await ports.addresses.suppress({ key: phone.key, kind: 'phone' }, ['sms', 'call'], { reason: 'complained', at, source: provider })
  await record(ports, work, { ...provenToHaveLeft, first: { complainedAt: at } })
  await note(ports, work, { direction: 'inbound', kind: 'complained', detail: event.detail })
  return 'complained'
}
