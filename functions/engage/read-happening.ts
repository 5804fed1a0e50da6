/** What arrives on the engage queue: SES's events as EventBridge hands them over, and what the API took in. */
import { busEnvelope, sesDetail, type SesDetail } from '../contract/events.ts'
import { engageWork, type EngageWork } from '../contract/work.ts'
import { InvalidInput } from '../runtime/errors.ts'

/** The message that an SES event is of, as our own tags on the mail name it. */
export interface MailReference {
  contactKey: string
  enrollmentId: string
  messageId: string
  attemptId: string
  step: string
  sequenceId: string
}
export type Happening = EngageWork | { kind: 'mail_event'; detail: SesDetail; of: MailReference }

/** Throws `InvalidInput` with the reason where the record can never be worked on. */
export const readHappening = (body: unknown): Happening => {
  const work = engageWork.safeParse(body)
  if (work.success) return work.data
  const envelope = busEnvelope.safeParse(body)
  if (!envelope.success) throw new InvalidInput('no_happening', work.error.message)
  const detail = sesDetail.safeParse(envelope.data.detail)
  if (!detail.success) throw new InvalidInput('malformed_detail', `event ${envelope.data.id}: ${detail.error.message}`)
  return { kind: 'mail_event', detail: detail.data, of: referenceOf(detail.data.mail.tags, envelope.data.id) }
}

/** The contact's line: what happens to one contact's mails is taken in one after another. */
export const lineOf = (happening: Happening): string => {
  switch (happening.kind) {
    case 'mail_event':
      return happening.of.contactKey
    case 'one_click':
      return happening.addressKey
    case 'inbound':
      return happening.from
    default:
      return happening satisfies never
  }
}

const referenceOf = (tags: Record<string, string[]>, eventId: string): MailReference => {
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
