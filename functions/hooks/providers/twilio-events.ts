/**
 * Twilio's words in ours. Status callbacks: https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks, errors:
 * https://www.twilio.com/docs/api/errors, incoming texts: https://www.twilio.com/docs/messaging/guides/webhook-request.
 */
import * as z from 'zod'
import { readReference } from '../../contract/reference.ts'
import type { MessageHappening } from '../../contract/work.ts'
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
  if (status === 'received' || status === 'receiving') return [incoming(said, at)]
  const of = readReference(new URLSearchParams(call.query).get('ref') ?? '')
  return [messageTold({ provider: 'twilio', channel: 'sms', of, providerId: said.MessageSid, eventId, at }, happeningOf(status, said))]
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

/** Other kinds of senders (`whatsapp:+1…`, short codes) are nobody whom we know. */
const incoming = ({ MessageSid, From, To, Body, OptOutType }: Callback, at: string): HookEvent => {
  const eventId = `${MessageSid}.received`
  if (!/^\+\d{7,15}$/.test(From ?? '') || From === undefined) return ignored(eventId)
  const keyword = keywords[(OptOutType ?? '').toUpperCase()]
  return inboundTold(eventId, {
    channel: 'sms',
    from: From,
    to: To ?? '',
    text: Body ?? '',
    ...(keyword ? { keyword } : {}),
    providerId: MessageSid,
    at,
  })
}
