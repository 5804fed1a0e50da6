/** SES's events in the vocabulary of all providers. Whose message an event is of stands in the tags that SES echoes. */
import type { SesDetail } from '../contract/events.ts'
import type { MessageEventWork, MessageHappening, MessageReference } from '../contract/work.ts'
import { judgeBounce } from '../domain/bounce-kind.ts'
import { diagnosisIn } from '../domain/mail/status-code.ts'
import { InvalidInput } from '../runtime/errors.ts'

/** `eventId`: EventBridge's. Throws `InvalidInput` for a mail that is none of ours. */
export const sesEvent = (detail: SesDetail, eventId: string): MessageEventWork => {
  const { event, at } = happeningOf(detail)
  const { mail } = detail
  return {
    kind: 'message_event',
    provider: 'ses',
    channel: 'email',
    of: referenceOf(mail.tags, eventId),
    providerId: mail.messageId,
    eventId,
    at,
    sentAt: mail.timestamp,
    event,
  }
}

const happeningOf = (detail: SesDetail): { event: MessageHappening; at: string } => {
  switch (detail.eventType) {
    case 'Delivery':
      return { event: { type: 'delivered' }, at: detail.delivery.timestamp }
    case 'Open':
      return { event: { type: 'opened', ...reader(detail.open) }, at: detail.open.timestamp }
    case 'Click':
      return { event: { type: 'clicked', link: detail.click.link, ...reader(detail.click) }, at: detail.click.timestamp }
    case 'Bounce': {
      const { bounce } = detail
      const diagnosis = bounce.bouncedRecipients.find(({ diagnosticCode }) => diagnosticCode)?.diagnosticCode
      const type = `${bounce.bounceType}: ${bounce.bounceSubType}`
      const said = diagnosis ? `${type} (${diagnosisIn(diagnosis).slice(0, 150)})` : type
      const addresses = bounce.bouncedRecipients.map(({ emailAddress }) => emailAddress)
      return { event: { type: 'bounced', addresses, bounce: judgeBounce(bounce), detail: said }, at: bounce.timestamp }
    }
    case 'Complaint': {
      const { complainedRecipients, complaintFeedbackType, timestamp } = detail.complaint
      const addresses = complainedRecipients.map(({ emailAddress }) => emailAddress)
      return { event: { type: 'complained', addresses, detail: complaintFeedbackType ?? 'marked as unwanted' }, at: timestamp }
    }
    case 'Reject':
      return { event: { type: 'rejected', detail: `Reject: ${detail.reject.reason}` }, at: detail.mail.timestamp }
    case 'Rendering Failure':
      return { event: { type: 'rejected', detail: `Rendering Failure: ${detail.failure.errorMessage}` }, at: detail.mail.timestamp }
    case 'DeliveryDelay':
      return { event: { type: 'delayed', detail: detail.deliveryDelay.delayType }, at: detail.deliveryDelay.timestamp }
    default:
      return detail satisfies never
  }
}

const reader = ({ userAgent, ipAddress }: { userAgent?: string | null | undefined; ipAddress?: string | null | undefined }) => ({
  ...(userAgent ? { userAgent } : {}),
  ...(ipAddress ? { ip: ipAddress } : {}),
})

const referenceOf = (tags: Record<string, string[]>, eventId: string): MessageReference => {
  const tag = (name: string): string => {
    const value = tags[name]?.[0]
    if (value === undefined) throw new InvalidInput('untagged', `event ${eventId} is of a mail without the tag "${name}"`)
    return value
  }
  return {
    contactKey: tag('contact'),
    enrollmentId: tag('enrollment'),
    messageId: tag('message'),
    attemptId: tag('attempt'),
    step: tag('step'),
    sequenceId: tag('sequence'),
  }
}
