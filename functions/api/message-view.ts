/** A message as the API shows it: what the plan says while it waits, what its row says once it left. */
import type { MessageView } from '../contract/api/views.ts'
import { addressKindOf } from '../domain/channel.ts'
import type { PlannedMessage } from '../domain/contact.ts'
import { contentOf } from '../domain/content.ts'
import { messageIdOf } from '../domain/ids.ts'
import type { MessageRow } from '../domain/message.ts'
import { channelOf } from '../domain/plan.ts'
import { messageReasonText } from '../domain/reasons.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import { mergeVariables } from '../domain/template.ts'
import type { FoundEnrollment } from './ports.ts'

/** The messages of one enrollment in the order of its plan; `rows` by message id. */
export const messageViewsOf = (
  found: FoundEnrollment,
  version: SequenceVersion,
  rows: ReadonlyMap<string, MessageRow>,
  company: string,
): MessageView[] =>
  planOf(found).map((item, index) => {
    const row = rows.get(messageIdOf(found.id, item.n))
    const planned = plannedView(found, version, item, index + 1, company)
    if (!row) return planned
    // A newer revision in the plan waits; what earlier ones came to stays visible beside it.
    return item.rev > row.revision || item.state === 'cancelled'
      ? { ...planned, events: row.events, attempts: row.attempts }
      : { ...rowView(row), ...(row.body === undefined ? { ...textOf(planned) } : {}) }
  })

/** A row on its own, for lists that have no plan at hand. */
export const rowView = (row: MessageRow): MessageView => ({
  id: row.id,
  enrollmentId: row.enrollmentId,
  sequenceId: row.sequenceId,
  stepId: row.stepId,
  stepOrder: row.stepOrder,
  contactId: row.contactId,
  channel: row.channel,
  ...(row.plannedChannel ? { plannedChannel: row.plannedChannel } : {}),
  recipient: row.recipient,
  status: row.status,
  ...(row.reason ? { reason: row.reason, reasonText: messageReasonText(row.reason) } : {}),
  approval: 'none',
  dueAt: row.dueAt,
  ...(row.sentAt ? { sentAt: row.sentAt } : {}),
  ...(row.subject === undefined ? {} : { subject: row.subject }),
  ...(row.body === undefined ? {} : { body: row.body }),
  simulated: row.simulated,
  ...(row.adapter ? { adapter: row.adapter } : {}),
  events: row.events,
  ...(row.task ? { task: row.task } : {}),
  attempts: row.attempts,
})

export const planOf = ({ live, finished }: FoundEnrollment): PlannedMessage[] => live?.plan ?? finished?.plan ?? []

const plannedView = (
  found: FoundEnrollment,
  version: SequenceVersion,
  item: PlannedMessage,
  stepOrder: number,
  company: string,
): MessageView => {
  const channel = channelOf(item)
  const kind = addressKindOf(channel)
  const step = version.steps.find(({ id }) => id === item.step)
  const content = step && found.profile ? contentOf(step, channel, mergeVariables(found.profile, { company })) : undefined
  const text = content?.kind === 'content' ? content : step
  return {
    id: messageIdOf(found.id, item.n),
    enrollmentId: found.id,
    sequenceId: found.sequenceId,
    stepId: item.step,
    stepOrder,
    contactId: found.profile?.contactId ?? found.head?.contactId ?? found.finished?.contactId ?? '',
    channel,
    ...(channel === item.channel ? {} : { plannedChannel: item.channel }),
    recipient: kind ? (found.head?.addresses[kind]?.value ?? null) : null,
    status: item.state,
    ...(item.reason ? { reason: item.reason, reasonText: messageReasonText(item.reason) } : {}),
    approval: 'none',
    dueAt: new Date(item.due * 1000).toISOString(),
    ...(text?.subject === undefined ? {} : { subject: text.subject }),
    ...(text?.body === undefined ? {} : { body: text.body }),
    simulated: false,
    events: {},
  }
}

const textOf = ({ subject, body }: MessageView): Pick<MessageView, 'subject' | 'body'> => ({
  ...(subject === undefined ? {} : { subject }),
  ...(body === undefined ? {} : { body }),
})
