/** Postmark's words in ours: https://postmarkapp.com/developer/webhooks/webhooks-overview. */
import * as z from 'zod'
import { readReferenceFields } from '../../contract/reference.ts'
import type { MessageHappening } from '../../contract/work.ts'
import type { BounceKind } from '../../domain/signal.ts'
import { jsonOf, messageTold, momentOf, parsed } from '../events.ts'
import type { HookCall, HookEvent } from '../source.ts'
import { mailTold, type ReadReply } from './postmark-inbound.ts'

const said = z.object({
  RecordType: z.string().max(60),
  MessageID: z.string().max(200).nullish(),
  Metadata: z.record(z.string(), z.unknown()).nullish(),
  Recipient: z.string().max(320).nullish(),
  Email: z.string().max(320).nullish(),
  /** Of a bounce. */
  ID: z.number().nullish(),
  Type: z.string().max(60).nullish(),
  Description: z.string().nullish(),
  Details: z.string().nullish(),
  BouncedAt: z.string().nullish(),
  DeliveredAt: z.string().nullish(),
  ReceivedAt: z.string().nullish(),
  ChangedAt: z.string().nullish(),
  UserAgent: z.string().nullish(),
  Geo: z.object({ IP: z.string().nullish() }).nullish(),
  OriginalLink: z.string().nullish(),
  SuppressSending: z.boolean().nullish(),
  SuppressionReason: z.string().nullish(),
  Origin: z.string().nullish(),
})
type Said = z.infer<typeof said>

export const readPostmark = async (call: HookCall, now: number, readReply: ReadReply): Promise<HookEvent> => {
  const body = jsonOf(call)
  // A mail that came in has no RecordType, or says Inbound.
  const kind = parsed(z.object({ RecordType: z.string().nullish() }), body).RecordType ?? 'Inbound'
  if (kind === 'Inbound') return mailTold(body, now, readReply)
  const event = parsed(said, body)
  const when = event.BouncedAt ?? event.DeliveredAt ?? event.ReceivedAt ?? event.ChangedAt
  const at = when ? momentOf(when) : new Date(now).toISOString()
  const told = {
    provider: 'postmark',
    channel: 'email' as const,
    of: readReferenceFields(event.Metadata ?? {}),
    providerId: event.MessageID ?? undefined,
    // Postmark names bounces alone: the others are told apart by what they say.
    eventId: [event.RecordType, event.ID, event.MessageID, event.Recipient ?? event.Email, when, event.OriginalLink].join(' '),
    at,
  }
  return messageTold(told, happeningOf(event))
}

const happeningOf = (event: Said): MessageHappening | null => {
  switch (event.RecordType) {
    case 'Delivery':
      return { type: 'delivered' }
    case 'Bounce':
      return bounced(event)
    case 'SpamComplaint':
      return { type: 'complained', addresses: addressesOf(event), detail: 'marked as unwanted' }
    case 'Open':
      return { type: 'opened', ...readerOf(event) }
    case 'Click':
      return event.OriginalLink ? { type: 'clicked', link: event.OriginalLink, ...readerOf(event) } : null
    case 'SubscriptionChange':
      return isLeaving(event) ? { type: 'unsubscribed', detail: 'Postmark: by the link of its own' } : null
    default:
      return null
  }
}

/** A bounce or a complaint that suppresses is told as such; what an operator suppresses there is theirs to undo. Neither field has to be there. */
const isLeaving = ({ SuppressSending, SuppressionReason, Origin }: Said): boolean =>
  SuppressSending === true && (SuppressionReason ?? 'ManualSuppression') === 'ManualSuppression' && (Origin ?? 'Recipient') === 'Recipient'

/** https://postmarkapp.com/developer/api/bounce-api#bounce-types; what is not here is left at undetermined. */
const bounceKinds: Record<string, BounceKind> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  SoftBounce: 'soft',
  DnsError: 'soft',
  ManuallyDeactivated: 'suppressed',
}
/** An answer by a machine, somebody who confirms, or who joins: no mail came back. */
const noBounces: ReadonlySet<string> = new Set(['AutoResponder', 'Subscribe', 'Unconfirmed', 'InboundError'])
const ourFaults: ReadonlySet<string> = new Set(['VirusNotification', 'SMTPApiError', 'DMARCPolicy', 'TemplateRenderingFailed'])

const bounced = (event: Said): MessageHappening | null => {
  const type = event.Type ?? 'Unknown'
  const detail = `${type}${event.Details ? `: ${event.Details.slice(0, 150)}` : ''}`
  if (noBounces.has(type)) return null
  if (ourFaults.has(type)) return { type: 'rejected', detail }
  if (type === 'Transient') return { type: 'delayed', detail }
  if (type === 'Unsubscribe') return { type: 'unsubscribed', detail }
  if (type === 'SpamComplaint') return { type: 'complained', addresses: addressesOf(event), detail }
  return { type: 'bounced', addresses: addressesOf(event), bounce: bounceKinds[type] ?? 'undetermined', detail }
}

const addressesOf = ({ Email, Recipient }: Said): string[] => [Email ?? Recipient ?? ''].filter((address) => address !== '')

const readerOf = ({ UserAgent, Geo }: Said) => ({ ...(UserAgent ? { userAgent: UserAgent } : {}), ...(Geo?.IP ? { ip: Geo.IP } : {}) })
