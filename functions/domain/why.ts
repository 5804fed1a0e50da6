/** One answer to "why was this sent, why was that not?": every attempt with its gates, and how the message stands. */
import type { ExitReason, HealingAction, PlannedMessage } from './contact.ts'
import type { Attempt, GateName, MessageRow, MessageStatus } from './message.ts'
import { isResolved } from './plan.ts'
import { engagementText } from './engagement-text.ts'
import { reasonTextOf } from './message-reason-text.ts'
import { healedText } from './healing/words.ts'
import { pauseText } from './pause-text.ts'
import { exitReasonText, messageReasonText, unknownText } from './reasons.ts'
import { momentText } from './say-when.ts'
import type { SequenceStatus } from './sequence.ts'
import { variantText, type ChosenVariant } from './variants.ts'
import { verdictText, type VerdictContext } from './verdict-text.ts'

/** What the message's enrollment knows of it. */
export interface WhyContext extends Omit<VerdictContext, 'channel'> {
  enrollment: {
    status: 'active' | 'paused' | 'finished'
    plan: readonly PlannedMessage[]
    pauseReason?: string | undefined
    takenOverBy?: string | undefined
    /** Epoch seconds. */
    resumeAt?: number | undefined
    exitReason?: ExitReason | undefined
    exitDetail?: string | undefined
    finishedAt?: string | undefined
    healing?: readonly HealingAction[] | undefined
  }
  sequenceStatus: SequenceStatus
  /** Who wrote this message's text in place of its step's template, and when (ISO 8601). */
  written?: { by: string; at: string } | undefined
  /** A step's name by its id. */
  stepName(stepId: string): string
}

export interface WhyAttempt {
  id: string
  at: string
  outcome: Attempt['outcome']
  adapter: string
  revision: number
  text: string
  verdicts: { gate: GateName; pass: boolean; text: string }[]
}

export interface Why {
  /** How it stands now, and what to do about it. */
  text: string
  /** In whose words it is. */
  variant?: ChosenVariant
  attempts: WhyAttempt[]
}

export const whyOf = (message: MessageRow, context: WhyContext): Why => ({
  text: [
    stateText(message, context),
    ...(message.variant ? [`Its words are those of ${variantText(message.variant)}.`] : []),
    ...settledText(message, context.zone),
    ...writtenText(context),
    ...engagementText(message.events, context.zone),
    ...healedText(context.enrollment.healing ?? [], message.stepId, (at) => momentText(at, context.zone)),
  ].join(' '),
  ...(message.variant ? { variant: message.variant } : {}),
  attempts: message.attempts.map((attempt) => ({
    id: attempt.id,
    at: attempt.startedAt,
    outcome: attempt.outcome,
    adapter: attempt.adapter,
    revision: attempt.revision,
    text: attemptText(attempt, context.zone),
    verdicts: attempt.verdicts.map((verdict) => ({
      gate: verdict.gate,
      pass: verdict.pass,
      text: verdictText(verdict, attempt, { ...context, channel: message.channel }),
    })),
  })),
})

/** Of a message that is known to have left only because a person says so. */
const settledText = ({ attempts, status }: MessageRow, zone: string): string[] => {
  const settled = left.has(status) ? attempts.at(-1)?.settled : undefined
  return settled ? [`The provider's answer was lost: ${settled.by} said at ${momentText(settled.at, zone)} that it arrived.`] : []
}
const left: ReadonlySet<MessageStatus> = new Set(['sent', 'delivered', 'bounced'])

const writtenText = ({ written, zone }: WhyContext): string[] =>
  written ? [`Its text was written by ${written.by} at ${momentText(written.at, zone)}, in place of its step's template.`] : []

