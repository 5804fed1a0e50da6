/** One enrollment as a row says it: in a word, and why. */
import type { EnrollmentView, MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { channels } from '../../functions/domain/channel.ts'
import { injectedName } from '../../functions/domain/injected.ts'
import { exitReasonText, messageReasonText } from '../../functions/domain/reasons.ts'
import { channelNames } from './channels.ts'
import { exitTones, switchLabel, type Tone } from './statuses.ts'

export const enrollmentState = (enrollment: EnrollmentView): { word: string; tone: Tone; mark: 'dot' | 'ring' | 'bar' } => {
  switch (enrollment.status) {
    case 'active':
      if (enrollment.held) return { word: 'Held', tone: 'warn', mark: 'ring' }
      return { word: 'Active', tone: 'good', mark: 'dot' }
    case 'paused':
      return { word: 'Paused', tone: 'warn', mark: 'bar' }
    case 'finished':
      return {
        word: enrollment.exitReason ?? 'Finished',
        tone: enrollment.exitReason ? exitTones[enrollment.exitReason] : 'plain',
        mark: 'ring',
      }
    default:
      return enrollment.status satisfies never
  }
}

/** Why it is as it is; for a running one, what was last done to keep it going. Empty where there is nothing to explain. */
export const enrollmentReason = (enrollment: EnrollmentView): string => {
  if (enrollment.status === 'paused') return pauseText(enrollment)
  if (enrollment.status === 'finished') return enrollment.exitDetail ?? (enrollment.exitReason ? exitReasonText(enrollment.exitReason) : '')
  return enrollment.held?.text ?? enrollment.healing.at(-1)?.reason ?? ''
}

/** What goes before `nextDueAt`: a time gone by is not next, something keeps it waiting. */
export const nextWord = ({ status, nextDueAt }: Pick<EnrollmentView, 'status' | 'nextDueAt'>, now: string): string => {
  if (nextDueAt !== null && Date.parse(nextDueAt) < Date.parse(now)) return 'Due since'
  return status === 'paused' ? 'Goes on' : 'Next'
}

const pauseText = ({ pauseReason, takenOverBy }: EnrollmentView): string => {
  if (pauseReason === 'reply_review') return 'A reply waits for a decision: continue, or end it.'
  if (pauseReason === 'taken_over') return `Taken over by ${takenOverBy ?? 'a person'}.`
  return pauseReason ?? 'Paused by a person.'
}

/** `email → SMS` for each channel that healing moved this enrollment away from. */
export const enrollmentSwitches = (enrollment: EnrollmentView): string[] =>
  channels.flatMap((from) => {
    const to = enrollment.channelOverrides[from]
    return to ? [switchLabel(from, to)] : []
  })

/** What began it, as a column says it. */
export const enrolledWays: Record<EnrollmentView['enrolledBy'], string> = {
  trigger: 'By its trigger',
  manual: 'By hand',
  route: 'By an exit route',
  agent: 'By the agent',
}

/** The step that is next, with the channel that it will take; null where none is left. */
export const enrollmentStep = (
  { currentStep, channelOverrides }: Pick<EnrollmentView, 'currentStep' | 'channelOverrides'>,
  steps: SequenceView['steps'],
): string | null => {
  if (currentStep === null) return null
  const step = steps.find(({ id }) => id === currentStep)
  if (!step) return injectedName(currentStep) ?? currentStep
  return `Step ${step.order}, ${channelNames[channelOverrides[step.channel] ?? step.channel]}`
}

/** The steps of a sequence, to choose one of. */
export const stepChoices = (steps: SequenceView['steps']): { value: string; label: string }[] =>
  steps.map(({ id, order, channel }) => ({ value: id, label: `At step ${order}, ${channelNames[channel]}` }))

/** Why a narrowed table is empty. */
export const noneMatch = ({ state, asked, others }: { state: string; asked: string; others: boolean }): string => {
  if (others || (asked !== '' && state !== 'all')) return 'No enrollment fits all of these filters right now.'
  if (asked !== '') return 'Nobody here has every word that you type in a name, an address, a number or an id.'
  return `No enrollment of this sequence is ${state} right now.`
}

/** Why this message went another way than its step says; null where it did not. */
export const switchOf = (message: MessageView, enrollment: EnrollmentView): { label: string; because: string } | null => {
  if (!message.plannedChannel || message.plannedChannel === message.channel) return null
  const healing = enrollment.healing.findLast((action) => action.step === message.stepId) ?? enrollment.healing.at(-1)
  return {
    label: switchLabel(message.plannedChannel, message.channel),
    because: healing?.reason ?? 'the planned channel could not reach them',
  }
}

export const messageReason = (message: MessageView): string | null =>
  message.reasonText ?? (message.reason ? messageReasonText(message.reason) : null)

const moments = [
  ['deliveredAt', 'Delivered'],
  ['openedAt', 'Opened'],
  ['clickedAt', 'Clicked'],
  ['repliedAt', 'Replied'],
  ['bouncedAt', 'Bounced'],
  ['complainedAt', 'Marked as spam'],
  ['unsubscribedAt', 'Unsubscribed'],
  ['outcomeAt', 'Outcome'],
] as const

/** What came of a message, in the order in which it happened. */
export const messageMoments = (message: MessageView): { word: string; at: string }[] =>
  moments
    .flatMap(([key, word]) => {
      const at = message.events[key]
      return at === undefined ? [] : [{ word: key === 'outcomeAt' ? (message.events.outcome ?? word) : word, at }]
    })
    .toSorted((a, b) => a.at.localeCompare(b.at))
