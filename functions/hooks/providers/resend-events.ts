/** Resend's words in ours: https://resend.com/docs/webhooks/event-types. */
import * as z from 'zod'
import { readReferenceFields } from '../../contract/reference.ts'
import type { MessageHappening } from '../../contract/work.ts'
import { judgeBounce } from '../../domain/bounce-kind.ts'
import { ignored, jsonOf, messageTold, momentOf, parsed } from '../events.ts'
import type { HookCall, HookEvent } from '../source.ts'
import { mailReceived, type MailNeeds } from './resend-inbound.ts'

const reader = z.object({ ipAddress: z.string().nullish(), userAgent: z.string().nullish(), timestamp: z.string().nullish() })
const tags = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.object({ name: z.string(), value: z.string() }))
    .transform((list) => Object.fromEntries(list.map(({ name, value }) => [name, value]))),
])
const said = z.object({
  type: z.string().max(60),
  created_at: z.string(),
  data: z.object({
    email_id: z.string().nullish(),
    to: z.array(z.string()).nullish(),
    tags: tags.nullish(),
    bounce: z.object({ message: z.string().nullish(), type: z.string().nullish(), subType: z.string().nullish() }).nullish(),
    click: reader.extend({ link: z.string() }).nullish(),
    open: reader.nullish(),
    failed: z.object({ reason: z.string().nullish() }).nullish(),
    suppressed: z.object({ message: z.string().nullish(), type: z.string().nullish() }).nullish(),
  }),
})
type Said = z.infer<typeof said>

export const readResend = async (call: HookCall, mails: MailNeeds): Promise<HookEvent> => {
  const event = parsed(said, jsonOf(call))
  const { data } = event
  if (event.type === 'email.received')
    return data.email_id ? mailReceived(data.email_id, momentOf(event.created_at), mails) : ignored(call.headers['svix-id'] ?? '')
  const told = {
    provider: 'resend',
    channel: 'email' as const,
    of: readReferenceFields(data.tags ?? {}),
    providerId: data.email_id ?? undefined,
    eventId: call.headers['svix-id'] ?? '',
    at: momentOf(data.click?.timestamp ?? data.open?.timestamp ?? event.created_at),
  }
  return messageTold(told, happeningOf(event))
}

const happeningOf = ({ type, data }: Said): MessageHappening | null => {
  const addresses = data.to ?? []
  switch (type) {
    case 'email.sent':
      return { type: 'sent' }
    case 'email.delivered':
      return { type: 'delivered' }
    case 'email.delivery_delayed':
      return { type: 'delayed', detail: 'Resend: delivery delayed' }
    case 'email.bounced': {
      // Resend sends this for what was refused for good, and passes SES's words on.
      const { message, type: bounceType, subType } = data.bounce ?? {}
      const bounce = judgeBounce({ bounceType: bounceType ?? 'Permanent', bounceSubType: subType ?? 'General' })
      const detail = `${bounceType ?? 'Permanent'}: ${subType ?? 'General'}${message ? ` (${message.slice(0, 150)})` : ''}`
      return { type: 'bounced', addresses, bounce, detail }
    }
    case 'email.suppressed':
      return {
        type: 'bounced',
        addresses,
        bounce: 'suppressed',
        detail: `Resend: ${(data.suppressed?.message ?? 'suppressed').slice(0, 150)}`,
      }
    case 'email.complained':
      return { type: 'complained', addresses, detail: 'marked as unwanted' }
    case 'email.failed':
      return { type: 'rejected', detail: `Resend: ${(data.failed?.reason ?? 'failed').slice(0, 150)}` }
    case 'email.opened':
      return { type: 'opened', ...readerOf(data.open) }
    case 'email.clicked':
      return data.click ? { type: 'clicked', link: data.click.link, ...readerOf(data.click) } : null
    default:
      // Scheduled; contacts and domains.
      return null
  }
}

const readerOf = (who: z.infer<typeof reader> | null | undefined) => ({
  ...(who?.userAgent ? { userAgent: who.userAgent } : {}),
  ...(who?.ipAddress ? { ip: who.ipAddress } : {}),
})