/** How a message stands, as one or two sentences. */
export const stateText = (message: MessageRow, context: WhyContext): string => {
  const { zone, enrollment } = context
  const why = message.reason ? ` ${reasonTextOf(message.reason, message)}` : ''
  switch (message.status) {
    case 'scheduled':
      return waitingText(message, context)
    case 'claimed':
      return 'It is being handed over at this moment.'
    case 'sent':
      return sentText(message, zone)
    case 'delivered': {
      const { deliveredAt } = message.events
      return `${sentText(message, zone)} It was delivered${deliveredAt ? ` at ${momentText(deliveredAt, zone)}` : ''}.`
    }
    case 'bounced': {
      const { bouncedAt } = message.events
      return `${sentText(message, zone)} It bounced${bouncedAt ? ` at ${momentText(bouncedAt, zone)}` : ''}. Correct the address in the CRM.`
    }
    case 'held':
      return `It is held.${why}${pausedText(enrollment, zone)}`
    case 'skipped':
      return `It was skipped.${why}`
    case 'failed':
      return `It failed.${why}`
    case 'unknown':
      return unknownText
    case 'cancelled':
      return message.reason === 'enrollment_finished' ? `It was never due. ${endText(enrollment, zone)}` : `It was cancelled.${why}`
    default:
      return message.status satisfies never
  }
}

const waitingText = (message: MessageRow, context: WhyContext): string => {
  const { zone, enrollment, sequenceStatus } = context
  const due = `It is scheduled for ${momentText(message.dueAt, zone)}.`
  const moved = message.reason ? ` ${reasonTextOf(message.reason, message)}` : ''
  const paused = pausedText(enrollment, zone)
  if (paused !== '') return `${due}${paused}`
  if (sequenceStatus === 'paused') return `${due} ${messageReasonText('sequence_paused')}`
  const at = enrollment.plan.findIndex(({ step }) => step === message.stepId)
  const ahead = enrollment.plan.slice(0, Math.max(0, at)).find((item) => !isResolved(item))
  return `${due}${moved}${ahead ? ` It goes after the step "${context.stepName(ahead.step)}", which is not over yet.` : ''}`
}

const pausedText = (enrollment: WhyContext['enrollment'], zone: string): string =>
  enrollment.status === 'paused' ? ` The enrollment is paused${pauseText(enrollment, zone)}` : ''

const endText = ({ exitReason, exitDetail, finishedAt }: WhyContext['enrollment'], zone: string): string => {
  const when = finishedAt === undefined ? '' : ` at ${momentText(finishedAt, zone)}`
  const why = exitReason === undefined ? '' : ` ${exitReasonText(exitReason)}`
  return `The enrollment ended${when}.${why}${exitDetail === undefined ? '' : ` (${exitDetail})`}`
}

const sentText = (message: MessageRow, zone: string): string => {
  const when = message.sentAt === undefined ? '' : ` at ${momentText(message.sentAt, zone)}`
  const { task } = message
  if (task) {
    const came = task.outcome === undefined ? '' : `: ${task.outcome}`
    const over = task.doneAt === undefined ? '' : ` at ${momentText(task.doneAt, zone)}`
    const state = task.state === 'open' ? 'It is open: carry it out, and record what it came to.' : `It was ${task.state}${over}${came}.`
    return `It was handed to a person${when}. ${state}`
  }
  const to = message.recipient === null ? '' : ` to ${message.recipient}`
  return `It was ${message.simulated ? 'simulated, as no provider is set up for this channel,' : 'sent'}${when}${to}.`
}

const attemptText = ({ outcome, startedAt, adapter, detail, verdicts }: Attempt, zone: string): string => {
  const at = momentText(startedAt, zone)
  const why = detail === undefined ? '' : ` (${detail})`
  const closed = verdicts.find(({ pass }) => !pass)
  switch (outcome) {
    case 'claimed':
      return `${at}: every gate was open, and it was handed to ${adapter}; the answer is not recorded yet.`
    case 'accepted':
      return `${at}: every gate was open, and ${adapter} took it.`
    case 'refused_transient':
      return `${at}: ${adapter} refused it for the moment${why}, so it is tried again.`
    case 'refused_permanent':
      return `${at}: ${adapter} refused it for good${why}.`
    case 'refused_account':
      return `${at}: ${adapter} refuses everything for now${why}, so the channel stands still.`
    case 'unknown':
      return `${at}: the answer of ${adapter} was lost${why}.`
    case 'gated':
      return `${at}: a gate was closed, so nothing left. ${closed?.reason ? messageReasonText(closed.reason) : ''}`.trim()
    default:
      return outcome satisfies never
  }
}
