/** A contact's timeline: everything that happened to them and everything that is planned, newest first, each with a sentence. */
import { awaitsOutcome } from './awaits-outcome.ts'
import type { Channel } from './channel.ts'
import type { ContactHead, Draft, FinishedEnrollment, LiveEnrollment, PlannedMessage } from './contact.ts'
import type { Interaction } from './interaction.ts'
import { engagementsOf } from './engagement-text.ts'
import { interactionEntry, type ToldOfInteraction } from './interaction-entry.ts'
import type { MessageRow } from './message.ts'
import { messagesOf } from './messages-of.ts'
import { pauseText } from './pause-text.ts'
import { isResolved } from './plan.ts'
import { exitReasonText } from './reasons.ts'
import { momentText } from './say-when.ts'
import type { SequenceStatus } from './sequence.ts'
import type { ChosenVariant } from './variants.ts'
import { stateText, type WhyContext } from './why.ts'

export const timelineKinds = ['scheduled', 'message', 'interaction', 'enrollment', 'stage'] as const
export type TimelineKind = (typeof timelineKinds)[number]

export interface TimelineEntry extends ToldOfInteraction {
  /** Unique in the timeline, and the same at each reading while it stands for the same thing. */
  id: string
  /** ISO 8601, UTC: when it happened, or is due. */
  at: string
  kind: TimelineKind
  /** A message's status, an interaction's kind, what became of an enrollment, or a stage. */
  what: string
  text: string
  contactId?: string
  channel?: Channel
  /** In whose words a message is. */
  variant?: ChosenVariant
  direction?: 'inbound' | 'outbound' | 'system'
  leadId?: string
  /** Of a call, LinkedIn note or task: nobody has said yet what it came to, and a person may. */
  awaitsOutcome?: true
}

/** All that the contact's partition holds of it. */
export interface TimelineParts {
  contactKey: string
  contactId: string
  head: ContactHead | null
  finished: readonly FinishedEnrollment[]
  rows: readonly MessageRow[]
  interactions: readonly Interaction[]
}

/** What a timeline names that is kept elsewhere. */
export interface TimelineNames {
  zone: string
  sequence(sequenceId: string): { name: string; status: SequenceStatus }
  step(sequenceId: string, stepId: string): string
  /** In whose words a message of this enrollment would leave; undefined where its step has no variants, or a person wrote it. */
  variant(
    enrollment: Pick<LiveEnrollment, 'id' | 'sequenceId' | 'version'>,
    item: PlannedMessage,
    draft?: Draft | null,
  ): ChosenVariant | undefined
}

export const timelineOf = (parts: TimelineParts, names: TimelineNames): TimelineEntry[] => {
  const { head } = parts
  const live = head?.enrollments ?? []
  // While a head holds an enrollment, a row that was written ahead of its end says nothing yet.
  const over = parts.finished.filter(({ id }) => !live.some((one) => one.id === id))
  const told = new Set([...live, ...over].map(({ id }) => id))
  const entries = [
    ...live.flatMap((enrollment) => [
      ...beginning(enrollment, names),
      ...standing(enrollment, names),
      ...messages(parts, enrollment, names),
    ]),
    ...over.flatMap((enrollment) => [...beginning(enrollment, names), end(enrollment, names), ...messages(parts, enrollment, names)]),
    ...parts.interactions.filter((one) => !isTold(one, told)).map((one) => interactionEntry(one, names)),
  ]
  return newestFirst(entries.map((entry) => ({ contactId: parts.contactId, ...entry })))
}

export const newestFirst = (entries: readonly TimelineEntry[]): TimelineEntry[] =>
  entries.toSorted((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))

/** An enrollment tells of its own beginning and end. */
const isTold = ({ kind, enrollmentId }: Interaction, told: ReadonlySet<string>): boolean =>
  (kind === 'enrolled' || kind === 'finished') && enrollmentId !== undefined && told.has(enrollmentId)

type Enrollment = LiveEnrollment | FinishedEnrollment
const about = ({ id, sequenceId, leadId }: Enrollment) => ({ enrollmentId: id, sequenceId, leadId })

const beginning = (enrollment: Enrollment, names: TimelineNames): TimelineEntry[] => {
  const how = { trigger: 'by its stage', manual: 'by hand', route: 'by an exit route', agent: 'by the agent' }[enrollment.enrolledBy]
  const stage = enrollment.stage === null ? '' : ` "${enrollment.stage}"`
  const text = `Enrolled in "${names.sequence(enrollment.sequenceId).name}" ${how}${stage}.`
  return [{ id: `${enrollment.id}-enrolled`, at: enrollment.enrolledAt, kind: 'enrollment', what: 'enrolled', text, ...about(enrollment) }]
}

