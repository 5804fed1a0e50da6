/** What one change of a row adds to the counters: the difference of its two images, so that each thing counts once however often it is seen. */
import { guardCounters } from '../domain/guardrail.ts'
import { stuckCounter, type StuckReason } from '../domain/stuck.ts'
import { counterName, hourOf, wholeSequence, type Counters, type Measure, type StepMeasure } from '../domain/tallies.ts'

/** The little of a message row that is counted. */
export interface CountedMessage {
  kind: 'message'
  sequenceId: string
  stepId: string
  status: string
  channel?: string | undefined
  sentAt?: string | undefined
  deliveredAt?: string | undefined
  openedAt?: string | undefined
  clickedAt?: string | undefined
  repliedAt?: string | undefined
  bouncedAt?: string | undefined
  bounceKind?: string | undefined
  complainedAt?: string | undefined
  unsubscribedAt?: string | undefined
}
export interface CountedEnrollment {
  id: string
  sequenceId: string
  enrolledAt: string
  /** What it waits for a person to do. */
  stuck?: StuckReason | null
}
/** A contact's head, as far as it says who is enrolled: only what it holds has begun. And who stands still. */
export interface CountedHead {
  kind: 'head'
  enrollments: CountedEnrollment[]
}
export interface CountedFinish {
  kind: 'finished'
  sequenceId: string
  enrolledAt: string
  finishedAt: string
  exitReason: string
}
export type CountedRow = CountedMessage | CountedHead | CountedFinish

/** One record of the table's stream. `at` is when the change was made. */
export interface RowChange {
  sequenceNumber: string
  at: string
  /** Null where the row did not exist before, or is none that is counted. */
  before: CountedRow | null
  after: CountedRow | null
}

/** Increments by sequence and hour. */
export interface Increment {
  sequenceId: string
  hour: string
  counters: Counters
}

/** A removed row takes nothing away: erasure and expiry leave the numbers as they were. */
export const countChange = (change: RowChange): Increment[] => {
  const row = change.after
  if (!row) return []
  if (row.kind === 'head') return begunAndEnded(row, change)
  const entries = entriesOf(row, change).map((entry) => ({ ...entry, by: 1 }))
  if (change.before && change.before.kind !== 'head')
    entries.push(...entriesOf(change.before, change).map((entry) => ({ ...entry, by: -1 })))
  if (row.kind === 'message') entries.push(...guardEntries(change.before?.kind === 'message' ? change.before : null, row))
  return netOf(row.sequenceId, entries)
}

/**
 * An enrollment begins with the head that first holds it and ends with the one that lets it go: its reference and its archive are written
 * ahead, and may have been in vain.
 */
const begunAndEnded = ({ enrollments }: CountedHead, { before, at }: RowChange): Increment[] => {
  const held = before?.kind === 'head' ? before.enrollments : []
  return [
    ...enrollments.filter(({ id }) => !isIn(held, id)).map(({ sequenceId, enrolledAt }) => one(sequenceId, 'enrolled', enrolledAt)),
    ...held.filter(({ id }) => !isIn(enrollments, id)).map(({ sequenceId }) => one(sequenceId, 'finished', at)),
    ...stoodStill(held, -1, enrollments, at),
    ...stoodStill(enrollments, 1, held, at),
  ]
}

const isIn = (list: CountedHead['enrollments'], id: string): boolean => list.some((other) => other.id === id)

/** Those of one image that stand still as they do not in the other. They are counted as they are now: whoever goes on is taken away again. */
const stoodStill = (list: readonly CountedEnrollment[], by: 1 | -1, other: readonly CountedEnrollment[], at: string): Increment[] =>
  list.flatMap(({ id, sequenceId, stuck }) =>
    stuck && other.find((one) => one.id === id)?.stuck !== stuck
      ? [{ sequenceId, hour: hourOf(at), counters: { [stuckCounter(stuck)]: by } }]
      : [],
  )

const one = (sequenceId: string, measure: Measure, time: string): Increment => ({
  sequenceId,
  hour: hourOf(time),
  counters: { [counterName(wholeSequence, measure)]: 1 },
})

interface Entry {
  /** What makes it the same entry in both images. */
  name: string
  hour: string
  by: number
}

const timed = [
  ['sentAt', 'sent'],
  ['deliveredAt', 'delivered'],
  ['openedAt', 'opened'],
  ['clickedAt', 'clicked'],
  ['repliedAt', 'replied'],
  ['bouncedAt', 'bounced'],
  ['unsubscribedAt', 'unsubscribed'],
] as const satisfies [keyof CountedMessage, StepMeasure][]

const entriesOf = (row: CountedMessage | CountedFinish, change: RowChange): Omit<Entry, 'by'>[] => {
  switch (row.kind) {
    case 'finished': {
      const hour = hourOf(row.finishedAt)
      const named = exitMeasures[row.exitReason]
      return [
        // Replaced in the very commit in which it began: no head ever held it.
        ...(row.enrolledAt === row.finishedAt
          ? (['enrolled', 'finished'] as const).map((measure) => ({ name: counterName(wholeSequence, measure), hour }))
          : []),
        { name: `${wholeSequence}:exit-${row.exitReason}`, hour },
        ...(named ? [{ name: counterName(wholeSequence, named), hour }] : []),
      ]
    }
    case 'message': {
      const entries = timed.flatMap(([field, measure]) => {
        const at = row[field]
        return at ? [{ name: counterName(row.stepId, measure), hour: hourOf(at) }] : []
      })
      const isNew = row === change.after && statusOf(change.before) !== row.status
      if (isNew && (row.status === 'skipped' || row.status === 'failed'))
        entries.push({ name: counterName(row.stepId, row.status), hour: hourOf(change.at) })
      return entries
    }
    default:
      return row satisfies never
  }
}

/** What guardrails count: once for each message, and never taken back, whatever the message is sent as later. */
const guardEntries = (before: CountedMessage | null, after: CountedMessage): Entry[] => {
  const isNew = (holds: (row: CountedMessage) => boolean): boolean => holds(after) && !(before && holds(before))
  return [
    ...(isNew(({ channel, sentAt }) => channel === 'email' && sentAt !== undefined) ? entry(guardCounters.mailed, after.sentAt) : []),
    ...(isNew(({ bounceKind }) => bounceKind === 'hard') ? entry(guardCounters.bounced, after.bouncedAt) : []),
    ...(isNew(({ complainedAt }) => complainedAt !== undefined) ? entry(guardCounters.complained, after.complainedAt) : []),
  ]
}

const entry = (name: string, at: string | undefined): Entry[] => (at === undefined ? [] : [{ name, hour: hourOf(at), by: 1 }])

const exitMeasures: Partial<Record<string, Measure>> = { converted: 'converted', moved: 'moved', booked: 'converted' }
const statusOf = (row: CountedRow | null): string | undefined => (row?.kind === 'message' ? row.status : undefined)

/** What is in both images cancels out, even where its time was corrected: it stays in the hour in which it was first counted. */
const netOf = (sequenceId: string, entries: Entry[]): Increment[] => {
  const balance = new Map<string, number>()
  for (const { name, by } of entries) balance.set(name, (balance.get(name) ?? 0) + by)
  const hours = new Map<string, Counters>()
  for (const { name, hour, by } of entries) {
    const net = balance.get(name) ?? 0
    if (net === 0 || Math.sign(net) !== by) continue
    const counters = hours.get(hour) ?? {}
    counters[name] = net
    hours.set(hour, counters)
  }
  return [...hours].map(([hour, counters]) => ({ sequenceId, hour, counters }))
}
