/** Telnyx's events of texts. Errors: https://developers.telnyx.com/docs/messaging/messages/error-codes. */
import * as z from 'zod'
import { readReference } from '../../contract/reference.ts'
import type { MessageHappening, MessageReference } from '../../contract/work.ts'
import type { DeliveryFailure } from '../../domain/signal.ts'
import { ignored, inboundTold, messageTold, momentOf, parsed } from '../events.ts'
import type { HookEvent } from '../source.ts'
import type { TelnyxEvent } from './telnyx-events.ts'

const text = z.object({
  id: z.string().min(1).max(200),
  direction: z.string().nullish(),
  from: z.object({ phone_number: z.string() }).nullish(),
  to: z.array(z.object({ phone_number: z.string().nullish(), status: z.string().nullish() })).nullish(),
  text: z.string().nullish(),
  errors: z.array(z.object({ code: z.coerce.string(), title: z.string().nullish() })).nullish(),
  autoresponse_type: z.string().nullish(),
  webhook_url: z.string().nullish(),
})
type Text = z.infer<typeof text>

/** What Telnyx's errors say of the number; any other is of the message. */
const ofNumber: Record<string, DeliveryFailure> = {
  '40001': 'landline_detected',
  '40012': 'invalid_number',
  '40310': 'invalid_number',
}
const leftAlready = '40300'
/** The account, its sender or its registration. */
const ourFault: ReadonlySet<string> = new Set(['40010', '40013', '40100', '40305', '40313', '40329', '40330', '40331', '40333'])

export const textTold = ({ id, event_type, occurred_at, payload }: TelnyxEvent, query: string): HookEvent => {
  if (!['message.sent', 'message.finalized', 'message.received'].includes(event_type)) return ignored(id)
  const said = parsed(text, payload)
  const at = momentOf(occurred_at)
  if (event_type === 'message.received') return incoming(id, said, at)
  const told = { provider: 'telnyx', channel: 'sms' as const, of: referenceOf(said, query), providerId: said.id, eventId: id, at }
  return messageTold(told, event_type === 'message.sent' ? { type: 'sent' } : happeningOf(said))
}

/** The address that we named is in what is signed; the one that was called is not. */
const referenceOf = ({ webhook_url }: Text, query: string): MessageReference | null =>
  readReference(new URLSearchParams((webhook_url ?? '').split('?')[1] ?? query).get('ref') ?? '')

const happeningOf = ({ to, errors }: Text): MessageHappening | null => {
  const status = to?.[0]?.status ?? ''
  switch (status) {
    case 'delivered':
      return { type: 'delivered' }
    case 'delivery_unconfirmed':
      // It left, and the carrier never says more.
      return { type: 'sent' }
    case 'delivery_failed':
    case 'sending_failed':
    case 'expired':
      return failureOf(status, errors?.[0])
    default:
      return null
  }
}

const failureOf = (status: string, error: { code: string; title?: string | null | undefined } | undefined): MessageHappening => {
  const code = error?.code ?? ''
  const detail = `Telnyx: ${status}${error ? `, error ${code}${error.title ? ` (${error.title.slice(0, 100)})` : ''}` : ''}`
  if (code === leftAlready) return { type: 'unsubscribed', detail, undelivered: true }
  if (ourFault.has(code)) return { type: 'rejected', detail }
  const failure = ofNumber[code] ?? (status === 'sending_failed' ? 'sms_failed' : 'sms_undelivered')
  return { type: 'undelivered', failure, ...(code === '' ? {} : { code }), detail }
}

const keywords: Record<string, 'stop' | 'start' | 'help' | undefined> = { OPT_OUT: 'stop', OPT_IN: 'start', HELP: 'help' }

const incoming = (eventId: string, { id, from, to, text: body, autoresponse_type }: Text, at: string): HookEvent => {
  if (!from || !/^\+\d{7,15}$/.test(from.phone_number)) return ignored(eventId)
  const keyword = keywords[(autoresponse_type ?? '').toUpperCase()]
  return inboundTold(eventId, {
    channel: 'sms',
    from: from.phone_number,
    to: to?.[0]?.phone_number ?? '',
    text: body ?? '',
    ...(keyword ? { keyword } : {}),
    providerId: id,
    at,
  })
}
