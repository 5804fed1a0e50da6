/** What arrives on the engage queue: SES's events as EventBridge hands them over, what webhooks and the API took in, and what came by mail. */
import { awsSmsSource, snsNotification } from '../contract/aws-sms.ts'
import { connectSource } from '../contract/connect-events.ts'
import { busEnvelope, sesDetail } from '../contract/events.ts'
import { engageWork, type EngageWork } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { awsIncoming, awsSmsEvent } from './aws-sms-event.ts'
import { connectEvent } from './connect-event.ts'
import { sesEvent } from './ses-event.ts'

/** Throws `InvalidInput` with the reason where the record can never be worked on. */
export const readHappening = (body: unknown): EngageWork => {
  const work = engageWork.safeParse(body)
  if (work.success) return work.data
  const notification = snsNotification.safeParse(body)
  if (notification.success) return awsIncoming(notification.data)
  const envelope = busEnvelope.safeParse(body)
  if (!envelope.success) throw new InvalidInput('no_happening', work.error.message)
  if (envelope.data.source === awsSmsSource) return awsSmsEvent(envelope.data.detail, envelope.data.id)
  if (envelope.data.source === connectSource) return connectEvent(envelope.data.detail, envelope.data.id, envelope.data.time)
  const detail = sesDetail.safeParse(envelope.data.detail)
  if (!detail.success) throw new InvalidInput('malformed_detail', `event ${envelope.data.id}: ${detail.error.message}`)
  return sesEvent(detail.data, envelope.data.id)
}

/** The contact's line: what happens to one contact's messages is taken in one after another. */
export const lineOf = (happening: EngageWork): string => {
  switch (happening.kind) {
    case 'message_event':
      return happening.of.contactKey
    case 'one_click':
      return happening.addressKey
    case 'address_closed':
      return happening.address.key
    case 'inbound':
      return happening.from
    case 'connect_ended':
      return happening.contactId
    case 'returned':
      return happening.recipients[0] ?? happening.providerId
    default:
      return happening satisfies never
  }
}
