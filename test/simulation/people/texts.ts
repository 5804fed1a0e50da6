/** What Twilio tells of texts: how each that it took went on, and what people text back. */
import type { Word } from '../ledger.ts'
import { twilioAccount } from '../tenant.ts'
import type { World } from '../world.ts'
import type { Request } from './provider.ts'
import { sidOf, type Twilio } from './twilio.ts'
import { inboundUrl, type Webhooks } from './webhooks.ts'

export interface TextPorts {
  world: World
  twilio: Twilio
  webhooks: Webhooks
  /** These words are in the ledger from now on, and known once the event's work was done. */
  say(event: string, words: Word[]): void
}

/** Error codes of receipts, and what each says of the number. https://www.twilio.com/docs/api/errors */
const failures = [
  { status: 'undelivered', code: '30003' },
  { status: 'undelivered', code: '30008' },
  { status: 'undelivered', code: '30007' },
  { status: 'undelivered', code: '30006' },
  { status: 'failed', code: '30008' },
  { status: 'failed', code: '' },
] as const

type Receipt = { status: 'queued' | 'sent' | 'delivered' } | { status: 'undelivered' | 'failed'; code: string }

export const receiptsOf = (ports: TextPorts, request: Request): void => {
  const { world, twilio, webhooks } = ports
  const { callback = '', providerId: sid, to, from = '' } = request
  const random = world.randomFor(`receipts ${sid}`)
  const faults = world.faults()
  const fieldsOf = (receipt: Receipt): Record<string, string> => ({
    AccountSid: twilioAccount.accountSid,
    From: from,
    To: to,
    MessageSid: sid,
    MessageStatus: receipt.status,
    SmsSid: sid,
    SmsStatus: receipt.status,
    ...('code' in receipt && receipt.code !== '' ? { ErrorCode: receipt.code } : {}),
  })
  const tell = (receipt: Receipt, delay: number): void => {
    const event = `${sid}.${receipt.status}`
    const arrives = (): void => ports.say(event, wordsOf(request, receipt, world.now()))
    webhooks.tell({ url: callback, fields: fieldsOf(receipt), event, delay, dropped: 1, matters: receipt.status !== 'queued', arrives })
  }
  /** From the moment of acceptance on: a receipt can be there before the answer. */
  const soon = random.next() * 3_000
  if (random.chance(0.2)) tell({ status: 'queued' }, soon / 2)
  // A number never exists, or always: one that does not was handed on all the same.
  const isGone = world.randomFor(`number ${to}`).chance(0.15)
  const end = soon + random.next() * 20_000
  if (twilio.refused.get(to) === 'left') {
    request.taken = false
    tell({ status: 'failed', code: '21610' }, soon)
  } else {
    tell({ status: 'sent' }, soon)
    if (random.chance(faults.text_undelivered)) tell(isGone ? { status: 'undelivered', code: '30005' } : random.pick(failures), end)
    else if (random.chance(0.9)) tell({ status: 'delivered' }, end)
  }
  if (!random.chance(faults.event_forged)) return
  const receipt: Receipt = random.pick([
    { status: 'delivered' },
    { status: 'undelivered', code: '30005' },
    { status: 'failed', code: '21610' },
  ])
  const forged = { fields: fieldsOf(receipt), event: `${sid}.${receipt.status}`, delay: random.next() * 2 * end }
  webhooks.forge({ url: callback, fields: fieldsOf({ status: 'sent' }) }, forged, random)
}

const wordsOf = ({ messageId, attemptId, to: address }: Request, receipt: Receipt, said: number): Word[] => {
  const word = (what: Word['what']): Word => ({ said, known: null, what })
  if (receipt.status === 'queued') return []
  if (!('code' in receipt)) return [word({ kind: 'event', event: receipt.status, messageId, attemptId })]
  const failed = word({ kind: 'failed_delivery', messageId, attemptId })
  if (receipt.code === '21610') return [failed, word({ kind: 'opt_out', address, channels: ['sms'], whole: true })]
  return receipt.code === '30005' ? [failed, word({ kind: 'dead_address', address })] : [failed]
}

/** A person texts one of the tenant's numbers. Twilio acts upon STOP and START itself, and then tells us. */
export const textsIn = (ports: TextPorts, from: string, body: string, name: string, words: Word[]): void => {
  const { world, twilio, webhooks } = ports
  const random = world.randomFor(`text ${name}`)
  if (body === 'STOP') twilio.refused.set(from, 'left')
  if (body === 'START' && twilio.refused.get(from) === 'left') twilio.refused.delete(from)
  const fieldsOf = (said: string, sid: string): Record<string, string> => ({
    AccountSid: twilioAccount.accountSid,
    From: from,
    To: twilioAccount.numbers[0] ?? '',
    Body: said,
    MessageSid: sid,
    SmsMessageSid: sid,
    SmsStatus: 'received',
    NumMedia: '0',
    // Only where the tenant has set up keywords of its own there.
    ...(random.chance(0.5) && (said === 'STOP' || said === 'START') ? { OptOutType: said } : {}),
  })
  const sid = sidOf(name)
  const event = `${sid}.received`
  const fields = fieldsOf(body, sid)
  ports.say(event, words)
  webhooks.tell({ url: inboundUrl, fields, event, delay: random.next() * 2_000, dropped: 0.3, matters: true })
  if (!random.chance(world.faults().event_forged)) return
  const other = sidOf(`forged ${name}`)
  const forged = {
    fields: fieldsOf(body === 'START' ? 'STOP' : 'START', other),
    event: `${other}.received`,
    delay: random.next() * 48 * 3_600_000,
  }
  webhooks.forge({ url: inboundUrl, fields }, forged, random)
}
