/** What only some steps' gates look at: what happened to earlier messages, and the text that a person approves. */
import { eventsOf, needsEvents } from '../domain/ask-condition.ts'
import type { Draft, LiveEnrollment, PlannedMessage } from '../domain/contact.ts'
import { messageIdOf } from '../domain/ids.ts'
import { stepOf } from '../domain/injected.ts'
import type { MessageRow } from '../domain/message.ts'
import { needsApproval, type SequenceVersion } from '../domain/sequence.ts'
import type { SendContext } from '../domain/signal.ts'

export interface TellingPorts {
  /** An enrollment's rows, read consistently. */
  messagesOf(contactKey: string, enrollmentId: string): Promise<MessageRow[]>
  draft(contactKey: string, messageId: string): Promise<Draft | null>
}

/** Reads nothing for a step that has neither a condition nor an approval. */
export const toldOf = async (
  ports: TellingPorts,
  contactKey: string,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  version: SequenceVersion,
): Promise<Pick<SendContext, 'events' | 'draft'>> => {
  const step = stepOf(version, item.step)
  const [rows, draft] = await Promise.all([
    step?.condition && needsEvents(step.condition) ? ports.messagesOf(contactKey, enrollment.id) : null,
    step && needsApproval(step) ? ports.draft(contactKey, messageIdOf(enrollment.id, item.n)) : null,
  ])
  return { ...(rows ? { events: eventsOf(rows) } : {}), ...(draft ? { draft } : {}) }
}
