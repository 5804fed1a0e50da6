/** Whether a step's condition holds: it does, it does not, or something may still happen that decides it. */
import type { Predicate, StepCondition, StepEvents } from './condition.ts'
import type { LiveEnrollment, PlannedMessage } from './contact.ts'
import type { MessageRow } from './message.ts'
import type { MergeValues } from './template.ts'

/** What is known when a condition is asked. */
export interface Known {
  /** By step id. */
  events: Record<string, StepEvents>
  plan: readonly Pick<PlannedMessage, 'step' | 'state'>[]
  reply?: LiveEnrollment['reply']
  /** The contact's attributes, and the standard merge variables beside them. */
  attributes: MergeValues
}

/** `until`: epoch seconds at which it is asked for the last time; absent where an outcome is waited for without end. */
export type Asked = { kind: 'holds' } | { kind: 'fails' } | { kind: 'waits'; for: 'condition' | 'outcome'; until?: number }

/**
 * Asks at `at` (epoch seconds). What may still happen keeps a test open; a window that is over, or none, closes it as "did not happen".
 * `until` is the end of the window where it is known already: a step that moves on keeps the window that it first waited for.
 */
export const askCondition = (
  condition: StepCondition,
  known: Known,
  { due, at, until }: { due: number; at: number; until?: number | undefined },
): Asked => {
  const end = until ?? endOfWindow(condition, known, due)
  const over = end !== undefined && at >= end
  const readings = condition.tests.map((test): Reading => {
    const reading = read(test, known)
    const closed = reading === 'not yet' ? end === undefined || over : reading === 'unrecorded' && over
    const settled = closed ? 'no' : reading
    return test.not ? negated(settled) : settled
  })
  const all = condition.match === 'all'
  if (readings.includes(all ? 'no' : 'yes')) return { kind: all ? 'fails' : 'holds' }
  if (!readings.includes('not yet') && !readings.includes('unrecorded')) return { kind: all ? 'holds' : 'fails' }
  const waitsFor = readings.includes('unrecorded') ? 'outcome' : 'condition'
  return { kind: 'waits', for: waitsFor, ...(end === undefined ? {} : { until: end }) }
}

/** Whether a condition can be told apart only by what happened to earlier messages. */
export const needsEvents = (condition: StepCondition): boolean =>
  condition.tests.some(({ kind }) => kind !== 'attribute' && kind !== 'skipped')

/** Something that was taken in of a step. A reply is not among them: it ends the enrollment or pauses it, and going on asks again. */
export type Heard = 'opened' | 'clicked' | 'outcome'

/** Whether some step's condition could be decided by this: ordinary openings then cost nothing more. */
export const isAskedAbout = (steps: readonly { condition?: StepCondition }[], heard: Heard, step: string): boolean =>
  steps.some(({ condition }) => condition?.tests.some((test) => concerns(test, heard, step)))

/** The outcomes of one step that later steps ask for, in the order in which those are walked. */
export const outcomesAsked = (
  walked: readonly { id: string; name: string; condition?: StepCondition | undefined }[],
  stepId: string,
): { stepId: string; stepOrder: number; stepName: string; outcomes: string[]; not: boolean }[] =>
  walked.flatMap(({ id, name, condition }, i) =>
    (condition?.tests ?? []).flatMap((test) =>
      (test.kind === 'call_outcome' || test.kind === 'task_outcome') && test.step === stepId
        ? [{ stepId: id, stepOrder: i + 1, stepName: name, outcomes: test.outcomes, not: test.not === true }]
        : [],
    ),
  )

/** What the rows of an enrollment say of its steps. */
export const eventsOf = (rows: readonly MessageRow[]): Record<string, StepEvents> =>
  Object.fromEntries(rows.map((row) => [row.stepId, stepEventsOf(row)]))