/** What keeps a live enrollment where it is, beside its messages. */
const standing = (enrollment: LiveEnrollment, names: TimelineNames): TimelineEntry[] => {
  const { id, status, pausedAt, completeAt, ending } = enrollment
  const entry = (what: string, seconds: number | undefined, text: string): TimelineEntry => ({
    id: `${id}-${what}`,
    at: seconds === undefined ? enrollment.enrolledAt : new Date(seconds * 1000).toISOString(),
    kind: 'enrollment',
    what,
    text,
    ...about(enrollment),
  })
  return [
    ...(status === 'paused' ? [entry('paused', pausedAt, `Paused${pauseText(enrollment, names.zone)}`)] : []),
    ...(completeAt === undefined
      ? []
      : [entry('waiting', completeAt, `Every step is carried out; an answer is waited for until ${momentText(completeAt, names.zone)}.`)]),
    ...(ending ? [entry('ending', undefined, `Ends as soon as the message in flight is answered. ${exitReasonText(ending.exit)}`)] : []),
  ]
}

const end = (enrollment: FinishedEnrollment, names: TimelineNames): TimelineEntry => {
  const detail = enrollment.exitDetail === undefined ? '' : ` (${enrollment.exitDetail})`
  const text = `Finished "${names.sequence(enrollment.sequenceId).name}". ${exitReasonText(enrollment.exitReason)}${detail}`
  return {
    id: `${enrollment.id}-finished`,
    at: enrollment.finishedAt,
    kind: 'enrollment',
    what: enrollment.exitReason,
    text,
    ...about(enrollment),
  }
}

const messages = (parts: TimelineParts, enrollment: Enrollment, names: TimelineNames): TimelineEntry[] => {
  const { contactKey, contactId, head, rows } = parts
  const owner = { key: contactKey, contactId, addresses: head?.addresses ?? {} }
  const context = contextOf(enrollment, head?.consent ?? {}, names)
  return messagesOf(owner, enrollment, rows).flatMap((row, i): TimelineEntry[] => {
    const item = enrollment.plan[i]
    const open = 'status' in enrollment && item !== undefined && !isResolved(item)
    // A draft may have been rewritten, and is not read here: in whose words it is stands here once it has left.
    const variant = !open ? row.variant : item.approval === undefined ? names.variant(enrollment, item) : undefined
    const step = `${labelOf(row.channel)} "${names.step(row.sequenceId, row.stepId)}"`
    const entry: TimelineEntry = {
      id: row.id,
      at: open ? row.dueAt : momentOf(row, enrollment),
      kind: open ? 'scheduled' : 'message',
      what: row.status,
      text: `${step}: ${stateText(row, context)}`,
      channel: row.channel,
      ...(variant ? { variant } : {}),
      ...(!open && awaitsOutcome(row) ? { awaitsOutcome: true } : {}),
      direction: 'outbound',
      messageId: row.id,
      ...about(enrollment),
      ...(row.subject === undefined ? {} : { subject: row.subject }),
      ...(row.body === undefined ? {} : { body: row.body }),
    }
    return [entry, ...engagements(parts, row, step, about(enrollment))]
  })
}

/** What came of a message once it had left. A reply has an interaction of its own, with its words. */
const engagements = ({ interactions }: TimelineParts, row: MessageRow, step: string, of: ReturnType<typeof about>): TimelineEntry[] =>
  engagementsOf(row.events)
    .filter(({ kind }) => !interactions.some((one) => one.kind === kind && one.messageId === row.id))
    .map(({ kind, at, text }) => ({
      id: `${row.id}-${kind}`,
      at,
      kind: 'interaction',
      what: kind,
      text: `${step} ${text}.`,
      channel: row.channel,
      direction: 'inbound',
      messageId: row.id,
      ...of,
    }))

/** What `stateText` needs to know of an enrollment, live or over. */
export const contextOf = (enrollment: Enrollment, consent: ContactHead['consent'], names: TimelineNames): WhyContext => ({
  zone: names.zone,
  consent,
  enrollment: { status: 'finished', ...enrollment },
  sequenceStatus: names.sequence(enrollment.sequenceId).status,
  stepName: (stepId) => names.step(enrollment.sequenceId, stepId),
})

/** When a message that is over left, or was given up. */
const momentOf = (row: MessageRow, enrollment: Enrollment): string => {
  if (row.status === 'cancelled' && 'finishedAt' in enrollment) return enrollment.finishedAt
  const last = row.attempts.at(-1)
  return row.sentAt ?? last?.completedAt ?? last?.startedAt ?? row.dueAt
}

const labelOf = (channel: Channel): string =>
  ({ email: 'Email', sms: 'Text', call: 'Call', linkedin: 'LinkedIn note', task: 'Task' })[channel]
