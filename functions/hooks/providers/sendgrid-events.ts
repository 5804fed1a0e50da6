/** SendGrid's words in ours: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event. */
import * as z from 'zod'
import { readReference, sendgridArgument } from '../../contract/reference.ts'
import type { MessageHappening } from '../../contract/work.ts'
import type { BounceKind } from '../../domain/signal.ts'
import { eachOf, isoOf, jsonOf, messageTold, parsed } from '../events.ts'
import type { HookCall, HookEvent, Unread } from '../source.ts'

const said = z.object({
  event: z.string().max(60),
  email: z.string().max(320),
  timestamp: z.number().min(0).max(9_999_999_999),
  sg_event_id: z.string().min(1).max(300),
  sg_message_id: z.string().nullish(),
  [sendgridArgument]: z.string().nullish(),
  type: z.string().nullish(),
  status: z.string().nullish(),
  reason: z.string().nullish(),
  response: z.string().nullish(),
  bounce_classification: z.string().nullish(),
  url: z.string().nullish(),
  useragent: z.string().nullish(),
  ip: z.string().nullish(),
  sg_machine_open: z.boolean().nullish(),
})
type Said = z.infer<typeof said>

export const readSendgrid = (call: HookCall): (HookEvent | Unread)[] => eachOf(jsonOf(call), readOne)

const readOne = (element: unknown): HookEvent => {
  const event = parsed(said, element)
  const told = {
    provider: 'sendgrid',
    channel: 'email' as const,
    of: readReference(event[sendgridArgument] ?? ''),
    // The part before the first dot is what the request for sending was answered with.
    providerId: event.sg_message_id?.split('.')[0],
    eventId: event.sg_event_id,
    at: isoOf(event.timestamp),
  }
  return messageTold(told, happeningOf(event))
}

const happeningOf = (event: Said): MessageHappening | null => {
  switch (event.event) {
    case 'processed':
      return { type: 'sent' }
    case 'delivered':
      return { type: 'delivered' }
    case 'deferred':
      return { type: 'delayed', detail: (event.response ?? 'deferred').slice(0, 200) }
    case 'bounce':
      return { type: 'bounced', addresses: [event.email], bounce: kindOf(event), detail: detailOf(event) }
    case 'dropped':
      return dropped(event)
    case 'spamreport':
      return { type: 'complained', addresses: [event.email], detail: 'marked as unwanted' }
    case 'unsubscribe':
    case 'group_unsubscribe':
      return { type: 'unsubscribed', detail: `SendGrid: ${event.event}` }
    case 'open':
      return { type: 'opened', ...readerOf(event), ...(event.sg_machine_open ? { automatic: true } : {}) }
    case 'click':
      return event.url ? { type: 'clicked', link: event.url, ...readerOf(event) } : null
    default:
      // Somebody who comes back to a group has to be let in here by an operator; account changes are the account's.
      return null
  }
}

/** A block says something of us and of the moment. A bounce without a class is judged by its status (RFC 3463). */
const kindOf = ({ type, status, bounce_classification: cls }: Said): BounceKind => {
  if (type === 'blocked') return 'undetermined'
  if (cls === 'Invalid Address') return 'hard'
  if (cls === 'Mailbox Unavailable') return 'soft'
  if (cls && cls !== 'Unclassified') return 'undetermined'
  if (status?.startsWith('4') || status?.startsWith('5.2')) return 'soft'
  return status?.startsWith('5.7') || status?.startsWith('5.3') ? 'undetermined' : 'hard'
}

const dropped = (event: Said): MessageHappening => {
  const reason = (event.reason ?? '').toLowerCase()
  const detail = `SendGrid dropped it: ${(event.reason ?? 'no reason given').slice(0, 150)}`
  const bounced = (bounce: BounceKind): MessageHappening => ({ type: 'bounced', addresses: [event.email], bounce, detail })
  if (reason.startsWith('bounced address')) return bounced('suppressed')
  if (reason === 'invalid') return bounced('hard')
  // Who reported us before is somebody who left.
  if (reason.startsWith('unsubscribed address') || reason.startsWith('spam reporting address'))
    return { type: 'unsubscribed', detail, undelivered: true }
  return { type: 'rejected', detail }
}

const detailOf = ({ type, status, reason, bounce_classification: cls }: Said): string =>
  [`${type ?? 'bounce'}${cls ? `, ${cls}` : ''}${status ? ` ${status}` : ''}`, ...(reason ? [reason.slice(0, 150)] : [])].join(': ')

const readerOf = ({ useragent, ip }: Said) => ({ ...(useragent ? { userAgent: useragent } : {}), ...(ip ? { ip } : {}) })