const stepEventsOf = ({ sentAt, events }: MessageRow): StepEvents => {
  const times = { sentAt, openedAt: events.openedByPersonAt, clickedAt: events.clickedByPersonAt, repliedAt: events.repliedAt }
  const found: StepEvents = {}
  for (const name of ['sentAt', 'openedAt', 'clickedAt', 'repliedAt'] as const) {
    const time = times[name]
    if (time !== undefined) found[name] = Math.floor(Date.parse(time) / 1000)
  }
  return events.outcome === undefined ? found : { ...found, outcome: events.outcome }
}

/** `not yet`: it may still happen. `unrecorded`: a person has still to say what came of it. */
type Reading = 'yes' | 'no' | 'not yet' | 'unrecorded'

const negated = (reading: Reading): Reading => (reading === 'yes' ? 'no' : reading === 'no' ? 'yes' : reading)

const read = (test: Predicate, known: Known): Reading => {
  switch (test.kind) {
    case 'opened':
    case 'clicked': {
      const events = known.events[test.step]
      if ((test.kind === 'opened' ? events?.openedAt : events?.clickedAt) !== undefined) return 'yes'
      return hasLeft(known, test.step) ? 'not yet' : 'no'
    }
    case 'engaged':
      return known.reply || Object.values(known.events).some((events) => events.openedAt ?? events.clickedAt ?? events.repliedAt)
        ? 'yes'
        : 'not yet'
    case 'replied': {
      const replied = known.reply !== undefined || Object.values(known.events).some(({ repliedAt }) => repliedAt !== undefined)
      return (test.intent === undefined ? replied : known.reply?.intent === test.intent) ? 'yes' : 'not yet'
    }
    case 'call_outcome':
    case 'task_outcome': {
      const outcome = known.events[test.step]?.outcome
      if (outcome !== undefined) return test.outcomes.some((one) => plain(one) === plain(outcome)) ? 'yes' : 'no'
      return hasLeft(known, test.step) ? 'unrecorded' : 'no'
    }
    case 'attribute':
      return attributeHolds(test, known.attributes[test.key]) ? 'yes' : 'no'
    case 'skipped':
      return known.plan.find(({ step }) => step === test.step)?.state === 'skipped' ? 'yes' : 'no'
    default:
      return test satisfies never
  }
}

/** What was skipped, failed or never planned is never answered. */
const hasLeft = ({ plan }: Known, step: string): boolean => {
  const state = plan.find((item) => item.step === step)?.state
  return state === 'sent' || state === 'unknown'
}

const attributeHolds = ({ op, value }: Extract<Predicate, { kind: 'attribute' }>, actual: MergeValues[string] | undefined): boolean => {
  if (actual === undefined) return false
  switch (op) {
    case 'exists':
      return true
    case 'is':
      return plain(actual) === plain(value)
    case 'contains':
      return plain(actual).includes(plain(value))
    case 'above':
      return Number(actual) > Number(value)
    case 'below':
      return Number(actual) < Number(value)
    default:
      return op satisfies never
  }
}

const plain = (value: MergeValues[string] | undefined): string =>
  String(value ?? '')
    .trim()
    .toLowerCase()

const endOfWindow = ({ tests, withinMinutes }: StepCondition, { events }: Known, due: number): number | undefined => {
  if (withinMinutes === undefined) return undefined
  const left = tests.flatMap((test) => ('step' in test ? (events[test.step]?.sentAt ?? []) : []))
  return (left.length === 0 ? due : Math.max(...left)) + withinMinutes * 60
}

const concerns = (test: Predicate, heard: Heard, step: string): boolean => {
  switch (test.kind) {
    case 'opened':
    case 'clicked':
      return test.kind === heard && test.step === step
    case 'engaged':
      return heard !== 'outcome'
    case 'call_outcome':
    case 'task_outcome':
      return heard === 'outcome' && test.step === step
    case 'replied':
    case 'attribute':
    case 'skipped':
      return false
    default:
      return test satisfies never
  }
}
