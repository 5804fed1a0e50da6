/** Telling the bus of single messages: only where the tenant asks for it, for each is an event that costs. */
import type { LiveEnrollment, PlannedMessage } from '../contact.ts'
import { messageIdOf } from '../ids.ts'
import { channelOf } from '../plan.ts'
import type { TenantRules } from '../signal.ts'
import type { Change } from './change.ts'
import { after } from './change.ts'

interface MessageEvent {
  detailType: 'Message Sent' | 'Task Created'
  /** ISO 8601. */
  at: string
  also?: Record<string, unknown>
}

export const published = (
  change: Change,
  { id: enrollmentId, sequenceId, leadId }: LiveEnrollment,
  item: PlannedMessage,
  { publishesMessages }: Pick<TenantRules, 'publishesMessages'>,
  { detailType, at, also = {} }: MessageEvent,
): Change => {
  if (!publishesMessages) return change
  const { contactId } = change.head
  const messageId = messageIdOf(enrollmentId, item.n)
  const of = { enrollmentId, sequenceId, contactId, leadId, messageId, stepId: item.step, channel: channelOf(item) }
  return after(change, { kind: 'publish', detailType, detail: { ...of, at, ...also } })
}
