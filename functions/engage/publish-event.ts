/** What became of a message, told on the bus: only where the tenant asks for it. */
import type { OwnEventName } from '../contract/own-events.ts'
import type { MessageEventWork } from '../contract/work.ts'
import type { ContactHead } from '../domain/contact.ts'

export interface PublishPorts {
  /** Read after what the event did. */
  head(contactKey: string): Promise<ContactHead | null>
  /** Absent where nobody wants to hear of single messages. */
  publish?: (event: { detailType: OwnEventName; detail: Record<string, unknown> }) => Promise<void>
}

/** Best effort, as all events of ours: the table is the truth. */
export const publishEvent = async (ports: PublishPorts, work: MessageEventWork): Promise<void> => {
  const told = ports.publish ? eventOf(work) : null
  if (!ports.publish || !told) return
  const { of, channel, at } = work
  const contact = await ports.head(of.contactKey)
  if (!contact || contact.erased) return
  const { enrollmentId, sequenceId, messageId, step: stepId } = of
  const leadId = contact.enrollments.find(({ id }) => id === enrollmentId)?.leadId ?? contact.leadId
  const ids = { enrollmentId, sequenceId, contactId: contact.contactId, leadId, messageId, stepId }
  await ports.publish({ detailType: told.detailType, detail: { ...ids, channel, at: new Date(at).toISOString(), ...told.also } })
}

const eventOf = ({ event }: MessageEventWork): { detailType: OwnEventName; also: Record<string, unknown> } | null => {
  switch (event.type) {
    case 'delivered':
      return { detailType: 'Message Delivered', also: {} }
    case 'bounced':
      return { detailType: 'Message Bounced', also: { detail: event.detail } }
    case 'rejected':
    case 'undelivered':
      return { detailType: 'Message Failed', also: { detail: event.detail } }
    case 'opened':
      return { detailType: 'Message Opened', also: {} }
    case 'clicked':
      return { detailType: 'Message Clicked', also: { link: event.link } }
    case 'call_ended':
      return {
        detailType: 'Call Ended',
        also: { outcome: event.outcome, ...(event.durationSeconds === undefined ? {} : { durationSeconds: event.durationSeconds }) },
      }
    // The contact's own word has an event of its own.
    case 'complained':
    case 'unsubscribed':
    case 'sent':
    case 'delayed':
      return null
    default:
      return event satisfies never
  }
}
