/** An enrollment's plan: which message is due when. Times are epoch seconds; a change of time or content is a new revision. */
import type { Channel } from './channel.ts'
import type { LiveEnrollment, PlannedMessage, PlanState } from './contact.ts'
import { defaultDraftLeadMinutes, needsApproval, type SequenceVersion, type Step } from './sequence.ts'

/** Steps in the order in which they are walked: by delay, then by position. Stable. */
export const inOrder = <T extends Pick<Step, 'delayMinutes'>>(steps: readonly T[]): T[] =>
  steps.toSorted((a, b) => a.delayMinutes - b.delayMinutes)

/** The plan of a fresh enrollment: each step at its delay from `enrolledAt` (epoch seconds), revision 1. */
export const planOf = (version: SequenceVersion, enrolledAt: number): PlannedMessage[] =>
  inOrder(version.steps).map((step) => planned(step, enrolledAt))

/** One step's message, as an enrollment at `enrolledAt` (epoch seconds) plans it. Its draft is made ahead of it, but never before that. */
export const planned = (step: Step, enrolledAt: number): PlannedMessage => {
  const due = enrolledAt + step.delayMinutes * 60
  const draft = needsApproval(step) ? { draftAt: Math.max(enrolledAt, due - (step.draftLeadMinutes ?? defaultDraftLeadMinutes) * 60) } : {}
  const own = step.window ? { window: step.window } : {}
  return { step: step.id, n: step.number, channel: step.channel, ...own, due, rev: 1, state: 'scheduled', ...draft }
}

/** Whether its text is a draft's: its step asks a person to approve it, or a person has written it for this message. */
export const speaksByDraft = (item: Pick<PlannedMessage, 'edited'>, step: Pick<Step, 'approval' | 'brief'>): boolean =>
  item.edited === true || needsApproval(step)

/** The channel a message leaves by: the step's own, or the one that healing moved it to. */
export const channelOf = (item: PlannedMessage): Channel => item.via ?? item.channel

const unresolved: ReadonlySet<PlanState> = new Set<PlanState>(['scheduled', 'claimed', 'held'])
/** Sent, unknown or terminal: the next step need not wait for it. */
export const isResolved = (item: PlannedMessage): boolean => !unresolved.has(item.state)

/** The message that the enrollment stands at: the first one not resolved. Only this one may be sent. */
export const frontOf = (enrollment: Pick<LiveEnrollment, 'plan'>): PlannedMessage | undefined =>
  enrollment.plan.find((item) => !isResolved(item))

/**
 * Held for something that may have come by now, which only its gates can tell: an answer, an outcome, an approval. It is asked again as it
 * is, so that what follows keeps its own time until it is known whether this one leaves.
 */
export const isAskedAgain = (item: PlannedMessage): boolean =>
  item.state === 'held' &&
  (item.reason === 'waiting_for_condition' ||
    item.reason === 'waiting_for_outcome' ||
    (item.reason === 'approval_pending' && item.approval === 'approved'))

/** Whether anything of a plan reached the contact, as far as is known. */
export const hasReached = (plan: readonly PlannedMessage[]): boolean => plan.some(({ state }) => state === 'sent' || state === 'unknown')

/** The plan with one message replaced. */
export const withItem = (plan: readonly PlannedMessage[], item: PlannedMessage): PlannedMessage[] =>
  plan.map((other) => (other.step === item.step ? item : other))

/** Whether the messages behind a moved one keep their distance to it, or only stay behind it. */
export type Keep = 'distance' | 'order'

export interface Moved {
  plan: PlannedMessage[]
  /** Messages whose schedule entries no longer fit: their revision went up by one. */
  moved: PlannedMessage[]
}

/**
 * The plan after `step` moves to `due`, and what is unresolved behind it with it; nothing ever moves to an earlier time.
 * Worked: due 100, 200, 300 and step two moved to 250 gives 100, 250, 350, or 100, 250, 300 where only the order is kept.
 */
export const moveTo = (plan: readonly PlannedMessage[], step: string, due: number, keep: Keep = 'distance'): Moved => {
  const item = plan.find((other) => other.step === step)
  if (!item) return { plan: [...plan], moved: [] }
  const mine = at(item, Math.max(item.due, due))
  const behind = moveBehind(withItem(plan, mine), step, keep === 'distance' ? mine.due - item.due : 0, mine.due)
  return { plan: behind.plan, moved: [mine, ...behind.moved] }
}

/** A message at another time: a new revision. */
const at = (item: PlannedMessage, due: number): PlannedMessage => ({
  ...item,
  due,
  rev: item.rev + 1,
  ...draftMoved(item, due - item.due),
})

/** A draft that is still to be made moves along with its message; one that is to be made anew does not wait. */
export const draftMoved = ({ draftAt, approval }: PlannedMessage, seconds: number): Pick<PlannedMessage, 'draftAt'> =>
  draftAt === undefined ? {} : { draftAt: approval === undefined ? draftAt + seconds : draftAt }

/** A draft that is there already, but of another recipient or channel than its message has by now: it is made anew at once. */
export const isRemade = (item: PlannedMessage): boolean => item.draftAt !== undefined && item.approval !== undefined && !isResolved(item)

/** The plan after everything unresolved behind `step` moves by `seconds`, and at least to `earliest`. */
export const moveBehind = (plan: readonly PlannedMessage[], step: string, seconds: number, earliest = 0): Moved => {
  const from = plan.findIndex((item) => item.step === step)
  const moved: PlannedMessage[] = []
  const next = plan.map((item, index) => {
    const due = Math.max(item.due + seconds, earliest)
    if (from < 0 || index <= from || due === item.due || (item.state !== 'scheduled' && item.state !== 'held')) return item
    const later = at(item, due)
    moved.push(later)
    return later
  })
  return { plan: next, moved }
}
