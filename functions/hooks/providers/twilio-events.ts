/**
 * Twilio's words in ours. Status callbacks: https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks, errors:
 * https://www.twilio.com/docs/api/errors, incoming texts: https://www.twilio.com/docs/messaging/guides/webhook-request.
 */
import * as z from 'zod'
import { readReference } from '../../contract/reference.ts'
import type { MessageHappening, MessageReference } from '../../contract/work.ts'
import type { DeliveryFailure } from '../../domain/signal.ts'
import { ignored, inboundTold, jsonOf, messageTold, parsed } from '../events.ts'
import type { HookCall, HookEvent } from '../source.ts'

const callback = z.object({
  MessageSid: z.string().min(1).max(100),
  MessageStatus: z.string().max(40).optional(),
  SmsStatus: z.string().max(40).optional(),
  ErrorCode: z.union([z.string().max(20), z.number()]).nullish(),
  From: z.string().max(100).optional(),
  To: z.string().max(100).optional(),
  Body: z.string().optional(),
  NumMedia: z.coerce.string().optional(),
  OptOutType: z.string().max(20).optional(),
})
type Callback = z.infer<typeof callback>

/** What Twilio's errors say of the number; any other is of the message. */
const ofNumber: Record<string, DeliveryFailure> = {
  '21211': 'invalid_number',
  '21217': 'invalid_number',
  '21614': 'landline_detected',
  '30005': 'invalid_number',
  '30006': 'landline_detected',
}
const leftAlready = '21610'
const isShortCode = /^\d{3,8}$/
/** Twilio refuses the account or its sender: suspended, over its price, its number not registered, its campaign not in order. */
const ourFault: ReadonlySet<string> = new Set(['30002', '30010', '30024', '30032', '30034', '30035', '30037'])

export const readTwilio = (call: HookCall, now: number): HookEvent[] => {
  const said = parsed(callback, fieldsOf(call))
  const status = (said.MessageStatus ?? said.SmsStatus ?? '').toLowerCase()
  const at = new Date(now).toISOString()
  const eventId = `${said.MessageSid}.${status}`
  const of = referenceOf(call)
  if (isIncoming(said, of)) return [incoming(said, at)]
  return [messageTold({ provider: 'twilio', channel: 'sms', of, providerId: said.MessageSid, eventId, at }, happeningOf(status, said))]
}

/** Whether it hands a text over that somebody sent, and so is answered with what Twilio should answer them. */
export const bringsText = (call: HookCall): boolean => {
  const said = callback.safeParse(fieldsOf(call))
  return said.success && isIncoming(said.data, referenceOf(call))
}

const referenceOf = ({ query }: HookCall): MessageReference | null => readReference(new URLSearchParams(query).get('ref') ?? '')

/** Only texts to us bring what was written; that they say `received` as well is not promised. */
const isIncoming = ({ MessageStatus, SmsStatus, Body, NumMedia, OptOutType }: Callback, of: MessageReference | null): boolean => {
  if (/^receiv(?:ed|ing)$/i.test(MessageStatus ?? SmsStatus ?? '')) return true
  if (MessageStatus !== undefined || of !== null) return false
  return Body !== undefined || Number(NumMedia ?? 0) > 0 || OptOutType !== undefined
}

const fieldsOf = (call: HookCall): unknown =>
  (call.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')
    ? jsonOf(call)
    : Object.fromEntries(new URLSearchParams(call.bytes.toString('utf8')))

const happeningOf = (status: string, { ErrorCode, From }: Callback): MessageHappening | null => {
  switch (status) {
    case 'sent':
      return { type: 'sent' }
    case 'delivered':
      return { type: 'delivered' }
    case 'undelivered':
    case 'failed':
      return failureOf(status, String(ErrorCode ?? ''), From ?? '')
    default:
      // Accepted, queued, sending, scheduled, canceled, read: nothing that anybody waits for.
      return null
  }
}

const failureOf = (status: 'undelivered' | 'failed', code: string, from: string): MessageHappening => {
  const detail = code === '' ? `Twilio: ${status}` : `Twilio: ${status}, error ${code}`
  if (code === leftAlready) return { type: 'unsubscribed', detail, undelivered: true }
  if (ourFault.has(code)) return { type: 'rejected', detail }
  // A short code that the carrier does not take has the same number as a landline.
  const about = code === '30006' && isShortCode.test(from) ? undefined : ofNumber[code]
  const failure = about ?? (status === 'failed' ? 'sms_failed' : 'sms_undelivered')
  return { type: 'undelivered', failure, ...(code === '' ? {} : { code }), detail }
}

const keywords: Record<string, 'stop' | 'start' | 'help' | undefined> = { STOP: 'stop', START: 'start', HELP: 'help' }

/** Other kinds of senders (`whatsapp:+1…`, short codes) are nobody whom we know; a messaging service's text may go, and be answered, by RCS. */
const incoming = ({ MessageSid, From, To, Body, OptOutType }: Callback, at: string): HookEvent => {
  const eventId = `${MessageSid}.received`
  const from = (From ?? '').replace(/^rcs:/i, '')
  if (!/^\+\d{7,15}$/.test(from)) return ignored(eventId)
  const keyword = keywords[(OptOutType ?? '').toUpperCase()]
  return inboundTold(eventId, {
    channel: 'sms',
    from,
    to: To ?? '',
    text: Body ?? '',
    ...(keyword ? { keyword } : {}),
    providerId: MessageSid,
    at,
  })
}
