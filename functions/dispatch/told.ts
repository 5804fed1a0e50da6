/** What only some steps ask for: what happened to earlier messages, the text that a person approves, and what was said so far. */
import { eventsOf, needsEvents } from '../domain/ask-condition.ts'
import type { ContactHead, Draft, LiveEnrollment, PlannedMessage } from '../domain/contact.ts'
import { conversationOf, type ConversationOf } from '../domain/conversation.ts'
import { messageIdOf } from '../domain/ids.ts'
import { stepOf } from '../domain/injected.ts'
import type { MessageRow } from '../domain/message.ts'
import { channelOf, speaksByDraft } from '../domain/plan.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import type { SendContext } from '../domain/signal.ts'

export interface TellingPorts {
  /** An enrollment's rows, read consistently. */
  messagesOf(contactKey: string, enrollmentId: string): Promise<MessageRow[]>
  draft(contactKey: string, messageId: string): Promise<Draft | null>
  /** A contact's newest rows and interactions; absent where no adapter of calls tells of them. */
  said?(contactKey: string): Promise<Pick<ConversationOf, 'rows' | 'interactions'>>
}

/** Reads nothing for a step that has neither a condition nor an approval, is no call and speaks by its template. `now` in epoch milliseconds. */
export const toldOf = async (
  ports: TellingPorts,
  { key: contactKey, timeZone }: Pick<ContactHead, 'key' | 'timeZone'>,
  enrollment: LiveEnrollment,
  item: PlannedMessage,
  version: SequenceVersion,
  now: number,
): Promise<Pick<SendContext, 'events' | 'draft' | 'conversation'>> => {
  const step = stepOf(version, item.step, enrollment.id)
  const [rows, draft, said] = await Promise.all([
    step?.condition && needsEvents(step.condition) ? ports.messagesOf(contactKey, enrollment.id) : null,
    step && speaksByDraft(item, step) ? ports.draft(contactKey, messageIdOf(enrollment.id, item.n)) : null,
    channelOf(item) === 'call' && ports.said ? ports.said(contactKey) : null,
  ])
  return {
    ...(rows ? { events: eventsOf(rows) } : {}),
    ...(draft ? { draft } : {}),
    ...(said ? { conversation: conversationOf({ ...said, timeZone, now }) } : {}),
  }
}
